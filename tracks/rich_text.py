"""What people write as plain text with paragraphs, lists, emphasis and links becomes HTML that is safe to show.

The text is a small part of Markdown: no HTML, pictures, headings or tables. What comes out is cleaned once more against an
allow-list, so that the one does not have to trust the other.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "escape", "newline"]
)
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a"}


def rich_text(text: str) -> SafeString:
    """Return the text as HTML of paragraphs, lists, emphasis and links to web pages and addresses alone."""
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 -- cleaned against the allow-list above
