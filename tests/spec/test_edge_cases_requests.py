"""The nastiest cases of requests and replies, by number and subject.

Case 42 (a pause while the citizen is awaited) is tested with the pauses.
"""

import pandas as pd
import pytest

from etl.assessments.survival import delay_curve, delay_for
from etl.domain.datasets import Dataset
from etl.domain.engagements import Statistic
from etl.indicators.measures import measure
from etl.indicators.tallies import tally
from etl.pipeline import ingest_paths
from etl.readers.mailbox.habits import Habits
from tests.pipeline.prefecture import MAILS, local, mail
from tests.spec.prefecture import facts, judge, limit, outcomes
from tests.unit.test_threads import OWN, requests, written

FIVE_DAYS = limit(5, "working_days")
AS_OF = "2025-03-31 08:00"


def mails(text):
    return facts(Dataset.MAILS, text)


def judged(text, as_of=AS_OF):
    return judge("answered_in_time", mails(text), as_of, limit=FIVE_DAYS)


def share(found):
    keys = pd.DataFrame({"site": "cahors"}, index=found.index)
    return measure(tally(found, keys, Statistic.SHARE), Statistic.SHARE).iloc[0]


def local_times(batch, column):
    """The local times of a column of requests, blank where there is none."""
    at = batch.rows[column].dt.strftime("%d/%m %H:%M")
    return ["" if pd.isna(each) else each for each in at]


def test_case_33_a_reply_before_the_request_is_unknown():
    found = judged("received_at | answered_at\n2025-03-05 11:00 | 2025-03-05 10:59")
    assert list(found["outcome"]) == ["unknown"]
    assert found["value"].isna().all()
    figure = share(found)
    assert (figure["unknown"], figure["counted"]) == (1, 0)
    assert pd.isna(figure["value"])


def test_case_34_an_automatic_acknowledgement_is_no_reply_and_has_its_own_indicator():
    batch = requests(
        written("1", "03/03"),
        written(
            "2", "03/03 10:00", OWN, "Accusé de réception", In_Reply_To="<1>",
            Auto_Submitted="auto-replied",
        ),
        written("3", "05/03", OWN, In_Reply_To="<1>"),
    )  # fmt: skip
    assert local_times(batch, "acknowledged_at") == ["03/03 10:00"]
    assert local_times(batch, "answered_at") == ["05/03 10:00"]
    both = "received_at | acknowledged_at\n2025-03-03 10:00:00 | 2025-03-03 10:00:05"
    assert outcomes("answered_in_time", mails(both), AS_OF, limit=FIVE_DAYS) == ["missed"]
    assert outcomes("acknowledged_in_time", mails(both), AS_OF, limit=FIVE_DAYS) == ["met"]


def test_case_35_an_absence_or_a_bounce_is_no_reply_and_a_bounce_makes_unreachable():
    absent = requests(
        written("1", "03/03"),
        written("2", "03/03 10:01", OWN, "Absence du bureau", In_Reply_To="<1>"),
    )
    assert local_times(absent, "answered_at") == [""]
    assert list(absent.rows["status"]) == ["request"]
    bounced = requests(
        written("1", "03/03"),
        written("2", "04/03", OWN, In_Reply_To="<1>"),
        written(
            "3", "04/03 10:01", "MAILER-DAEMON@mx.example.org",
            "Undelivered Mail Returned to Sender", References="<2>",
        ),
    )  # fmt: skip
    assert list(bounced.rows["status"]) == ["unreachable"]
    gone = "received_at | status\n2025-03-03 10:00 | unreachable"
    assert outcomes("answered_in_time", mails(gone), AS_OF, limit=FIVE_DAYS) == ["excluded"]


def test_case_36_an_internal_note_is_no_reply():
    batch = requests(
        written("1", "03/03"),
        written("2", "03/03 23:52", OWN, To="chef@lot.gouv.fr", In_Reply_To="<1>"),
        written("3", "03/03 23:55", OWN, In_Reply_To="<1>"),
    )
    assert local_times(batch, "answered_at") == ["03/03 23:55"]
    assert batch.set_aside == {"internal_message": 1, "own_message": 1}


def test_case_37_the_first_substantive_reply_sets_the_delay():
    batch = requests(
        written("1", "03/03"),
        written("2", "05/03", OWN, In_Reply_To="<1>"),
        written("3", "12/03", OWN, In_Reply_To="<1>"),
    )
    assert local_times(batch, "answered_at") == ["05/03 10:00"]
    closed = """
        received_at      | answered_at      | closed_at
        2025-03-03 10:00 | 2025-03-05 10:00 | 2025-03-20 10:00
    """
    assert judged(closed)["value"].to_list() == [2]


def test_case_38_a_holding_reply_acknowledges_and_does_not_answer():
    """Declared by its words; a prefecture whose engagement says otherwise declares none."""
    thread = (
        written("1", "03/03"),
        written("2", "04/03", OWN, "Re: Question - réponse d’attente", In_Reply_To="<1>"),
        written("3", "20/03", OWN, In_Reply_To="<1>"),
    )
    batch = requests(*thread)
    assert local_times(batch, "acknowledged_at") == ["04/03 10:00"]
    assert local_times(batch, "answered_at") == ["20/03 10:00"]
    assert batch.set_aside == {"holding_reply": 1, "own_message": 1}
    none = Habits(own_domains=("lot.gouv.fr",), holding_words=())
    assert not none.is_holding("réponse d'attente", "")


def test_case_39_another_service_may_reply_and_a_transfer_alone_is_no_reply():
    transferred = (
        written("1", "03/03"),
        written(
            "2", "04/03", OWN, "TR: Question", To="titres@sg.lot.gouv.fr", References="<1>"
        ),
    )
    assert local_times(requests(*transferred), "answered_at") == [""]
    replied = requests(
        *transferred, written("3", "06/03", "titres@sg.lot.gouv.fr", References="<1> <2>")
    )
    assert local_times(replied, "received_at") == ["03/03 10:00"]
    assert local_times(replied, "answered_at") == ["06/03 10:00"]


def test_case_40_a_duplicate_counts_once_and_the_same_file_twice_changes_nothing(prefecture):
    copies = """
        received_at      | answered_at      | status
        2025-03-03 09:00 | 2025-03-04 10:00 | request
        2025-03-03 09:05 | 2025-03-04 10:00 | duplicate
    """
    assert share(judged(copies))["counted"] == 1
    assert len(requests(written("1", "03/03"), written("1", "03/03")).rows) == 1
    at = local("2025-03-31T08:00")
    first = prefecture.send("courriels.csv", MAILS, [mail("1", "03/03/2025 09:00")], at)
    again = ingest_paths(prefecture.warehouse, [prefecture.folder / "courriels.csv"], at)
    assert first.saved.new == 1
    assert [each.saved for each in again] == [None]


def test_case_41_a_new_question_on_an_answered_thread_is_a_second_request():
    batch = requests(
        written("1", "03/03"),
        written("2", "05/03", OWN, In_Reply_To="<1>"),
        written("3", "27/03", In_Reply_To="<2>"),
        written("4", "28/03", OWN, In_Reply_To="<3>"),
    )
    assert local_times(batch, "received_at") == ["03/03 10:00", "27/03 10:00"]
    assert local_times(batch, "answered_at") == ["05/03 10:00", "28/03 10:00"]


def test_case_43_a_request_closed_at_once_without_a_reply_has_no_delay_of_reply():
    """Missing is not zero: pending while its limit runs, then missed, never met."""
    closed = "received_at | closed_at\n2025-03-27 09:00 | 2025-03-27 09:00"
    found = judged(closed)
    assert list(found["outcome"]) == ["pending"]
    assert found["value"].isna().all()


def test_case_44_a_request_closed_without_a_reply_is_a_failure_past_its_limit():
    closed = "received_at | closed_at\n2025-03-03 09:00 | 2025-03-04 10:00"
    assert list(judged(closed, "2025-03-10 23:59:59")["outcome"]) == ["pending"]
    assert list(judged(closed, "2025-03-11 00:00")["outcome"]) == ["missed"]


def test_case_45_an_open_request_fails_past_its_limit_and_waits_before():
    found = judged("received_at\n2025-03-03 09:00\n2025-03-27 09:00")
    assert list(found["outcome"]) == ["missed", "pending"]
    figure = share(found)
    assert (figure["counted"], figure["pending"]) == (1, 1)
    assert figure["value"] == 0


def test_case_46_open_requests_keep_the_median_from_being_reached():
    delays = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    answered = pd.Series([True] * 4 + [False] * 6)
    assert delay_for(delay_curve(delays, answered)) is None
    assert delays[answered].median() == 2.5


def test_case_47_half_reached_exactly_is_the_first_delay_that_reaches_it():
    delays = pd.Series([2.0, 4, 6, 8])
    assert delay_for(delay_curve(delays, pd.Series([True] * 4))) == 4


def test_case_48_what_we_start_is_no_request_but_what_comes_back_first_is():
    batch = requests(
        written("1", "03/03", OWN, "Réunion"),
        written("2", "04/03", subject="RE: Réunion", In_Reply_To="<1>"),
        written("3", "06/03", OWN, "RE: Réunion", In_Reply_To="<2>"),
    )
    assert local_times(batch, "received_at") == ["04/03 10:00"]
    assert local_times(batch, "answered_at") == ["06/03 10:00"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("bulk", written("1", "03/03", X_Spam_Flag="YES")),
        ("test_message", written("1", "03/03", subject="Test")),
        ("own_message", written("1", "03/03", OWN)),
    ],
)
def test_case_48_spam_and_trials_are_no_requests(reason, message):
    batch = requests(message)
    assert len(batch.rows) == 0
    assert batch.set_aside == {reason: 1}
