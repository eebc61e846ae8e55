"""The public face: findable, in two languages, without cookies, quick, and showing nothing that is not public."""

import re

import pytest
from django.test import Client
from lxml import etree

from events.models import Contribution, GuestOrganisation
from municipalities.services.reading import SHIPPED, read_municipalities, read_regions
from partnership.config.sitemaps import CLOSED, KEYS
from partnership.models import Agreement, FocusArea, GuidingQuestion, Secretariat
from partnership.tilemap import tiles_of
from tests.events.factories import EventFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def own_address(settings) -> None:
    settings.SITE_URL = SITE


def locations(client: Client) -> list[str]:
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    return [node.text.removeprefix(SITE) for node in tree.findall("s:url/s:loc", NAMES)]


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.content.decode())


def test_every_page_of_the_sitemap_is_there_is_findable_and_says_what_it_is() -> None:
    event = EventFactory(title="Opstartsworkshop")
    EventFactory(published_at=None, body=event.body)
    FocusArea.objects.create(partnership=event.partnership, number=1, text="Lederne: hvordan de leder.")
    question = {"partnership": event.partnership, "number": 1, "text": "Hvordan?"}
    assert f"/viden/spoergsmaal/{GuidingQuestion.objects.create(**question).pk}/" in locations(Client())
    found = locations(Client())
    assert f"/aktiviteter/{event.pk}/" in found
    assert len(found) == len(set(found)) == 2 * 16
    said: dict[str, str] = {}
    for address in found:
        page = page_of(Client(), address)
        english = address.endswith("?sprog=en")
        assert f'<link rel="canonical" href="{SITE}{address}">' in page
        assert f'<html lang="{"en" if english else "da"}">' in page
        assert 'content="noindex' not in page
        for name in ("og:title", "og:image", "og:url"):
            assert f'property="{name}"' in page
        title = re.search("<title>(.*?)</title>", page).group(1)
        description = re.search('name="description" content="(.*?)"', page).group(1)
        said[address] = f"{title}: {description}"
        assert 30 < len(description) < 200, address
    assert len(set(said.values())) == len(found)


def test_search_engines_are_kept_from_what_is_somebodys_own(client) -> None:
    rules = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in rules
    closed = [f"Disallow: {path}\n" for path in (*CLOSED, *KEYS)]
    assert [rule for rule in closed if rule not in rules] == []
    assert [path for path in locations(client) if path.startswith((*CLOSED, *KEYS))] == []
    page = page_of(client, "/send-link/")
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_a_stranger_gets_no_cookie_and_may_keep_the_page(client) -> None:
    response = client.get("/")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies


def test_nobody_keeps_a_page_that_may_name_somebody(client) -> None:
    response = logged_in(PersonFactory(name="Åse Bo")).get("/kommuner/")
    assert "Åse Bo" in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_language_is_chosen_by_its_address_and_stays(client) -> None:
    response = client.get("/kommuner/?sprog=en")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.cookies["language"].value == "en"
    assert "Who takes part" in page_of(client, "/") or "no partnership here yet" in page_of(client, "/")
    assert not client.get("/").cookies
    assert client.get("/?sprog=da").cookies["language"].value == "da"


@pytest.mark.parametrize("asked", ["", "de", "EN", "../../x"])
def test_an_unknown_language_changes_nothing(client, asked) -> None:
    response = client.get("/", {"sprog": asked})
    assert response.headers["Content-Language"] == "da"
    assert not response.cookies


def contributor(name: str, body, *, is_public: bool = True, **values: object) -> Contribution:
    organisation = GuestOrganisation.objects.create(name=name, is_public=is_public)
    return Contribution.objects.create(organisation=organisation, body=body, **values)


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_asks_a_constant_number_of_questions(client, count, django_assert_num_queries) -> None:
    body = BodyFactory()
    for number in range(count):
        EventFactory(body=body)
        AgreementFactory(partnership=body.partnership, status=Agreement.Status.ACTIVE)
        FocusArea.objects.create(partnership=body.partnership, number=number, text="Lederne: hvordan de leder.")
        contributor(f"Forening {number}", body)
    with django_assert_num_queries(9):
        page = page_of(client, "/")
    assert "Hvordan de leder." in page
    assert page.count("Forening") == 2 * count + 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_partners_are_those_who_agreed_to_be_named(client, count, django_assert_num_queries) -> None:
    body = BodyFactory(name="Medarbejderspor")
    for number in range(count):
        GuestOrganisation.objects.create(
            name=f"Forening {number}",
            is_public=True,
            note="Ring efter kl. 10",
            contribution="Kurser <b>for</b> ledere",
            website="https://forening.example/",
        )
        contributor(f"Bidragyder {number}", body, what="Samarbejde om læremidler")
    GuestOrganisation.objects.create(name="Den skjulte")
    with django_assert_num_queries(3):
        page = page_of(client, "/partnere/")
    assert page.count("<h3>Forening") == count
    assert page.count("Bidrager til: Medarbejderspor") == page.count("Samarbejde om læremidler") == count
    assert "Kurser &lt;b&gt;for&lt;/b&gt; ledere" in page
    assert "Den skjulte" not in page
    assert "Ring efter" not in page


def test_without_partners_the_page_says_when_they_come(client) -> None:
    assert "Her står ingen organisationer endnu" in page_of(client, "/partnere/")


def test_contact_shows_what_the_secretariat_wrote_else_where_letters_come_from(client) -> None:
    page = page_of(client, "/kontakt/")
    assert "mailto:partnerskab@kl.example" in page
    assert "tel:+4533703370" in page
    Secretariat.objects.create(
        email="hjaelp@kl.example", phone="+45 12 34 56 78", phone_hours="9-12", street="Ny Vej 1"
    )
    page = page_of(client, "/kontakt/")
    assert "mailto:hjaelp@kl.example" in page
    assert "tel:+4512345678" in page
    assert "Ny Vej 1" in page
    for other in ("/privatliv/", "/tilgaengelighed/"):
        assert "hjaelp@kl.example" in page_of(client, other)


def test_a_municipality_that_has_not_joined_is_on_the_map_and_not_in_the_list(client) -> None:
    AgreementFactory(municipality=MunicipalityFactory(name="Ærø"))
    MunicipalityFactory(name="Læsø")
    page = page_of(client, "/kommuner/")
    assert "<title>Læsø</title>" in page
    assert "<li>Læsø</li>" not in page


def test_no_two_tiles_of_the_map_read_alike() -> None:
    rows = read_municipalities(SHIPPED.read_bytes(), regions=read_regions())
    labels = {tile.label for tile in tiles_of((row.municipality for row in rows), taking_part=())}
    assert len(labels) == len(list(rows)) == 98
