"""Our rules against the request stories of ../shared (Zammad, Frappe, our own).

Which message is a request, which an answer, is decided by the readers before a rule sees a
fact; here ``stories`` plays the reader, by the words of the events. The clock that stops while
the service waits for the citizen is a pause: a fact of its own, left out by the calendars.
"""

import re

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.frames.batches import typed
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from tests.agreement.drawn import ZONES, desk
from tests.agreement.stories import Request, extraction_of, requests_of
from tests.agreement.topics import documents, topic, untold

TOPIC = "request_lifecycle"
CALENDARS = {
    name: drawn
    for each in documents(TOPIC)
    for name, drawn in each.get("calendars", {}).items()
}
FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)
LONG_AFTER = pd.Timedelta(days=60)
DIFFERENCE = re.compile(r"diff_to_(\d+)_min_target")
# Which of two merged tickets stays, and where a mail is hung: a ticket is no thing of ours.
OF_TICKETS = {"open_ticket", "mail_attached_to"}


def is_story(vector):
    return "events" in vector


def expects(*names):
    return lambda vector: is_story(vector) and any(each in vector["expected"] for each in names)


def is_unanswered(vector):
    """No answer is expected, and no other clock error explains it."""
    expected = vector.get("expected", {})
    return expected.get("first_response_minutes", 0) is None and "data_quality" not in expected


def calendar(vector):
    drawn = CALENDARS[vector["calendar"]]
    own = drawn["holidays"] if isinstance(drawn["holidays"], list) else None
    zone = drawn["holidays"] if own is None else "AUCUNE"
    assert zone in ZONES
    return desk(drawn["hours"], zone, drawn["timezone"], own)


def pauses_of(request: Request):
    columns = {"started_at": [each[0] for each in request.held]}
    columns["done_at"] = [pd.NaT if each[1] is None else each[1] for each in request.held]
    found = {
        name: pd.to_datetime(pd.Series(cells), utc=True) for name, cells in columns.items()
    }
    return pd.DataFrame({"fact_id": [0] * len(request.held)} | found)


def opening_minutes(vector, start, end, as_of, pauses=None):
    columns = {"started_at": [start]} | ({} if end is None else {"done_at": [end]})
    facts = typed(Dataset.EVENTS, columns, pd.RangeIndex(1))
    given = Conditions(
        calendar(vector),
        as_of.to_pydatetime(),
        limit=Limit(1, Unit.OPENING_HOURS),
        parameters={"desk": "desk"},
        pauses=pauses,
    )
    return RULES["delay"].judge(facts, given)["value"][0] * 60


def net_minutes(vector, request, until):
    return opening_minutes(vector, request.received, until, until, pauses_of(request))


def outcome(vector, requests, as_of):
    """How the rule of written answers judges the requests of a story, five days allowed."""
    columns = {
        "received_at": [each.received for each in requests],
        "status": ["duplicate" if each.is_copy else "request" for each in requests],
    }
    if any(each.replied is not None for each in requests):
        columns["answered_at"] = [each.replied or pd.NaT for each in requests]
    held = pauses_of(requests[0]) if len(requests) == 1 and requests[0].held else None
    given = Conditions(calendar(vector), as_of.to_pydatetime(), limit=FIVE_DAYS, pauses=held)
    mails = typed(Dataset.MAILS, columns, pd.RangeIndex(len(requests)))
    return RULES["answered_in_time"].judge(mails, given)


def last_event(vector):
    return max(pd.Timestamp(each["at"]).tz_convert("UTC") for each in vector["events"])


@topic(TOPIC, is_story)
def test_every_delay_of_a_story_is_its_net_opening_time(vector):
    """To the first reply, the resolution, the closing, and the reply to a second request."""
    requests, expected = requests_of(vector), vector["expected"]
    first, last = requests[0], requests[-1]
    ends = {
        "first_response_minutes": (first, first.replied),
        "resolution_minutes": (first, first.ended),
        "close_minutes": (first, first.closed),
        "second_request_minutes": (last, last.replied),
    }
    for name, (request, until) in ends.items():
        if expected.get(name) is not None:
            assert net_minutes(vector, request, until) == pytest.approx(expected[name]), name


@topic(TOPIC, lambda vector: any(DIFFERENCE.fullmatch(name) for name in vector["expected"]))
def test_what_is_left_of_a_limit_is_negative_once_it_is_past(vector):
    (name,) = [each for each in vector["expected"] if DIFFERENCE.fullmatch(each)]
    limit, (request, *_) = int(DIFFERENCE.fullmatch(name)[1]), requests_of(vector)
    left = limit - net_minutes(vector, request, request.replied)
    assert left == pytest.approx(vector["expected"][name])


@topic(TOPIC, expects("hold_minutes"))
def test_what_a_pause_holds_is_the_gross_delay_less_the_net_one(vector):
    (request, *_) = requests_of(vector)
    end = request.ended or request.replied
    gross = opening_minutes(vector, request.received, end, end)
    held = gross - net_minutes(vector, request, end)
    assert held == pytest.approx(vector["expected"]["hold_minutes"])


@topic(TOPIC, is_unanswered)
def test_what_was_never_answered_has_no_delay_and_is_never_kept(vector):
    """Missing is not zero: a miss past its limit, pending for as long as it is paused."""
    (request, *_) = requests_of(vector)
    assert request.replied is None
    found = outcome(vector, [request], last_event(vector) + LONG_AFTER)
    is_paused = bool(request.held) and request.held[-1][1] is None
    assert list(found["outcome"]) == ["pending" if is_paused else "missed"]
    # What is missed has its age, which is past the limit; what is paused has nothing.
    assert found["value"].isna().all() if is_paused else (found["value"] > 5).all()


@topic(TOPIC, expects("elapsed_minutes_at_extraction", "censored"))
def test_an_open_request_has_waited_until_the_extraction(vector):
    (request, *_), at = requests_of(vector), extraction_of(vector)
    expected = vector["expected"]
    if "elapsed_minutes_at_extraction" in expected:
        waited = opening_minutes(vector, request.received, None, at, pauses_of(request))
        assert waited == expected["elapsed_minutes_at_extraction"]
    (found,) = outcome(vector, [request], at)["outcome"]
    late = calendar(vector).deadline(pd.Series([request.received]), FIVE_DAYS)[0]
    assert found == ("missed" if at >= late else "pending")


@topic(TOPIC, expects("data_quality"))
def test_a_reply_before_its_request_is_neither_zero_nor_counted(vector):
    assert vector["expected"]["data_quality"] == "reply_before_request"
    (request,) = requests_of(vector)
    found = outcome(vector, [request], last_event(vector) + LONG_AFTER)
    assert list(found["outcome"]) == ["unknown"]
    assert found["value"].isna().all()


@topic(TOPIC, expects("counted_requests"))
def test_a_request_is_counted_once(vector):
    requests = requests_of(vector)
    found = outcome(vector, requests, last_event(vector) + LONG_AFTER)
    counted = found["outcome"].isin(["met", "missed", "unknown"]).sum()
    assert counted == vector["expected"]["counted_requests"]


@topic(TOPIC, is_story)
def test_everything_that_a_story_expects_is_looked_at(vector):
    looked_at = {
        *("first_response_minutes", "resolution_minutes", "close_minutes", "hold_minutes"),
        *("second_request_minutes", "elapsed_minutes_at_extraction", "censored"),
        *("data_quality", "counted_requests", *OF_TICKETS),
    }
    others = [each for each in vector["expected"] if each not in looked_at]
    assert [each for each in others if not DIFFERENCE.fullmatch(each)] == []


def test_no_story_is_left_aside():
    assert untold(TOPIC, is_story) == []
