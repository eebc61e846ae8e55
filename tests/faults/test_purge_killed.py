"""A power cut in the middle of deleting old accounts leaves whole cases alone, and the next night finishes."""

import pytest

from tests.faults.portal import a_portal

pytestmark = [pytest.mark.worker, pytest.mark.django_db]
#: One process for all of it: each start of Python costs seconds.
CODE = """
from tests.billing.factories import FeeYearFactory, SellerFactory
from tests.billing.test_purging import case
from tests.billing.test_purging_money import EARLY, MONTH, bank_entry, pay
from tests.faults.killing import kill_a_purge
from billing.services.reminders import send_reminder
SellerFactory()
invoice = case(FeeYearFactory(), EARLY)
send_reminder(invoice, sequence=1, by=None, now=EARLY + 2 * MONTH)
pay(bank_entry("100", EARLY + MONTH), invoice, at=EARLY + MONTH)
print(json.dumps(kill_a_purge()))
"""


def test_a_purge_killed_at_any_step_leaves_whole_cases_and_the_next_one_finishes(tmp_path) -> None:
    with a_portal(tmp_path) as portal:
        told = portal.ask(CODE)
        assert told["kills"] == told["tries"] >= 4
        assert told["torn"] == []
        assert told["purged"] == {"invoices": 1, "reminders": 1, "bank_files": 1}
        assert told["left"] == []
