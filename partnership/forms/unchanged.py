"""A form that does not overwrite what somebody else changed while it was being filled in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import Change, changes_of, last_record

_SALT = "partnership.forms.unchanged"


class UnchangedMixin(forms.BaseForm):
    """Mixed in before `forms.ModelForm`, or before `forms.Form` with `instance=` and a `watched` of its own.

    A hidden field says, signed, what the row held when the form was shown. When the row holds something else by now, the form is
    refused with who changed what, keeps what was typed, and can be sent once more. The view reads the row within the transaction
    that saves the form, with `select_for_update()`, so that nothing slips in between.
    """

    #: The fields of the row that must still hold what was shown; of a ModelForm those of the form unless named.
    watched: tuple[str, ...] = ()
    instance: Model

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not isinstance(self, forms.BaseModelForm):
            self.instance = kwargs.pop("instance")
        super().__init__(*args, **kwargs)
        names = self.watched or tuple(self.fields)
        # Now, since a ModelForm puts what was typed into the row.
        stored = {name: str(self.instance.serializable_value(name)) for name in names}
        self._digest = hashlib.sha256(json.dumps([self.instance.pk, stored]).encode()).hexdigest()
        self._changes: list[Change] | None = None
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        if not self.is_bound:
            self.fields["seen"].initial = self._token()

    def clean(self) -> dict[str, Any] | None:
        """Refuse when the row changed since the form was shown."""
        values = super().clean()
        seen = self._seen()
        if seen.get("digest") == self._digest:
            return values
        # Sent once more, the form has seen what it was refused for.
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or a dict
        self.data[self.add_prefix("seen")] = self._token()  # type: ignore[index]
        raise ValidationError(self._refusal(seen.get("record")), code="changed")

    def _token(self) -> str:
        return signing.dumps({"digest": self._digest, "record": last_record(self.instance)}, salt=_SALT)

    def _seen(self) -> dict[str, Any]:
        try:
            seen = signing.loads(self.data.get(self.add_prefix("seen"), ""), salt=_SALT)
        except signing.BadSignature:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _refusal(self, record: int | None) -> str:
        since = [change for change in changes_of(self.instance) if record is not None and change.record > record]
        told = " ".join(_sentence(change) for change in reversed(since))
        advice = _("What you wrote still stands in the form: look it over and send it again.")
        return f"{told or _('Somebody changed this while you were writing.')} {advice}"


def _sentence(change: Change) -> str:
    moment = date_format(localtime(change.at), "DATETIME_FORMAT")
    values = {"who": change.by, "when": moment, "what": ", ".join(_words(change))}
    if not change.fields:
        return _("%(who)s changed this on %(when)s while you were writing.") % values
    return _("%(who)s changed this on %(when)s while you were writing: %(what)s.") % values


def _words(change: Change) -> list[str]:
    template = gettext_lazy("%(field)s is now “%(value)s”")
    return [template % {"field": field.label, "value": field.after} for field in change.fields]
