"""Telephone formulas: which calls each switch counts, and the same calls by every formula."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.engagements import Origin
from etl.domain.formulas import (
    ANSWER_RATE,
    SERVICE_LEVEL,
    Abandons,
    Admitted,
    CallClass,
    Counting,
    Formula,
    FormulaKind,
    FormulaVersion,
    Settled,
    Switches,
)
from etl.frames.batches import typed
from etl.indicators.call_variants import added, variants, wait_buckets
from etl.indicators.calls import class_of_calls
from etl.indicators.rules import RULES
from etl.pipeline import load_definitions
from tests.pipeline.folders import DATA
from tests.spec.prefecture import conditions, facts, instant, judge, limit, outcomes

AS_OF = "2025-04-01 08:00"
DAY = date(2025, 3, 1)
FORMULAS = load_definitions(DATA).formulas


def by_switches(rule, calls, kind, *, desk="", within=None, **switches):
    """Return the outcome of each call by SP + with some switches turned."""
    counting = Counting(kind, Switches(**switches))
    given = {"desk": desk} if desk else {}
    if within is not None:
        given["limit"] = limit(within, "seconds")
    conditioned = replace(conditions(AS_OF, **given), counting=counting)
    return list(RULES[rule].judge(calls, conditioned)["outcome"])


CALLS = """
    started_at       | direction | outcome        | wait_s | voice_server
    2025-03-03 10:00 | inbound   | answered       | 12     |
    2025-03-03 10:00 | inbound   | abandoned      | 4.999  |
    2025-03-03 10:00 | inbound   | abandoned      | 5      |
    2025-03-03 10:00 | inbound   | abandoned      |        |
    2025-03-03 10:00 | inbound   | overflowed     | 60     |
    2025-03-03 10:00 | inbound   | unanswered     | 30     |
    2025-03-03 11:59 | inbound   | cut_by_closing | 61     |
    2025-03-03 10:00 | inbound   | closed         | 0      |
    2025-03-03 10:00 | inbound   | voice_server   | 0      | served
    2025-03-03 10:00 | inbound   | voice_server   | 0      | abandoned
    2025-03-03 10:00 | inbound   | unfinished     |        |
    2025-03-03 18:00 | inbound   | abandoned      | 30     |
    2025-03-03 18:00 | inbound   | closed         | 0      |
"""
SP = [
    *("met", "missed", "missed", "missed", "missed", "missed", "missed", "missed"),
    *["excluded"] * 5,
]


@pytest.mark.parametrize(
    ("switches", "changed"),
    [
        ({}, {}),
        ({"short_abandon_s": 5.0}, {}),
        (
            {"short_abandon_s": 5.0, "short_abandons": Settled.EXCLUDED},
            {1: "excluded", 3: "unknown"},
        ),
        ({"short_abandon_s": 5.0, "short_abandons": Settled.SERVED}, {1: "met", 3: "unknown"}),
        ({"abandons": Abandons.EXCLUDED}, {1: "excluded", 2: "excluded", 3: "excluded"}),
        ({"overflow": Admitted.EXCLUDED}, {4: "excluded"}),
        ({"unanswered": Admitted.EXCLUDED}, {5: "excluded"}),
        ({"cut_by_closing": Admitted.EXCLUDED}, {6: "excluded"}),
        ({"closed_calls_in_hours": Admitted.EXCLUDED}, {7: "excluded"}),
        ({"voice_server": Settled.COUNTED}, {8: "missed", 9: "missed"}),
        ({"voice_server": Settled.SERVED}, {8: "met", 9: "missed"}),
        ({"closed_hours_calls": Admitted.COUNTED}, {11: "missed", 12: "missed"}),
    ],
    ids=str,
)
def test_each_switch_changes_its_own_calls_alone(switches, changed):
    calls = facts(Dataset.CALLS, CALLS)
    found = by_switches(
        "answered_by_agent", calls, FormulaKind.ANSWER_RATE, desk="standard", **switches
    )
    assert found == [changed.get(place, word) for place, word in enumerate(SP)]


@pytest.mark.parametrize(
    ("abandons", "expected"),
    [
        (Abandons.COUNTED, ["missed", "missed", "missed"]),
        (Abandons.EXCLUDED, ["excluded", "excluded", "excluded"]),
        (Abandons.BEYOND_THRESHOLD, ["excluded", "missed", "unknown"]),
        (Abandons.SERVED_WITHIN_THRESHOLD, ["met", "missed", "unknown"]),
    ],
    ids=str,
)
def test_abandons_are_cut_at_the_threshold_which_is_in_time(abandons, expected):
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome   | wait_s
        2025-03-03 10:00 | inbound   | abandoned | 25
        2025-03-03 10:00 | inbound   | abandoned | 25.001
        2025-03-03 10:00 | inbound   | abandoned |
        """,
    )
    kind = FormulaKind.SERVICE_LEVEL
    found = by_switches("answered_within", calls, kind, within=25, abandons=abandons)
    assert found == expected


def test_the_threshold_of_a_formula_comes_before_the_limit_of_the_target():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome  | wait_s
        2025-03-03 10:00 | inbound   | answered | 30
        2025-03-03 10:00 | inbound   | answered | 31
        """,
    )
    kind = FormulaKind.SERVICE_LEVEL
    assert by_switches("answered_within", calls, kind, within=60) == ["met", "met"]
    own = by_switches("answered_within", calls, kind, within=60, threshold_s=30.0)
    assert own == ["met", "missed"]


def test_an_abandon_rate_is_the_share_of_the_calls_that_were_given_up():
    calls = facts(Dataset.CALLS, CALLS)
    found = by_switches("lost_calls", calls, FormulaKind.ABANDON_RATE, desk="standard")
    assert found == [
        *("met", "missed", "missed", "missed", "met", "met", "met", "met"),
        *["excluded"] * 5,
    ]


def test_a_call_cut_by_the_closing_counts_as_offered_and_is_no_abandon():
    """The line closes at 12:00: whoever calls at 11:59 and waits is cut, not served."""
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome        | wait_s
        2025-03-03 11:59:00 | inbound   | cut_by_closing | 61
        2025-03-03 11:59:00 | inbound   | answered       | 90
        """,
    )
    assert outcomes("answered_by_agent", calls, AS_OF, desk="standard") == ["missed", "met"]
    assert outcomes("lost_calls", calls, AS_OF, desk="standard") == ["missed", "met"]
    kind = FormulaKind.ABANDON_RATE
    assert by_switches("lost_calls", calls, kind, desk="standard") == ["met", "met"]
    within = {"limit": limit(25, "seconds"), "desk": "standard"}
    assert outcomes("answered_within", calls, AS_OF, **within) == ["excluded", "missed"]
    waits = judge("call_wait", calls, AS_OF, desk="standard", waits_of="offered")
    assert waits["value"].tolist() == [61, 90]
    named = class_of_calls(calls, conditions(AS_OF, desk="standard"))
    assert named[0] == CallClass.CUT_BY_CLOSING


def test_a_closed_message_heard_while_the_desk_is_open_is_a_call_that_nobody_answered():
    """A switch left in night mode would otherwise make the figure better."""
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome
        2025-03-03 08:59:59 | inbound   | closed
        2025-03-03 09:00:00 | inbound   | closed
        2025-03-03 11:59:59 | inbound   | closed
        2025-03-03 12:00:00 | inbound   | closed
        """,
    )
    expected = ["excluded", "missed", "missed", "excluded"]
    assert outcomes("answered_by_agent", calls, AS_OF, desk="standard") == expected
    # Without a desk nobody knows the hours: the switch is believed.
    assert outcomes("answered_by_agent", calls, AS_OF) == ["excluded"] * 4


def test_the_waits_of_a_mean_are_those_that_its_definition_names():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome    | wait_s
        2025-03-03 10:00 | inbound   | answered   | 10
        2025-03-03 10:00 | inbound   | abandoned  | 50
        2025-03-03 10:00 | inbound   | overflowed | 180
        2025-03-03 10:00 | inbound   | closed     | 0
        """,
    )

    def mean(waits_of):
        return judge("call_wait", calls, AS_OF, waits_of=waits_of)["value"].mean()

    assert (mean("answered"), mean("abandoned"), mean("offered")) == (10, 50, 80)


# --- the same calls by every formula


def many(*groups):
    """Return calls: so many of an outcome that waited so long."""
    outcome = [word for count, word, _ in groups for _ in range(count)]
    wait = [seconds for count, _, seconds in groups for _ in range(count)]
    columns = {
        "started_at": pd.Series(instant("2025-03-03 10:00"), range(len(outcome))),
        "direction": "inbound",
        "outcome": outcome,
        "wait_s": pd.Series(wait, dtype="float64"),
    }
    return typed(Dataset.CALLS, columns, pd.RangeIndex(len(outcome)))


WORKED_EXAMPLE = many(
    (640, "answered", 20),
    (160, "answered", 90),
    (40, "abandoned", 3),
    (80, "abandoned", 60),
    (30, "overflowed", 180),
)


def table_of(calls, within=25):
    """Return what every declared formula says, by its code."""
    given = conditions(AS_OF, desk="standard", limit=limit(within, "seconds"))
    countings = {code: each.counting_on(DAY) for code, each in FORMULAS.items()}
    # Two halves, to prove that counts add up.
    return added(variants(half, given, countings) for half in (calls[::2], calls[1::2]))


def test_the_same_calls_give_80_72_69_or_67_percent():
    found = table_of(WORKED_EXAMPLE)
    expected = {
        "niveau_service_decroches": (640, 800, 0.800),
        "niveau_service_sans_abandons_courts": (640, 880, 0.727),
        "niveau_service_presentes": (640, 920, 0.696),
        "niveau_service_avec_debordements": (640, 950, 0.674),
    }
    for code, (numerator, denominator, rounded) in expected.items():
        own = found[code]
        assert (own.numerator, own.denominator) == (numerator, denominator), code
        assert round(own.value, 3) == rounded


def test_icmi_gives_83_86_81_and_83_percent_for_the_same_calls():
    calls = many(
        (860, "answered", 20),
        (140, "answered", 21),
        (10, "abandoned", 4),
        (10, "abandoned", 20),
        (40, "abandoned", 21),
    )
    found = table_of(calls, within=20)
    in_order = [
        "niveau_service_abandons_rapides_servis",
        "niveau_service_decroches",
        "niveau_service_presentes",
        "niveau_service_abandons_tardifs",
    ]
    assert [round(found[code].value * 100) for code in in_order] == [83, 86, 81, 83]


def test_only_short_abandons_leave_no_service_level_but_their_abandon_rate_with_its_n():
    found = table_of(many((2, "abandoned", 1), (3, "abandoned", 4.9)))
    assert found["niveau_service_sans_abandons_courts"].value is None
    assert found["niveau_service_sans_abandons_courts"].denominator == 0
    assert found["abandon_sans_courts"].value is None
    raw = found["abandon_brut"]
    assert (raw.value, raw.numerator, raw.denominator) == (1.0, 5, 5)


def test_nothing_offered_gives_no_rate_at_all():
    found = table_of(many())
    assert list(found) == list(FORMULAS)
    assert all(each.value is None and each.denominator == 0 for each in found.values())


def test_a_service_level_without_a_threshold_is_not_told():
    countings = {code: each.counting_on(DAY) for code, each in FORMULAS.items()}
    found = variants(many((1, "answered", 3)), conditions(AS_OF), countings)
    kinds = {FORMULAS[code].kind for code in found}
    assert kinds == {FormulaKind.ANSWER_RATE, FormulaKind.ABANDON_RATE}


DOUBTFUL = """
    started_at       | direction | outcome    | wait_s | voice_server
    2025-03-03 10:00 |           | answered   | 12     |
    2025-03-03 10:00 |           | unfinished |        |
    2025-03-03 10:00 |           |            |        |
    2025-03-03 18:00 |           | answered   | 12     |
    2025-03-03 10:00 | internal  | answered   | 12     |
"""


@pytest.mark.parametrize("calls", [CALLS, DOUBTFUL], ids=["sure", "doubtful"])
@pytest.mark.parametrize(
    ("counting", "rule"),
    [(ANSWER_RATE, "answered_by_agent"), (SERVICE_LEVEL, "answered_within")],
)
def test_a_variant_counts_what_its_rule_counts(calls, counting, rule):
    own = facts(Dataset.CALLS, calls)
    given = conditions(AS_OF, desk="standard", limit=limit(25, "seconds"))
    found = variants(own, given, {"own": counting})["own"]
    judged = judge(rule, own, AS_OF, desk="standard", limit=given.limit)["outcome"]
    wanted = {word: int((judged == word).sum()) for word in set(judged)}
    met, missed = wanted.get("met", 0), wanted.get("missed", 0)
    assert (found.numerator, found.denominator) == (met, met + missed)
    left_out = (wanted.get("excluded", 0), wanted.get("unknown", 0))
    assert (found.excluded, found.unknown) == left_out


def test_a_stretch_of_waits_holds_its_lower_bound():
    calls = many(
        (1, "answered", 0),
        (2, "answered", 5),
        (3, "abandoned", 4.999),
        (4, "abandoned", 10),
        (1, "answered", None),
    )
    found = wait_buckets(calls, conditions(AS_OF), [5, 10])
    assert found["answered"].tolist() == [1, 2, 0]
    assert found["abandoned"].tolist() == [3, 0, 4]
    assert found["low"].tolist() == [0, 5, 10]
    assert pd.isna(found["high"].iloc[-1])


# --- dated versions


def version(since, **switches):
    return FormulaVersion(since, Origin.LOCAL, "Comité qualité", switches=Switches(**switches))


def test_the_version_of_a_formula_is_the_one_in_force_that_day():
    first = version(date(2024, 1, 1))
    second = version(date(2025, 1, 1), overflow=Admitted.EXCLUDED)
    formula = Formula("f", "F", FormulaKind.ANSWER_RATE, "S", (second, first))
    days = [date(2023, 5, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [formula.version_on(day) for day in days] == [first, first, second]
