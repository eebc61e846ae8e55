"""The page's own address, whole and per language, and texts that the head of a page says twice."""

from __future__ import annotations

from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partnership.middleware import LANGUAGE_PARAMETER

register = template.Library()


def in_language(path: str, language: str | None) -> str:
    """Return a page's path in a language: Danish has the bare one."""
    return path if language in {None, settings.LANGUAGE_CODE} else f"{path}?{LANGUAGE_PARAMETER}={language}"


@register.simple_tag(takes_context=True)
def page_url(context: Context, language: str = "") -> str:
    """Return the whole address of this page, in a language or in the one it is read in."""
    return settings.SITE_URL + in_language(context["request"].path, language or get_language())


@register.simple_tag
def whole_static(path: str) -> str:
    """Return the whole address of a static file, for those who show it elsewhere."""
    return urljoin(settings.SITE_URL, static(path))


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """Write the title for the browser and for those who share the page."""
    title = _on_one_line(content)
    return format_html('<title>{}</title>\n    <meta property="og:title" content="{}">', title, title)


@register.simple_block_tag
def page_description(content: str) -> SafeString:
    """Write the description for search engines and for those who share the page."""
    text = _on_one_line(content)
    return format_html(
        '<meta name="description" content="{}">\n    <meta property="og:description" content="{}">', text, text
    )


def _on_one_line(content: str) -> SafeString:
    # The block's texts are escaped already; putting them on one line adds nothing that is not.
    return SafeString(" ".join(content.split()))
