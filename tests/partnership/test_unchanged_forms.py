"""Two at work at once: the second is told who changed what, keeps what was typed, and can send it again."""

from __future__ import annotations

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.translation import override

from partnership.forms.unchanged import UnchangedMixin
from partnership.models import Person
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


class NameForm(UnchangedMixin, forms.ModelForm):
    class Meta:
        model = Person
        fields = ("name", "title")


class FarewellForm(UnchangedMixin, forms.Form):
    watched = ("is_active",)
    words = forms.CharField()


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def sent(form: forms.BaseForm, **typed: str) -> dict[str, str]:
    """Return what a browser sends of a form that it was shown."""
    return {name: str(form[name].value() or "") for name in form.fields} | typed


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_an_unchanged_row_is_saved() -> None:
    person = PersonFactory(title="Lærer")
    data = sent(NameForm(instance=person), title="Skoleleder")
    form = NameForm(data, instance=fresh(person))
    assert form.is_valid()
    form.save()
    assert fresh(person).title == "Skoleleder"


def test_a_changed_row_is_reported_with_who_and_what_and_the_typed_words_stay() -> None:
    person = PersonFactory(title="Lærer")
    data = sent(NameForm(instance=person), title="Skoleleder")
    other = fresh(person)
    other.title, other._history_user = "Skolechef", PersonFactory(name="Bo Ågren")
    other.save()
    form = NameForm(data, instance=fresh(person))
    assert not form.is_valid()
    (error,) = form.non_field_errors()
    assert "Bo Ågren changed this on" in error
    assert "job title is now “Skolechef”" in error
    assert form["title"].value() == "Skoleleder"
    assert fresh(person).title == "Skolechef"


def test_sent_once_more_the_form_is_taken() -> None:
    person = PersonFactory(title="Lærer")
    data = sent(NameForm(instance=person), title="Skoleleder")
    other = fresh(person)
    other.title = "Skolechef"
    other.save()
    refused = NameForm(data, instance=fresh(person))
    assert not refused.is_valid()
    again = NameForm(sent(refused), instance=fresh(person))
    assert again.is_valid()
    again.save()
    assert fresh(person).title == "Skoleleder"


def test_a_change_that_the_form_does_not_show_stands_in_nobodys_way() -> None:
    person = PersonFactory()
    data = sent(NameForm(instance=person), name="Ny Ærlig")
    other = fresh(person)
    other.phone = "33 70 33 70"
    other.save()
    assert NameForm(data, instance=fresh(person)).is_valid()


@pytest.mark.parametrize("seen", ["", "x", "eyJkaWdlc3QiOiIifQ:1:2"])
def test_without_a_genuine_mark_the_form_is_refused(seen: str) -> None:
    person = PersonFactory()
    form = NameForm(sent(NameForm(instance=person), seen=seen), instance=fresh(person))
    assert not form.is_valid()
    assert "Somebody changed this while you were writing." in form.non_field_errors()[0]


def test_the_mark_of_one_row_does_not_count_for_another() -> None:
    one, two = PersonFactory.create_batch(2, name="Samme Navn")
    assert not NameForm(sent(NameForm(instance=one)), instance=two).is_valid()


def test_a_form_of_its_own_watches_the_fields_it_names() -> None:
    person = PersonFactory()
    data = sent(FarewellForm(instance=person), words="Tak")
    assert FarewellForm(data, instance=fresh(person)).is_valid()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert not FarewellForm(data, instance=fresh(person)).is_valid()


def test_a_form_out_of_a_browser_is_read_as_well() -> None:
    person = PersonFactory()
    request = RequestFactory().post("/", sent(NameForm(instance=person), title="Leder") | {"seen": "x"})
    form = NameForm(request.POST, instance=fresh(person))
    assert not form.is_valid()
    assert NameForm(sent(form), instance=fresh(person)).is_valid()
