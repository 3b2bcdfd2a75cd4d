"""Our rules against the request stories of ../shared (Zammad, Frappe, our own).

Which message is a request, which an answer, is decided by the readers before a rule sees a
fact; here the test plays the reader. Not covered: the stories in which the clock stops
while the service waits for the citizen. A fact holds one receipt and one answer, and the
charter's delay does not stop; these stories are named below, so that a new one shows up.
"""

import json
import os
from datetime import date, time
from pathlib import Path

import pandas as pd
import pytest

from etl.calendars.working_time import calendar_of
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from etl.frames.batches import typed
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES

PATH = Path(
    os.environ.get("QUALITY_SHARED", "../shared"),
    "oracle",
    "request_lifecycle",
    "request_lifecycle.json",
)
pytestmark = pytest.mark.skipif(
    not PATH.exists(), reason="the vectors of ../shared are not here (QUALITY_SHARED)"
)
HEADER = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {"vectors": []}
STORIES = {vector["id"]: vector for vector in HEADER["vectors"]}

# The events that are the request and its end, and the minutes expected between them.
TIMED = [
    ("z_first_in_time", "request received", "agent reply", "first_response_minutes"),
    ("z_first_late", "request received", "agent reply", "first_response_minutes"),
    ("f_closed_later", "received", "resolved", "resolution_minutes"),
    ("o_ooo", "mail received", "agent reply", "first_response_minutes"),
    (
        "o_transfer",
        "mail received by service A",
        "service B replies to the citizen",
        "first_response_minutes",
    ),
    ("o_several", "mail received", "agent reply 1", "first_response_minutes"),
    ("o_reopen", "mail received", "agent reply, resolved", "first_response_minutes"),
    (
        "o_reopen",
        "citizen: new question on same ticket",
        "agent reply",
        "second_request_minutes",
    ),
]
JUDGED = {"o_negative", "o_open", "f_merge"}
PAUSED = {"z_pause1", "z_pending_all", "z_pending_twice", "f_hold", "f_hold2"}
FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)


def at(story, event):
    (found,) = [each["at"] for each in STORIES[story]["events"] if each["event"] == event]
    return pd.Timestamp(found).tz_convert("UTC")


def calendar(story):
    name = STORIES[story]["calendar"]
    drawn = HEADER["calendars"][name]
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    slots = tuple(
        Slot(days.index(day) + 1, time.fromisoformat(start), time.fromisoformat(end))
        for day, hours in drawn["hours"].items()
        for start, end in hours
    )
    own = drawn["holidays"] if isinstance(drawn["holidays"], list) else []
    closed = [date.fromisoformat(day) for day in own]
    return calendar_of(
        Site(
            code=name,
            title=name,
            timezone=drawn["timezone"],
            zone="metropole",
            desks={"mail": (OpeningHours(date(2000, 1, 1), slots),)},
            closures=tuple(Closure(day, day, "holiday", "nobody") for day in closed),
        )
    )


def judge_mail(story, as_of, **columns):
    mails = typed(Dataset.MAILS, columns, pd.RangeIndex(len(columns["received_at"])))
    given = Conditions(calendar(story), as_of.to_pydatetime(), limit=FIVE_DAYS)
    return RULES["answered_in_time"].judge(mails, given)


def opening_minutes(story, start, end, as_of):
    columns = {"started_at": [start]} | ({} if end is None else {"done_at": [end]})
    facts = typed(Dataset.EVENTS, columns, pd.RangeIndex(1))
    given = Conditions(
        calendar(story),
        as_of.to_pydatetime(),
        limit=Limit(1, Unit.OPENING_HOURS),
        parameters={"desk": "mail"},
    )
    return RULES["delay"].judge(facts, given)["value"][0] * 60


def test_every_story_is_either_tested_here_or_named_as_not_covered():
    assert {story for story, *_ in TIMED} | JUDGED | PAUSED == STORIES.keys()


@pytest.mark.parametrize(("story", "start", "end", "expected"), TIMED)
def test_the_delay_in_opening_time_agrees(story, start, end, expected):
    minutes = opening_minutes(story, at(story, start), at(story, end), at(story, end))
    assert minutes == pytest.approx(STORIES[story]["expected"][expected])


def test_a_reply_before_its_request_is_neither_zero_nor_counted():
    story = "o_negative"
    reply = at(story, "agent reply")
    found = judge_mail(
        story,
        reply + pd.Timedelta(days=30),
        received_at=[at(story, "mail received")],
        answered_at=[reply],
    )
    assert list(found["outcome"]) == ["unknown"]
    assert found["value"].isna().all()


def test_a_request_still_open_at_extraction_is_a_failure_once_past_its_limit():
    story = "o_open"
    received, extraction = at(story, "mail received"), at(story, "extraction, no reply")
    found = judge_mail(story, extraction, received_at=[received])
    minutes = opening_minutes(story, received, None, extraction)
    assert list(found["outcome"]) == ["missed"]
    assert minutes == STORIES[story]["expected"]["elapsed_minutes_at_extraction"]


def test_a_merged_request_is_counted_once():
    story = "f_merge"
    found = judge_mail(
        story,
        at(story, "citizen mail on A") + pd.Timedelta(days=30),
        received_at=[
            at(story, "ticket A received"),
            at(story, "ticket B received (duplicate)"),
        ],
        status=["duplicate", "request"],
    )
    counted = found["outcome"].isin(["met", "missed"]).sum()
    assert counted == STORIES[story]["expected"]["counted_requests"]
