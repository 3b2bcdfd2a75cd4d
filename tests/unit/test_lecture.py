"""The sentences on a finding: number, gender, elision, typography, and never too much."""

from datetime import date

import pytest

from etl.assessments.commentary import (
    Summary,
    change_sentence,
    finding_sentence,
    of_period,
    unknown_sentence,
)
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison
from etl.domain.periods import Period, PeriodKind, parse_period

MARCH = Period(date(2025, 3, 1))


def plain(text):
    """French spaces as ordinary ones, so that a table can be read."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2025-01", "de janvier 2025"),
        ("2025-03", "de mars 2025"),
        ("2025-04", "d'avril 2025"),
        ("2025-08", "d'août 2025"),
        ("2025-10", "d'octobre 2025"),
        ("2025-12", "de décembre 2025"),
        ("2025-T1", "du 1er trimestre 2025"),
        ("2025-T2", "du 2e trimestre 2025"),
        ("2024", "de 2024"),
    ],
)
def test_a_period_belongs_with_its_elision_and_article(code, said):
    assert of_period(parse_period(code)) == said


@pytest.mark.parametrize(
    ("now", "before", "earlier", "said"),
    [
        ((90, 100), (70, 100), "2025-08",
         "La valeur est en hausse de 20 points par rapport à celle d'août 2025, "
         "une différence établie."),
        ((70, 100), (90, 100), "2025-T2",
         "La valeur est en baisse de 20 points par rapport à celle du 2e trimestre 2025, "
         "une différence établie."),
        ((40, 100), (20, 100), "2025-09",
         "La valeur est en hausse de 20 points par rapport à celle de septembre 2025, "
         "une différence établie."),
        ((90, 100), (85, 100), "2025-10",
         "Sans différence établie avec la valeur d'octobre 2025."),
        ((90, 100), (90, 100), "2025-03",
         "Sans différence établie avec la valeur de mars 2025."),
        ((1, 1), (0, 1), "2024", "Sans différence établie avec la valeur de 2024."),
        ((51_500, 100_000), (50_000, 100_000), "2025-03",
         "La valeur est en hausse de 1,5 point par rapport à celle de mars 2025, "
         "une différence établie."),
        ((5_000_900, 10_000_000), (5_000_000, 10_000_000), "2025-03",
         "Sans différence établie avec la valeur de mars 2025."),
        ((500_600_000, 1_000_000_000), (500_000_000, 1_000_000_000), "2025-03",
         "La valeur est en hausse de moins de 0,1 point par rapport à celle de mars 2025, "
         "une différence établie."),
        ((90, 100), (0, 0), "2025-03", ""),
        ((0, 0), (90, 100), "2025-03", ""),
    ],
)  # fmt: skip
def test_a_change_is_told_only_where_it_is_established(now, before, earlier, said):
    assert plain(change_sentence(now, before, parse_period(earlier))) == said


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (0, ""),
        (1, "Mesure absente pour 1 observation : selon ce qu'elle vaut, "
            "la valeur serait entre 89,1 % et 90 %."),
        (1200, "Mesure absente pour 1 200 observations : selon ce qu'elles valent, "
               "la valeur serait entre 89,1 % et 90 %."),
    ],
)  # fmt: skip
def test_what_a_file_does_not_tell_bounds_the_value(unknown, said):
    assert plain(unknown_sentence(unknown, (0.891, 0.9))) == said


def golden(period, verdict, **told):
    known = {"unit": "%", "value": 0.924, "counted": 1250, "target": 0.9} | told
    return plain(finding_sentence(Summary("Courriels", period, verdict=verdict, **known)))


GOLDEN = [
    ("2025-08", Verdict.MET, {},
     "Courriels, en août 2025 : 92,4 % sur 1 250 observations ; "
     "l'objectif (au moins 90 %) est tenu."),
    ("2025-T2", Verdict.MISSED, {"value": 0.8996, "counted": 10_000},
     "Courriels, au 2e trimestre 2025 : 89,9 % sur 10 000 observations ; "
     "l'objectif (au moins 90 %) n'est pas tenu."),
    ("2025", Verdict.MISSED,
     {"value": 0.1004, "target": 0.1, "comparison": Comparison.AT_MOST, "counted": 5000},
     "Courriels, en 2025 : 10,04 % sur 5 000 observations ; "
     "l'objectif (au plus 10 %) n'est pas tenu."),
    ("2025-10", Verdict.INCONCLUSIVE, {"value": 1.0, "counted": 1, "missing": 29},
     "Courriels, en octobre 2025 : 100 % sur 1 observation ; à confirmer "
     "(objectif : au moins 90 %), il manque 29 observations pour conclure."),
    ("2025-04", Verdict.INCONCLUSIVE, {"value": 0.0, "counted": 2, "missing": 1},
     "Courriels, en avril 2025 : 0 % sur 2 observations ; à confirmer "
     "(objectif : au moins 90 %), il manque 1 observation pour conclure."),
    ("2025-03", Verdict.NOT_MEASURED, {"value": None, "counted": 0},
     "Courriels, en mars 2025 : non mesuré, aucune donnée ne permet de le calculer."),
    ("2025-03", Verdict.NOT_APPLICABLE, {"value": None},
     "Courriels, en mars 2025 : sans objet."),
    ("2025-03", Verdict.FOLLOWED, {"target": None},
     "Courriels, en mars 2025 : 92,4 % sur 1 250 observations ; suivi sans objectif chiffré."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "verdict", "told", "said"), GOLDEN)
def test_a_finding_is_said_in_these_words(code, verdict, told, said):
    assert golden(parse_period(code), verdict, **told) == said


def test_periods_of_every_kind_are_said():
    assert {of_period(Period(date(2025, 1, 1), kind))[:2] for kind in PeriodKind} == {
        "de",
        "du",
    }
