"""The sample mailboxes: recognised, and turned into the requests that they hold."""

from pathlib import Path

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.sources import SOURCE, shape_source
from etl.definitions.tables import build, read_table
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.base import read_head
from etl.readers.mailbox.format import MailboxFormat
from tests.tables import table

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data/samples"
NAMES = ("courriels.mbox", "courriels_maildir")


def source() -> Source:
    declared, _ = shape_source(read_table(ROOT / "data/sources/courriels.toml"))
    built = build(SOURCE, declared)
    assert built.value is not None
    return built.value


def read(name: str) -> Batch:
    (batch,) = MailboxFormat().read(SAMPLES / name, source())
    return batch


def assert_rows(batch: Batch, expected: pd.DataFrame) -> None:
    found = batch.rows[list(expected.columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_mailbox_is_recognised_by_its_content(name: str) -> None:
    assert MailboxFormat().identify(read_head(SAMPLES / name))


def test_no_table_is_taken_for_a_mailbox() -> None:
    tables = [path for path in SAMPLES.iterdir() if path.suffix in (".csv", ".xlsx", ".txt")]
    assert tables
    assert not any(MailboxFormat().identify(read_head(path)) for path in tables)


def test_the_requests_of_the_mailbox() -> None:
    assert_rows(
        read("courriels.mbox"),
        table(
            """
            source_id       | nature      | received_at      | answered_at      | status
            q1@example.org  | information | 2025-03-03 08:00 | 2025-03-05 15:30 | request
            q1c@example.org | information | 2025-03-25 09:00 |                  | request
            q2@example.net  | complaint   | 2025-03-04 12:00 | 2025-03-07 10:00 | request
            q3@example.com  | information | 2025-03-05 09:00 | 2025-03-06 09:00 | unreachable
            f1@lot.gouv.fr  | information | 2025-03-07 08:00 |                  | request
            s2@example.org  | information | 2025-03-07 14:00 |                  | request
            q5@example.org  | information |                  |                  | request
            sans-id:04c53d2623164871ad272d96 | complaint | 2025-03-10 15:00 |    | request
            q6@example.org  | information | 2025-03-11 09:00 | 2025-03-11 08:00 | request
            """,
            "UTC",
        ),
    )


def test_an_automatic_acknowledgement_is_no_answer() -> None:
    first = read("courriels.mbox").rows.iloc[0]
    assert str(first["acknowledged_at"]) == "2025-03-03 08:00:05+00:00"


def test_a_form_is_a_channel_of_its_own_and_hides_its_user_in_reply_to() -> None:
    rows = read("courriels.mbox").rows
    assert list(rows.loc[rows["channel"] == "form", "sender"]) == ["dora@example.org"]
    assert (rows["channel"] == "email").sum() == len(rows) - 1


def test_the_other_messages_are_set_aside_by_reason() -> None:
    assert read("courriels.mbox").set_aside == {
        "own_message": 5,
        "acknowledgement": 1,
        "follow_up": 1,
        "bounce": 1,
        "bulk": 1,
        "duplicate": 1,
    }


def test_an_impossible_date_is_rejected_with_its_text() -> None:
    batch = read("courriels.mbox")
    checked = check(batch, CONTRACTS[batch.dataset], ("cahors",))
    reasons = checked.rejections[["line", "column", "code", "value"]]
    assert reasons.to_numpy().tolist() == [
        [16, "received_at", "unreadable", "Mon, 31 Feb 2025 10:00:00 +0100"]
    ]


def test_a_maildir_is_read_without_what_is_still_being_delivered() -> None:
    batch = read("courriels_maildir")
    assert_rows(
        batch,
        table(
            """
            source_id      | received_at      | answered_at      | sender
            h1@example.org | 2025-03-10 09:00 | 2025-03-10 10:30 | hugo@example.org
            """,
            "UTC",
        ),
    )
    assert batch.set_aside == {"own_message": 1}
