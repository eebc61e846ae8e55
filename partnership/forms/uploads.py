"""Files that people send in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnership.services.documents import UPLOAD_LIMIT, NotAPdf, refuse_other_than_pdf
from partnership.services.file_kinds import MATERIAL_LIMIT, FileKind, FileRefused, kind_of, safe_name


class PdfField(forms.FileField):
    """A PDF, judged by its bytes; gives the bytes, or None when there is none."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the file."),
        "empty": _("The file is empty. Choose another."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer PDFs first; the server asks the bytes."""
        return {**super().widget_attrs(widget), "accept": "application/pdf,.pdf"}

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Return the bytes. Raises ValidationError for what is no PDF, or too large, before all of it is read."""
        file = super().clean(data, initial)
        if not file:
            return None
        content: bytes = file.read(UPLOAD_LIMIT + 1)
        try:
            refuse_other_than_pdf(content)
        except NotAPdf as refusal:
            raise ValidationError(str(refusal), code="pdf") from refusal
        return content


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: its bytes, what it is, and a name that any system can keep."""

    content: bytes
    kind: FileKind
    name: str


class MaterialField(forms.FileField):
    """A document, presentation or picture, judged by its bytes; gives an Upload, or None when there is none."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = PdfField.default_error_messages
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
