"""Propose networks for a body."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.models import Body
from tracks.models import NetworkPlan
from tracks.services.network_effects import Effect, broken_wishes, compared, effect_of
from tracks.services.networks import NetworkError, proposal_for, setting_of, store_draft


class Command(PortalCommand):
    help = (
        "Propose networks for a body from the municipalities that take part: near each other, as few pairs as possible that are "
        "together in another body too, sizes mixed with --mix; the body's pinned and forbidden pairs hold. The same seed gives "
        "the same networks. Nothing is stored without --save."
    )
    reports = True
    #: They would load every page there is, for a command that only reads.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "body", metavar="BODY", help="short name of a track or the development group, e.g. leadership"
        )
        parser.add_argument("--partnership", help="short name of the partnership (default: the newest one)")
        parser.add_argument("--size", type=int, default=4, help="municipalities in a network, 3 to 5 (default: 4)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another proposal (default: 1)")
        parser.add_argument("--mix", action="store_true", help="mix large and small municipalities")
        parser.add_argument("--save", action="store_true", help="make it the body's draft")

    def handle(
        self, *, body: str, partnership: str | None, size: int, seed: int, mix: bool, save: bool, **options: Any
    ) -> None:
        bodies = Body.objects.filter(key=body).exclude(kind=Body.Kind.STEERING_GROUP).select_related("partnership")
        if partnership:
            bodies = bodies.filter(partnership__slug=partnership)
        found = bodies.order_by("-partnership__starts_on", "-pk").first()
        if found is None:
            raise CommandError(_("There is no track or development group “%(key)s”.") % {"key": body})
        if seed < 0:
            raise CommandError(_("The seed is a number from 0."))
        try:
            setting = setting_of(found, size=size, seed=seed, mix_sizes=mix)
            proposal = proposal_for(setting)
            if save:
                store_draft(setting, proposal, now=timezone.now())
        except NetworkError as error:
            raise CommandError(str(error)) from error
        split = {
            number: [setting.municipalities[code] for code in codes]
            for number, codes in enumerate(proposal.networks, 1)
        }
        effect = effect_of(split, setting)
        stored = NetworkPlan.objects.filter(body=found).values_list("status", flat=True).first()
        report = {
            "body": found.key,
            "size": size,
            "seed": seed,
            "mix_sizes": mix,
            "municipalities": len(setting.municipalities),
            "networks": [list(codes) for codes in proposal.networks],
            "cost": self._cost(effect),
            "saved": save,
            "plan": stored,
        }
        self.report(report, self._said(effect), as_json=options["json"])

    def _cost(self, effect: Effect) -> dict[str, Any]:
        return {
            "kilometres": {
                "average": round(effect.average_km, 2),
                "longest": round(effect.longest.longest_km, 2) if effect.longest else 0,
                "by_network": [round(row.average_km, 2) for row in effect.networks],
            },
            "repeats": {"count": len(effect.repeats), "pairs": list(effect.repeats)},
            "mixing": {
                "unmixed_networks": list(effect.unmixed),
                "by_network": [round(row.cost.unmixed / len(row.municipalities), 3) for row in effect.networks],
            },
            "sizes": list(effect.sizes),
        }

    def _said(self, effect: Effect) -> str:
        lines = [
            f"{row.number}: {', '.join(municipality.name for municipality in row.municipalities)}"
            for row in effect.networks
        ]
        lines += [f"{line.wish}: {line.now}" for line in compared(effect)]
        return "\n".join([*lines, *broken_wishes(effect)])
