"""The secretariat invites municipalities in three screens, and keeps agreements in the admin site."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from municipalities.models import Coordinatorship, Municipality, Region, RegionMembership
from partnership.models import Agreement, Letter, Partnership, Person
from partnership.roles import Role
from tests.municipalities.factories import MunicipalityFactory, RegionFactory
from tests.partnership.factories import AgreementFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nunderskrevet\n%%EOF\n"
DEADLINE = "2030-08-28"


def client_in(role: Role) -> Client:
    person = PersonFactory(is_staff=True, name="Sanne Østerlund")
    person.groups.add(Group.objects.get(name=role))
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def secretariat() -> Client:
    return client_in(Role.SECRETARIAT)


@pytest.fixture
def partnership() -> Partnership:
    return PartnershipFactory(contact_name="Sanne Østerlund", contact_email="sekretariat@kl.example")


CHOOSE = "/admin/partnership/agreement/invite/"
PREVIEW = f"{CHOOSE}preview/"


def municipality(name: str, *, region: Region | None = None, mailbox: bool = True) -> Municipality:
    found = MunicipalityFactory(name=name, mailbox=f"post@{name.lower()}.example" if mailbox else "")
    if region:
        RegionMembership.objects.create(municipality=found, region=region, from_on=dt.date(2007, 1, 1))
    return found


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def query(partnership: Partnership, **values: object) -> dict[str, object]:
    return {"partnership": partnership.pk, "who": "all", "answer_by": DEADLINE, **values}


def test_three_screens_invite_all_that_have_no_agreement(secretariat: Client, partnership: Partnership) -> None:
    AgreementFactory(partnership=partnership, municipality=municipality("Odense"))
    greve, koge = municipality("Greve"), municipality("Koge")
    assert CHOOSE in secretariat.get("/admin/partnership/agreement/").content.decode()
    chosen = secretariat.get(CHOOSE)
    assert [row.name for row, _status in chosen.context["rows"]] == ["Greve", "Koge"]
    preview = secretariat.get(PREVIEW, query(partnership))
    assert "2 municipalities are invited." in text(preview)
    assert 'value="Invite 2 municipalities"' in preview.content.decode()
    assert f"Til {greve.official_name}" in text(preview)
    sent = secretariat.post(f"{PREVIEW}?partnership={partnership.pk}&who=all&answer_by={DEADLINE}", {"send": "x"})
    assert "status__exact=invited" in sent["Location"]
    assert {agreement.municipality for agreement in Agreement.objects.filter(status="invited")} == {greve, koge}
    assert Letter.objects.count() == 2
    shown = secretariat.get(sent["Location"])
    assert "2 municipalities are invited." in text(shown)


def test_a_second_press_invites_nobody_again(secretariat: Client, partnership: Partnership) -> None:
    greve = municipality("Greve")
    url = f"{PREVIEW}?partnership={partnership.pk}&who=ticked&answer_by={DEADLINE}&municipality={greve.code}"
    secretariat.post(url, {"send": "x"})
    again = secretariat.post(url, {"send": "x"}, follow=True)
    assert "0 municipalities are invited." in text(again)
    assert (Agreement.objects.count(), Letter.objects.count()) == (1, 1)


def test_looking_sends_nothing(secretariat: Client, partnership: Partnership) -> None:
    municipality("Greve")
    secretariat.get(PREVIEW, query(partnership, send="x"))
    assert not Agreement.objects.exists()


def test_the_list_is_of_one_region_when_asked(secretariat: Client, partnership: Partnership) -> None:
    north = RegionFactory(slug="nord")
    mors = municipality("Mors", region=north)
    municipality("Greve")
    page = secretariat.get(CHOOSE, {"partnership": partnership.pk, "region": "nord"})
    assert [row for row, _status in page.context["rows"]] == [mors]
    preview = secretariat.get(PREVIEW, query(partnership, region="nord"))
    assert preview.context["plan"].new == [mors]


def test_who_is_invited_can_be_shown_and_not_ticked(secretariat: Client, partnership: Partnership) -> None:
    row = AgreementFactory(partnership=partnership)
    page = secretariat.get(CHOOSE, {"partnership": partnership.pk, "invited": "on"})
    assert page.context["rows"] == [(row.municipality, "active")]
    assert 'type="checkbox" name="municipality"' not in page.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"who": "ticked"}, "who"),
        ({"answer_by": ""}, "answer_by"),
        ({"answer_by": "2020-01-01"}, "answer_by"),
        ({"who": "ticked", "municipality": "000"}, "municipality"),
    ],
)
def test_what_is_missing_is_said_on_the_first_page(
    values: dict[str, str], field: str, secretariat: Client, partnership: Partnership
) -> None:
    municipality("Greve")
    page = secretariat.get(PREVIEW, query(partnership, **values))
    assert field in page.context["choice"].errors
    assert "rows" in page.context


def test_without_kls_contact_nothing_can_be_sent(secretariat: Client) -> None:
    partnership = PartnershipFactory()
    municipality("Greve")
    assert "State KL&#x27;s contact" in secretariat.get(PREVIEW, query(partnership)).content.decode()


def test_missing_mailboxes_are_listed_and_stated_in_place(secretariat: Client, partnership: Partnership) -> None:
    greve, stevns = municipality("Greve"), municipality("Stevns", mailbox=False)
    url = f"{PREVIEW}?partnership={partnership.pk}&who=all&answer_by={DEADLINE}"
    assert "1 municipality has no official mailbox and is not invited." in text(secretariat.get(url))
    wrong = secretariat.post(url, {"mailboxes": "x", stevns.code: "stevns"})
    assert stevns.code in wrong.context["mailboxes"].errors
    assert secretariat.post(url, {"mailboxes": "x", stevns.code: "Post@Stevns.example"}).status_code == 302
    stevns.refresh_from_db()
    assert stevns.mailbox == "post@stevns.example"
    assert secretariat.get(url).context["plan"].new == [greve, stevns]
    assert not Agreement.objects.exists()


def test_sending_past_a_missing_mailbox_names_who_got_nothing(secretariat: Client, partnership: Partnership) -> None:
    municipality("Greve")
    municipality("Stevns", mailbox=False)
    url = f"{PREVIEW}?partnership={partnership.pk}&who=all&answer_by={DEADLINE}"
    sent = secretariat.post(url, {"send": "x"}, follow=True)
    assert "Not invited, for want of a mailbox: Stevns." in text(sent)
    assert Agreement.objects.count() == 1


def test_the_letter_of_a_named_municipality_and_the_pdf_can_be_seen_first(
    secretariat: Client, partnership: Partnership
) -> None:
    municipality("Greve")
    koge = municipality("Koge")
    page = secretariat.get(PREVIEW, query(partnership, letter=koge.code))
    assert f"Til {koge.official_name}" in text(page)
    pdf = secretariat.get(page.context["pdf"])
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert secretariat.get(f"{CHOOSE}{partnership.pk}/not-a-day.pdf").status_code == 404


def test_the_choice_costs_the_same_for_one_municipality_and_for_three(
    secretariat: Client, partnership: Partnership
) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert secretariat.get(url, query(partnership)).status_code == 200
        return len(queries)

    municipality("Greve")
    one = [cost(url) for url in (CHOOSE, PREVIEW)]
    municipality("Koge")
    municipality("Faxe")
    assert [cost(url) for url in (CHOOSE, PREVIEW)] == one


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE])
def test_only_the_secretariat_invites(role: Role, partnership: Partnership) -> None:
    municipality("Greve")
    client = client_in(role)
    for url in (CHOOSE, PREVIEW, f"{CHOOSE}{partnership.pk}/{DEADLINE}.pdf"):
        assert client.get(url, query(partnership)).status_code == 403
    url = f"{PREVIEW}?partnership={partnership.pk}&who=all&answer_by={DEADLINE}"
    assert client.post(url, {"send": "x"}).status_code == 403
    assert CHOOSE not in client.get("/admin/partnership/agreement/").content.decode()
    assert not Agreement.objects.exists()


def test_without_a_partnership_there_is_nothing_to_invite_to(secretariat: Client) -> None:
    assert secretariat.get(CHOOSE).status_code == 404


# --- An agreement's page -------------------------------------------------------------------------------------------------


def step(client: Client, agreement: Agreement, name: str, /, **values: object):
    url = f"{reverse('admin:partnership_agreement_step', args=[name])}?row={agreement.pk}"
    return client.post(url, values, follow=True)


def test_the_page_tells_the_history_in_words_and_hands_out_the_papers(secretariat: Client) -> None:
    agreement = AgreementFactory()
    step(secretariat, agreement, "signed", content=SimpleUploadedFile("a.pdf", PDF))
    page = secretariat.get(reverse("admin:partnership_agreement_change", args=[agreement.pk]))
    assert "Sanne Østerlund" in text(page)
    assert "Signed agreement: PDF, 1 kB" in text(page)
    for paper in ("aftale", "underskrevet"):
        url = reverse("admin:partnership_agreement_paper", args=[agreement.pk, paper])
        assert url in page.content.decode()
        assert secretariat.get(url).getvalue().startswith(b"%PDF-")
    missing = reverse("admin:partnership_agreement_paper", args=[agreement.pk, "invitation"])
    assert secretariat.get(missing).status_code == 404


def test_an_upload_that_is_no_pdf_asks_again(secretariat: Client) -> None:
    agreement = AgreementFactory()
    response = step(secretariat, agreement, "signed", content=SimpleUploadedFile("a.pdf", b"<html>"))
    assert "content" in response.context["form"].errors
    assert Agreement.objects.get().signed_document is None


def test_a_coordinator_is_invited_from_the_agreement(secretariat: Client) -> None:
    agreement = AgreementFactory()
    response = step(secretariat, agreement, "coordinator", name="Bo Ågren", email="bo@kommune.example")
    assert response.redirect_chain
    row = Coordinatorship.objects.get()
    assert (row.municipality, row.person.name) == (agreement.municipality, "Bo Ågren")
    assert "Sanne Østerlund (KL)" in Letter.objects.get().text
    again = step(secretariat, agreement, "coordinator", name="Bo Ågren", email="bo@kommune.example")
    assert "Bo Ågren already coordinates for" in text(again)


def test_an_agreement_is_ended_when_the_partnership_is_over(secretariat: Client) -> None:
    agreement = AgreementFactory()
    early = step(secretariat, agreement, "end", on="2027-01-01")
    assert "A municipality that leaves earlier withdraws." in text(early)
    step(secretariat, agreement, "end", on=agreement.partnership.ends_on.isoformat())
    assert Agreement.objects.get().status == "ended"


def test_an_invitation_is_sent_again_with_another_deadline(secretariat: Client, partnership: Partnership) -> None:
    agreement = AgreementFactory(partnership=partnership, status="invited", municipality=municipality("Greve"))
    step(secretariat, agreement, "renew", answer_by=DEADLINE)
    agreement.refresh_from_db()
    assert agreement.answer_by == dt.date(2030, 8, 28)
    assert agreement.invitation is not None
    assert Letter.objects.count() == 1


def test_agreements_without_a_coordinator_can_be_found(secretariat: Client) -> None:
    with_one, without = AgreementFactory.create_batch(2)
    Coordinatorship.objects.create(
        municipality=with_one.municipality, person=PersonFactory(), from_on=dt.date(2020, 1, 1)
    )
    url = reverse("admin:partnership_agreement_changelist")
    for value, found in (("no", [without]), ("yes", [with_one])):
        page = secretariat.get(url, {"coordinated": value})
        assert list(page.context["cl"].result_list) == found


def test_an_address_changed_by_the_secretariat_leaves_no_former_one_to_log_in_with(secretariat: Client) -> None:
    person: Person = PersonFactory()
    person.emailaddress_set.create(email="gammel@kommune.example", verified=True, primary=True)
    values = {
        "name": person.name,
        "email": "ny@kommune.example",
        "language": "da",
        "is_active": "on",
        **{
            f"{prefix}-{field}": 0
            for prefix in ("seat_holdings", "coordinatorships", "unsubscriptions")
            for field in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
    }
    response = secretariat.post(reverse("admin:partnership_person_change", args=[person.pk]), values)
    assert response.status_code == 302
    assert not person.emailaddress_set.exists()
