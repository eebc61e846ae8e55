"""One pass over everything that is due, as beat would make it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from billing.services.runs import carry_out_runs
from events.services.waiting_list import promote_all_waiting
from municipalities.command import PortalCommand
from partnership.config.coordinator.digests import send_digests
from partnership.services.letters import deliver_letters


class Command(PortalCommand):
    help = (
        "Make one pass over everything due: waiting lists, invoice runs, weekly mails, letters. "
        "Works without a running worker."
    )
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        promoted = promote_all_waiting(now=timezone.now())
        issued = carry_out_runs()
        digests = send_digests(now=timezone.now())
        delivery = deliver_letters()
        data = {"promoted": promoted, "issued": issued, "digests": digests, "sent": delivery.sent}
        data |= {"retried": delivery.retried, "failed": delivery.failed, "held": delivery.held}
        text = _(
            "%(promoted)d given a place, %(issued)d invoices issued, %(digests)d weekly mails written, %(sent)d letters sent, "
            "%(retried)d tried again later, %(failed)d refused."
        )
        self.report(data, text % data, as_json=options["json"])
