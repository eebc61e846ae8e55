"""Documents, presentations and pictures that people send in to be shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.forms.uploads import CheckedFileField
from partnership.services.file_kinds import MATERIAL_LIMIT, FileKind, FileRefused, kind_of, safe_name


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: its bytes, what it is, and a name that any system can keep."""

    content: bytes
    kind: FileKind
    name: str


class MaterialField(forms.FileField):
    """A document, presentation or picture, judged by its bytes; gives an Upload, or None when there is none."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = CheckedFileField.default_error_messages
    _SUFFIXES = ".pdf,.pptx,.ppsx,.docx,.xlsx,.odp,.odt,.ods,.png,.jpg,.jpeg"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer what is kept first; the server asks the bytes."""
        return {**super().widget_attrs(widget), "accept": self._SUFFIXES}

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Return the file. Raises ValidationError for what is not kept, or too large, before all of it is read."""
        file = super().clean(data, initial)
        if not file:
            return None
        content: bytes = file.read(MATERIAL_LIMIT + 1)
        try:
            kind = kind_of(content)
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="kind") from refusal
        return Upload(content, kind, safe_name(file.name, kind=kind))


class FileOrLinkForm(forms.Form):
    """Something to share, with a title: a file or a link, not both."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write what it is called.")},
    )
    file = MaterialField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PowerPoint, Word, Excel, OpenDocument or a picture of at most 25 MB."),
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Or a link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write a whole address, for example https://www.kl.dk/side.")},
    )

    def clean_url(self) -> str:
        """Take addresses of web pages alone."""
        url = str(self.cleaned_data["url"])
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("Write a whole address, for example https://www.kl.dk/side."))
        return url

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("file")) == bool(values.get("url")):
            raise ValidationError(_("Choose a file or write a link, not both."))
        return values
