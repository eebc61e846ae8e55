"""What templates of this room need."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from tracks.models import Practice
from tracks.rich_text import rich_text
from tracks.services.practice_links import practice_path

register = template.Library()


@register.filter
def rich(text: str) -> SafeString:
    """Show what somebody wrote, with paragraphs, lists and links."""
    return rich_text(text)


@register.filter
def path(practice: Practice) -> str:
    """Return the path of the practice's page."""
    return practice_path(practice)
