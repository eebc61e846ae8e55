"""Rows of a table that the secretariat edits inside another object's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin


class CellField(forms.BoundField):
    """A field in a cell: its help stands in the column's heading, which has no id that the field could point to."""

    @property
    def aria_describedby(self) -> str | None:
        return f"{self.auto_id}_error" if self.auto_id and self.errors and not self.is_hidden else None


class LabelledFormSet(forms.BaseInlineFormSet):
    """Names each field to those who hear the page: the column's heading is not tied to the cell's field."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.bound_field_class = CellField
        for field in form.fields.values():
            widget: Any = getattr(field.widget, "widget", field.widget)  # a choice among rows is wrapped with its links
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", str(field.label))
                if field.help_text:
                    widget.attrs.setdefault("title", str(field.help_text))


class LabelledTabularInline(admin.TabularInline):
    """A table of rows whose fields have names of their own."""

    formset: Any = LabelledFormSet
    extra = 0
