"""Our rules against the request stories of ../shared (Zammad, Frappe, our own).

Which message is a request, which an answer, is decided by the readers before a rule sees a
fact; here the test plays the reader. The stories in which the clock stops while the service
waits for the citizen are pauses: facts of their own, united and left out by the calendars.
"""

import json
import re
from datetime import date, time

import pandas as pd
import pytest

from etl.calendars.working_time import calendar_of
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from etl.frames.batches import typed
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from tests.agreement.oracle import ORACLE
from tests.agreement.topics import topic, untold

FILES = sorted((ORACLE / "request_lifecycle").glob("*.json"))
pytestmark = pytest.mark.skipif(
    not FILES, reason="the vectors of ../shared are not here (QUALITY_SHARED)"
)
DOCUMENTS = [json.loads(path.read_text("utf-8")) for path in FILES]
CALENDARS = {
    name: drawn for each in DOCUMENTS for name, drawn in each.get("calendars", {}).items()
}
STORIES = {vector["id"]: vector for each in DOCUMENTS for vector in each["vectors"]}

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
TOLD = {story for story, *_ in TIMED} | JUDGED
# What an event says of the clock, in the words of the stories.
STOPS = re.compile(r"\b(pending|waiting for citizen|paused)\b")
GOES_ON = re.compile(r"\bopen$")
ANSWERS = re.compile(r"^agent reply\b")
ENDS = re.compile(r"^(closed|resolved)$")


def is_told(vector):
    return vector["id"] in TOLD


def is_paused(vector):
    return not is_told(vector) and any(STOPS.search(each["event"]) for each in vector["events"])


FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)


def at(story, event):
    (found,) = [each["at"] for each in STORIES[story]["events"] if each["event"] == event]
    return pd.Timestamp(found).tz_convert("UTC")


def calendar(story):
    name = STORIES[story]["calendar"]
    drawn = CALENDARS[name]
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


def opening_minutes(story, start, end, as_of, pauses=None):
    columns = {"started_at": [start]} | ({} if end is None else {"done_at": [end]})
    facts = typed(Dataset.EVENTS, columns, pd.RangeIndex(1))
    given = Conditions(
        calendar(story),
        as_of.to_pydatetime(),
        limit=Limit(1, Unit.OPENING_HOURS),
        parameters={"desk": "mail"},
        pauses=pauses,
    )
    return RULES["delay"].judge(facts, given)["value"][0] * 60


def pauses_of(vector):
    """The stretches between an event that stops the clock and the one that starts it again."""
    begun, found = None, []
    for each in vector["events"]:
        moment = pd.Timestamp(each["at"]).tz_convert("UTC").as_unit("us")
        if STOPS.search(each["event"]):
            begun = moment
        elif begun is not None and GOES_ON.search(each["event"]):
            found.append((0, begun, moment))
            begun = None
    found += [] if begun is None else [(0, begun, pd.NaT)]
    begins, ends = (
        pd.to_datetime(pd.Series([each[place] for each in found]), utc=True) for place in (1, 2)
    )
    return pd.DataFrame({"fact_id": [0] * len(found), "started_at": begins, "done_at": ends})


def first(vector, words):
    times = [each["at"] for each in vector["events"] if words.search(each["event"])]
    return pd.Timestamp(times[0]).tz_convert("UTC") if times else None


def test_every_story_is_told_by_a_test():
    assert untold("request_lifecycle", is_told, is_paused) == []


@topic("request_lifecycle", is_paused)
def test_a_paused_clock_counts_what_is_left(vector):
    """Net minutes to the answer and to the end, gross ones less the pauses."""
    story, expected, held = vector["id"], vector["expected"], pauses_of(vector)
    start, answer, end = (
        pd.Timestamp(vector["events"][0]["at"]).tz_convert("UTC"),
        first(vector, ANSWERS),
        first(vector, ENDS),
    )
    ends = {
        "first_response_minutes": answer,
        "close_minutes": end,
        "resolution_minutes": end,
    }
    for name, until in ends.items():
        if name in expected and expected[name] is None:
            assert until is None, "what is missing is not zero"
        elif name in expected:
            net = opening_minutes(story, start, until, until, held)
            assert net == pytest.approx(expected[name]), name
    if "hold_minutes" in expected:
        gross = opening_minutes(story, start, end, end)
        net = opening_minutes(story, start, end, end, held)
        assert gross - net == pytest.approx(expected["hold_minutes"])
    assert expected.keys() <= {*ends, "hold_minutes"}


def test_a_request_that_was_never_answered_is_pending_for_as_long_as_it_is_paused():
    """Missing is not zero: of the story that is closed without having been open."""
    story = "z_pending_all"
    received, closed = (pd.Timestamp(STORIES[story]["events"][each]["at"]) for each in (0, 1))
    mails = typed(Dataset.MAILS, {"received_at": [received]}, pd.RangeIndex(1))
    later = closed + pd.Timedelta(days=60)
    given = Conditions(
        calendar(story),
        later.to_pydatetime(),
        limit=FIVE_DAYS,
        pauses=pauses_of(STORIES[story]),
    )
    found = RULES["answered_in_time"].judge(mails, given)
    assert (list(found["outcome"]), found["value"].isna().all()) == (["pending"], True)


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
