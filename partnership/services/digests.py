"""Whether a coordinator gets the weekly mail."""

from partnership.models import Person


def choose_digest(person: Person, *, wanted: bool) -> bool:
    """Let the weekly mail come or stop; False when it was so already. What has been sent stays sent."""
    changed = Person.objects.filter(pk=person.pk, wants_digest=not wanted).update(wants_digest=wanted)
    person.wants_digest = wanted
    return bool(changed)
