"""What search engines are told: every public page with its languages, and where they need not look.

A new public page is a name in PAGES; pages about rows are a class of their own in SITEMAPS. A test opens every address.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import Event
from partnership.models import Body, FocusArea, GuidingQuestion
from partnership.templatetags.addresses import in_language
from tracks.models import Practice
from tracks.services.practice_links import practice_path

#: The public pages that are about no single row, by the names of their addresses.
PAGES = [
    "home",
    "municipalities",
    "partners",
    "events:list",
    "events:wheel",
    "events:subscribe",
    "practices:list",
    "knowledge:home",
    "contact",
    "privacy",
    "cookies",
    "accessibility",
]
#: What is somebody's own, or for those who log in.
CLOSED = ["/admin/", "/konto/", "/min-side/", "/kommune/", "/arbejdsplads/", "/fakturaer/", "/kreditnotaer/"]
#: The beginnings of addresses with a key in them.
KEYS = ["/i/", "/d/", "/kalender/", "/godkend/", "/afmeld/", "/send-link/", "/praksis/bekraeft/"]


class PublicSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs alone
    """Pages of the portal under its own address, each language with the addresses of the others."""

    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """Return the portal's own name, whatever name it was asked by."""
        return urlsplit(settings.SITE_URL).netloc

    def path(self, item: Any) -> str:
        """Return the page's address in Danish."""
        raise NotImplementedError

    def location(self, item: Any) -> str:
        """Return the page's address in the active language."""
        return in_language(self.path(item), get_language())


class PageSitemap(PublicSitemap):
    """The pages that are about no single row."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return PAGES if not settings.WAS_URL else [name for name in PAGES if name != "accessibility"]

    def path(self, item: str) -> str:
        """Return the page's address in Danish."""
        return reverse(item)


class EventSitemap(PublicSitemap):
    """The published events."""

    def items(self) -> list[Event]:
        """Return the events that the public may see, one query."""
        return list(Event.objects.published().order_by("pk"))

    def path(self, item: Event) -> str:
        """Return the event's page."""
        return reverse("events:event", args=[item.pk])

    def lastmod(self, item: Event) -> dt.datetime:
        """Return when it last changed what its calendar shows."""
        return item.changed_at


class PracticeSitemap(PublicSitemap):
    """The practices of the library."""

    def items(self) -> list[Practice]:
        """Return what the lists show, one query."""
        return list(Practice.objects.listed(timezone.now()).order_by("pk"))

    def path(self, item: Practice) -> str:
        """Return the practice's page."""
        return practice_path(item)

    def lastmod(self, item: Practice) -> dt.datetime | None:
        """Return when it was last confirmed to hold."""
        return item.confirmed_at


class KnowledgeSitemap(PublicSitemap):
    """The pages of what is known, by guiding question, body and theme."""

    def items(self) -> list[GuidingQuestion | Body | FocusArea]:
        """Return what there is a page about, three queries."""
        return [
            *GuidingQuestion.objects.order_by("pk"),
            *Body.objects.order_by("pk"),
            *FocusArea.objects.order_by("pk"),
        ]

    def path(self, item: GuidingQuestion | Body | FocusArea) -> str:
        """Return the page about it."""
        names: dict[type, str] = {GuidingQuestion: "question", Body: "body", FocusArea: "theme"}
        return reverse(f"knowledge:{names[type(item)]}", args=[item.pk])


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "pages": PageSitemap,
    "events": EventSitemap,
    "practices": PracticeSitemap,
    "knowledge": KnowledgeSitemap,
}


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*CLOSED, *KEYS)), ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )
