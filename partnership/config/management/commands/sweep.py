"""One pass over everything that is due, as beat would make it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from billing.services.run_requests import start_due_runs
from billing.services.runs import carry_out_runs
from billing.services.transmissions import send_e_invoices
from events.services.evaluations import tend_evaluations
from events.services.needs import forget_needs
from events.services.reminders import send_reminders
from events.services.sendings import send_planned
from events.services.succession import follow_seats
from events.services.waiting_list import promote_all_waiting
from municipalities.command import PortalCommand
from partnership.config.coordinator.digests import send_digests
from partnership.services.approval_letters import remind_approvers
from partnership.services.assessment_reminders import remind_of_assessments
from partnership.services.deliveries import deliver_letters
from partnership.services.nominations import withdraw_orphaned_nominations
from partnership.services.returned_mail import fetch_bounces
from tracks.services.practice_upkeep import ask_authors


class Command(PortalCommand):
    help = (
        "Make one pass over everything due: approvals, seats, waiting lists, reminders, invoice runs, weekly mails, letters, "
        "returned mail. "
        "Works without a running worker."
    )
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        withdraw_orphaned_nominations(now=now)
        reminded = remind_approvers(now=now)
        reminded += remind_of_assessments(now=now)
        planned = send_planned(now=now)
        followed = follow_seats(now=now)
        promoted = promote_all_waiting(now=now)
        start_due_runs(now=now)
        reminders = send_reminders(now=now)
        evaluations = tend_evaluations(now=now)
        forgotten = forget_needs(now=now)
        practices = ask_authors(now=now)
        issued = carry_out_runs()
        send_e_invoices()
        digests = send_digests(now=timezone.now())
        delivery = deliver_letters()
        returned = fetch_bounces(now=timezone.now())
        data = {"planned": planned, "left": followed.left, "invited": followed.invited, "reminded": reminded}
        data |= {
            "promoted": promoted,
            "reminders": reminders,
            "evaluations": evaluations,
            "forgotten": forgotten,
            "practices": practices,
            "issued": issued,
            "digests": digests,
            "sent": delivery.sent,
        }
        data |= {"retried": delivery.retried, "failed": delivery.failed, "held": delivery.held, "returned": returned}
        text = _(
            "%(planned)d invited as planned, "
            "%(left)d no longer come, %(invited)d invited after them, %(reminded)d approvers and municipalities reminded, "
            "%(promoted)d given a place, %(reminders)d reminders and %(evaluations)d questions about past events written, "
            "%(forgotten)d people's needs deleted, "
            "%(issued)d invoices issued, %(digests)d weekly mails written, "
            "%(sent)d letters sent, "
            "%(retried)d tried again later, %(failed)d refused, %(returned)d came back."
        )
        self.report(data, text % data, as_json=options["json"])
