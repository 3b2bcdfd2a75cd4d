"""Every file of ``../shared/realdata`` through the import that a user runs.

Whatever their names: the reference says what each file is, and some of its figures.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.pipeline import ImportReport, Status, Warehouse, ingest_paths
from etl.pipeline.files import expanded
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from tests.agreement.answers_by_hand import OURSELVES, answers_by_hand
from tests.pipeline import folders

REALDATA = Path(os.environ.get("QUALITY_SHARED", folders.ROOT / "../shared")) / "realdata"
AT = datetime(2026, 7, 20, 8, tzinfo=UTC)
ABSENT = pytest.param("", marks=pytest.mark.skip(reason=f"no expected.json in {REALDATA}"))
# The first words of a format in the reference: what it holds, and the format of ours.
OURS = {
    "asterisk queue_log": (Dataset.CALLS, "asterisk_queue_log"),
    "asterisk cdr": (Dataset.CALLS, "asterisk_cdr"),
    "3cx cdr": (Dataset.CALLS, "threecx_cdr"),
    "cisco cucm": (Dataset.CALLS, "cucm_cdr"),
    "freeswitch": (Dataset.CALLS, "freeswitch_cdr"),
    "mbox": (Dataset.MAILS, "mailbox"),
    "maildir": (Dataset.MAILS, "mailbox"),
    "single e-mails": (Dataset.MAILS, "mailbox"),
    "limesurvey responses": (Dataset.SURVEYS, "limesurvey"),
    "surveymonkey": (Dataset.SURVEYS, "surveymonkey"),
    "google forms": (Dataset.SURVEYS, "google_forms"),
    "odk central": (Dataset.SURVEYS, "odk"),
    "french public holidays icalendar": (Dataset.EVENTS, "icalendar"),
}


@dataclass(frozen=True)
class Imported:
    """What became of a file in a warehouse of its own."""

    reports: list[ImportReport]
    journal: pd.DataFrame
    facts: pd.DataFrame
    aside: Counter[str]

    @property
    def records(self) -> int:
        return sum(each.records for each in self.reports)


def expected() -> dict[str, dict[str, object]]:
    path = REALDATA / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def ours(name: str) -> tuple[Dataset, str] | None:
    kind = str(expected()[name]["format"])
    return next((each for word, each in OURS.items() if kind.startswith(word)), None)


def files(*formats: str, having: str = "format") -> list[object]:
    """Return the files of some formats of which the reference tells a figure."""
    return [
        name
        for name, facts in expected().items()
        if having in facts and any(str(facts["format"]).startswith(each) for each in formats)
    ] or [ABSENT]


@cache
def declared(own_domains: tuple[str, ...] = ()) -> Path:
    """Return the shipped declarations, with what the owners of these files would declare."""
    folder = folders.declarations(Path(mkdtemp(prefix="vigie-real-")), ["e10"])
    change = folders.change
    own = "own_domains = " + json.dumps(own_domains)
    change(folder, "sources/courriels.toml", 'own_domains = ["lot.gouv.fr"]', own)
    change(folder, "sources/courriels.toml", "after_days = 15", "after_days = 36500")
    change(
        folder, "sources/enquete_accueil.toml", "[settings]", "[settings]\ndate = 2024-06-30"
    )
    change(
        folder,
        "sources/enquete_surveymonkey.toml",
        "[settings]",
        "[settings]\ndate = 2017-06-30",
    )
    change(folder, "sources/standard_cdr.toml", '["from-trunk"', '["default", "from-trunk"')
    return folder


@pytest.fixture(scope="module", autouse=True)
def _tidy():
    yield
    for own_domains in ((), OURSELVES):
        shutil.rmtree(declared(own_domains), ignore_errors=True)
    imported.cache_clear()
    declared.cache_clear()


def fill(warehouse: Warehouse, names: Sequence[str], dataset: Dataset | None) -> Imported:
    reports = [
        report
        for name in names
        for report in ingest_paths(warehouse, [REALDATA / name], AT)
    ]  # fmt: skip
    aside: Counter[str] = Counter()
    for each in reports:
        aside.update(each.set_aside)
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, dataset) if dataset else pd.DataFrame()
        journal = list_imports(connection)
    warehouse.store.dispose()
    return Imported(reports, journal, facts, aside)


@cache
def imported(*names: str, own_domains: tuple[str, ...] = ()) -> Imported:
    place = Path(mkdtemp(prefix="vigie-real-"))
    try:
        found = ours(names[0])
        warehouse = folders.warehouse(place, declared(own_domains))
        return fill(warehouse, names, found[0] if found else None)
    finally:
        shutil.rmtree(place)


def outcomes(facts: pd.DataFrame) -> Counter[str]:
    return Counter(facts["outcome"].astype("str").tolist())


# --- every file


@pytest.mark.parametrize("name", list(expected()) or [ABSENT])
def test_a_file_is_imported_or_refused_with_a_french_sentence(name):
    found = imported(name)
    with expanded([REALDATA / name]) as inside:
        assert len(found.reports) == len(inside) > 0
    for report in found.reports:
        if report.status is Status.REFUSED:
            assert report.message.startswith(f"« {report.path.name} »")
            assert ours(name) is None
            assert "Traceback" not in report.message and "CONTRIBUTING" in report.message
        else:
            assert report.status in (Status.IMPORTED, Status.EMPTY)


@pytest.mark.parametrize("name", list(expected()) or [ABSENT])
def test_every_record_is_new_superseding_known_or_rejected(name):
    found = imported(name)
    for report in found.reports:
        if saved := report.saved:
            parts = (saved.new, saved.superseded, saved.known, saved.rejected)
            assert sum(parts) == report.records
    kept = found.journal
    assert (kept["added"] + kept["superseded"] + kept["known"] == kept["accepted"]).all()
    assert (kept["accepted"] + kept["rejected"] == kept["records"]).all()
    assert kept["records"].sum() == found.records
    assert len(found.facts) == kept["added"].sum()


@pytest.mark.parametrize("name", files(*OURS))
def test_a_file_of_ours_is_read_by_its_own_format(name):
    formats = set(imported(name).journal["format"])
    empty = expected()[name].get("file_size_bytes") == 0
    assert formats == (set() if empty else {ours(name)[1]})


@pytest.mark.parametrize("name", files(*OURS))
def test_the_same_file_again_changes_nothing(name, tmp_path):
    dataset = ours(name)[0]
    once, twice = imported(name), fill(
        folders.warehouse(tmp_path, declared()), [name, name], dataset
    )  # fmt: skip
    again = twice.reports[len(once.reports) :]
    assert {each.status for each in again} <= {Status.KNOWN, Status.EMPTY}
    assert len(twice.facts) == len(once.facts)
    assert len(twice.journal) == len(once.journal)


def test_the_whole_folder_is_imported_in_one_go(tmp_path):
    if not expected():
        pytest.skip(f"no expected.json in {REALDATA}")
    warehouse = folders.warehouse(tmp_path, declared())
    reports = ingest_paths(warehouse, [REALDATA / "files"], AT)
    statuses = Counter(each.status for each in reports)
    assert statuses[Status.IMPORTED] > 0 and statuses[Status.REFUSED] > 0
    known = {name for name in expected() if ours(name) is None}
    refused = {each.path.name for each in reports if each.status is Status.REFUSED}
    named = {Path(name).name for name in expected()}
    assert refused & named <= {Path(name).name for name in known}
    warehouse.store.dispose()


# --- telephone


@pytest.mark.parametrize("name", files("3cx cdr", having="queue_calls"))
def test_3cx_queue_calls_are_those_of_the_reference(name):
    wanted, found = expected()[name], imported(name)
    counts = outcomes(found.facts)
    assert len(found.facts) == wanted["inbound_calls_from_trunk"]
    assert counts["answered"] == wanted["queue_calls_answered_by_an_agent"]
    assert counts["overflowed"] == wanted["queue_calls_overflowed"]
    lost = counts["abandoned"] + counts["unanswered"]
    assert lost == wanted["queue_calls_not_answered"]
    assert counts["closed"] == wanted["inbound_calls_to_closed_hours_message"]
    assert found.facts["caller"].isna().sum() == wanted["inbound_calls_of_anonymous_callers"]
    assert found.aside["outbound"] == wanted["outbound_calls"]
    assert found.aside["internal"] == wanted["internal_calls"]
    assert found.records + found.aside.total() == wanted["records"]


@pytest.mark.parametrize("name", files("3cx cdr", having="queue_calls_by_hour_of_time_start"))
def test_3cx_hours_survive_the_store(name):
    wanted, facts = expected()[name], imported(name).facts
    queued = facts[facts["outcome"] != "closed"]
    hours = queued["started_at"].dt.tz_convert("Europe/Paris").dt.strftime("%H")
    assert hours.value_counts().to_dict() == wanted["queue_calls_by_hour_of_time_start"]


@pytest.mark.parametrize("name", files("3cx cdr"))
def test_the_wait_of_an_answered_3cx_call_stays_unknown(name):
    facts = imported(name).facts
    answered = facts[facts["outcome"] == "answered"]
    assert len(answered) and answered["wait_s"].isna().all()


@pytest.mark.parametrize("backwards", [False, True], ids=["as listed", "backwards"])
def test_both_orders_of_the_same_3cx_records_do_not_double_them(backwards):
    names = [each for each in files("3cx cdr") if isinstance(each, str)]
    same = {expected()[each]["records"] for each in names}
    if len(names) < 2 or len(same) != 1:
        pytest.skip("there are not two 3CX files of the same records")
    found = imported(*sorted(names, reverse=backwards))
    alone = imported(names[0])
    assert len(found.facts) == len(alone.facts)
    assert outcomes(found.facts) == outcomes(alone.facts)
    assert [each.saved.new for each in found.reports] == [len(alone.facts), 0]
    assert [each.saved.superseded for each in found.reports] == [0, 0]


@pytest.mark.parametrize("name", files("asterisk queue_log", having="calls_entered"))
def test_queue_log_calls_are_those_of_the_reference(name):
    wanted, facts = expected()[name], imported(name).facts
    counts = outcomes(facts)
    assert len(facts) == wanted["calls_entered"]
    assert counts["answered"] == wanted["calls_answered"]
    assert counts["abandoned"] == wanted["calls_abandoned"]
    assert counts["unfinished"] == len(wanted["callids_never_ended"])
    waits = facts.loc[facts["outcome"] == "abandoned", "wait_s"]
    assert sorted(waits) == sorted(wanted["wait_seconds_of_abandoned_calls"])


@pytest.mark.parametrize("name", files("asterisk cdr", having="records_by_disposition"))
def test_call_detail_records_are_those_of_the_reference(name):
    wanted, facts = expected()[name], imported(name).facts
    counts, words = outcomes(facts), wanted["records_by_disposition"]
    assert len(facts) == wanted["distinct_uniqueid"]
    assert counts["answered"] == words.get("ANSWERED", 0)
    assert counts["unanswered"] == words.get("NO ANSWER", 0)
    waits = facts.loc[facts["outcome"] == "answered", "wait_s"]
    ring = wanted["ring_seconds_of_answered_records"]
    assert (len(waits), waits.min(), waits.median(), waits.max()) == (
        ring["n"], ring["min"], ring["median"], ring["max"],
    )  # fmt: skip
    assert facts["talk_s"].sum() == wanted["sum_of_billsec_seconds"]


# --- mailboxes


@pytest.mark.parametrize("name", files("mbox", "maildir", "single e-mails"))
def test_every_message_is_a_request_or_set_aside(name):
    wanted, found = expected()[name], imported(name)
    messages = wanted.get("messages", wanted.get("files"))
    assert found.records + found.aside.total() == messages


@pytest.mark.parametrize("name", files("mbox", "maildir", having="threads_with_a_root"))
def test_requests_are_the_threads_that_a_root_begins(name):
    wanted, found = expected()[name], imported(name)
    if wanted["messages_by_automatic_class_of_header_rules"]:
        pytest.skip("some messages are of machines, and no requests")
    # Two messages that answer each other have no root, and are one request all the same.
    begun = wanted["threads_with_a_root"] + wanted.get("reference_loops", 0)
    assert found.records == begun
    assert found.aside["duplicate"] == wanted["messages_repeating_a_message_id"]
    assert found.aside["reply_to_absent"] == wanted["replies_without_parent_present"]


@pytest.mark.parametrize("name", files("mbox", "maildir", having="threads_with_a_root"))
def test_nobody_answers_for_a_service_that_has_no_address(name):
    assert imported(name).facts["answered_at"].isna().all()


@pytest.mark.parametrize("name", files("mbox", "maildir", having="threads_with_a_root"))
def test_answers_are_those_of_the_addresses_declared(name):
    wanted, facts = expected()[name], imported(name, own_domains=OURSELVES).facts
    answered = facts[facts["answered_at"].notna()]
    seconds = (answered["answered_at"] - answered["received_at"]).dt.total_seconds()
    assert len(answered) <= wanted["roots_answered_by_another_person"]
    if not wanted["messages_without_usable_date"]:
        assert sorted(seconds) == sorted(answers_by_hand(REALDATA / name))


@pytest.mark.parametrize("name", files("single e-mails", having="true_class_per_file"))
def test_a_message_of_a_machine_is_no_request(name):
    classes = Counter(expected()[name]["true_class_per_file"].values())
    assert imported(name).records <= classes["ordinary"]


# --- surveys


@pytest.mark.parametrize("name", files("limesurvey responses", having="records"))
def test_survey_answers_are_the_filled_cells(name):
    wanted, found = expected()[name], imported(name)
    filled = wanted["nonempty_cells_id_column_excluded"] - wanted["cells_holding_only_N_A"]
    assert len(found.facts) == filled
    asked = wanted["columns"] - 1
    assert found.aside["no_answer"] == wanted["records"] * asked - filled
    assert found.facts["response"].nunique() <= wanted["records"]


def answers_to(name: str, question: str) -> dict[str, int]:
    """Return how often each word answers the question whose code begins so."""
    facts = imported(name).facts
    codes = [each for each in facts["question"].cat.categories if each.startswith(question)]
    assert len(codes) == 1
    found = facts.loc[facts["question"] == codes[0], "answer"].astype("str")
    return Counter(found.tolist())


@pytest.mark.parametrize("name", files("surveymonkey", having="distinct_respondent_ids"))
def test_surveymonkey_responses_are_those_of_the_reference(name):
    wanted, found = expected()[name], imported(name)
    assert found.facts["response"].nunique() == wanted["distinct_respondent_ids"]
    asked = wanted["columns"] - 1
    assert len(found.facts) + found.aside["no_answer"] == wanted["records"] * asked


@pytest.mark.parametrize("name", files("surveymonkey", having="seen_any_of_the_6_films"))
def test_surveymonkey_answers_are_those_of_the_reference(name):
    wanted, facts = expected()[name], imported(name).facts
    seen = answers_to(name, "have_you_seen_any")
    assert seen == wanted["seen_any_of_the_6_films"]
    solo = facts["question"].astype("str").str.endswith(".han_solo")
    words = facts.loc[solo, "answer"].astype("str").value_counts().to_dict()
    silent = {"": wanted["records"] - int(solo.sum())}
    assert words | silent == wanted["view_of_Han_Solo"]


@pytest.mark.parametrize("name", files("surveymonkey", having="lottery_chosen"))
def test_a_heading_with_marks_of_a_page_is_read(name):
    chosen = {word: count for word, count in expected()[name]["lottery_chosen"].items() if word}
    assert answers_to(name, "consider_the_following") == chosen


@pytest.mark.parametrize("name", files("google forms", having="responses"))
def test_google_forms_responses_are_those_of_the_reference(name):
    wanted, facts = expected()[name], imported(name).facts
    responses = facts.drop_duplicates("response")
    local = responses["answered_at"].dt.tz_convert("Europe/Paris")
    assert len(responses) == wanted["responses"]
    assert str(local.min().tz_localize(None)) == wanted["first_timestamp"]
    assert str(local.max().tz_localize(None)) == wanted["last_timestamp"]
    months = local.dt.strftime("%Y-%m").value_counts().to_dict()
    assert months == wanted["responses_by_month"]
    assert answers_to(name, "question_6_") == wanted["answers_of_question_6"]
    extra = answers_to(name, "extra_question_2_")
    extra[""] = wanted["responses"] - extra.total()
    assert extra == wanted["answers_of_extra_question_2"]


@pytest.mark.parametrize(
    "name", files("google forms", having="responses_with_an_address_in_the_last_column")
)
def test_an_address_says_only_that_there_is_one(name):
    facts = imported(name).facts
    asked = facts["question"].astype("str").str.startswith("if_you_would_like_updates")
    assert asked.sum() == expected()[name]["responses_with_an_address_in_the_last_column"]
    assert facts.loc[asked, "answer"].isna().all()


@pytest.mark.parametrize("name", files("odk central", having="SubmissionDate_utc"))
def test_odk_submissions_are_those_of_the_reference(name):
    wanted, facts = expected()[name], imported(name).facts
    assert facts["response"].nunique() == wanted["records"]
    found = sorted(facts["answered_at"].dt.strftime("%Y-%m-%dT%H:%M:%S").unique())
    assert found == sorted(each[:19] for each in wanted["SubmissionDate_utc"])
    kept = facts["answer"].astype("str")
    assert not kept.str.contains("Reporter").any()


# --- closures


@pytest.mark.parametrize("name", files("french public holidays icalendar", having="events"))
def test_an_event_that_ends_where_it_begins_is_a_day(name):
    wanted, facts = expected()[name], imported(name).facts
    assert len(facts) == wanted["events"] == wanted["events_whose_DTEND_equals_DTSTART"]
    days = (facts["done_at"] - facts["started_at"]).dt.total_seconds() / 3600
    assert days.between(23, 25).all()
    first = facts["started_at"].dt.tz_convert("Europe/Paris").dt.strftime("%Y-%m-%d")
    assert (first.min(), first.max()) == (wanted["first_date"], wanted["last_date"])
