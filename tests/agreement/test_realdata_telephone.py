"""Real telephone exports of ``../shared/realdata``: figures computed there by other means.

Every file whose format one of our readers knows is read, whatever its name.
"""

import csv
import json
import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.readers.base import read_head
from etl.readers.registry import FORMATS, find_reader

ROOT = Path(__file__).parents[2]
REALDATA = Path(os.environ.get("QUALITY_SHARED", ROOT / "../shared")) / "realdata"
# The first word of the format in the reference: the reader, and what its site would declare.
OURS = {
    "asterisk queue_log": ("asterisk_queue_log", {}),
    "asterisk cdr": ("asterisk_cdr", {"inbound_contexts": ("default", "from-trunk")}),
    "3cx cdr": ("threecx_cdr", {}),
    "cisco cucm": ("cucm_cdr", {"trunks": ("SEP",)}),
    "freeswitch": ("freeswitch_cdr", {"inbound_contexts": ("default",)}),
}
ZONE = "Europe/Paris"

pytestmark = pytest.mark.skipif(
    not (REALDATA / "expected.json").exists(), reason="QUALITY_SHARED/realdata is absent"
)


@dataclass(frozen=True)
class Found:
    facts: pd.DataFrame
    rejected: int
    set_aside: Counter[str]


def expected() -> dict[str, dict[str, object]]:
    path = REALDATA / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def files(*formats: str) -> list[str]:
    return [
        name
        for name, facts in expected().items()
        if any(str(facts["format"]).startswith(each) for each in formats)
    ]


@cache
def found(name: str) -> Found:
    kind = str(expected()[name]["format"])
    known, settings = next(ours for word, ours in OURS.items() if kind.startswith(word))
    source = Source("real", "Real", Dataset.CALLS, known, "cahors", settings=settings)
    path = REALDATA / name
    batches = list(find_reader(path, [source]).read(path))
    checked = [check(each, CONTRACTS[Dataset.CALLS], {"cahors"}) for each in batches]
    aside: Counter[str] = Counter()
    for each in batches:
        aside.update(each.set_aside)
    facts = pd.concat([each.accepted for each in checked])
    return Found(facts, sum(each.rejected for each in checked), aside)


def same(values: pd.Series, distribution: dict[str, float]) -> None:
    """Check a distribution, rounded as the reference rounds it."""
    assert len(values) == distribution["n"]
    for name in ("min", "median", "mean", "max"):
        assert round(float(getattr(values, name)()), 2) == pytest.approx(
            distribution[name], abs=0.06 if distribution[name] != int(distribution[name]) else 0
        )


@pytest.mark.parametrize("name", files(*OURS))
def test_one_reader_alone_recognises_the_file(name):
    head = read_head(REALDATA / name)
    claims = [each.name for each in FORMATS if each.identify(head) and each.name != "delimited"]
    known = next(ours for word, ours in OURS.items()
                 if str(expected()[name]["format"]).startswith(word))  # fmt: skip
    assert claims == [known[0]]


@pytest.mark.parametrize("name", files(*OURS))
def test_nothing_of_a_real_file_is_rejected(name):
    assert found(name).rejected == 0


@pytest.mark.parametrize("name", files("asterisk queue_log"))
def test_queue_logs(name):
    wanted, facts = expected()[name], found(name).facts
    outcomes = facts["outcome"].value_counts()
    assert facts["source_id"].nunique() == len(facts) == wanted["calls_entered"]
    assert outcomes.get("abandoned", 0) == wanted["calls_abandoned"]
    assert outcomes.get("answered", 0) == wanted["calls_answered"]
    waits = facts.loc[facts["outcome"] == "abandoned", "wait_s"]
    assert waits.tolist() == wanted["wait_seconds_of_abandoned_calls"]
    never = facts.loc[facts["outcome"] == "unfinished", "source_id"]
    assert never.tolist() == wanted["callids_never_ended"]


@pytest.mark.parametrize("name", files("asterisk cdr"))
def test_call_detail_records(name):
    wanted, facts = expected()[name], found(name).facts
    answered = facts[facts["outcome"] == "answered"]
    assert len(facts) == facts["source_id"].nunique() == wanted["distinct_uniqueid"]
    counts = wanted["records_by_disposition"]
    assert len(answered) == counts["ANSWERED"]
    assert (facts["outcome"] == "unanswered").sum() == counts["NO ANSWER"]
    same(answered["wait_s"], wanted["ring_seconds_of_answered_records"])
    assert facts["talk_s"].sum() == wanted["sum_of_billsec_seconds"]
    offset = pd.Timedelta(seconds=wanted["uniqueid_epoch_minus_start_seconds"])
    first, last = (
        pd.Timestamp(wanted[f"{end}_start_local"], tz="UTC") + offset
        for end in ("first", "last")
    )
    assert (facts["started_at"].min(), facts["started_at"].max()) == (first, last)


@cache
def threecx() -> dict[str, object]:
    """Return the figures of the records; the file with a header holds the same ones."""
    return next(expected()[name] for name in files("3cx cdr")
                if "queue_calls" in expected()[name])  # fmt: skip


@pytest.mark.parametrize("name", files("3cx cdr"))
def test_3cx_outcomes(name):
    wanted, result = threecx(), found(name)
    facts = result.facts
    outcomes = facts["outcome"].value_counts()
    assert len(facts) == wanted["inbound_calls_from_trunk"]
    assert facts["caller"].isna().sum() == wanted["inbound_calls_of_anonymous_callers"]
    assert outcomes["answered"] == wanted["queue_calls_answered_by_an_agent"]
    assert outcomes["overflowed"] == wanted["queue_calls_overflowed"]
    lost = facts[facts["outcome"].isin(["abandoned", "unanswered"])]
    assert len(lost) == wanted["queue_calls_not_answered"]
    assert outcomes["closed"] == wanted["inbound_calls_to_closed_hours_message"]
    assert result.set_aside["outbound"] == wanted["outbound_calls"]
    assert result.set_aside["internal"] == wanted["internal_calls"]
    assert len(facts) + result.set_aside.total() == wanted["records"]
    same(lost["wait_s"], wanted["wait_seconds_of_queue_calls_not_answered"])


@pytest.mark.parametrize("name", files("3cx cdr"))
def test_3cx_queues_and_hours(name):
    wanted, facts = threecx(), found(name).facts
    queued = facts[facts["outcome"] != "closed"]
    assert len(queued) == wanted["queue_calls"]
    by_queue = ("Ext." + queued["queue"]).value_counts()
    assert by_queue.to_dict() == wanted["queue_calls_by_queue"]
    answered = queued[queued["outcome"] == "answered"]
    counts = ("Ext." + answered["queue"]).value_counts()
    assert counts.to_dict() == wanted["queue_calls_answered_by_queue"]
    hours = queued["started_at"].dt.tz_convert(ZONE).dt.strftime("%H").value_counts()
    assert hours.to_dict() == wanted["queue_calls_by_hour_of_time_start"]


@pytest.mark.parametrize("name", files("3cx cdr"))
def test_the_wait_of_an_answered_3cx_queue_call_is_unknown(name):
    facts = found(name).facts
    assert facts.loc[facts["outcome"] == "answered", "wait_s"].isna().all()


def test_importing_both_3cx_files_does_not_double():
    names = files("3cx cdr")
    together = pd.concat([found(name).facts for name in names])
    assert together["source_id"].nunique() == threecx()["inbound_calls_from_trunk"]


@pytest.mark.parametrize("name", files("cisco cucm"))
def test_cisco_calls(name):
    wanted, result = expected()[name], found(name)
    facts = result.facts
    calls = wanted.get("calls", wanted.get("calls_once_recording_legs_are_dropped"))
    assert len(facts) == facts["source_id"].nunique() == calls
    assert result.set_aside["recording"] == wanted.get("recording_leg_records", 0)
    assert len(facts) + result.set_aside.total() == wanted["records"]
    records = [each for each in wanted.get("call_records", ()) if each["answered"]]
    answered = facts[facts["outcome"] == "answered"].reset_index(drop=True)
    assert answered["wait_s"].tolist() == [each["ring_seconds"] for each in records]
    assert answered["talk_s"].tolist() == [each["duration_field_seconds"] for each in records]
    begun = pd.to_datetime(
        [each["dateTimeOrigination"] for each in records], unit="s", utc=True
    )
    assert answered["started_at"].tolist() == list(begun)


@pytest.mark.parametrize("name", files("cisco cucm"))
def test_cisco_calls_between_telephones_are_internal(name):
    source = Source("real", "Real", Dataset.CALLS, "cucm_cdr", "cahors")
    batches = list(find_reader(REALDATA / name, [source]).read(REALDATA / name))
    assert sum(len(each.rows) for each in batches) == 0


@pytest.mark.parametrize("name", files("freeswitch"))
def test_freeswitch_calls(name):
    wanted, result = expected()[name], found(name)
    facts = result.facts
    assert len(facts) == facts["source_id"].nunique() == wanted["distinct_uuid"]
    assert len(facts) + result.set_aside["duplicate"] == wanted["records"]
    answered = facts[facts["outcome"] == "answered"]
    # Of the nine records that tell an answer, some are of one call.
    again = wanted["records"] - wanted["distinct_uuid"]
    assert len(answered) == wanted["records_with_answer_stamp"] - again
    ring = wanted["duration_minus_billsec_seconds_of_answered_records"]
    assert (answered["wait_s"].min(), answered["wait_s"].max()) == (ring["min"], ring["max"])


@pytest.mark.parametrize("name", files("freeswitch"))
def test_freeswitch_waits_and_talks_record_by_record(name):
    """The reference tells of records, the facts of calls: a record has what its call has."""
    wanted, facts = expected()[name], found(name).facts
    if set(wanted["records_by_number_of_fields"]) != {"15"} or wanted["header_rows"]:
        pytest.skip("not the template whose eleventh cell is the uuid")
    with (REALDATA / name).open(newline="") as file:
        answered = [cells[10] for cells in csv.reader(file) if cells[5]]
    told = facts.set_index("source_id").loc[answered]
    ring = wanted["duration_minus_billsec_seconds_of_answered_records"]
    assert (len(told), told["wait_s"].median()) == (ring["n"], ring["median"])
    assert round(told["wait_s"].mean(), 1) == ring["mean"]
    assert told["talk_s"].sum() == wanted["sum_of_billsec_seconds_all_records"]
