"""What this room keeps of people no longer: who is still needed, what goes with a person, and what goes at its own date.

Each room has a module like this one; `partnership.config.forgetting` puts them together, because only the wiring knows all rooms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import override
from simple_history.utils import bulk_update_with_history

from municipalities.models import Coordinatorship
from partnership.models import (
    Agreement,
    Approver,
    Bounce,
    Digest,
    Letter,
    LetterAttachment,
    LocalProject,
    LogbookEntry,
    Nomination,
    Objection,
    Person,
    PersonalLink,
    SeatHolding,
    Unsubscription,
)
from partnership.retention import first_kept, months_before
from partnership.services.digests import forget_digests
from partnership.services.login_attempts import forget_login_traces
from partnership.text import COPENHAGEN

#: Months that the privacy page promises: people after their partnership, letters after they were sent, links after they closed.
PEOPLE_KEPT, LETTERS_KEPT, LINKS_KEPT = 12, 12, 6
#: Months for which the admin site's own log tells who changed which row; it names people by the rows' texts.
ADMIN_LOG_KEPT = 13
#: Stands where a name stood in what must go on to exist.
NOBODY = "–"
_DONE = (Letter.Status.SENT, Letter.Status.FAILED, Letter.Status.HELD)


def people_limit(now: dt.datetime) -> dt.date:
    """Return the day: what ended on it or before keeps nobody's name any more."""
    return months_before(now.astimezone(COPENHAGEN).date(), PEOPLE_KEPT)


def still_needed(now: dt.datetime) -> list[Q | Exists]:
    """Return the conditions on people, any of which keeps a person: who works here, takes part, or is awaited."""
    limit, moment = people_limit(now), _moment(people_limit(now))
    own = {"person": OuterRef("pk")}
    lasting = Agreement.objects.filter(partnership__ends_on__gt=limit, municipality=OuterRef("municipality"))
    then = Exists(lasting.filter(partnership__starts_on__lt=OuterRef("to_on")))
    coordinated = Q(to_on__isnull=True) | Q(to_on__gt=limit) | Q(then)
    nominations = Nomination.objects.filter(seat__body__partnership__ends_on__gt=limit)
    return [
        Q(is_staff=True) | Q(is_superuser=True) | Q(created_at__gte=moment) | Q(last_login__gte=moment),
        Exists(SeatHolding.objects.filter(seat__body__partnership__ends_on__gt=limit, **own)),
        Exists(Coordinatorship.objects.filter(Exists(lasting), coordinated, **own)),
        Exists(nominations.filter(**own)),
        Exists(nominations.filter(approver=OuterRef("pk"))),
        Exists(Objection.objects.open().filter(**own)),
        Exists(Letter.objects.exclude(status__in=_DONE).filter(**own)),
    ]


def forget(people: Collection[int], *, now: dt.datetime) -> None:
    """Anonymise people: rows that name them stay and count, what says who they were goes, their history with it."""
    _erase(Letter.objects.filter(person__in=people), now=now)
    letters = Letter.objects.filter(person__in=people)
    letters.update(to_email=_address("person"), subject=NOBODY, last_error="")
    Bounce.objects.filter(letter__in=letters).update(diagnostic="")
    Nomination.objects.filter(person__in=people).update(reason="")
    Nomination.objects.filter(approver__in=people).update(approver_name=NOBODY)
    for model in (Digest, Objection, Unsubscription):
        model._default_manager.filter(person__in=people).delete()
    for table in (EmailAddress, Authenticator, UserSession, SocialAccount):
        table.objects.filter(user__in=people).delete()
    Person.groups.through.objects.filter(person__in=people).delete()
    PersonalLink.objects.filter(person__in=people, revoked_at__isnull=True).update(revoked_at=now)
    _end_tasks(people, today=now.astimezone(COPENHAGEN).date())
    with override(settings.LANGUAGE_CODE):
        name = _("Anonymised person")
    Person.objects.filter(pk__in=people).update(
        name=name,
        email=_address("pk"),
        title="",
        workplace="",
        phone="",
        password=make_password(None),
        last_login=None,
        is_active=False,
        forgotten_at=now,
    )
    # After the row itself: a trigger keeps what is recorded of anybody else.
    Person.history.filter(id__in=people).delete()


def sweep(now: dt.datetime) -> dict[str, int]:
    """Delete what has a date of its own; returns how many of each kind. A constant number of queries."""
    today = now.astimezone(COPENHAGEN).date()
    return {
        "login_attempts": forget_login_traces(now=now),
        "digests": forget_digests(now=now),
        "letters": _erase(_past_letters(_moment(months_before(today, LETTERS_KEPT))), now=now),
        "local_contacts": _forget_local_contacts(people_limit(now)),
        "logbook": LogbookEntry.objects.filter(at__lt=_moment(first_kept(now.astimezone(dt.UTC).date()))).delete()[0],
        "admin_log": LogEntry.objects.filter(action_time__lt=_moment(months_before(today, ADMIN_LOG_KEPT))).delete()[0],
        "links": _past_links(_moment(months_before(today, LINKS_KEPT))).delete()[0],
    }


def _past_letters(moment: dt.datetime) -> QuerySet[Letter]:
    sent = Q(status=Letter.Status.SENT, sent_at__lt=moment)
    stuck = Q(status__in=[Letter.Status.FAILED, Letter.Status.HELD], queued_at__lt=moment)
    return Letter.objects.filter(sent | stuck, erased_at__isnull=True)


def _erase(letters: QuerySet[Letter], *, now: dt.datetime) -> int:
    """Delete what letters said and what was attached; that they were written stays, and keeps them from being written again."""
    letters = letters.filter(status__in=_DONE)
    LetterAttachment.objects.filter(letter__in=letters).delete()
    return letters.update(text="", html="", to_name="", link=None, erased_at=now)


def _forget_local_contacts(limit: dt.date) -> int:
    """Delete who approved and whom to ask at home, of partnerships that are long over."""
    count, _rows = Approver.objects.filter(body__partnership__ends_on__lte=limit).delete()
    projects = LocalProject.objects.filter(organisation__agreement__partnership__ends_on__lte=limit)
    named = projects.exclude(owner=NOBODY, contact="", contact_email="")
    return count + named.update(owner=NOBODY, contact="", contact_email="")


def _past_links(moment: dt.datetime) -> QuerySet[PersonalLink]:
    """Return the links that have opened nothing since then and that no row, of whatever room, refers to."""
    links = PersonalLink.objects.filter(Q(expires_at__lt=moment) | Q(revoked_at__lt=moment))
    for relation in PersonalLink._meta.related_objects:
        rows = relation.field.model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        links = links.filter(~Exists(rows))
    return links


def _end_tasks(people: Collection[int], *, today: dt.date) -> None:
    """Let nobody coordinate on who is anonymised."""
    tasks = list(Coordinatorship.objects.filter(person__in=people, to_on__isnull=True))
    for task in tasks:
        task.to_on = max(today, task.from_on + dt.timedelta(days=1))
    if tasks:
        bulk_update_with_history(tasks, Coordinatorship, ["to_on"], batch_size=500)


def _address(column: str) -> Concat:
    """Return the address, which leads nowhere (RFC 2606), of the person in a column."""
    return Concat(Value("forgotten-"), Cast(F(column), CharField()), Value("@portal.invalid"))


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=COPENHAGEN)
