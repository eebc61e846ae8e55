"""Browsers that are logged in, with what the session knows of how."""

from __future__ import annotations

import datetime as dt

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from django.http import HttpRequest
from django.test import Client

from partnership.models import Person


def logged_in(person: Person, *methods: str, ago: dt.timedelta = dt.timedelta(0)) -> Client:
    """Return a browser in which the person logged in by these methods ("code", "mfa"), some time ago."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    request = HttpRequest()
    request.session, request.user = client.session, person
    for method in methods or ("code",):
        record_authentication(request, person, method)
    for record in request.session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= ago.total_seconds()
    request.session.save()
    return client
