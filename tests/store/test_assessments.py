"""Tallies, findings and verdicts come back as they were saved, and replace the old ones."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from etl.store.assessments import (
    applied_definitions,
    assessed_periods,
    latest_period,
    load_findings,
    load_tallies,
    load_verdicts,
    replace_tallies,
    save_findings,
    save_verdicts,
)
from etl.store.version import data_version

AS_OF = datetime(2025, 4, 1, 6, tzinfo=UTC)
MARCH = date(2025, 3, 1)


def tallies(indicator="8b", services=("standard", "accueil"), month=MARCH) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": indicator,
            "site": "cahors",
            "service": list(services),
            "month": pd.Timestamp(month),
            "met": 9,
            "missed": 1,
            "pending": 0,
            "excluded": 2,
            "unknown": 0,
            "value_sum": 12.5,
            "value_count": 10,
            "total_sum": 0.0,
            "distribution": [b"\x00\xff", None][: len(services)],
            "as_of": AS_OF,
            "definition": "f00d",
            "import_ids": "[1, 2]",
        }
    )


def findings(indicator="8b", periods=("2025-02", "2025-03"), definition="f00d", as_of=AS_OF):
    starts = [pd.Timestamp(f"{period}-01") for period in periods]
    return pd.DataFrame(
        {
            "engagement": 8,
            "indicator": indicator,
            "site": "*",
            "service": "*",
            "period": list(periods),
            "kind": "month",
            "start": starts,
            "end": [start + pd.offsets.MonthBegin() for start in starts],
            "span_start": starts,
            "value": 0.9,
            "low": float("nan"),
            "high": 1.0,
            "counted": 10,
            "met": 9,
            "missed": 1,
            "pending": 0,
            "excluded": 0,
            "unknown": 0,
            "target": float("nan"),
            "comparison": "at_least",
            "origin": "charte",
            "verdict": "met",
            "rule": "observed_then_interval",
            "as_of": as_of,
            "definition": definition,
            "import_ids": "[1]",
            "enough": 30,
        }
    )


def test_tallies_come_back_as_they_were(store):
    frame = tallies()
    with store.writing() as connection:
        replace_tallies(connection, frame, ["8b"], "cahors", [MARCH])
        found = load_tallies(connection, indicators=["8b"])
    assert list(found["service"]) == ["accueil", "standard"]
    assert found["distribution"].tolist() == [None, b"\x00\xff"]
    assert found["month"].tolist() == [pd.Timestamp(MARCH)] * 2
    assert found["as_of"].tolist() == [AS_OF] * 2
    assert found[["met", "value_count", "value_sum"]].values.tolist() == [[9, 10, 12.5]] * 2
    assert {str(found[name].dtype) for name in ("met", "value_count")} == {"int64"}
    assert found["import_ids"].tolist() == ["[1, 2]"] * 2


def test_tallies_of_a_month_are_replaced_for_all_services(store):
    april = date(2025, 4, 1)
    with store.writing() as connection:
        replace_tallies(connection, tallies(), ["8b"], "cahors", [MARCH])
        replace_tallies(connection, tallies("9a"), ["9a"], "cahors", [MARCH])
        replace_tallies(connection, tallies(month=april), ["8b"], "cahors", [april])
        replace_tallies(connection, tallies(services=["accueil"]), ["8b"], "cahors", [MARCH])
        replace_tallies(connection, pd.DataFrame(), ["9a"], "cahors", [MARCH])
        left = load_tallies(connection)
        assert load_tallies(connection, first=april)["month"].nunique() == 1
        assert load_tallies(connection, end=april)["service"].tolist() == ["accueil"]
        assert load_tallies(connection, sites=["figeac"]).empty
    assert left["indicator"].tolist() == ["8b"] * 3


def test_findings_come_back_as_they_were(store):
    with store.writing() as connection:
        save_findings(connection, findings())
    with store.reading() as connection:
        found = load_findings(connection)
    assert list(found["period"]) == ["2025-02", "2025-03"]
    assert found["end"].tolist() == [pd.Timestamp("2025-03-01"), pd.Timestamp("2025-04-01")]
    assert found["value"].tolist() == [0.9, 0.9]
    assert found["low"].isna().all() and found["target"].isna().all()
    assert found["verdict"].tolist() == ["met", "met"]
    assert "enough" not in found


def test_findings_replace_all_that_was_said_of_their_indicators(store):
    with store.writing() as connection:
        save_findings(connection, pd.concat([findings(), findings("9a")]))
        save_findings(connection, findings(periods=("2025-03",)))
        save_findings(connection, pd.DataFrame())
        assert len(load_findings(connection, indicators=["8b"])) == 1
        assert len(load_findings(connection, indicators=["9a"])) == 2
        assert len(load_findings(connection, periods=["2025-03"], kind="month")) == 2
        assert load_findings(connection, kind="year").empty
        assert load_findings(connection, sites=["cahors"]).empty
        assert load_findings(connection, service="standard").empty


def test_the_definition_last_applied_is_told(store):
    later = datetime(2025, 5, 1, tzinfo=UTC)
    with store.writing() as connection:
        save_findings(
            connection,
            pd.concat(
                [findings(), findings(periods=("2025-04",), definition="2", as_of=later)]
            ),
        )
        assert applied_definitions(connection) == {"8b": "2"}


def test_verdicts_replace_those_of_their_engagements_and_the_version_grows(store):
    keys = ["engagement", "site", "service", "period", "kind", "start", "end"]
    frame = findings()[keys].assign(verdict="missed", blocking='["8b"]', as_of=AS_OF)
    with store.writing() as connection:
        before = data_version(connection)
        save_verdicts(connection, frame)
        save_verdicts(connection, frame.iloc[1:])
        assert data_version(connection) == before + 2
        found = load_verdicts(connection, sites=["*"], kind="month", periods=["2025-03"])
        assert len(load_verdicts(connection)) == 1
    assert found["blocking"].tolist() == ['["8b"]']
    assert found["verdict"].tolist() == ["missed"]


def test_the_newest_period_may_be_asked_for_what_is_measured_and_over(store):
    keys = ["engagement", "site", "service", "period", "kind", "start", "end"]
    frame = findings(periods=("2025-02", "2025-03", "2025-04"))[keys]
    worth = ["met", "missed", "not_measured"]
    frame = frame.assign(verdict=worth, blocking="[]", as_of=AS_OF)
    with store.writing() as connection:
        assert assessed_periods(connection, "month") == ()
        assert latest_period(connection, "month", ["*"]) is None
        save_verdicts(connection, frame)
        assert assessed_periods(connection, "month", ["*"]) == ("2025-02", "2025-03", "2025-04")
        assert assessed_periods(connection, "month", ["cahors"]) == ()
        assert assessed_periods(connection, "year") == ()
        assert latest_period(connection, "month", ["*"]) == "2025-04"
        assert latest_period(connection, "month", ["*"], without=["not_measured"]) == "2025-03"
        told = [
            latest_period(connection, "month", ["*"], date(2025, *day), ["not_measured"])
            for day in ((4, 1), (3, 31), (2, 28))
        ]
        assert told == ["2025-03", "2025-02", None]
        assert latest_period(connection, "month", ["cahors"]) is None


def test_a_failed_assessment_leaves_the_former_one(store):
    with store.writing() as connection:
        save_findings(connection, findings())
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        save_findings(connection, findings(periods=("2025-03",)))
        raise ZeroDivisionError
    with store.reading() as connection:
        assert len(load_findings(connection)) == 2
