"""Registers of the audit: what is written there is never changed, only revised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from etl.domain.journal import State


class Content(Protocol):
    """What a register holds: it says what the journal of acts may tell of it."""

    def told(self) -> State: ...


T = TypeVar("T", bound=Content)


class Register(StrEnum):
    """What a register holds."""

    EVIDENCE = "evidence"
    FINDING = "finding"
    ACTION = "action"
    APPLICABILITY = "applicability"
    SAMPLE = "sample"
    CHECK = "check"


@dataclass(frozen=True)
class Signature:
    """Who writes, and when (an instant of UTC, asked at the edge)."""

    author: str
    at: datetime


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One revision of an entry; the highest revision of a number is what stands today."""

    number: int
    revision: int
    author: str
    at: datetime
    content: T
