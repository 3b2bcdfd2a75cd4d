"""Findings in words: French typography, and never a figure that looks like its target."""

from datetime import date

import pytest

from etl.assessments.commentary import (
    Summary,
    finding_sentence,
    goal_phrase,
    missing_phrase,
    period_phrase,
)
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison
from etl.domain.periods import Period, PeriodKind

MARCH = Period(date(2025, 3, 1))
NARROW, SPACE = "\u202f", "\u00a0"


def sentence(verdict: Verdict, **told) -> str:
    known = {"value": 0.924, "counted": 1250, "target": 0.9, "unit": "%"} | told
    return finding_sentence(Summary("Appels décrochés", MARCH, verdict=verdict, **known))


def test_a_promise_kept_says_what_it_rests_on():
    assert sentence(Verdict.MET) == (
        f"Appels décrochés, en mars 2025{SPACE}: 92,4{NARROW}% sur 1{NARROW}250 observations"
        f"{NARROW}; l'objectif (au moins 90{NARROW}%) est tenu."
    )


def test_a_promise_not_kept_says_so():
    found = sentence(Verdict.MISSED, value=0.1204, target=0.1, comparison=Comparison.AT_MOST)
    assert found.endswith(f"l'objectif (au plus 10{NARROW}%) n'est pas tenu.")


def test_an_inconclusive_finding_says_what_is_missing():
    found = sentence(Verdict.INCONCLUSIVE, value=1.0, counted=21, missing=9)
    assert found.endswith(
        f": 100{NARROW}% sur 21 observations{NARROW}; à confirmer "
        f"(objectif{SPACE}: au moins 90{NARROW}%), il manque 9 observations pour conclure."
    )


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (0, "les données reçues ne permettent pas encore de conclure"),
        (1, "il manque 1 observation pour conclure"),
        (2, "il manque 2 observations pour conclure"),
        (1200, f"il manque 1{NARROW}200 observations pour conclure"),
    ],
)
def test_what_is_missing_is_counted_in_words(missing, expected):
    assert missing_phrase(missing) == expected


def test_without_a_verdict_the_reason_stands_alone():
    assert sentence(Verdict.NOT_MEASURED).endswith(
        f"{SPACE}: non mesuré, aucune donnée ne permet de le calculer."
    )
    assert sentence(Verdict.NOT_APPLICABLE).endswith(f"{SPACE}: sans objet.")


def test_a_followed_indicator_has_no_target():
    found = sentence(Verdict.FOLLOWED, value=3.25, counted=1, target=None, unit="jours")
    assert found.endswith(
        f": 3,2{SPACE}jours sur 1 observation{NARROW}; suivi sans objectif chiffré."
    )


def test_a_count_does_not_repeat_its_number():
    found = sentence(Verdict.MET, value=5.0, counted=None, target=4.0, unit="exercices")
    assert f": 5{SPACE}exercices{NARROW}; l'objectif (au moins 4{SPACE}exercices)" in found


@pytest.mark.parametrize(
    ("value", "target", "unit", "expected"),
    [
        (0.8996, 0.9, "%", f"89,9{NARROW}%"),
        (0.9, 0.9, "%", f"90{NARROW}%"),
        (0.1004, 0.1, "%", f"10,04{NARROW}%"),
        (0.100004, 0.1, "%", f"10,0004{NARROW}%"),
        (0.1000000001, 0.1, "%", f"10,000000{NARROW}%"),
        (0.1014, 0.1, "%", f"10,1{NARROW}%"),
        (0.904, 0.9, "%", f"90,4{NARROW}%"),
        (5.04, 5.0, "jours", f"5,04{SPACE}jours"),
        (5.0, 5.0, "jours", f"5{SPACE}jours"),
        (4.98, 5.0, "jours", f"4,9{SPACE}jours"),
        (7.03, 7.0, "/10", f"7,03{NARROW}/10"),
    ],
)
def test_a_value_beside_its_target_is_shown_apart(value, target, unit, expected):
    found = sentence(Verdict.MISSED, value=value, target=target, unit=unit)
    assert f": {expected} sur" in found


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PeriodKind.MONTH, "en janvier 2025"),
        (PeriodKind.QUARTER, "au 1er trimestre 2025"),
        (PeriodKind.YEAR, "en 2025"),
    ],
)
def test_a_period_stands_in_a_sentence(kind, expected):
    assert period_phrase(Period(date(2025, 1, 1), kind)) == expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (Comparison.AT_LEAST, "au moins"),
        (Comparison.AT_MOST, "au plus"),
        (Comparison.BELOW, "moins de"),
        (Comparison.ABOVE, "plus de"),
    ],
)
def test_each_comparison_has_its_words(comparison, expected):
    assert goal_phrase(0.9, comparison, "%") == f"{expected} 90{NARROW}%"


def test_a_value_that_is_not_known_is_shown_as_absent():
    assert ": — sur" in sentence(Verdict.FOLLOWED, value=None, target=None)
