"""A municipality's log-in against a real provider in another process: the whole way, and everything that must not get in.

The last tests take one of our checks away and let allauth have its own way, to show that each of them is needed.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.test import Client

from municipalities.models import Coordinatorship
from partnership.models import IdentityProvider, Letter, Person
from partnership.openid import OpenIdAdapter, SocialAccountAdapter
from tests.oidc_provider import RunningProvider, a_provider
from tests.partnership.factories import IdentityProviderFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.worker]
ADDRESS = "ea@koege.example"


@pytest.fixture(scope="module")
def process() -> Iterator[RunningProvider]:
    with a_provider() as running:
        yield running


@pytest.fixture
def running(process, settings) -> RunningProvider:
    """The provider with nothing wrong, allowed on this machine whatever the database."""
    settings.OIDC_HTTP_ON_LOOPBACK = True
    settings.OIDC_SECRETS = {"koege": process.secret, "greve": process.secret}
    settings.SITE_URL = "http://localhost:8000"
    for tenant in ("koege", "greve"):
        process.spoil(tenant)
    return process


def configured(running: RunningProvider, key: str) -> IdentityProvider:
    return IdentityProviderFactory(
        key=key, name=f"{key.title()} Kommune", issuer=running.issuer(key), domains=[f"{key}.example"]
    )


@pytest.fixture
def koege(running) -> IdentityProvider:
    return configured(running, "koege")


@pytest.fixture
def person(koege) -> Person:
    person = PersonFactory(email=ADDRESS)
    Coordinatorship.objects.create(municipality=koege.municipality, person=person, from_on="2020-01-01")
    return person


class Browser:
    """Follows the pages of portal and provider as a browser would, one step at a time."""

    def __init__(self) -> None:
        self.portal = Client()

    def leave(self, email: str = ADDRESS, next_page: str = "") -> str:
        """Write the address, choose the municipality's log-in, and return where the portal sends the browser."""
        offer = self.portal.post("/konto/log-ind/", {"email": email, "next": next_page}).content.decode()
        offer = offer.partition("<main")[2]
        action = re.search(r'action="(/konto/kommune/[^"]+)"', offer)
        assert action, offer
        onward = re.search(r'name="next"\s+value="([^"]*)"', offer)
        page = self.portal.post(action[1], {"next": html.unescape(onward[1]) if onward else ""})
        assert page.status_code == 200, page.content.decode()
        way = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
        assert way
        return html.unescape(way[1])

    @staticmethod
    def answer(address: str, email: str = ADDRESS, **form: str) -> str:
        """Fill in the provider's page and return where it sends the browser."""
        page = requests.get(address, timeout=10)
        assert page.status_code == 200, page.text
        hidden = {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'name="([^"]+)" value="([^"]*)">', page.text)
        }
        filled = {**hidden, "email": email, "answer": "yes", **form}
        sent = requests.post(address.partition("?")[0], data=filled, allow_redirects=False, timeout=10)
        assert sent.status_code == 303, sent.text
        return sent.headers["Location"]

    def come_back(self, address: str) -> Any:
        """Open the address that the provider named."""
        return self.portal.get(address.removeprefix("http://localhost:8000"))

    def log_in(self, email: str = ADDRESS, next_page: str = "", **form: str) -> Any:
        """Go the whole way and return the portal's answer to it."""
        return self.come_back(self.answer(self.leave(next_page=next_page), email, **form))

    def whoami(self) -> int | None:
        found = self.portal.session.get("_auth_user_id")
        return int(found) if found else None


@pytest.fixture
def browser(person) -> Browser:
    return Browser()


def main_of(response: Any) -> str:
    """Return what stands on the page itself: around it are tokens that differ each time."""
    return str(response.content.decode().partition("<main")[2].partition("</main>")[0])


def refused(browser: Browser, response: Any, status: int) -> bool:
    """Tell whether the browser got our page with this status and nobody is logged in or written down."""
    page = response.content.decode()
    assert response.status_code == status, page
    assert '<a class="button" href="/konto/log-ind/">' in page
    return browser.whoami() is None and not SocialAccount.objects.exists()


# --- The way that works ------------------------------------------------------------------------------------------


def test_a_coordinator_logs_in_through_the_municipality(browser, person, koege) -> None:
    response = browser.log_in()
    assert (response.status_code, response["Location"]) == (302, "/arbejdsplads/")
    assert browser.whoami() == person.pk
    account = SocialAccount.objects.get()
    assert account.extra_data == {"issuer": koege.issuer, "sub": account.extra_data["sub"]}
    assert not SocialToken.objects.exists()


def test_it_counts_as_one_factor_and_no_more(browser, person) -> None:
    browser.log_in()
    records = browser.portal.session[AUTHENTICATION_METHODS_SESSION_KEY]
    assert [record["method"] for record in records] == ["socialaccount"]


def test_who_has_a_second_factor_is_asked_for_it_as_well(browser, person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    response = browser.log_in()
    assert response["Location"].startswith("/konto/log-ind/totrin/")
    assert browser.whoami() is None
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    browser.portal.post("/konto/log-ind/totrin/", {"code": code})
    assert browser.whoami() == person.pk


def test_log_in_leads_on_to_where_one_was_going(browser) -> None:
    assert browser.log_in(next_page="/fakturaer/?side=2")["Location"] == "/fakturaer/?side=2"


def test_the_provider_is_asked_for_as_little_as_it_takes_and_with_pkce(browser, running) -> None:
    address = browser.leave()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{running.url}/koege/authorize?")
    assert sorted(asked.pop("scope").split()) == ["email", "openid", "profile"]
    assert {name: len(asked.pop(name)) for name in ("state", "nonce", "code_challenge")} == {
        "state": 43,
        "nonce": 64,
        "code_challenge": 43,
    }
    assert asked == {
        "client_id": running.client_id,
        "redirect_uri": "http://localhost:8000/konto/kommune/koege/svar/",
        "response_type": "code",
        "code_challenge_method": "S256",
    }


def test_a_mailbox_that_was_renamed_is_still_the_same_person(browser, person) -> None:
    browser.log_in(subject="7")
    again = Browser()
    again.log_in("nyt.navn@koege.example", subject="7")
    assert again.whoami() == person.pk
    person.refresh_from_db()
    assert (person.email, SocialAccount.objects.count()) == (ADDRESS, 1)


def test_entra_names_people_by_their_object(browser, person, koege) -> None:
    IdentityProvider.objects.update(subject_claim="oid")
    browser.log_in(subject="7")
    assert SocialAccount.objects.get().extra_data == {"issuer": koege.issuer, "oid": "object-7"}


def test_a_secret_in_the_header_works_as_well(browser, person, running) -> None:
    running.spoil("koege", discovery={"token_endpoint_auth_methods_supported": ["client_secret_basic"]})
    browser.log_in()
    assert browser.whoami() == person.pk


def test_whoever_stops_at_the_provider_is_back_at_the_log_in(browser) -> None:
    response = browser.log_in(answer="no")
    assert response["Location"] == "/konto/log-ind/"
    assert "Du loggede ikke ind" in browser.portal.get("/konto/log-ind/").content.decode()
    assert browser.whoami() is None


def test_the_new_one_takes_the_place_of_whoever_was_logged_in(browser, person) -> None:
    address = browser.answer(browser.leave())
    another = PersonFactory()
    browser.portal.post("/konto/log-ind/bed-om-kode/", {"email": another.email})
    code = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", Letter.objects.get().text, re.MULTILINE)[0]
    browser.portal.post("/konto/log-ind/kode/", {"code": code})
    assert browser.whoami() == another.pk
    browser.come_back(address)
    assert browser.whoami() == person.pk


# --- Who must not get in -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "faults",
    [
        {"claims": {"iss": "http://localhost:1/greve"}},
        {"claims": {"iss": None}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": ["partnership-portal", "another-client"]}},
        {"claims": {"azp": "another-client"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4_000_000_000}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": 7}},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"stranger": True},
        {"token": {"id_token": None}},
        {"token": {"id_token": "nonsense"}},
        {"token": {"access_token": None}},
        {"discovery": {"issuer": "http://localhost:1/greve"}},
        {"discovery": {"issuer": None}},
        {"discovery": {"jwks_uri": None}},
        {"discovery": {"jwks_uri": "http://169.254.169.254/keys"}},
        {"discovery": {"token_endpoint": "http://169.254.169.254/token"}},
        {"discovery": {"token_endpoint": "file:///etc/passwd"}},
        {"status": 500},
        {"status": 302},
    ],
    ids=str,
)
def test_a_provider_or_a_token_that_is_wrong_lets_nobody_in(browser, running, faults) -> None:
    address = browser.answer(browser.leave())
    running.spoil("koege", **faults)
    assert refused(browser, browser.come_back(address), 401)


@pytest.mark.parametrize("faults", [{"discovery": {"issuer": "http://localhost:1/greve"}}, {"status": 500}], ids=str)
def test_nobody_is_sent_to_a_provider_that_is_wrong(browser, running, faults) -> None:
    running.spoil("koege", **faults)
    assert refused(browser, browser.portal.post("/konto/kommune/koege/log-ind/"), 401)


def test_an_address_of_another_municipality_does_not_count(browser, running) -> None:
    """Køge's tenant says that somebody is a coordinator of Greve."""
    greve = configured(running, "greve")
    victim = PersonFactory(email="bo@greve.example")
    Coordinatorship.objects.create(municipality=greve.municipality, person=victim, from_on="2020-01-01")
    assert refused(browser, browser.log_in("bo@greve.example", verified="true"), 403)


def test_an_address_in_our_domain_of_somebody_elsewhere_does_not_count(browser, running) -> None:
    greve = configured(running, "greve")
    victim = PersonFactory(email="bo@koege.example")
    Coordinatorship.objects.create(municipality=greve.municipality, person=victim, from_on="2020-01-01")
    assert refused(browser, browser.log_in("bo@koege.example"), 403)


def test_an_address_that_the_provider_calls_unverified_does_not_count(browser) -> None:
    assert refused(browser, browser.log_in(verified="false"), 403)


@pytest.mark.parametrize("email", ["", "ea@koege.example.evil.example", "ea@evil.example", "koege.example"])
def test_no_address_of_the_municipality_no_entry(browser, email) -> None:
    assert refused(browser, browser.log_in(email), 403)


def test_a_stranger_is_told_so_and_not_made(browser) -> None:
    people = Person.objects.count()
    response = browser.log_in("ny@koege.example")
    assert refused(browser, response, 403)
    assert "Koege Kommune kender dig" in response.content.decode()
    assert Person.objects.count() == people


def test_somebody_whose_access_is_closed_is_refused(browser, person) -> None:
    Person.objects.update(is_active=False)
    response = browser.log_in()
    assert refused(browser, response, 403)
    assert "Din adgang er lukket" in response.content.decode()


def test_the_secretariat_is_refused_and_the_page_does_not_say_why(browser, person) -> None:
    stranger = main_of(browser.log_in("ny@koege.example"))
    Person.objects.update(is_staff=True, is_superuser=True)
    response = browser.log_in()
    assert refused(browser, response, 403)
    assert main_of(response) == stranger


def test_a_state_works_once(browser, person) -> None:
    address = browser.answer(browser.leave())
    browser.come_back(address)
    browser.portal.post("/konto/log-ud/")
    response = browser.come_back(address)
    assert (response.status_code, browser.whoami()) == (401, None)


@pytest.mark.parametrize("state", ["", "x", None])
def test_a_state_that_was_made_up_does_not_work(browser, state) -> None:
    address, _, query = browser.answer(browser.leave()).partition("?")
    values = {"code": parse_qs(query)["code"][0], **({"state": state} if state is not None else {})}
    assert refused(browser, browser.come_back(f"{address}?{urlencode(values)}"), 401)


def test_a_state_of_another_browser_does_not_work(browser) -> None:
    """Nobody can be logged in as the attacker, whose code it is."""
    address, victim = browser.answer(browser.leave()), Browser()
    assert refused(victim, victim.come_back(address), 401)


def test_a_state_that_is_too_old_does_not_work(browser, monkeypatch) -> None:
    address = browser.answer(browser.leave())
    later = time.time() + 601
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: later)
    response = browser.come_back(address)
    monkeypatch.undo()
    assert refused(browser, response, 401)


def test_a_state_of_another_provider_does_not_work(browser, running) -> None:
    configured(running, "greve")
    address = browser.answer(browser.leave()).replace("/kommune/koege/", "/kommune/greve/")
    assert refused(browser, browser.come_back(address), 401)


def test_a_code_works_once(browser, person) -> None:
    """The provider takes no code twice; with a state of one's own it is of no use either."""
    first = browser.answer(browser.leave())
    used = parse_qs(urlsplit(first).query)["code"][0]
    browser.come_back(first)
    thief = Browser()
    own = parse_qs(urlsplit(thief.leave()).query)["state"][0]
    response = thief.come_back(f"/konto/kommune/koege/svar/?{urlencode({'code': used, 'state': own})}")
    assert (response.status_code, thief.whoami()) == (401, None)


def test_a_stolen_code_that_is_still_fresh_does_not_work_in_another_browser(browser) -> None:
    """PKCE: the code belongs to the browser that left with the challenge."""
    code = parse_qs(urlsplit(browser.answer(browser.leave())).query)["code"][0]
    thief = Browser()
    own = parse_qs(urlsplit(thief.leave()).query)["state"][0]
    response = thief.come_back(f"/konto/kommune/koege/svar/?{urlencode({'code': code, 'state': own})}")
    assert refused(thief, response, 401)


def test_a_token_of_an_earlier_log_in_does_not_work(browser, running, person) -> None:
    """A right token, rightly signed, not expired: but made for the log-in before."""
    running.spoil("koege", repeat=True)
    browser.log_in()
    assert browser.whoami() == person.pk
    SocialAccount.objects.all().delete()
    again = Browser()
    assert refused(again, again.log_in(), 401)


def test_a_token_of_another_tenant_of_the_same_provider_does_not_work(browser, running) -> None:
    """The same keys sign for both, as in a provider with many tenants: the issuer tells them apart."""
    address = browser.answer(browser.leave())
    running.spoil("koege", claims={"iss": running.issuer("greve")})
    assert refused(browser, browser.come_back(address), 401)


@pytest.mark.parametrize(
    "after",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "http:evil", "http://localhost:9/x", "\\\\x"],
)
def test_log_in_leads_to_no_other_site(browser, person, after) -> None:
    page = browser.portal.post("/konto/kommune/koege/log-ind/", {"next": after}).content.decode()
    address = html.unescape(re.search(r'content="0; url=([^"]+)"', page)[1])
    assert browser.come_back(browser.answer(address))["Location"] == "/arbejdsplads/"
    assert browser.whoami() == person.pk


@pytest.mark.parametrize("process_name", ["connect", "redirect"])
def test_nobody_who_is_logged_in_is_bound_to_a_municipalitys_log_in(browser, person, process_name) -> None:
    """allauth's "connect" would bind the secretariat to whatever account the municipality's log-in answers with."""
    staff = PersonFactory(is_staff=True, is_superuser=True)
    browser.portal.force_login(staff)
    more = f"?process={process_name}&scope=admin&auth_params=prompt%3Dnone&action=reauthenticate"
    page = browser.portal.post(f"/konto/kommune/koege/log-ind/{more}", {"process": process_name}).content.decode()
    address = html.unescape(re.search(r'content="0; url=([^"]+)"', page)[1])
    assert "admin" not in address
    assert "prompt" not in address
    browser.come_back(browser.answer(address))
    assert not SocialAccount.objects.filter(user=staff).exists()
    assert browser.whoami() in {None, person.pk}


def test_the_redirect_address_does_not_follow_the_host_of_the_request(browser, settings) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.example"]
    page = browser.portal.post("/konto/kommune/koege/log-ind/", headers={"host": "other.example"})
    assert "other.example" not in html.unescape(re.search(r'content="0; url=([^"]+)"', page.content.decode())[1])


def test_the_log_holds_neither_names_nor_codes(browser, running, caplog) -> None:
    with caplog.at_level("DEBUG"):
        address = browser.answer(browser.leave())
        running.spoil("koege", claims={"nonce": "another"})
        browser.come_back(address)
        running.spoil("koege")
        browser.log_in("ny@koege.example")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("partnership"))
    assert "wrong nonce" in ours
    assert "koege refused: unknown" in ours
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert [word for word in ("ny@", "ea@", "Somebody", code, running.secret) if word in ours] == []


# --- What allauth alone would let through ------------------------------------------------------------------------


@pytest.fixture
def allauths_own_tokens(monkeypatch) -> None:
    """Read the ID token as allauth does: no signature, no nonce."""

    def complete(self: Any, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = OpenIDConnectOAuth2Adapter._decode_id_token(self, app, kwargs["response"]["id_token"])
        return self.get_provider().sociallogin_from_response(request, claims)

    monkeypatch.setattr(OpenIdAdapter, "complete_login", complete)


@pytest.mark.parametrize(
    "faults",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"stranger": True},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
    ],
    ids=str,
)
def test_without_our_reading_of_the_token_it_would_be_believed(
    browser, running, person, faults, allauths_own_tokens
) -> None:
    running.spoil("koege", **faults)
    browser.log_in()
    assert browser.whoami() == person.pk


def test_without_our_nonce_a_token_of_an_earlier_log_in_would_be_believed(
    browser, running, person, allauths_own_tokens
) -> None:
    running.spoil("koege", repeat=True)
    browser.log_in()
    again = Browser()
    again.log_in()
    assert again.whoami() == person.pk


def test_without_our_comparison_the_discovery_document_would_choose_the_issuer(
    browser, running, person, allauths_own_tokens, monkeypatch
) -> None:
    monkeypatch.setattr(OpenIdAdapter, "openid_config", OpenIDConnectOAuth2Adapter.openid_config)
    other = running.issuer("greve")
    running.spoil("koege", discovery={"issuer": other}, claims={"iss": other})
    browser.log_in()
    assert browser.whoami() == person.pk


def test_without_our_adapter_an_unverified_address_would_be_verified(koege, browser) -> None:
    """allauth's list of domains overrules what the provider says of the address."""
    adapter = DefaultSocialAccountAdapter()
    provider = SocialAccountAdapter().get_provider(None, "koege")
    provider.app.settings["verified_email"] = ["koege.example"]
    assert adapter.is_email_verified(provider, ADDRESS) is True
    assert SocialAccountAdapter().is_email_verified(provider, ADDRESS) is False
