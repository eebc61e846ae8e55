"""What an invitation and an agreement say, apart from how they look: the same snapshot gives the same bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from partnership.models import Agreement, Partnership


@dataclass(frozen=True)
class BodyTerms:
    """A body, and how many seats each municipality gets in it."""

    name: str
    seeks: str
    seats_min: int
    seats_max: int


@dataclass(frozen=True)
class Terms:
    """What a municipality joins: the same for all."""

    partnership: str
    purpose: tuple[str, ...]
    focus_areas: tuple[str, ...]
    starts_on: dt.date
    last_day: dt.date
    yearly_fee: Decimal
    vat_rate: Decimal
    bodies: tuple[BodyTerms, ...]
    contact_name: str
    contact_email: str
    contact_phone: str

    @property
    def seats_min(self) -> int:
        """The fewest people that a municipality names."""
        return sum(body.seats_min for body in self.bodies)

    @property
    def seats_max(self) -> int:
        """The most people that a municipality names."""
        return sum(body.seats_max for body in self.bodies)


@dataclass(frozen=True)
class InvitationSnapshot:
    """An invitation to any municipality, for the agenda of its committee and council."""

    terms: Terms
    answer_by: dt.date
    written_on: dt.date
    case_id: str
    document_id: str


@dataclass(frozen=True)
class AgreementSnapshot:
    """One municipality's agreement as it stands."""

    terms: Terms
    municipality: str
    cvr: str
    municipality_case_no: str
    case_id: str
    document_id: str
    written_on: dt.date
    decided_on: dt.date | None
    confirmed_on: dt.date | None
    active_from: dt.date | None
    over_from: dt.date | None


def terms_of(partnership: Partnership) -> Terms:
    """Return what the partnership asks and gives today; three queries."""
    return Terms(
        partnership=partnership.name,
        purpose=tuple(part.strip() for part in partnership.purpose.split("\n\n") if part.strip()),
        focus_areas=tuple(area.text for area in partnership.focus_areas.all()),
        starts_on=partnership.starts_on,
        last_day=partnership.ends_on - dt.timedelta(days=1),
        yearly_fee=partnership.yearly_fee,
        vat_rate=partnership.vat_rate,
        bodies=tuple(
            BodyTerms(body.name, body.seeks, body.seats_min, body.seats_max) for body in partnership.bodies.all()
        ),
        contact_name=partnership.contact_name,
        contact_email=partnership.contact_email,
        contact_phone=partnership.contact_phone,
    )


def invitation_snapshot(partnership: Partnership, *, answer_by: dt.date, today: dt.date) -> InvitationSnapshot:
    """Return the invitation as it is written today."""
    return InvitationSnapshot(
        terms=terms_of(partnership),
        answer_by=answer_by,
        written_on=today,
        case_id=partnership.case_id,
        document_id=partnership.document_id,
    )


def agreement_snapshot(agreement: Agreement) -> AgreementSnapshot:
    """Return the agreement as it stands, dated by its last step."""
    steps = (agreement.invited_on, agreement.decided_on, agreement.confirmed_on)
    return AgreementSnapshot(
        terms=terms_of(agreement.partnership),
        municipality=agreement.municipality.official_name,
        cvr=agreement.municipality.cvr,
        municipality_case_no=agreement.municipality_case_no,
        case_id=agreement.case_id,
        document_id=agreement.document_id,
        written_on=max(day for day in steps if day is not None),
        decided_on=agreement.decided_on,
        confirmed_on=agreement.confirmed_on,
        active_from=agreement.active_from,
        over_from=agreement.withdrawn_from or agreement.ended_on,
    )
