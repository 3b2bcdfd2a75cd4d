"""What names a person goes out of a free text; what one thinks stays."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.screening import ADDRESS, LONGEST_TEXT, MOST_BYTES, NUMBER, screen, screened


@pytest.mark.parametrize(
    "written",
    [
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78",
        "06 - 12 - 34 - 56 - 78", "(06) 12 34 56 78", "+33 6 12 34 56 78", "+33(0)612345678",
        "0033612345678", "00 33 6 12 34 56 78", "06\u00a012\u202f34\u00a056\u00a078",
        # Wide digits, Arabic digits, a hidden mark.
        "０６１２３４５６７８", "٠٦١٢٣٤٥٦٧٨", "06\u200b12345678",
        # Social security, bank account, file of a foreigner.
        "1 85 12 75 108 123 45", "185127510812345", "2 85 12 2A 108 123 45",
        "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189",
        "4612 345 678",
    ],
)  # fmt: skip
def test_a_number_of_a_person_is_hidden(written):
    assert screen(f"voir {written} svp") == f"voir {NUMBER} svp"


@pytest.mark.parametrize(
    "written",
    [
        "prenom.nom@exemple.fr", "PRENOM@EXEMPLE.FR", "a+b@sous.exemple.gouv.fr",
        "prenom.nom arobase exemple point fr", "prenom [at] exemple [dot] fr",
        "zoe(at)exemple.fr", "@zoe46",
        "12 rue des Lilas", "12 bis avenue Jean-Jaurès", "3, place de l'Église",
        "46000 Cahors", "46 100 Saint-Cirq Lapopie",
    ],
)  # fmt: skip
def test_an_address_is_hidden(written):
    assert screen(f"voir {written}") == f"voir {ADDRESS}"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("M. Dupont", "M. [nom]"),
        ("M DUPONT", "M [nom]"),
        ("Mme de La Tour", "Mme [nom]"),
        ("Mlle DURAND-MARTIN", "Mlle [nom]"),
        ("monsieur Jean-Pierre Martin", "monsieur [nom]"),
        ("Dr House", "Dr [nom]"),
        ("je m'appelle Zoé Exemple", "je m'appelle [nom]"),
        # A function is no name.
        ("Madame la Préfète", "Madame la Préfète"),
        ("M. le Préfet", "M. le Préfet"),
    ],
)
def test_a_name_after_its_civility_is_hidden_and_a_function_is_not(written, kept):
    assert screen(f"merci à {written} !") == f"merci à {kept} !"


@pytest.mark.parametrize(
    "text",
    [
        "J'ai attendu 45 minutes au guichet 3, pour 12,50 euros, en 2024.",
        "Le 14/03/2025 à 09:30, puis le 2025-03-15.",
        "De 9h00 à 12h30 et de 13h30 à 16h30",
        "Appelez le 3400 ou le 17.",
        "La période 2024-2025",
        "Très bien. Rien à dire !",
    ],
)
def test_what_one_thinks_stays(text):
    assert screen(text) == text


def test_a_text_is_cut_by_characters_and_by_bytes():
    assert len(screen("a" * 3000)) == LONGEST_TEXT
    assert len(screen("é" * 3000).encode()) <= MOST_BYTES


def test_absent_texts_stay_absent_and_each_keeps_its_place():
    found = screened(pd.Series(["06 12 34 56 78", None, "bien"], index=[4, 9, 2], dtype="str"))
    assert found.index.tolist() == [4, 9, 2]
    assert found.fillna("").tolist() == [NUMBER, "", "bien"]


SEPARATORS = st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "  ", " . "])


@given(st.lists(st.integers(0, 99), min_size=4, max_size=4), SEPARATORS, st.text(max_size=20))
def test_no_french_number_goes_through(pairs, separator, around):
    number = separator.join(["06", *(f"{each:02d}" for each in pairs)])
    found = screen(f"{around} {number} {around}")
    assert number not in found


@given(st.text(max_size=300))
def test_any_text_is_screened_once_and_for_all(text):
    once = screen(text)
    assert len(once) <= LONGEST_TEXT
    assert screen(once) == once
