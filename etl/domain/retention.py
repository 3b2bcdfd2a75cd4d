"""How long what is kept: declared, dated, applied by whole months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.datasets import Dataset
from etl.domain.periods import add_months


class Part(StrEnum):
    """What a rule takes away: rows, identities, comments, refused values, files read."""

    ROWS = "rows"
    PSEUDONYMS = "pseudonyms"
    TEXTS = "texts"
    QUARANTINE = "quarantine"
    INBOX = "inbox"


OF_A_DATASET = (Part.ROWS, Part.PSEUDONYMS, Part.TEXTS)


@dataclass(frozen=True)
class RetentionRule:
    """One kind of data, kept ``months`` months at most; why, and who decided."""

    what: Part
    months: int
    source: str
    decided_by: str
    dataset: Dataset | None = None

    def before(self, today: date) -> date:
        """Return the first day of the first month that is kept.

        Months go whole, and nothing is ever older than ``months`` months.

        >>> RetentionRule(Part.INBOX, 6, "", "").before(date(2026, 7, 1))
        datetime.date(2026, 2, 1)
        """
        return add_months(today.replace(day=1), 1 - self.months)


@dataclass(frozen=True)
class Retention:
    """All rules of a prefecture."""

    rules: tuple[RetentionRule, ...] = ()


@dataclass(frozen=True)
class Purged:
    """What a rule took away, or would: ``count`` rows, values or files before a day.

    ``held_by``: a month that keeps a case whose outcome is not known yet, and so is kept.
    """

    rule: RetentionRule
    before: date
    count: int
    held_by: date | None = None


@dataclass(frozen=True)
class Trace:
    """What is kept of one person: how many rows of a dataset, of which months."""

    dataset: Dataset
    rows: int
    months: tuple[date, ...]


Counts = Mapping[Dataset, int]
