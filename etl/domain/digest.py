"""What a digest tells: each thing once, when it begins, and again only after it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Topic(StrEnum):
    """What a digest watches."""

    VERDICT = "verdict"
    SOURCE = "source"
    DUE = "due"
    ACTION = "action"
    EVIDENCE = "evidence"
    EXERCISE = "exercise"


# The states in which there is nothing to tell, and from which a thing may begin.
QUIET: Mapping[Topic, str] = {
    Topic.SOURCE: "heard",
    **dict.fromkeys((Topic.DUE, Topic.ACTION, Topic.EVIDENCE, Topic.EXERCISE), "none"),
}


@dataclass(frozen=True, order=True)
class Subject:
    """One thing that is watched: an engagement, a source, a day on which answers fall due."""

    topic: Topic
    code: str

    def __str__(self) -> str:
        return f"{self.topic}:{self.code}"


@dataclass(frozen=True)
class Change:
    """What became of a subject; ``was`` is empty where nothing was known of it."""

    subject: Subject
    was: str
    now: str


def subject_of(text: str) -> Subject:
    topic, _, code = text.partition(":")
    return Subject(Topic(topic), code)


def changes(before: Mapping[Subject, str], now: Mapping[Subject, str]) -> list[Change]:
    """Return what is to be told, in order: what began, and verdicts that changed.

    A verdict seen for the first time is where it starts from, and is no news. What is no
    longer seen is quiet again: if it comes back it is told anew. The end of a silence is told
    too: somebody was asked to mend it.
    """
    found = []
    for subject in sorted({*before, *now}):
        quiet = QUIET.get(subject.topic, "")
        was, state = before.get(subject, quiet), now.get(subject, quiet)
        if was == state or (subject.topic is Topic.VERDICT and "" in (was, state)):
            continue
        # What fell due and no longer does was done, or given a later day: nobody is to act.
        if state == quiet == "none":
            continue
        found.append(Change(subject, was, state))
    return found


@dataclass(frozen=True)
class Digest:
    """What is to be told of a prefecture: the month of its verdicts, and each change."""

    month: date | None
    changes: tuple[Change, ...]
    titles: Mapping[Subject, str]
    # How many answers fall due on each day told.
    due: Mapping[Subject, int]
    # The last day of each action, piece of evidence and exercise told.
    last_days: Mapping[Subject, date] = field(default_factory=dict)
