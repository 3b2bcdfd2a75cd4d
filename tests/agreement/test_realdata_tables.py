"""Real tables of ``../shared/realdata`` without a shipped source: a TOML file reads them.

Counts of calls by intervals, requests of a city, the journal of a helpdesk.
"""

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.sources import SOURCE, check_source, shape_source
from etl.definitions.tables import build, read_table
from etl.definitions.vocabulary import Places
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.registry import SETTINGS, find_reader

ROOT = Path(__file__).parents[2]
REALDATA = Path(os.environ.get("QUALITY_SHARED", ROOT / "../shared")) / "realdata"
COUNTS = """
name = "comptages"
title = "Comptages"
dataset = "events"
format = "delimited"
site = "cahors"
signature = ["DateTime", "Calls"]
[columns]
source_id = { header = ["DateTime"] }
kind = { parse = "constant", constant = "call_counts" }
started_at = { header = ["DateTime"], parse = "timestamp", layouts = ["%Y-%m-%dT%H:%M:%SZ"] }
total = { header = ["Calls"], parse = "number" }
"""
REQUESTS = """
name = "demandes"
title = "Demandes"
dataset = "mails"
format = "delimited"
site = "cahors"
timezone = "UTC"
signature = ["SRRecordID", "CreatedDate", "CloseDate"]
[columns]
source_id = { header = ["SRRecordID"] }
channel = { parse = "constant", constant = "form" }
reason = { header = ["SRType"] }
received_at = { header = "CreatedDate", parse = "timestamp", layouts = "%m/%d/%Y %I:%M:%S %p" }
closed_at = { header = "CloseDate", parse = "timestamp", layouts = "%m/%d/%Y %I:%M:%S %p" }
[columns.status]
header = "SRStatus"
parse = "choice"
[columns.status.meanings]
"Closed" = "request"
"Open" = "request"
"New" = "request"
"Pending" = "request"
"In Progress" = "request"
"Closed (Transferred)" = "request"
"Closed (Duplicate)" = "duplicate"
"Open (Duplicate)" = "duplicate"
"New (Duplicate)" = "duplicate"
"""
JOURNAL = """
name = "journal"
title = "Journal"
dataset = "mails"
format = "delimited"
site = "cahors"
timezone = "UTC"
signature = ["case", "event", "time"]
[columns]
source_id = { header = ["case"] }
channel = { parse = "constant", constant = "form" }
received_at = { header = "time", parse = "timestamp", layouts = "%d.%m.%Y-%H:%M:%S" }
[settings]
step = "event"
[settings.steps]
acknowledged_at = ["*"]
registered_at = ["Closed"]
answered_at = ["Resolve ticket"]
closed_at = ["*"]
"""
DECLARED = {"calls per": COUNTS, "311": REQUESTS, "helpdesk": JOURNAL}


def expected() -> dict[str, dict[str, object]]:
    path = REALDATA / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def files(kind: str) -> Iterable[object]:
    skip = pytest.mark.skip(reason=f"no such file in {REALDATA}")
    return [
        name for name, each in expected().items() if str(each["format"]).startswith(kind)
    ] or [pytest.param("", marks=skip)]


def declared(text: str, folder: Path) -> Source:
    """Return a source as a file declares it, once everything that checks it has agreed."""
    path = folder / "source.toml"
    path.write_text(text, "utf-8")
    shaped, problems = shape_source(read_table(path))
    source = build(SOURCE, shaped).value
    places = Places(frozenset({"cahors"}), frozenset(), frozenset())
    assert source is not None
    assert not [*problems, *check_source(source, SETTINGS, places)]
    return source


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("declared")


@cache
def read(name: str, kind: str, folder: Path) -> tuple[pd.DataFrame, int, list[Batch]]:
    source = declared(DECLARED[kind], folder)
    batches = list(find_reader(REALDATA / name, [source]).read(REALDATA / name))
    checked = [check(each, CONTRACTS[each.dataset], {"cahors"}) for each in batches]
    facts = pd.concat([each.accepted for each in checked], ignore_index=True)
    return facts, sum(each.rejected for each in checked), batches


@pytest.mark.parametrize("name", files("calls per"))
def test_counts_of_calls(name: str, folder: Path) -> None:
    wanted = expected()[name]
    facts, rejected, _ = read(name, "calls per", folder)
    assert (len(facts), rejected) == (wanted["records"], 0)
    assert facts["total"].sum() == wanted["total_calls"]
    local = facts["started_at"].dt.tz_convert("Europe/Paris").dt
    by_day = facts["total"].groupby(local.strftime("%Y-%m-%d")).sum()
    assert len(by_day) == wanted["days"]
    assert [by_day.idxmax(), by_day.max()] == wanted["busiest_day_and_calls"]
    assert round(by_day.mean(), 1) == wanted["mean_calls_per_day"]
    naive = local.tz_localize(None)
    ends = [f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in (naive.min(), naive.max())]
    assert ends == [wanted["first_interval"], wanted["last_interval"]]
    # Volumes only: how many were answered stays unknown.
    assert facts["amount"].isna().all()


@pytest.mark.parametrize("name", files("311"))
def test_requests_of_a_city(name: str, folder: Path) -> None:
    wanted = expected()[name]
    facts, rejected, _ = read(name, "311", folder)
    assert (len(facts), rejected) == (wanted["records"], 0)
    assert facts["source_id"].nunique() == wanted["distinct_SRRecordID"]
    status = facts["status"].astype("str").value_counts()
    assert status["duplicate"] == wanted["duplicate_requests_to_exclude"]
    # Closing is not answering: no request is answered.
    assert facts["answered_at"].isna().all()
    assert facts["closed_at"].notna().sum() == wanted["records_with_CloseDate"]
    days = (facts["closed_at"] - facts["received_at"]).dropna().dt.total_seconds() / 86400
    found = {"n": len(days), "min": days.min(), "median": round(days.median(), 2),
             "mean": round(days.mean(), 3), "max": round(days.max(), 3)}  # fmt: skip
    assert found == wanted["days_from_CreatedDate_to_CloseDate"]
    assert (days < 0).sum() == wanted["negative_delays"]
    assert (days == 0).sum() == wanted["closed_in_the_same_second"]
    reasons = facts["reason"].astype("str").value_counts()
    for reason, count in wanted["five_most_frequent_SRType"]:
        assert reasons[reason] == count
    first, last = facts["received_at"].min(), facts["received_at"].max()
    assert f"{first:%Y-%m-%d %H:%M:%S}" == wanted["first_CreatedDate"]
    assert f"{last:%Y-%m-%d %H:%M:%S}" == wanted["last_CreatedDate"]


@pytest.mark.parametrize("name", files("helpdesk"))
def test_the_journal_of_a_helpdesk(name: str, folder: Path) -> None:
    wanted = expected()[name]
    facts, rejected, batches = read(name, "helpdesk", folder)
    assert (len(facts), rejected) == (wanted["tickets"], 0)
    merged = sum(sum(each.set_aside.values()) for each in batches)
    assert merged == wanted["events"] - wanted["tickets"]
    assert facts["registered_at"].notna().sum() == wanted["tickets_with_event_Closed"]
    assert facts["answered_at"].notna().sum() == wanted["tickets_with_event_Resolve_ticket"]
    for column, seconds, key in (
        ("closed_at", 86400, "days_from_first_to_last_event_of_a_ticket"),
        ("acknowledged_at", 3600, "hours_from_first_to_second_event_of_a_ticket"),
    ):
        spans = (facts[column] - facts["received_at"]).dt.total_seconds() / seconds
        told = {part: round(float(getattr(spans, part)()), 2)
                for part in ("min", "median", "mean", "max")}  # fmt: skip
        assert {"n": int(spans.notna().sum()), **told} == wanted[key]
    assert f"{facts['received_at'].min():%Y-%m-%d %H:%M:%S}" == wanted["first_event"]
