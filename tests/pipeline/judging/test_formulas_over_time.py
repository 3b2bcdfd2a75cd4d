"""A formula that changes never rewrites a month that was counted by the one before."""

from datetime import date

import pytest

from etl.domain.periods import parse_period
from etl.pipeline import cases
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, calls, local

MAY, LATER = local("2025-05-20T08:00"), local("2025-06-16T08:00")
MARCH, APRIL = date(2025, 3, 4), date(2025, 4, 8)
# From April on, abandons of less than 15 s no longer count; those of the test wait 10 s.
NEW_VERSION = """
[[formulas.versions]]
since = 2025-04-01
origin = "local"
decided_by = "Comité qualité"
switches = { short_abandon_s = 15, short_abandons = "excluded" }

[[formulas]]
code = "decroche_sans_abandons_courts"
"""
NEXT = '[[formulas]]\ncode = "decroche_sans_abandons_courts"\n'


@pytest.fixture
def changed(opened, declared):
    """Return the prefecture before and after a version dated of April was declared."""
    first = opened()
    first.send("appels.csv", CALLS, [*calls(MARCH, "aal"), *calls(APRIL, "aal")], MAY)
    first.assess(MAY)
    before = first.findings()
    folders.change(declared, "formulas/telephone.toml", NEXT, NEW_VERSION.lstrip())
    second = opened()
    second.assess(LATER, everything=True)
    return before, second


def figures(findings, code, period):
    """Return what was published of a period, as text: all but when and by which files."""
    own = findings[(findings["indicator"] == code) & (findings["period"] == period)]
    return own.drop(columns=["as_of", "definition"]).to_csv(index=False)


def test_the_months_before_a_new_version_stay_byte_for_byte(changed):
    before, prefecture = changed
    after = prefecture.findings()
    for code in ("10a", "10b", "10c", "8b_traites"):
        assert figures(after, code, "2025-03") == figures(before, code, "2025-03")


def test_the_months_from_a_new_version_on_follow_it(changed):
    before, prefecture = changed
    old = before[(before["indicator"] == "10a") & (before["period"] == "2025-04")]
    assert set(zip(old["met"], old["missed"], old["excluded"], strict=True)) >= {(2, 1, 0)}
    april = prefecture.finding("10a", "2025-04")
    assert (april["met"], april["missed"], april["excluded"]) == (2, 0, 1)
    assert april["value"] == 1.0
    lost = prefecture.finding("10b", "2025-04")
    assert (lost["value"], lost["met"], lost["missed"]) == (0.0, 2, 0)


def test_a_year_that_straddles_two_versions_is_the_sum_of_its_months(changed):
    _, prefecture = changed
    year = prefecture.finding("10a", "2025")
    assert (year["met"], year["missed"], year["excluded"]) == (4, 1, 1)
    assert prefecture.finding("10a", "2025-T1")["missed"] == 1
    assert prefecture.finding("10a", "2025-T2")["missed"] == 0


def test_the_cases_count_as_the_finding_that_they_are_behind(changed):
    _, prefecture = changed
    found = cases(prefecture.warehouse, "10a", ("cahors",), parse_period("2025"), LATER)
    by_outcome = found["outcome"].value_counts()
    assert by_outcome.to_dict() == {"met": 4, "missed": 1, "excluded": 1}
    assert found.loc[found["outcome"] == "excluded", "started_at"].dt.month.tolist() == [4]


def test_a_new_version_is_a_new_definition_of_the_indicators_that_name_the_formula(
    opened, declared
):
    first = opened()
    first.send("appels.csv", CALLS, calls(MARCH, "aal"), MAY)
    first.assess(MAY)
    assert first.work(MAY) == {}
    folders.change(declared, "formulas/telephone.toml", NEXT, NEW_VERSION.lstrip())
    second = opened()
    assert {code for codes in second.work(MAY).values() for code in codes} == {"10a", "10b"}


def test_the_title_of_a_formula_reassesses_nothing(opened, declared):
    first = opened()
    first.send("appels.csv", CALLS, calls(MARCH, "aal"), MAY)
    first.assess(MAY)
    title = 'title = "Taux de décroché par un agent (Services Publics +)"'
    folders.change(declared, "formulas/telephone.toml", title, 'title = "Décroché"')
    assert opened().work(MAY) == {}
