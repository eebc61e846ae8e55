"""Names sort as a Dane expects, in Python and in every database."""

import re
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from municipalities.danish_order import sort_key
from municipalities.models import Municipality
from municipalities.services.loading import load_municipalities
from tests.municipalities.factories import MunicipalityFactory

ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
WORDS = st.text(ALPHABET, max_size=8).filter(lambda word: "aa" not in word)
#: The 98 as a Danish list has them, written by hand.
THE_98 = """
Albertslund Allerød Assens Ballerup Billund Bornholm Brøndby Brønderslev Dragør Egedal Esbjerg Fanø Favrskov Faxe
Fredensborg Fredericia Frederiksberg Frederikshavn Frederikssund Furesø Faaborg-Midtfyn Gentofte Gladsaxe Glostrup Greve
Gribskov Guldborgsund Haderslev Halsnæs Hedensted Helsingør Herlev Herning Hillerød Hjørring Holbæk Holstebro Horsens
Hvidovre Høje-Taastrup Hørsholm Ikast-Brande Ishøj Jammerbugt Kalundborg Kerteminde Kolding København Køge Langeland Lejre
Lemvig Lolland Lyngby-Taarbæk Læsø Mariagerfjord Middelfart Morsø Norddjurs Nordfyns Nyborg Næstved Odder Odense Odsherred
Randers Rebild Ringkøbing-Skjern Ringsted Roskilde Rudersdal Rødovre Samsø Silkeborg Skanderborg Skive Slagelse Solrød Sorø
Stevns Struer Svendborg Syddjurs Sønderborg Thisted Tønder Tårnby Vallensbæk Varde Vejen Vejle Vesthimmerlands Viborg
Vordingborg Ærø Aabenraa Aalborg Aarhus
"""
IN_DANISH_ORDER = THE_98.split()


@pytest.mark.django_db
def test_the_98_come_in_danish_order() -> None:
    load_municipalities()
    assert list(Municipality.objects.values_list("name", flat=True)) == IN_DANISH_ORDER


@given(WORDS, WORDS)
def test_two_words_sort_by_the_danish_alphabet(one: str, other: str) -> None:
    def places(word: str) -> list[int]:
        return [ALPHABET.index(letter) for letter in word]

    assert (sort_key(one) < sort_key(other)) == (places(one) < places(other))
    assert (sort_key(one) == sort_key(other)) == (one == other)


@given(st.text(max_size=60))
def test_a_key_holds_nothing_that_a_collation_treats_in_its_own_way(name: str) -> None:
    key = sort_key(name)
    assert re.fullmatch("[a-z0-9]*", key)
    assert "aa" not in key
    assert len(key) <= 2 * len(name)


@given(st.text("aAáÅåæøzZ -'", max_size=20))
def test_case_and_the_way_a_letter_is_composed_make_no_difference(name: str) -> None:
    assert sort_key(name) == sort_key(name.swapcase()) == sort_key(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    ("one", "other"), [("Aarhus", "Århus"), ("Høje-Taastrup", "Høje Tåstrup"), ("Allé", "alle"), ("Ka-arup", "Kårup")]
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@pytest.mark.django_db
def test_the_key_follows_the_name_whoever_saves_it() -> None:
    municipality = MunicipalityFactory(name="Aarhus")
    assert municipality.sort_key == sort_key("Aarhus")
    municipality.name = "Ørsted"
    municipality.save()
    municipality.refresh_from_db()
    assert municipality.sort_key == sort_key("Ørsted")


@pytest.mark.django_db
def test_names_with_one_key_have_an_order_too() -> None:
    MunicipalityFactory(code="300", name="Århus")
    MunicipalityFactory(code="200", name="Aarhus")
    assert list(Municipality.objects.values_list("code", flat=True)) == ["200", "300"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_collation_of_the_server_gives_the_same_order() -> None:
    load_municipalities()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collname FROM pg_collation WHERE collisdeterministic AND collname <> 'default'"
            " AND (collencoding IN (-1, pg_char_to_encoding('UTF8'))) AND collname ~ '^(C|POSIX|ucs_basic|(da|en|nb|sv|de))'"
        )
        collations = [name for (name,) in cursor.fetchall()]
        for collation in collations:
            cursor.execute(f'SELECT name FROM municipalities_municipality ORDER BY sort_key COLLATE "{collation}"')
            assert [name for (name,) in cursor.fetchall()] == IN_DANISH_ORDER, collation
    assert {"C", "POSIX"} <= set(collations)
