"""A municipality's log-in: what may be configured, who is offered it, and whom it lets in."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from municipalities.models import Coordinatorship
from partnership.models import IdentityProvider, IdentityProviderDomain, Letter, Person
from partnership.roles import Role
from partnership.services.sign_on import Reason, SignOnRefused, admit, fingerprint, provider_of_address, trusted_address
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import IdentityProviderFactory, PersonFactory, SeatFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
TENANT = "0a1b2c3d-0000-4000-8000-1234567890ab"


@pytest.fixture
def koege(settings) -> IdentityProvider:
    settings.OIDC_SECRETS = {"koege": "a secret", "greve": "another"}
    return IdentityProviderFactory(key="koege", name="Køge Kommune", domains=["koege.example", "skole.koege.example"])


def coordinator(provider: IdentityProvider, email: str = "ea@koege.example", **fields: Any) -> Person:
    person = PersonFactory(email=email, **fields)
    Coordinatorship.objects.create(municipality=provider.municipality, person=person, from_on="2026-10-01")
    return person


def let_in(provider: IdentityProvider, subject: str = "1", address: str = "ea@koege.example") -> Person:
    return admit(provider, subject=subject, address=address, today=TODAY).user


def reason(provider: IdentityProvider, subject: str = "1", address: str = "ea@koege.example") -> Reason:
    with pytest.raises(SignOnRefused) as refused:
        let_in(provider, subject, address)
    return refused.value.reason


# --- Whom it lets in ---------------------------------------------------------------------------------------------


def test_a_known_coordinator_comes_in_and_is_bound_to_the_subject(koege) -> None:
    person = coordinator(koege)
    assert let_in(koege, address="EA@Koege.example") == person
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (person, "koege", fingerprint(koege, "1"))
    assert account.extra_data == {"issuer": koege.issuer, "sub": "1"}
    assert let_in(koege) == person
    assert SocialAccount.objects.count() == 1


def test_whoever_holds_a_seat_of_the_municipality_comes_in(koege) -> None:
    person = PersonFactory(email="ea@koege.example")
    SeatHoldingFactory(person=person, seat=SeatFactory(municipality=koege.municipality))
    assert let_in(koege) == person


def test_a_successor_comes_in_before_the_day(koege) -> None:
    person = PersonFactory(email="ea@koege.example")
    SeatHoldingFactory(person=person, seat=SeatFactory(municipality=koege.municipality), from_on="2027-02-01")
    assert let_in(koege) == person


def test_a_mailbox_that_was_renamed_is_the_same_person(koege) -> None:
    person = coordinator(koege)
    let_in(koege)
    assert let_in(koege, address="ea.ny@koege.example") == person
    assert let_in(koege, address="") == person


def test_a_mailbox_that_another_gets_is_not_the_same_person(koege) -> None:
    coordinator(koege)
    let_in(koege, subject="1")
    assert reason(koege, subject="2") == Reason.UNKNOWN
    assert SocialAccount.objects.get().uid == fingerprint(koege, "1")


def test_once_bound_the_address_of_a_colleague_does_not_help(koege) -> None:
    person, colleague = coordinator(koege), coordinator(koege, "bo@koege.example")
    let_in(koege, subject="1")
    assert let_in(koege, subject="1", address=colleague.email) == person


@pytest.mark.parametrize("address", ["ny@koege.example", "eaa@koege.example"])
def test_nobody_is_made_who_was_not_known(koege, address) -> None:
    coordinator(koege)
    assert reason(koege, address=address) == Reason.UNKNOWN
    assert (Person.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_without_an_address_that_counts_nobody_new_comes_in(koege) -> None:
    coordinator(koege)
    assert reason(koege, address="") == Reason.ADDRESS


def test_a_person_of_another_municipality_does_not_come_in(koege) -> None:
    coordinator(IdentityProviderFactory(key="greve"), "ea@koege.example")
    assert reason(koege) == Reason.UNKNOWN


def test_a_person_without_a_role_does_not_come_in(koege) -> None:
    PersonFactory(email="ea@koege.example")
    assert reason(koege) == Reason.UNKNOWN


def test_whose_roles_are_over_does_not_come_in_any_more(koege) -> None:
    person = coordinator(koege)
    SeatHoldingFactory(person=person, seat=SeatFactory(municipality=koege.municipality), to_on=TODAY)
    let_in(koege)
    Coordinatorship.objects.update(to_on=TODAY)
    assert reason(koege) == Reason.UNKNOWN


def test_whose_access_is_closed_does_not_come_in(koege) -> None:
    person = coordinator(koege)
    let_in(koege)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert reason(koege) == Reason.CLOSED
    SocialAccount.objects.all().delete()
    assert reason(koege) == Reason.CLOSED


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_no_municipality_lets_the_secretariat_in(koege, power) -> None:
    """Neither at the first time, nor when somebody who was bound came to work in the secretariat later."""
    person = coordinator(koege, **{power: True})
    assert reason(koege) == Reason.UNKNOWN
    Person.objects.filter(pk=person.pk).update(**{power: False})
    let_in(koege)
    Person.objects.filter(pk=person.pk).update(**{power: True})
    assert reason(koege) == Reason.UNKNOWN


def test_a_provider_that_moves_does_not_take_its_people_along(koege) -> None:
    """The same subject of another issuer is somebody else."""
    coordinator(koege), coordinator(koege, "bo@koege.example")
    let_in(koege, subject="1")
    koege.issuer = "https://login.new.example"
    assert reason(koege, subject="1", address="") == Reason.ADDRESS
    koege.issuer, koege.subject_claim = IdentityProvider.objects.get().issuer, "oid"
    assert reason(koege, subject="1", address="") == Reason.ADDRESS


def test_the_same_subject_at_two_providers_is_two_people(koege) -> None:
    greve = IdentityProviderFactory(key="greve")
    mine, other = coordinator(koege), coordinator(greve, "ea@greve.example")
    assert let_in(koege, subject="1") == mine
    assert admit(greve, subject="1", address="ea@greve.example", today=TODAY).user == other


@pytest.mark.parametrize(
    ("email", "verified", "counts"),
    [
        ("ea@koege.example", None, True),
        ("ea@KOEGE.example", True, True),
        ("ea@skole.koege.example", True, True),
        ("ea@koege.example", False, False),
        ("ea@koege.example", "false", False),
        ("ea@koege.example", 0, False),
        ("ea@greve.example", True, False),
        ("ea@x.koege.example", True, False),
        ("ea@koege.example.evil.example", True, False),
        ("ea@evilkoege.example", True, False),
        ("koege.example", True, False),
        ("ea@koege.example@greve.example", True, False),
        ("", True, False),
        (None, None, False),
        (["ea@koege.example"], True, False),
    ],
)
def test_an_address_counts_in_the_municipalitys_domains_unless_unverified(koege, email, verified, counts) -> None:
    IdentityProviderFactory(key="greve", domains=["greve.example"])
    assert trusted_address(koege, email=email, verified=verified) == (email if counts else "")


# --- Who is offered it -------------------------------------------------------------------------------------------


def test_the_domain_decides_who_is_offered_the_municipalitys_log_in(koege, settings) -> None:
    assert provider_of_address(" somebody@KOEGE.example ") == koege
    assert provider_of_address("somebody@greve.example") is None
    assert provider_of_address("") is None
    assert provider_of_address("@") is None
    settings.OIDC_SECRETS = {}
    assert provider_of_address("somebody@koege.example") is None


def test_a_log_in_that_is_not_in_use_is_not_offered(koege, client) -> None:
    IdentityProvider.objects.update(is_active=False)
    assert provider_of_address("somebody@koege.example") is None
    assert client.post("/konto/kommune/koege/log-ind/").status_code == 404
    assert client.get("/konto/kommune/koege/svar/").status_code == 404


def test_known_and_unknown_get_the_same_offer_and_no_mail(koege, client) -> None:
    person = coordinator(koege)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        known = client.post("/konto/log-ind/", {"email": person.email, "next": "/fakturaer/"})
    count = len(queries)
    with CaptureQueriesContext(connection) as queries:
        unknown = Client().post("/konto/log-ind/", {"email": "xy@koege.example", "next": "/fakturaer/"})
    assert len(queries) == count
    assert [query["sql"] for query in queries if "partnership_person" in query["sql"]] == []

    def page(response: Any) -> str:
        token = response.context["csrf_token"]
        return response.content.decode().replace(str(token), "").replace("xy@", "ea@")

    assert (known.status_code, page(known)) == (unknown.status_code, page(unknown))
    assert 'action="/konto/kommune/koege/log-ind/"' in page(known)
    assert 'name="next" value="/fakturaer/"' in page(known)
    assert Letter.objects.count() == 0


def test_the_code_is_still_the_other_way(koege, client) -> None:
    person = coordinator(koege)
    response = client.post("/konto/log-ind/bed-om-kode/", {"email": person.email, "next": "/fakturaer/"})
    assert response["Location"] == "/konto/log-ind/kode/?next=%2Ffakturaer%2F"
    assert Letter.objects.get().to_email == person.email


def test_everybody_else_gets_a_code_as_before(koege, client) -> None:
    person = PersonFactory(email="ea@greve.example")
    assert client.post("/konto/log-ind/", {"email": person.email})["Location"] == "/konto/log-ind/kode/"
    assert Letter.objects.get().to_email == person.email
    assert "Log ind" in Client().get("/konto/log-ind/").content.decode()


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_offer_leads_nowhere_else_afterwards(koege, client, after) -> None:
    page = client.post("/konto/log-ind/", {"email": "x@koege.example", "next": after}).content.decode()
    page = page.partition("<main")[2]
    assert "evil" not in page
    assert "javascript" not in page
    assert re.findall(r'name="next"\s+value="([^"]*)"', page) == ["", ""]


def test_the_log_in_begins_with_a_post_that_has_a_token(koege) -> None:
    assert Client().get("/konto/kommune/koege/log-ind/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/konto/kommune/koege/log-ind/").status_code == 403
    assert Client().post("/konto/kommune/openid_connect/log-ind/").status_code == 404
    assert Client().post("/konto/kommune/municipality_openid/log-ind/").status_code == 404


def test_a_provider_that_does_not_answer_is_said_so(koege, client, settings) -> None:
    settings.OIDC_HTTP_ON_LOOPBACK = True
    IdentityProvider.objects.update(issuer="http://localhost:9")
    response = client.post("/konto/kommune/koege/log-ind/")
    assert response.status_code == 401
    assert "Køge Kommune" in response.content.decode()


# --- What may be configured --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.kommune.example",
        "ftp://login.kommune.example",
        "login.kommune.example",
        "https://",
        "https://[x",
        "https://login.kommune.example/?tenant=1",
        "https://login.kommune.example/#a",
        "https://user:word@login.kommune.example",
        "https://login.kommune.example/.well-known/openid-configuration",
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/Organizations/v2.0",
        "https://login.microsoftonline.com/consumers/v2.0",
        "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "https://login.microsoftonline.com/koege.dk/v2.0",
        f"https://login.microsoftonline.com/{TENANT}",
        f"https://login.microsoftonline.com/{TENANT}/v2.0/",
    ],
)
def test_an_issuer_of_everybody_or_without_https_is_refused(koege, issuer) -> None:
    koege.issuer = issuer
    with pytest.raises(ValidationError) as refused:
        koege.full_clean()
    assert "issuer" in refused.value.message_dict or "__all__" in refused.value.message_dict


@pytest.mark.parametrize(
    "issuer",
    [f"https://login.microsoftonline.com/{TENANT}/v2.0", "https://adfs.koege.dk/adfs", "https://id.example/realms/x"],
)
def test_an_issuer_of_one_organisation_is_taken(koege, issuer) -> None:
    koege.issuer = issuer
    koege.full_clean()


def test_plain_http_is_for_this_machine_in_the_embedded_mode_alone(koege, settings) -> None:
    koege.issuer = "http://localhost:9100/koege"
    settings.OIDC_HTTP_ON_LOOPBACK = False
    with pytest.raises(ValidationError):
        koege.full_clean()
    settings.OIDC_HTTP_ON_LOOPBACK = True
    koege.full_clean()


@pytest.mark.parametrize(
    "domain", ["koege", "@koege.dk", "Koege.dk", "ko ege.dk", "koege.dk.", "-a.dk", "*.dk", "a..dk", ""]
)
def test_a_domain_must_be_well_formed(koege, domain) -> None:
    with pytest.raises(ValidationError):
        IdentityProviderDomain(provider=koege, domain=domain).full_clean()


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (IdentityProvider, {"issuer": "http://login.kommune.example"}),
        (IdentityProvider, {"issuer": "https://login.microsoftonline.com/COMMON/v2.0"}),
        (IdentityProvider, {"key": "open_id"}),
        (IdentityProviderDomain, {"domain": "Koege.example"}),
    ],
    ids=str,
)
def test_the_database_refuses_what_the_form_refuses(koege, model, values) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(**values)


def test_a_domain_belongs_to_one_log_in(koege) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityProviderFactory(key="greve", domains=["koege.example"])


# --- The admin site ----------------------------------------------------------------------------------------------


def secretary(role: Role = Role.SECRETARIAT) -> Client:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(person)
    return client


def form(domains: list[str], **values: Any) -> dict[str, Any]:
    rows = {f"domains-{n}-domain": domain for n, domain in enumerate(domains)}
    sizes = {"TOTAL_FORMS": len(domains), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 1000}
    given = {
        "municipality": MunicipalityFactory().pk,
        "key": "roskilde",
        "name": "Roskilde Kommune",
        "issuer": "https://adfs.roskilde.example/adfs",
        "client_id": "portal",
        "subject_claim": "sub",
    }
    return {**given, **rows, **{f"domains-{name}": size for name, size in sizes.items()}, **values}


ADD = "/admin/partnership/identityprovider/add/"


def test_the_secretariat_adds_a_log_in_and_sees_what_to_register(settings) -> None:
    settings.SITE_URL = "https://portal.kl.example"
    client = secretary()
    assert client.post(ADD, form(["@Roskilde.example"], is_active="on")).status_code == 302
    provider = IdentityProvider.objects.get()
    assert [row.domain for row in provider.domains.all()] == ["roskilde.example"]
    page = client.get(f"/admin/partnership/identityprovider/{provider.pk}/change/").content.decode()
    assert "https://portal.kl.example/konto/kommune/roskilde/svar/" in page
    assert "mangler i filen" in page
    settings.OIDC_SECRETS = {"roskilde": "hidden-word"}
    for address in ("", f"{provider.pk}/change/"):
        page = client.get(f"/admin/partnership/identityprovider/{address}").content.decode()
        assert "i filen" in page
        assert "hidden-word" not in page


@pytest.mark.parametrize(
    ("domains", "values"),
    [
        ([""], {}),
        (["koege.example"], {}),
        (["a.example", "A.example"], {}),
        (["a.example"], {"issuer": "https://login.microsoftonline.com/common/v2.0"}),
        (["a.example"], {"subject_claim": "email"}),
        (["a.example"], {"key": "koege"}),
    ],
    ids=str,
)
def test_the_admin_site_refuses_with_a_sentence(koege, domains, values) -> None:
    response = secretary().post(ADD, form(domains, **values))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert IdentityProvider.objects.count() == 1


def test_short_name_and_municipality_stay(koege) -> None:
    client, address = secretary(), f"/admin/partnership/identityprovider/{koege.pk}/change/"
    rows = koege.domains.all()
    values = form([row.domain for row in rows], key="another", name="Nyt navn")
    values |= {f"domains-{n}-id": row.pk for n, row in enumerate(rows)} | {"domains-INITIAL_FORMS": len(rows)}
    assert client.post(address, values).status_code == 302
    changed = IdentityProvider.objects.get()
    assert (changed.key, changed.municipality, changed.name) == ("koege", koege.municipality, "Nyt navn")


def test_the_list_asks_the_database_as_often_for_three_as_for_one(koege) -> None:
    client, counts = secretary(), []
    for more in (0, 2):
        IdentityProviderFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/partnership/identityprovider/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_secretariat_takes_a_binding_away_and_no_reader_does(koege) -> None:
    person = coordinator(koege)
    let_in(koege, subject="1")
    account = SocialAccount.objects.get()
    address = f"/admin/partnership/person/{person.pk}/change/"
    values = {"name": person.name, "email": person.email, "language": "da", "is_active": "on"}
    for prefix, count in (
        ("seat_holdings", 0),
        ("coordinatorships", 0),
        ("unsubscriptions", 0),
        ("socialaccount_set", 1),
    ):
        values |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": count}
    values |= {"socialaccount_set-0-id": account.pk, "socialaccount_set-0-user": person.pk}
    values |= {"socialaccount_set-0-DELETE": "on"}
    assert secretary(Role.READER).post(address, values).status_code == 403
    assert SocialAccount.objects.exists()
    assert "koege" in secretary(Role.READER).get(address).content.decode()
    assert secretary().post(address, values).status_code == 302
    assert not SocialAccount.objects.exists()
    assert let_in(koege, subject="2") == person
