"""Samples that an auditor draws, and what they find in each case."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from etl.domain.journal import State


class Stratum(StrEnum):
    """What a population may be divided by, so that each part is drawn in proportion."""

    OUTCOME = "outcome"
    SITE = "site"
    MONTH = "month"


class CheckResult(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class SampleCase:
    """A case of the population: its key, where it was read, and how it was judged.

    The key is the keyed hash of the contact (sixteen hexadecimal digits): it names nobody,
    and stays the same from one export to the next.
    """

    key: str
    site: str
    month: str
    outcome: str
    file_name: str
    line: int
    stratum: str = ""


@dataclass(frozen=True)
class Sample:
    """A draw: what it was made from, by which seed, and the cases that came out."""

    indicator: str
    site: str
    period: str
    seed: str
    size: int
    strata: tuple[Stratum, ...]
    population: int
    as_of: datetime
    cases: tuple[SampleCase, ...]

    def told(self) -> State:
        """Return what the journal may say of it."""
        return {
            "indicator": self.indicator,
            "site": self.site,
            "period": self.period,
            "seed": self.seed,
            "size": len(self.cases),
            "population": self.population,
        }


@dataclass(frozen=True)
class CaseCheck:
    """What an auditor found in one case of a sample."""

    sample: int
    key: str
    result: CheckResult
    site: str
    remark: str = ""

    def told(self) -> State:
        """Return what the journal may say of it."""
        return {"sample": self.sample, "key": self.key, "result": self.result.value}


@dataclass(frozen=True)
class SampleTally:
    """What the checks of a sample say: ``highest`` is the share of discordant cases in the
    whole that the sample does not contradict, with 95 % of confidence; ``None`` before any
    check."""

    drawn: int
    checked: int
    discordant: int
    highest: float | None
