"""Our telephone rules and formulas against the published and recomputed calls of ../shared.

Every vector of the topic is taken, whatever the name of its file: lists of calls with each
metric under its named formula, ICMI's published counts, Wazo's stretches of wait, and Wazo's
rate over outcomes. Shares come from the declared formulas, waits from the rules.
"""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.engagements import Statistic
from etl.frames.batches import typed
from etl.indicators.call_variants import variants, wait_buckets
from etl.indicators.measures import measure
from etl.indicators.tallies import merge, tally
from etl.pipeline import load_definitions
from tests.agreement.topics import topic, untold
from tests.pipeline.folders import DATA
from tests.spec.prefecture import conditions, instant, judge, limit

TOPIC = "telephone"
AS_OF = "2025-06-01 08:00"
DAY = date(2025, 3, 1)
FORMULAS = load_definitions(DATA).formulas

# Wazo's words for how a call ends; a diverted call never reaches the queue.
WAZO = {
    "answered": "answered",
    "abandoned": "abandoned",
    "full": "overflowed",
    "joinempty": "overflowed",
    "leaveempty": "overflowed",
    "timeout": "unanswered",
    "divert_ca_ratio": "closed",
    "divert_waittime": "closed",
    "closed": "closed",
}
# What a metric of a list of calls is called in data/formulas.
SHARES = {
    "answer_rate": "decroche_sp",
    "abandon_rate": "abandon_brut",
    "abandon_rate_short_excluded": "abandon_sans_courts",
    "sl_answered_within_over_answered": "niveau_service_decroches",
    "sl_answered_within_over_offered": "niveau_service_presentes",
    "sl_within_incl_abandons_over_offered": "niveau_service_abandons_rapides_servis",
    "sl_answered_within_over_offered_minus_abandoned_within": "niveau_service_abandons_tardifs",
    "sl_short_excluded": "niveau_service_sans_abandons_courts",
}
WAITS = {
    "mean_wait_answered": ("answered", Statistic.MEAN),
    "mean_wait_all": ("offered", Statistic.MEAN),
    "mean_time_to_abandon": ("abandoned", Statistic.MEAN),
    "max_wait": ("offered", Statistic.MAXIMUM),
}


def is_list_of_calls(vector):
    return "calls" in vector and isinstance(vector["expected"], dict)


def is_counts(vector):
    return "answered_within_20s" in vector.get("input", {})


def is_buckets(vector):
    return "thresholds" in vector.get("input", {})


def is_outcomes(vector):
    return "closed" in vector.get("input", {})


def test_every_vector_is_taken():
    assert untold(TOPIC, is_list_of_calls, is_counts, is_buckets, is_outcomes) == []


def calls_of(outcomes, waits):
    columns = {
        "started_at": pd.Series(instant("2025-03-03 10:00"), range(len(outcomes))),
        "direction": "inbound",
        "outcome": outcomes,
        "wait_s": pd.Series(waits, dtype="float64"),
    }
    return typed(Dataset.CALLS, columns, pd.RangeIndex(len(outcomes)))


def drawn(calls):
    return calls_of([each["status"] for each in calls], [each["wait_s"] for each in calls])


def by_formula(calls, code, threshold_s, short_s=5.0):
    """Return what a declared formula makes of calls, with the vector's own lengths."""
    counting = FORMULAS[code].counting_on(DAY)
    switches = counting.switches
    if switches.short_abandon_s is not None:
        switches = replace(switches, short_abandon_s=float(short_s))
    counting = replace(counting, switches=switches)
    given = conditions(AS_OF, limit=limit(threshold_s, "seconds"))
    return variants(calls, given, {code: counting})[code]


def statistic_of_waits(calls, waits_of, statistic):
    judged = judge("call_wait", calls, AS_OF, waits_of=waits_of)
    keys = pd.DataFrame({"month": np.zeros(len(calls), dtype="int64")})
    merged = merge(tally(judged, keys, statistic), [], statistic)
    value = measure(merged, statistic)["value"].iloc[0]
    return None if pd.isna(value) else value


@topic(TOPIC, is_list_of_calls)
def test_every_share_of_a_list_of_calls_is_that_of_its_formula(vector):
    calls = drawn(vector["calls"])
    lengths = (vector["threshold_s"], vector["short_abandon_s"])
    found = {name: by_formula(calls, code, *lengths).value for name, code in SHARES.items()}
    expected = {name: vector["expected"][name] for name in found}
    assert found == pytest.approx(expected)


@topic(TOPIC, is_list_of_calls)
def test_every_count_of_a_list_of_calls_is_behind_a_share(vector):
    calls, threshold = drawn(vector["calls"]), vector["threshold_s"]
    short = vector["short_abandon_s"]

    def numbers(code):
        found = by_formula(calls, code, threshold, short)
        return found.numerator, found.denominator

    in_time, answered = numbers("niveau_service_decroches")
    abandoned, offered = numbers("abandon_brut")
    served, _ = numbers("niveau_service_abandons_rapides_servis")
    long_ones, _ = numbers("abandon_sans_courts")
    found = {
        "offered": offered,
        "answered": answered,
        "abandoned": abandoned,
        "answered_within_T_inclusive": in_time,
        "abandoned_within_T": served - in_time,
        "short_abandons_strict": abandoned - long_ones,
    }
    # The other side of both limits, one second apart: waits are whole seconds here.
    if all(float(each["wait_s"]).is_integer() for each in vector["calls"]):
        before = by_formula(calls, "niveau_service_decroches", threshold - 1)
        longer = by_formula(calls, "abandon_sans_courts", threshold, short + 1)
        found["answered_within_T_strict"] = before.numerator
        found["short_abandons_inclusive"] = abandoned - longer.numerator
    assert found == {name: vector["expected"][name] for name in found}


@topic(TOPIC, is_list_of_calls)
def test_every_wait_of_a_list_of_calls_is_that_of_its_population(vector):
    calls = drawn(vector["calls"])
    found = {name: statistic_of_waits(calls, *how) for name, how in WAITS.items()}
    assert found == pytest.approx({name: vector["expected"][name] for name in found})


@topic(TOPIC, is_list_of_calls)
def test_every_metric_of_a_list_of_calls_is_covered(vector):
    counts = {
        *("offered", "answered", "abandoned", "abandoned_within_T"),
        *("answered_within_T_inclusive", "answered_within_T_strict"),
        *("short_abandons_strict", "short_abandons_inclusive"),
    }
    assert set(vector["expected"]) <= counts | set(SHARES) | set(WAITS)


@topic(TOPIC, is_list_of_calls)
def test_the_rules_count_what_the_formulas_count(vector):
    calls = drawn(vector["calls"])
    within = judge(
        "answered_within", calls, AS_OF, limit=limit(vector["threshold_s"], "seconds")
    )
    offered = judge("answered_by_agent", calls, AS_OF)
    expected = vector["expected"]
    assert within["outcome"].eq("met").sum() == expected["answered_within_T_inclusive"]
    assert within["outcome"].isin(["met", "missed"]).sum() == expected["answered"]
    assert offered["outcome"].eq("met").sum() == expected["answered"]
    assert offered["outcome"].isin(["met", "missed"]).sum() == expected["offered"]


def icmi(formula):
    """Return our name of one of ICMI's six formulas, known by its parts."""
    above, below = re.sub(r"\s", "", formula).split("/")
    if "short" in above:
        return "niveau_service_abandons_courts_servis"
    if "abandoned" in above:
        return "niveau_service_abandons_rapides_servis"
    if "short" in below:
        return "niveau_service_sans_abandons_courts"
    if "abandonedafter" in below or "abandonedwithin" in below:
        return "niveau_service_abandons_tardifs"
    if "abandoned" in below or "offered" in below:
        return "niveau_service_presentes"
    return "niveau_service_decroches"


@topic(TOPIC, is_counts)
def test_icmi_gives_its_published_percentages(vector):
    counts = vector["input"]
    short, within = counts["abandoned_within_5s"], counts["abandoned_within_20s"]
    groups = [
        (counts["answered_within_20s"], "answered", 20),
        (counts["answered"] - counts["answered_within_20s"], "answered", 21),
        (short, "abandoned", 4),
        (within - short, "abandoned", 20),
        (counts["abandoned_after_20s"], "abandoned", 21),
    ]
    outcomes = [word for count, word, _ in groups for _ in range(count)]
    waits = [wait for count, _, wait in groups for _ in range(count)]
    found = by_formula(calls_of(outcomes, waits), icmi(vector["formula"]), 20).value
    assert found == pytest.approx(vector["expected"])
    if vector.get("published_percent") is not None:
        assert round(found * 100) == vector["published_percent"]


@topic(TOPIC, is_buckets)
def test_waits_fall_into_wazos_stretches(vector):
    calls, edges = drawn(vector["input"]["calls"]), vector["input"]["thresholds"]
    found = wait_buckets(calls, conditions(AS_OF), edges)
    rows = [
        {
            "min": row.low,
            "max": None if pd.isna(row.high) else row.high,
            "answered": row.answered,
            "abandoned": row.abandoned,
        }
        for row in found.itertuples()
    ]
    assert rows == vector["expected"]


@topic(TOPIC, is_outcomes)
def test_the_rate_leaves_out_closed_and_diverted_calls_as_wazo_does(vector):
    words = [WAZO[word] for word, count in vector["input"].items() for _ in range(count)]
    found = by_formula(calls_of(words, [None] * len(words)), "decroche_sp", 20).value
    assert (None if found is None else found * 100) == pytest.approx(vector["expected"])
