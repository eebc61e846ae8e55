"""A municipality with the five bodies of the programme and a coordinator, and what somebody pastes there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Agreement, Body, Partnership, Person
from partnership.roster.columns import Row, read_text
from partnership.services.roster_plan import Scope, body_names
from partnership.services.seats import create_seats
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PartnershipFactory, PersonFactory

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 2)
BODIES = (
    ("steering", "Politisk styregruppe", "Politikere", 1, 2),
    ("development", "Udviklingsgruppe", "Direktører og chefer", 2, 3),
    ("leadership", "Ledelsesspor", "Skole- og dagtilbudsledere", 3, 5),
    ("staff", "Medarbejderspor", "Pædagogisk personale", 3, 5),
    ("communication", "Kommunikationsspor", "Faggrupper, som udviklingsgruppen aftaler", 3, 5),
)
#: 18 people as a coordinator copies them, two of whom cannot be entered: no address, and a group that there is not.
EIGHTEEN = "\n".join(
    [
        "Navn\tE-mail\tStilling\tArbejdssted\tTelefon\tGruppe",
        "Åse Ærø\taase@aeroe.example\tBorgmester\tByrådet\t12 34 56 78\tPolitisk styregruppe",
        "Bo Holm\tbo@aeroe.example\tUdvalgsformand\tByrådet\t\tstyregruppe",
        "Carl Due\tcarl@aeroe.example\tDirektør\tBørn og Unge\t\tUdviklingsgruppe",
        "Dorte Ø\tdorte@aeroe.example\tSkolechef\tBørn og Unge\t\tUdviklingsgruppen",
        "Eva Lind\teva@aeroe.example\tDagtilbudschef\tBørn og Unge\t\tudvikling",
        "Finn Ask\tfinn@aeroe.example\tSkoleleder\tØster Skole\t\tLedelsesspor",
        "Gry Krog\tgry@aeroe.example\tSkoleleder\tVester Skole\t\tledelse",
        "Hans Vig\thans-at-aeroe.example\tSFO-leder\tØster Skole\t\tLedelsesspor",
        "Ida Bæk\tida@aeroe.example\tDagtilbudsleder\tMyretuen\t\tlederspor",
        "Jens Å\tjens@aeroe.example\tLærer\tØster Skole\t\tMedarbejderspor",
        "Kim Toft\tkim@aeroe.example\tPædagog\tMyretuen\t\tmedarbejdere",
        "Lis Rom\tlis@aeroe.example\tSFO-pædagog\tØster Skole\t\tMedarbejderspor",
        "Mia Sø\tmia@aeroe.example\tLærer\tVester Skole\t\tStaff",
        "Nis Gram\tnis@aeroe.example\tPædagog\tMyretuen\t\tKantinen",
        "Ole Fyhn\tole@aeroe.example\tKommunikationskonsulent\tRådhuset\t\tKommunikation",
        "Pia Juul\tpia@aeroe.example\tSkolesekretær\tØster Skole\t\tkommunikationsspor",
        "Rie Møl\trie@aeroe.example\tLærer\tVester Skole\t\tKommunikationsspor",
        "Siv Abel\tsiv@aeroe.example\tPædagog\tMyretuen\t\tcommunication",
    ]
)


@dataclass
class Home:
    """A municipality that takes part."""

    partnership: Partnership
    municipality: Municipality
    coordinator: Person
    bodies: dict[str, Body]

    @property
    def scope(self) -> Scope:
        """The coordinator's."""
        return Scope(self.partnership, self.coordinator, self.municipality)

    def rows(self, text: str) -> list[Row]:
        """Return the rows of a pasted text."""
        return read_text(text, bodies=body_names(self.bodies.values())).rows

    @property
    def url(self) -> str:
        """The beginning of the coordinator's addresses."""
        return f"/kommune/{self.municipality.code}/pladser"


def home(partnership: Partnership | None = None, **municipality: str) -> Home:
    """Return a municipality with all its seats and a coordinator; the partnership's bodies are made with its first one."""
    if partnership is None:
        partnership = PartnershipFactory()
        for position, (key, name, seeks, fewest, most) in enumerate(BODIES):
            BodyFactory(
                partnership=partnership,
                key=key,
                name=name,
                seeks=seeks,
                seats_min=fewest,
                seats_max=most,
                position=position,
            )
    agreement: Agreement = AgreementFactory(partnership=partnership, municipality=MunicipalityFactory(**municipality))
    create_seats(agreement)
    coordinator = PersonFactory(name="Kirsten Koordinator")
    Coordinatorship.objects.create(municipality=agreement.municipality, person=coordinator, from_on=dt.date(2026, 1, 1))
    bodies = {body.key: body for body in partnership.bodies.all()}
    return Home(partnership, agreement.municipality, coordinator, bodies)
