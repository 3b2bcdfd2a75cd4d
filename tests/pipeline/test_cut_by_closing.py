"""A call still waiting when the line closes, from the export to the cases, on each engine."""

from datetime import date

from etl.domain.periods import parse_period
from etl.pipeline import cases
from tests.pipeline.prefecture import CALLS, calls, local

AT = local("2025-05-20T08:00")


def cut(time, wait):
    return f"C-{time};Figeac;04/03/2025 {time};{wait};;Coupé par fermeture;general;0199000001;-"


def test_a_call_cut_by_the_closing_is_offered_not_answered_and_shown_apart(prefecture):
    """The switchboard closes at 12:00: who called at 11:59:00 is cut at 12:00:01."""
    rows = [*calls(date(2025, 3, 4), "aal", "Figeac"), cut("11:59:00", 61)]
    report = prefecture.send("appels.csv", CALLS, rows, AT)
    assert report.saved.rejected == 0
    prefecture.assess(AT)
    found = prefecture.finding("10a", "2025-03", "figeac")
    assert (found["met"], found["missed"]) == (2, 2)
    own = cases(prefecture.warehouse, "10a", ("figeac",), parse_period("2025-03"), AT)
    told = own[own["contact_outcome"] == "cut_by_closing"].iloc[0]
    assert (told["call_class"], told["outcome"], told["wait_s"]) == (
        "cut_by_closing",
        "missed",
        61,
    )
    abandoned = own[own["call_class"].str.contains("abandon")]
    assert len(abandoned) == 1


def test_a_call_that_came_after_the_closing_was_cut_by_nothing(prefecture):
    rows = [*calls(date(2025, 3, 4), "aa", "Figeac"), cut("12:00:00", 1)]
    prefecture.send("appels.csv", CALLS, rows, AT)
    prefecture.assess(AT)
    found = prefecture.finding("10a", "2025-03", "figeac")
    assert (found["met"], found["missed"], found["excluded"]) == (2, 0, 1)
