"""The second factor: whoever has one is asked for it, the secretariat needs one, and what matters takes a fresh log-in."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import InvoiceRun
from partnership.models import Letter, Person
from partnership.roles import Role
from partnership.services.second_factors import reset_second_factor
from tests.billing.factories import FeeYearFactory, SellerFactory
from tests.partnership.factories import AgreementFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tests.partnership.passkeys import Device
from tests.partnership.test_login import CODE, LOGIN, code_for, log_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = dt.timedelta(minutes=11)


@pytest.fixture
def second_factor_on(ordinary_log_in, settings) -> None:
    """Ask the secretariat for a second factor, as in production."""
    settings.STAFF_SECOND_FACTOR = True


def staff(role: Role = Role.SECRETARIAT) -> Person:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def with_app(person: Person) -> Person:
    """Give the person an app that holds SECRET, and recovery codes."""
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def code_of_app(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def passkey_of(person: Person) -> Authenticator:
    """Give the person a passkey of a device that nobody has."""
    return Device().passkey_of(person)


def options(client: Client, address: str = "/konto/log-ind/adgangsnoegle/") -> dict[str, object]:
    """Return what the portal asks a browser to sign."""
    return client.get(address, headers={"accept": "application/json"}).json()["request_options"]


# Whoever has a second factor


def test_who_has_an_app_is_asked_for_its_code_after_the_code_by_mail() -> None:
    person, client = with_app(PersonFactory()), Client()
    assert log_in(client, person) == "/konto/log-ind/totrin/"
    assert client.get("/min-side/")["Location"] == "/send-link/"
    assert client.post("/konto/log-ind/totrin/", {"code": "000000"}).status_code == 200
    assert client.post("/konto/log-ind/totrin/", {"code": code_of_app()})["Location"] == "/arbejdsplads/"
    assert client.get("/min-side/").status_code == 200


def test_a_code_of_the_app_works_once() -> None:
    person = with_app(PersonFactory())
    first, second = Client(), Client()
    log_in(first, person)
    log_in(second, person)
    code = code_of_app()
    assert first.post("/konto/log-ind/totrin/", {"code": code}).status_code == 302
    assert second.post("/konto/log-ind/totrin/", {"code": code}).status_code == 200


def test_a_recovery_code_works_once_in_place_of_the_app() -> None:
    person = with_app(PersonFactory())
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    first, second = Client(), Client()
    log_in(first, person)
    log_in(second, person)
    assert first.post("/konto/log-ind/totrin/", {"code": codes[0]}).status_code == 302
    assert second.post("/konto/log-ind/totrin/", {"code": codes[0]}).status_code == 200


def test_the_second_step_offers_what_one_has() -> None:
    person, first, second = with_app(PersonFactory()), Client(), Client()
    log_in(first, person)
    assert "passkey_use" not in first.get("/konto/log-ind/totrin/").content.decode()
    passkey_of(person)
    log_in(second, person)
    assert "passkey_use" in second.get("/konto/log-ind/totrin/").content.decode()


def test_the_second_step_alone_is_nothing() -> None:
    with_app(PersonFactory())
    assert Client().get("/konto/log-ind/totrin/")["Location"] == LOGIN
    assert Client().post("/konto/log-ind/totrin/", {"code": code_of_app()})["Location"] == LOGIN


def test_five_wrong_codes_of_an_app_are_enough(settings) -> None:
    del settings.ACCOUNT_RATE_LIMITS
    person, client = with_app(PersonFactory()), Client()
    log_in(client, person)
    for _ in range(5):
        client.post("/konto/log-ind/totrin/", {"code": "000000"})
    response = client.post("/konto/log-ind/totrin/", {"code": code_of_app()})
    assert response.status_code == 200
    assert "too_many_login_attempts" in [error.code for error in response.context["form"].errors.as_data()["code"]]


# Choosing how to log in


def test_an_app_is_added_removed_and_told_of() -> None:
    person = PersonFactory(last_login=timezone.now())
    client = logged_in(person)
    page = client.get("/konto/app/tilfoej/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    assert client.post("/konto/app/tilfoej/", {"code": "000000"}).status_code == 200
    with_commit = client.post("/konto/app/tilfoej/", {"code": code_of_app(secret)})
    assert with_commit["Location"] == "/konto/gendannelseskoder/"
    assert client.get("/konto/gendannelseskoder/").content.decode().count("<code>") == 10
    assert client.post("/konto/gendannelseskoder/nye/")["Location"] == "/konto/gendannelseskoder/"
    assert client.get("/konto/app/fjern/").status_code == 200
    assert client.post("/konto/app/fjern/")["Location"] == "/konto/"
    assert not Authenticator.objects.exists()
    assert "Appen til totrinsbekræftelse er fjernet." in Letter.objects.filter(kind="login_changed").latest("pk").text


def test_a_passkey_is_removed_by_its_owner_alone() -> None:
    person = PersonFactory()
    passkey = passkey_of(person)
    stranger = logged_in(PersonFactory())
    address = f"/konto/adgangsnoegler/{passkey.pk}/fjern/"
    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404
    owner = logged_in(person, "code", "mfa")
    assert owner.get(address).status_code == 200
    assert owner.post(address)["Location"] == "/konto/"
    assert not Authenticator.objects.exists()
    assert Letter.objects.get(kind="login_changed").person == person


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "nothing", "7", '{"id": 1}', '{"response": {"userHandle": "MQ"}}']
)
def test_a_passkey_that_is_none_is_refused(credential: str) -> None:
    assert Client().post("/konto/log-ind/adgangsnoegle/", {"credential": credential})["Location"] == LOGIN
    client = logged_in(PersonFactory())
    assert client.get("/konto/adgangsnoegler/tilfoej/").status_code == 200
    assert client.post("/konto/adgangsnoegler/tilfoej/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


def test_a_passkey_is_added_and_then_lets_one_in_alone(second_factor_on) -> None:
    person, device, client = staff(), Device(), Client()
    log_in(client, person)
    asked = client.get("/konto/adgangsnoegler/tilfoej/").context["js_data"]["creation_options"]
    credential = json.dumps(device.register(json.loads(json.dumps(asked))))
    values = {"name": "Bærbar", "passwordless": "on", "credential": credential}
    assert client.post("/konto/adgangsnoegler/tilfoej/", values)["Location"] == "/konto/gendannelseskoder/"
    assert client.get("/admin/").status_code == 200
    other = Client()
    signed = json.dumps(device.sign(options(other), person))
    assert other.post("/konto/log-ind/adgangsnoegle/", {"credential": signed})["Location"] == "/arbejdsplads/"
    assert other.get("/admin/").status_code == 200


def test_a_passkey_of_another_device_host_or_moment_lets_nobody_in() -> None:
    person, device = PersonFactory(), Device()
    device.passkey_of(person)
    first, second = Client(), Client()
    signed = device.sign(options(first), person)
    options(second)
    forged = Device()
    forged.id = device.id
    elsewhere = Device(origin="https://evil.example")
    elsewhere.id, elsewhere.key = device.id, device.key
    answers = [signed, forged.sign(options(second), person), elsewhere.sign(options(second), person)]
    for answer in answers:
        credential = json.dumps(answer)
        assert second.post("/konto/log-ind/adgangsnoegle/", {"credential": credential})["Location"] == LOGIN
    assert first.post("/konto/log-ind/adgangsnoegle/", {"credential": json.dumps(signed)}).status_code == 302
    assert first.get("/konto/").status_code == 200


def test_a_closed_person_does_not_get_in_by_passkey() -> None:
    person, device, client = PersonFactory(is_active=False), Device(), Client()
    device.passkey_of(person)
    signed = json.dumps(device.sign(options(client), person))
    assert client.post("/konto/log-ind/adgangsnoegle/", {"credential": signed})["Location"] == "/konto/lukket/"
    assert client.get("/konto/").status_code == 302


def test_a_passkey_confirms_a_log_in() -> None:
    person, device = PersonFactory(), Device()
    device.passkey_of(person)
    client = logged_in(person, "code", "mfa", ago=LONG_AGO)
    assert client.get("/konto/app/tilfoej/")["Location"].startswith("/konto/bekraeft/adgangsnoegle/")
    asked = client.get("/konto/bekraeft/adgangsnoegle/").context["js_data"]["request_options"]
    signed = json.dumps(device.sign(json.loads(json.dumps(asked)), person))
    values = {"credential": signed, "next": "/konto/app/tilfoej/"}
    assert client.post("/konto/bekraeft/adgangsnoegle/", values)["Location"] == "/konto/app/tilfoej/"
    assert client.get("/konto/app/tilfoej/").status_code == 200


def test_the_page_of_the_own_log_in_shows_what_one_has() -> None:
    person = with_app(PersonFactory())
    passkey_of(person)
    passkey_of(PersonFactory())
    page = logged_in(person, "code", "mfa").get("/konto/").content.decode()
    assert page.count("Arbejdscomputer") == 2  # the name, and the link that removes it
    assert "10 ubrugte gendannelseskoder" in page or "10 unused recovery codes" in page


def test_choosing_how_to_log_in_takes_a_fresh_log_in_of_the_kind_one_has() -> None:
    person = with_app(PersonFactory())
    for address in ("app/fjern/", "adgangsnoegler/tilfoej/", "gendannelseskoder/", "gendannelseskoder/nye/"):
        stale = logged_in(person, "code", "mfa", ago=LONG_AGO)
        assert stale.get(f"/konto/{address}")["Location"].startswith("/konto/bekraeft/totrin/?next=")
        by_mail_alone = logged_in(person, "code")
        assert by_mail_alone.get(f"/konto/{address}")["Location"].startswith("/konto/bekraeft/totrin/?next=")


def test_who_has_a_second_factor_cannot_confirm_by_mail() -> None:
    client = logged_in(with_app(PersonFactory()), "code", ago=LONG_AGO)
    assert client.get("/konto/bekraeft/")["Location"] == "/konto/bekraeft/totrin/"
    assert client.post("/konto/bekraeft/", {"action": "send"})["Location"] == "/konto/bekraeft/totrin/"
    assert not Letter.objects.exists()


# The secretariat


@pytest.mark.parametrize("role", list(Role))
def test_the_secretariat_is_led_to_a_second_factor_before_any_page(second_factor_on, role: Role) -> None:
    person, client = staff(role), Client()
    assert log_in(client, person) == "/arbejdsplads/"
    for address in ("/admin/", "/admin/partnership/person/", "/arbejdsplads/", "/fakturaer/", "/kommune/101/"):
        for answer in (client.get(address), client.post(address)):
            assert answer["Location"].startswith("/konto/andet-trin/?next=")
    assert client.get("/konto/andet-trin/").status_code == 200
    assert client.get("/").status_code == client.get("/konto/").status_code == 200


def test_a_superuser_is_no_exception(second_factor_on) -> None:
    client = logged_in(PersonFactory(is_superuser=True))
    assert client.get("/fakturaer/")["Location"].startswith("/konto/andet-trin/")


def test_from_the_first_log_in_to_the_admin_site(second_factor_on) -> None:
    person, client = staff(), Client()
    log_in(client, person)
    secret = client.get("/konto/app/tilfoej/").context["form"].secret
    client.post("/konto/app/tilfoej/", {"code": code_of_app(secret)})
    assert client.get("/admin/").status_code == 200
    client.post("/konto/log-ud/")
    assert log_in(client, person) == "/konto/log-ind/totrin/"
    assert client.get("/admin/").status_code == 302
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    client.post("/konto/log-ind/totrin/", {"code": codes[0]})
    assert client.get("/admin/").status_code == 200


def test_who_has_a_second_factor_and_has_not_shown_it_is_asked(second_factor_on) -> None:
    client = logged_in(with_app(staff()), "code")
    where = client.get("/admin/")["Location"]
    assert client.get(where)["Location"] == "/konto/bekraeft/totrin/?next=%2Fadmin%2F"
    answer = client.post("/konto/bekraeft/totrin/", {"code": code_of_app(), "next": "/admin/"})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_record_of_somebody_else_counts_for_nothing(second_factor_on) -> None:
    client = logged_in(staff(), "code", "mfa")
    session = client.session
    session["account_authentication_methods_user"] = str(PersonFactory().pk)
    session.save()
    assert client.get("/admin/")["Location"].startswith("/konto/andet-trin/")


def test_the_secretariat_keeps_its_last_second_factor(second_factor_on) -> None:
    person = with_app(staff())
    client = logged_in(person, "code", "mfa")
    assert client.post("/konto/app/fjern/").status_code == 200
    passkey = passkey_of(person)
    assert client.post("/konto/app/fjern/").status_code == 302
    assert client.post(f"/konto/adgangsnoegler/{passkey.pk}/fjern/")["Location"] == "/konto/"
    assert list(Authenticator.objects.filter(user=person).exclude(type="recovery_codes")) == [passkey]


def test_no_second_factor_is_asked_for_where_it_is_off() -> None:
    client = Client()
    log_in(client, staff())
    assert client.get("/admin/").status_code == 200


def test_an_idle_session_of_the_secretariat_ends_after_two_hours(settings) -> None:
    person = staff()
    client = logged_in(person)
    for hours, status in ((1.9, 200), (1.9, 200), (2.1, 302)):
        session = client.session
        session["seen_at"] = timezone.now().timestamp() - hours * 3600
        session.save()
        assert client.get("/admin/").status_code == status
    assert not client.get("/").wsgi_request.user.is_authenticated


# Fresh log-in


def test_an_invoice_run_takes_a_fresh_log_in_and_goes_on_with_what_was_pressed() -> None:
    SellerFactory()
    year = FeeYearFactory()
    AgreementFactory(partnership=year.partnership)
    person, address = staff(Role.FINANCE), reverse("admin:billing_feeyear_issue", args=[year.pk])
    assert logged_in(person).get(address).status_code == 200
    client = logged_in(person, ago=LONG_AGO)
    assert client.get(address)["Location"] == f"/konto/bekraeft/?next={address.replace('/', '%2F')}"
    client.post(address)
    assert not InvoiceRun.objects.exists()
    client.post("/konto/bekraeft/", {"action": "send", "next": address})
    answer = client.post("/konto/bekraeft/", {"code": code_for(person), "next": address})
    run = InvoiceRun.objects.get()
    assert answer["Location"] == reverse("admin:billing_invoicerun_change", args=[run.pk])
    assert run.requested_by == person


def test_roles_take_a_fresh_log_in() -> None:
    boss, person = staff(), PersonFactory()
    finance = Group.objects.get(name=Role.FINANCE)
    address = reverse("admin:partnership_person_step", args=["roles"]) + f"?row={person.pk}"
    stale = logged_in(boss, ago=LONG_AGO)
    assert stale.get(address)["Location"].startswith("/konto/bekraeft/?next=")
    assert stale.post(address, {"is_staff": "on"})["Location"].startswith("/konto/bekraeft/?next=")
    client = logged_in(boss)
    assert client.get(address).status_code == 200
    assert client.post(address, {"groups": [finance.pk]}).context["form"].errors.keys() == {"is_staff"}
    assert client.post(address, {"is_staff": "on", "groups": [finance.pk]}).status_code == 302
    person.refresh_from_db()
    assert (person.is_staff, list(person.groups.all())) == (True, [finance])
    assert client.get(address).context["form"]["groups"].value() == [finance.pk]
    client.post(address, {})
    person.refresh_from_db()
    assert (person.is_staff, list(person.groups.all())) == (False, [])


def test_a_persons_own_page_changes_no_role() -> None:
    client, person = logged_in(staff()), PersonFactory()
    values = {
        "name": person.name,
        "email": person.email,
        "language": "da",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [Group.objects.get(name=Role.SECRETARIAT).pk],
        "coordinatorships-TOTAL_FORMS": 0,
        "unsubscriptions-TOTAL_FORMS": 0,
        "unsubscriptions-INITIAL_FORMS": 0,
        "coordinatorships-INITIAL_FORMS": 0,
        "seat_holdings-TOTAL_FORMS": 0,
        "seat_holdings-INITIAL_FORMS": 0,
    }
    assert client.post(reverse("admin:partnership_person_change", args=[person.pk]), values).status_code == 302
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_those_who_may_do_everything_get_their_role_from_their_like() -> None:
    boss = PersonFactory(is_staff=True, is_superuser=True)
    for step in ("roles", "second-factor"):
        address = reverse("admin:partnership_person_step", args=[step]) + f"?row={boss.pk}"
        assert logged_in(staff()).get(address).status_code == 403
        assert logged_in(staff()).post(address, {"is_certain": "on"}).status_code == 403


def test_a_lost_second_factor_is_taken_away_and_the_person_told() -> None:
    person = with_app(staff())
    there = Client()
    log_in(there, person)
    there.post("/konto/log-ind/totrin/", {"code": code_of_app()})
    assert there.get("/konto/").status_code == 200
    address = reverse("admin:partnership_person_step", args=["second-factor"]) + f"?row={person.pk}"
    client = logged_in(staff())
    assert client.post(address, {}).context["form"].errors
    assert Authenticator.objects.filter(user=person).count() == 2
    assert client.post(address, {"is_certain": "on"}).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert there.get("/konto/").status_code == 302
    assert "Sekretariatet har fjernet" in Letter.objects.get(kind="login_changed").text
    assert reset_second_factor(person, now=timezone.now()) == 0


def test_codes_by_mail_do_not_confirm_a_second_factor() -> None:
    person = with_app(PersonFactory())
    client = Client()
    client.post(LOGIN, {"email": person.email})
    client.post(CODE, {"code": code_for(person)})
    assert client.get("/konto/").status_code == 302


def test_the_command_helps_whoever_has_nobody_to_ask(capsys) -> None:
    person = with_app(PersonFactory(email="chef@kl.example", is_staff=True))
    call_command("reset_second_factor", "Chef@kl.example", "--json")
    assert json.loads(capsys.readouterr().out) == {"email": "chef@kl.example", "removed": 2}
    assert not Authenticator.objects.filter(user=person).exists()
    with pytest.raises(CommandError, match=r"ukendt@kl\.example"):
        call_command("reset_second_factor", "ukendt@kl.example")
