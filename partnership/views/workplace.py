"""Where people land after log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.models import Municipality
from partnership.models import Person
from partnership.views.own import home_of


@require_safe
def workplace(request: HttpRequest) -> HttpResponse:
    """Send people on to where they work: the admin site, their municipality, or their own page."""
    person = request.user
    if isinstance(person, Person) and person.is_staff:
        return redirect("admin:index")
    own = Municipality.objects.coordinated_by(person, on=timezone.localdate()).first()
    return redirect(home_of(own) if own else "personal:home")
