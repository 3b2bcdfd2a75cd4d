"""Which messages belong together, and what is a request among them."""

from collections.abc import Sequence

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.mailbox.habits import Habits
from etl.readers.mailbox.messages import Mailbox, bare_subject, read_messages
from etl.readers.mailbox.requests import requests_of
from etl.readers.mailbox.threads import find_parents, find_threads

HABITS = Habits(own_domains=("lot.gouv.fr",))
SOURCE = Source("courriels", "Courriels", Dataset.MAILS, "mailbox", "cahors")


def written(
    key: str,
    day: str,
    sender: str = "a@example.org",
    subject: str = "Question",
    **headers: str,
) -> bytes:
    """Return a message; ``day`` is ``dd/mm``, with an hour if it matters."""
    date, _, hour = day.partition(" ")
    at = pd.Timestamp(f"2025-{date[3:]}-{date[:2]} {hour or '10:00'}")
    to = "contact@lot.gouv.fr" if "lot.gouv.fr" not in sender else "a@example.org"
    lines = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": f"{at:%d %b %Y %H:%M:%S} +0000",
        "Message-ID": f"<{key}>",
    }
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "\n".join(f"{name}: {value}" for name, value in lines.items() if value)
    return f"{head}\n\nTexte.\n".encode()


def box(*messages: bytes) -> Mailbox:
    return read_messages(messages, HABITS)


def threads(*messages: bytes) -> list[int]:
    return list(find_threads(box(*messages)))


def requests(*messages: bytes) -> Batch:
    (batch,) = requests_of(box(*messages), HABITS, SOURCE)
    return batch


def test_a_reply_joins_the_message_that_it_names() -> None:
    assert threads(
        written("1", "03/03"),
        written("2", "04/03", In_Reply_To="<1>"),
        written("3", "05/03", References="<absent> <2>"),
        written("4", "05/03"),
    ) == [0, 0, 0, 3]


def test_messages_that_cite_the_same_absent_one_stay_apart() -> None:
    assert threads(
        written("1", "03/03", In_Reply_To="<absent>"),
        written("2", "03/03", "b@example.org", References="<absent>"),
    ) == [0, 1]


def test_a_loop_of_references_is_one_thread() -> None:
    looping = (
        written("1", "03/03", In_Reply_To="<2>"),
        written("2", "04/03", In_Reply_To="<1>"),
        written("3", "05/03", In_Reply_To="<3>"),
    )
    assert threads(*looping) == [0, 0, 2]
    assert list(find_parents(box(*looping))) == [1, 0, -1]
    assert len(requests(*looping).rows) == 2


def test_ten_thousand_references_are_read() -> None:
    many = "\n ".join(f"<r{number}@example.org>" for number in range(10_000))
    assert threads(
        written("r9999@example.org", "03/03"), written("2", "04/03", References=many)
    ) == [0, 0]


def test_a_chain_of_ten_thousand_replies_is_one_thread() -> None:
    chain = [written("0", "03/03")]
    chain += [written(str(n), "03/03", In_Reply_To=f"<{n - 1}>") for n in range(1, 10_000)]
    assert set(threads(*chain)) == {0}


def test_the_parent_is_in_reply_to_before_the_last_known_reference() -> None:
    parents = find_parents(
        box(
            written("1", "03/03"),
            written("2", "04/03"),
            written("3", "05/03", In_Reply_To="<1>", References="<1> <2>"),
            written("4", "05/03", References="<1> <2> <absent>"),
            written("5", "05/03", In_Reply_To="Votre message du 3", References="<absent>"),
        )
    )
    assert list(parents) == [-1, -1, 0, 1, -1]


OWN = "agent@lot.gouv.fr"


@pytest.mark.parametrize(
    ("why", "reply", "joined"),
    [
        ("a reply of ours", written("2", "04/03", OWN, "RE: Question"), True),
        ("with a French prefix", written("2", "04/03", OWN, "Réf. : question"), True),
        ("by the same person", written("2", "04/03", subject="Re: Question"), True),
        ("on the sixtieth day", written("2", "02/05 10:00", OWN, "RE: Question"), True),
        ("after the sixtieth day", written("2", "02/05 10:01", OWN, "RE: Question"), False),
        ("without a prefix", written("2", "04/03", OWN, "Question"), False),
        ("a forward", written("2", "04/03", OWN, "TR: Question"), False),
        ("of another subject", written("2", "04/03", OWN, "RE: Question 2"), False),
        ("to somebody else", written("2", "04/03", OWN, "RE: Question", To="b@x.fr"), False),
        ("before it", written("2", "02/03", OWN, "RE: Question"), False),
        ("on a list", written("2", "04/03", subject="RE: Question", List_Id="<l>"), False),
    ],
)
def test_a_subject_joins_only_with_care(why: str, reply: bytes, joined: bool) -> None:
    assert (threads(written("1", "03/03"), reply) == [0, 0]) is joined, why


@pytest.mark.parametrize(
    ("subject", "bare", "is_reply"),
    [
        ("RE: RE : Ré: Carte grise", "carte grise", True),
        ("AW: [liste] WG: Carte", "carte", True),
        ("Tr : Carte", "carte", False),
        ("Re[2]: Carte", "carte", True),
        ("Recours : délai", "recours : délai", False),
        ("", "", False),
    ],
)
def test_prefixes_are_taken_off_a_subject(subject: str, bare: str, is_reply: bool) -> None:
    assert bare_subject(subject) == (bare, is_reply)


def answered(batch: Batch) -> Sequence[str | None]:
    days = batch.rows["answered_at"].dt.strftime("%d/%m")
    return [None if pd.isna(day) else day for day in days]


def test_the_first_answer_counts_whoever_of_us_writes_it() -> None:
    batch = requests(
        written("1", "03/03"),
        written("2", "04/03", "autre@sg.lot.gouv.fr", In_Reply_To="<1>"),
        written("3", "05/03", OWN, In_Reply_To="<1>"),
    )
    assert answered(batch) == ["04/03"]


def test_an_address_that_only_ends_like_ours_is_not_ours() -> None:
    batch = requests(
        written("1", "03/03"), written("2", "04/03", "x@pilot.gouv.fr", In_Reply_To="<1>")
    )
    assert answered(batch) == [None]
    assert batch.set_aside == {"follow_up": 1}


@pytest.mark.parametrize(("day", "requests_found"), [("19/03 10:00", 1), ("19/03 10:01", 2)])
def test_more_than_fifteen_days_after_our_answer_is_a_new_request(
    day: str, requests_found: int
) -> None:
    batch = requests(
        written("1", "03/03"),
        written("2", "04/03", OWN, In_Reply_To="<1>"),
        written("3", day, In_Reply_To="<2>"),
        written("4", "25/03", OWN, In_Reply_To="<3>"),
    )
    assert len(batch.rows) == requests_found
    assert answered(batch) == ["04/03", "25/03"][:requests_found]


def test_a_reminder_without_answer_is_no_new_request() -> None:
    batch = requests(written("1", "03/03"), written("2", "30/04", In_Reply_To="<1>"))
    assert list(batch.rows["source_id"]) == ["1"]


def test_in_a_thread_that_we_opened_the_first_message_that_comes_in_is_the_request() -> None:
    batch = requests(
        written("1", "03/03", OWN),
        written("2", "04/03", In_Reply_To="<1>"),
        written("3", "30/04", In_Reply_To="<1>"),
    )
    assert list(batch.rows["source_id"]) == ["2"]
    assert answered(batch) == [None]
    assert batch.set_aside == {"follow_up": 1, "own_message": 1}


def test_a_reply_to_a_message_of_another_export_is_not_taken_for_a_request() -> None:
    batch = requests(
        written("2", "03/03", In_Reply_To="<1@absent>"),
        written("3", "04/03", OWN, In_Reply_To="<2>"),
        written("4", "30/04", In_Reply_To="<3>"),
        written("5", "05/05", OWN, In_Reply_To="<4>"),
    )
    assert list(batch.rows["source_id"]) == ["4"]
    assert answered(batch) == ["05/05"]
    assert batch.set_aside == {"reply_to_absent": 1, "own_message": 2}


def test_an_answer_dated_before_its_request_is_kept_as_it_is() -> None:
    batch = requests(written("1", "04/03"), written("2", "03/03", OWN, In_Reply_To="<1>"))
    assert answered(batch) == ["03/03"]


def test_an_absence_message_neither_answers_nor_acknowledges() -> None:
    batch = requests(
        written("1", "03/03"),
        written("2", "03/03 10:01", OWN, "Absence du bureau", In_Reply_To="<1>"),
    )
    assert batch.rows["acknowledged_at"].isna().all()
    assert batch.set_aside == {"automatic_reply": 1}


def test_copies_of_a_message_count_once() -> None:
    batch = requests(written("1", "03/03"), written("1", "03/03"))
    assert (len(batch.rows), batch.set_aside) == (1, {"duplicate": 1})


def test_a_mailbox_of_broken_messages_raises_nothing() -> None:
    batch = requests(b"", b"\xff\xfe\x00", b"From: \xe9\nDate: ?\nSubject: =?x?q?=ZZ?=\n\n")
    assert len(batch.rows) == 3
    assert batch.rows["received_at"].isna().all()


@pytest.mark.parametrize("packed_at_once", [1, 2, 3])
def test_a_mailbox_reads_the_same_however_many_messages_are_packed_at_once(
    packed_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = (
        written("1", "03/03"),
        written("2", "04/03", sender="b@lot.gouv.fr", In_Reply_To="<1>"),
        written("3", "05/03", Date="hier", References="<1> <2>"),
        b"no header at all",
    )
    whole = box(*messages)
    monkeypatch.setattr("etl.readers.mailbox.messages._PACKED_AT_ONCE", packed_at_once)
    parts = box(*messages)
    pd.testing.assert_frame_equal(parts.messages, whole.messages)
    pd.testing.assert_frame_equal(parts.references, whole.references)
    assert whole.references["position"].tolist() == [3, 3]
