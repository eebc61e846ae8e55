"""How the secretariat is reached."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings

from partnership.models import Secretariat


def current_secretariat() -> Secretariat:
    """Return what the secretariat has written, else the defaults; one query."""
    secretariat = Secretariat.objects.first() or Secretariat()
    secretariat.email = secretariat.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return secretariat
