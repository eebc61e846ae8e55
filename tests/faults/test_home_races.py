"""Two workers write one digest, and of two coordinators who save at once none overwrites the other."""

import threading

import pytest
from django.db import transaction
from django.db.models import F

from partnership.config.coordinator.digests import digest_values, due_recipients, send_digests
from partnership.models import Agreement, Digest, FocusArea, Letter, LocalOrganisation, LocalProject
from partnership.services.letters import write_letter
from partnership.services.local_organisation import ChangedMeanwhile, ProjectEntry, save_local_organisation
from tests.config.coordinator_world import NOW, taking_part
from tests.faults.race import race
from tests.partnership.factories import BodyFactory, PartnershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def agreement() -> Agreement:
    partnership = PartnershipFactory()
    BodyFactory(partnership=partnership)
    FocusArea.objects.create(partnership=partnership, number=1, text="Lederne")
    return taking_part(partnership, coordinators=2)


def test_workers_that_sweep_at_once_write_one_digest_each_coordinator(agreement) -> None:
    outcomes = race([lambda: send_digests(now=NOW) for _ in range(4)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sum(outcomes) == 2
    assert Letter.objects.filter(kind="weekly_digest").count() == Digest.objects.count() == 2


def test_the_control_that_looks_before_it_writes_mails_twice(agreement) -> None:
    everybody_has_looked = threading.Barrier(2, timeout=30)
    recipient = due_recipients(now=NOW)[0]

    def naive(worker: int) -> bool:
        if Digest.objects.filter(person=recipient.person).exists():
            return False
        everybody_has_looked.wait()
        values = digest_values(recipient, [], on=NOW.date())
        # A key of its own: without the guard nothing says that the two are the same letter.
        write_letter("weekly_digest", key=f"naive:{worker}", person=recipient.person, values=values, now=NOW)
        return True

    assert race([lambda worker=worker: naive(worker) for worker in range(2)]) == [True, True]
    assert Letter.objects.filter(person=recipient.person).count() == 2


def save(agreement: Agreement, owner: str) -> LocalOrganisation:
    entry = ProjectEntry(agreement.partnership.focus_areas.get(), owner)
    return save_local_organisation(agreement, seen_version=0, is_shown=False, entries=[entry], by=None, now=NOW)


def test_of_coordinators_who_save_different_things_at_once_one_gets_through(agreement) -> None:
    outcomes = race([lambda owner=owner: save(agreement, owner) for owner in "ABCD"])
    stored = [outcome for outcome in outcomes if isinstance(outcome, LocalOrganisation)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, ChangedMeanwhile)]
    assert (len(stored), len(refused)) == (1, 3), outcomes
    assert LocalOrganisation.objects.get().version == 1
    assert LocalProject.objects.count() == 1


def test_the_control_without_the_version_in_the_condition_overwrites(agreement) -> None:
    organisation = LocalOrganisation.objects.create(agreement=agreement, changed_at=NOW)
    area = agreement.partnership.focus_areas.get()
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive(owner: str) -> bool:
        seen = LocalOrganisation.objects.get(pk=organisation.pk).version
        everybody_has_looked.wait()
        with transaction.atomic():
            LocalOrganisation.objects.filter(pk=organisation.pk).update(version=F("version") + 1)
            LocalProject.objects.update_or_create(organisation=organisation, focus_area=area, defaults={"owner": owner})
        return seen == 0

    assert race([lambda owner=owner: naive(owner) for owner in "AB"]) == [True, True]
    assert LocalOrganisation.objects.get().version == 2
