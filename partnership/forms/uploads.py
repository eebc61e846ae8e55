"""Files that people send in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnership.services.documents import UPLOAD_LIMIT, NotAPdf, NotAReceipt, media_type_of, refuse_other_than_pdf


class CheckedFileField(forms.FileField):
    """A file judged by its bytes; gives the bytes, or None when there is none."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the file."),
        "empty": _("The file is empty. Choose another."),
    }
    #: What the browser offers first; the server asks the bytes.
    accept = ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": self.accept}

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Return the bytes. Raises ValidationError for what is not wanted, or too large, before all of it is read."""
        file = super().clean(data, initial)
        if not file:
            return None
        content: bytes = file.read(UPLOAD_LIMIT + 1)
        try:
            self.refuse_unwanted(content)
        except (NotAPdf, NotAReceipt) as refusal:
            raise ValidationError(str(refusal), code="file") from refusal
        return content

    def refuse_unwanted(self, content: bytes) -> None:
        """Raise NotAPdf or NotAReceipt for bytes of another kind than the field takes."""
        raise NotImplementedError


class PdfField(CheckedFileField):
    """A PDF."""

    accept = "application/pdf,.pdf"

    def refuse_unwanted(self, content: bytes) -> None:
        refuse_other_than_pdf(content)


class ReceiptField(CheckedFileField):
    """A PDF, or a picture of a receipt."""

    accept = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"

    def refuse_unwanted(self, content: bytes) -> None:
        media_type_of(content)
