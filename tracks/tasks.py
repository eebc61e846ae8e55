"""What the clock starts in this room."""

from celery import shared_task
from django.utils import timezone

from tracks.services.enquiries import purge_enquiries
from tracks.services.practice_upkeep import ask_authors


@shared_task(name="tracks.tasks.ask_authors")
def ask_authors_of_practices() -> int:
    """Ask the authors of what is a year old whether it still holds."""
    return ask_authors(now=timezone.now())


@shared_task(name="tracks.tasks.purge_enquiries")
def purge_old_enquiries() -> int:
    """Delete who asked about practices when it is kept no longer."""
    return purge_enquiries(now=timezone.now())
