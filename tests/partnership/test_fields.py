"""Form fields for amounts and dates as people write them, and the formats of the admin site's own fields."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis.strategies import decimals, sampled_from

from partnership.admin.partnership import PartnershipAdmin
from partnership.fields import DateField, MoneyField
from partnership.models import Partnership
from partnership.text import figure, kroner


class FeeForm(forms.Form):
    fee = MoneyField(max_digits=12, decimal_places=2, min_value=0)


class DeadlineForm(forms.Form):
    deadline = DateField()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("65.000,00", "65000.00"),
        ("65000", "65000"),
        ("65.000", "65000"),
        ("65 000,50", "65000.50"),
        ("65\u00a0000", "65000"),
        ("65.000,00\u00a0kr.", "65000.00"),
        ("kr. 65.000", "65000"),
        ("65.000,-", "65000"),
        ("DKK 1.234.567,8", "1234567.8"),
        ("0,5", "0.5"),
        ("  12  ", "12"),
    ],
)
def test_danish_amounts_are_read(written: str, amount: str) -> None:
    form = FeeForm({"fee": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["fee"] == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["65.00", "65000.00", "65,000", "65,000.00", "1.2345", "65.0000", "1.23.456", "1,2,3"]
)
def test_what_can_be_read_in_two_ways_is_refused_with_both_readings(written: str) -> None:
    with override("da"):
        (error,) = FeeForm({"fee": written}).errors.as_data()["fee"]
    assert error.code == "ambiguous"
    assert error.params == {"value": written, "thousands": "65.000", "decimals": "65,00"}


@pytest.mark.parametrize("written", ["mange", "1e5", "NaN", "Infinity", "٦٥", "65 kr. om året", "--5", "5-", ","])
def test_what_is_no_amount_is_refused_with_an_example(written: str) -> None:
    with override("da"):
        (error,) = FeeForm({"fee": written}).errors.as_data()["fee"]
    assert error.code == "invalid"
    assert error.params == {"example": "65.000,00"}


def test_english_amounts_are_read_when_the_page_is_english() -> None:
    with override("en"):
        assert FeeForm({"fee": "65,000.00"}).is_valid()
        assert not FeeForm({"fee": "65.000,00"}).is_valid()
        assert 'value="65,000.00"' in str(FeeForm(initial={"fee": Decimal(65000)})["fee"])


def test_limits_hold_for_amounts_written_in_danish() -> None:
    assert not FeeForm({"fee": "-1"}).is_valid()
    assert not FeeForm({"fee": "\u22121,00 kr."}).is_valid()
    assert not FeeForm({"fee": "12.345.678.901,00"}).is_valid()
    assert FeeForm({"fee": "1.234.567.890,00"}).is_valid()


def test_an_amount_is_shown_as_it_is_read_back() -> None:
    with override("da"):
        form = FeeForm(initial={"fee": Decimal(65000)})
        shown = str(form["fee"])
        assert 'value="65.000,00"' in shown
        assert 'inputmode="decimal"' in shown
        assert 'type="text"' in shown
        assert not FeeForm({"fee": "65.000,00"}, initial={"fee": Decimal(65000)}).has_changed()


@given(amount=decimals(min_value=-(10**9), max_value=10**9, places=2), language=sampled_from(["da", "en"]))
def test_every_amount_that_is_shown_is_read_back_as_itself(amount: Decimal, language: str) -> None:
    with override(language):
        assert MoneyField().clean(figure(amount)) == amount
        assert MoneyField().clean(kroner(amount)) == amount


def test_a_refused_amount_stands_as_it_was_typed() -> None:
    with override("da"):
        assert 'value="65.00"' in str(FeeForm({"fee": "65.00"})["fee"])


def test_a_model_field_can_be_read_as_danish_money() -> None:
    fee = Partnership._meta.get_field("yearly_fee")
    assert isinstance(fee, models.DecimalField)
    field = fee.formfield(form_class=MoneyField)
    assert isinstance(field, MoneyField)
    with override("da"):
        assert field.clean("65.000,00") == Decimal(65000)


def test_the_secretariat_writes_the_fee_as_danish_money(rf: RequestFactory) -> None:
    form = PartnershipAdmin(Partnership, admin.site).get_form(rf.get("/"))
    assert isinstance(form.base_fields["yearly_fee"], MoneyField)


@pytest.mark.parametrize("written", ["2026-11-23", "23.11.2026", "23-11-2026", "23/11/2026", "23.11.26"])
def test_a_date_is_read_as_a_browser_sends_it_or_a_dane_types_it(written: str) -> None:
    for language in ("da", "en"):
        with override(language):
            form = DeadlineForm({"deadline": written})
            assert form.is_valid(), form.errors
            assert form.cleaned_data["deadline"] == dt.date(2026, 11, 23)


@pytest.mark.parametrize("written", ["31.02.2026", "11/23/2026", "i morgen", "23.11", "2026-13-01"])
def test_a_date_that_does_not_exist_is_refused_and_stands_as_it_was_typed(written: str) -> None:
    form = DeadlineForm({"deadline": written})
    assert not form.is_valid()
    assert f'value="{written}"' in str(form["deadline"])


def test_a_browser_gets_the_one_form_that_its_date_field_shows() -> None:
    with override("da"):
        assert 'type="date" value="2026-11-23"' in _attributes(
            DeadlineForm(initial={"deadline": dt.date(2026, 11, 23)})
        )
        assert 'type="date" value="2026-11-23"' in _attributes(DeadlineForm({"deadline": "23.11.2026"}))


class AdminForm(forms.Form):
    on = forms.DateField()
    at = forms.DateTimeField()
    time = forms.TimeField()


@pytest.mark.parametrize("day", ["23.11.2026", "23-11-2026", "23/11/2026", "2026-11-23"])
@pytest.mark.parametrize("clock", ["9.30", "09:30"])
def test_djangos_own_fields_take_the_usual_danish_forms(day: str, clock: str) -> None:
    with override("da"):
        form = AdminForm({"on": day, "at": f"{day} {clock}", "time": clock})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == dt.date(2026, 11, 23)
    assert form.cleaned_data["at"] == dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    assert form.cleaned_data["time"] == dt.time(9, 30)


def test_djangos_own_fields_show_what_they_read_back() -> None:
    at = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    for language in ("da", "en"):
        with override(language):
            unbound = AdminForm(initial={"on": at.date(), "at": at, "time": dt.time(9, 30)})
            shown = {name: unbound[name].subwidgets[0].data["value"] for name in ("on", "at", "time")}
            bound = AdminForm(shown)
            assert bound.is_valid(), bound.errors
        assert bound.cleaned_data["at"] == at


def _attributes(form: DeadlineForm) -> str:
    attrs = form["deadline"].subwidgets[0].data
    return f'type="{attrs["type"]}" value="{attrs["value"]}"'
