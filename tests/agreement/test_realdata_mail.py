"""The mailboxes of ``../shared/realdata``: the figures computed there by other means."""

import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.readers.base import read_head
from etl.readers.mailbox.automatic import HeaderRule, class_of, header_rule
from etl.readers.mailbox.body import first_text
from etl.readers.mailbox.boxes import message_files, read_box
from etl.readers.mailbox.format import MailboxFormat
from etl.readers.mailbox.habits import Habits
from etl.readers.mailbox.headers import parse_message
from etl.readers.mailbox.messages import NONE, Mailbox, read_messages, without_copies
from etl.readers.mailbox.threads import find_parents, find_threads

ROOT = Path(__file__).parents[2]
REALDATA = Path(os.environ.get("QUALITY_SHARED", ROOT / "../shared")) / "realdata"
SOURCE = Source("courriels", "Courriels", Dataset.MAILS, "mailbox", "cahors")
AUTOMATIC = ("bounce", "delay", "automatic_reply", "acknowledgement", "receipt")


@cache
def expectations() -> dict[str, dict[str, object]]:
    path = REALDATA / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {
        name: facts
        for name, facts in known.items()
        if facts["format"].startswith(("mbox", "maildir", "single e-mails"))
    }


NAMES = sorted(expectations()) or [
    pytest.param("", marks=pytest.mark.skip(reason="../shared/realdata is not here"))
]


@cache
def mailbox(name: str) -> Mailbox:
    return read_messages(read_box(REALDATA / name), Habits())


def figure(name: str, key: str) -> object:
    if key not in expectations()[name]:
        pytest.skip(f"no « {key} » is expected of this mailbox")
    return expectations()[name][key]


def spread(values: pd.Series) -> dict[str, float] | None:
    hours = values.dropna() / 3600
    if not len(hours):
        return None
    return {
        "n": len(hours),
        "min": round(hours.min(), 2),
        "median": round(hours.median(), 2),
        "mean": round(hours.mean(), 2),
        "max": round(hours.max(), 2),
    }


def same(found: dict[str, float] | None, expected: object) -> bool:
    if found is None or expected is None:
        return found is expected
    assert isinstance(expected, dict)
    return all(abs(found[key] - expected[key]) <= 0.0101 for key in expected)


def replies(box: Mailbox) -> pd.DataFrame:
    """Return the distinct messages with their parent and what cites something."""
    messages = box.messages
    cites = messages["in_reply_to"] != NONE
    cites |= messages.index.isin(box.references["position"])
    return messages.assign(cites=cites, parent=find_parents(box), thread=find_threads(box))


def delays(messages: pd.DataFrame) -> pd.Series:
    answered = messages[messages["cites"] & (messages["parent"] >= 0)]
    asked = messages["sent_s"].to_numpy()[answered["parent"].to_numpy()]
    return answered["sent_s"] - asked


def first_answers(messages: pd.DataFrame) -> pd.Series:
    """Return for each root the seconds to the first later message of another person."""
    roots = messages[~messages["cites"]].drop_duplicates("thread").set_index("thread")
    asked = roots[["person", "sent_s"]].add_suffix("_root")
    others = messages[~messages["kind"].isin(AUTOMATIC)].join(asked, on="thread")
    elapsed = others["sent_s"] - others["sent_s_root"]
    by_another = (others["person"] != others["person_root"]) & (elapsed >= 0)
    by_another &= others["cites"]
    return elapsed[by_another].groupby(others["thread"]).min()


@pytest.mark.parametrize("name", NAMES)
def test_the_mailbox_is_recognised_by_its_content(name: str) -> None:
    assert MailboxFormat().identify(read_head(REALDATA / name))


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_read(name: str) -> None:
    facts = expectations()[name]
    assert len(mailbox(name).messages) == facts.get("messages", facts.get("files"))


@pytest.mark.parametrize("name", NAMES)
def test_copies_and_missing_identifiers_are_counted(name: str) -> None:
    expected = figure(name, "messages_repeating_a_message_id")
    box = mailbox(name)
    assert len(box.messages) - len(without_copies(box).messages) == expected
    assert (box.messages["key"] == NONE).sum() == figure(name, "messages_without_message_id")


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_those_of_the_messages(name: str) -> None:
    sent = mailbox(name).messages["sent_s"]
    assert sent.isna().sum() == figure(name, "messages_without_usable_date")
    span = [figure(name, "first_date"), figure(name, "last_date")]
    expected = [pd.Timestamp(str(each)).timestamp() for each in span]
    assert [sent.min(), sent.max()] == expected


@pytest.mark.parametrize("name", NAMES)
def test_people_behind_a_list_are_recognised(name: str) -> None:
    expected = figure(name, "messages_with_from_rewritten_via_list")
    assert mailbox(name).messages["via_list"].sum() == expected


@pytest.mark.parametrize("name", NAMES)
def test_threads_are_those_of_the_references(name: str) -> None:
    expected = figure(name, "threads")
    box = without_copies(mailbox(name))
    assert find_threads(box).nunique() == expected
    messages = replies(box)
    rooted = messages[~messages["cites"]]["thread"].nunique()
    assert rooted == figure(name, "threads_with_a_root")


@pytest.mark.parametrize("name", NAMES)
def test_replies_and_their_delays(name: str) -> None:
    expected = figure(name, "replies")
    messages = replies(without_copies(mailbox(name)))
    assert messages["cites"].sum() == expected
    present = messages["cites"] & (messages["parent"] >= 0)
    assert present.sum() == figure(name, "replies_with_parent_present")
    assert same(spread(delays(messages)), figure(name, "reply_delay_hours"))
    assert (delays(messages) < 0).sum() == figure(name, "negative_reply_delays")


@pytest.mark.parametrize("name", NAMES)
def test_first_answers_by_another_person(name: str) -> None:
    expected = figure(name, "roots_answered_by_another_person")
    found = first_answers(replies(without_copies(mailbox(name))))
    assert len(found) == expected
    assert same(spread(found), figure(name, "first_answer_by_another_person_hours"))


@pytest.mark.parametrize("name", NAMES)
def test_header_rules_find_what_they_are_known_to_find(name: str) -> None:
    facts = expectations()[name]
    key = "messages_by_automatic_class_of_header_rules"
    expected = facts.get("files_by_class_of_header_rules", facts.get(key))
    if expected is None:
        pytest.skip("no class is expected of this mailbox")
    assert isinstance(expected, dict)
    box = (parse_message(message)[0] for message in read_box(REALDATA / name))
    found = pd.Series([header_rule(each).value for each in box]).value_counts().to_dict()
    found = {rule: count for rule, count in found.items() if rule in {*expected, "bounce"}}
    assert found == expected


def classes(name: str) -> dict[str, str]:
    return {path.name: _class_of(path.read_bytes()) for path in message_files(REALDATA / name)}


def _class_of(message: bytes) -> str:
    headers, body = parse_message(message)
    return class_of(headers, body, first_text(headers, body)).value


def test_the_bounces_and_delay_warnings_of_flufl_are_all_recognised() -> None:
    name = "files/eml/flufl_bounce"
    if name not in expectations():
        pytest.skip("../shared/realdata is not here")
    facts = expectations()[name]
    expected = dict.fromkeys(classes(name), "bounce")
    for key, word in {
        "files_that_are_delay_warnings": "delay",
        "files_that_are_automatic_acknowledgements": "acknowledgement",
        "files_that_are_ordinary_messages": "ordinary",
    }.items():
        expected |= dict.fromkeys(list(facts[key]), word)  # type: ignore[call-overload]
    assert classes(name) == expected


def test_the_true_classes_of_alaveteli_are_found() -> None:
    name = "files/eml/alaveteli"
    if name not in expectations():
        pytest.skip("../shared/realdata is not here")
    found = {
        file: "bounce" if word == "delay" else word for file, word in classes(name).items()
    }
    assert found == expectations()[name]["true_class_per_file"]


def test_the_bounces_of_sisimai_are_all_recognised() -> None:
    for name in ("files/mbox/sisimai_mbox-0", "files/mbox/sisimai_mbox-1"):
        if name not in expectations():
            pytest.skip("../shared/realdata is not here")
        kinds = mailbox(name).messages["kind"]
        assert kinds.isin(["bounce", "delay"]).sum() == expectations()[name]["bounces"]


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_a_request_or_set_aside(name: str) -> None:
    batches = list(MailboxFormat().read(REALDATA / name, SOURCE))
    count = sum(len(batch.rows) + sum(batch.set_aside.values()) for batch in batches)
    assert count == len(mailbox(name).messages)
    for batch in batches:
        assert batch.rows["source_id"].is_unique
        assert np.array_equal(batch.rows.index, batch.raw.index)


def test_header_rules_have_the_names_of_the_index() -> None:
    assert {rule.value for rule in HeaderRule} == {
        "bounce",
        "automatic",
        "null_return_path",
        "automatic_by_subject_only",
        "precedence_bulk",
        "none",
    }
