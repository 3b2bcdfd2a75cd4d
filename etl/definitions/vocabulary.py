"""The words that a declaration may use, beside those of the domain."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from etl.definitions.problems import Problem, unknown
from etl.domain.datasets import Dataset
from etl.domain.engagements import Unit
from etl.domain.formulas import FormulaKind
from etl.domain.sites import Site
from etl.frames.columns import FACTS, FactColumn, Kind

# Units of a displayed value; the unit of a limit is ``etl.domain.engagements.Unit``.
UNITS = ("%", "s", "min", "h", "jours", "j. ouvrés", "/5", "/10", "nb", "nb/semaine")
# A flag is written like the others: « where = { appointment = "false" } ».
FLAG_WORDS = ("true", "false")


class RuleFacts(Protocol):
    """What a declaration must know of a rule; ``etl.indicators.rules.RULES`` holds these.

    ``parameters`` are the names it understands, ``required`` those it cannot do without;
    ``units`` are the units its limits may have (empty: any), ``formulas`` the kinds of
    formula that may say which facts count.
    """

    @property
    def datasets(self) -> frozenset[Dataset]: ...

    @property
    def parameters(self) -> frozenset[str]: ...

    @property
    def required(self) -> frozenset[str]: ...

    @property
    def needs_limit(self) -> bool: ...

    @property
    def units(self) -> frozenset[Unit]: ...

    @property
    def formulas(self) -> frozenset[FormulaKind]: ...


@dataclass(frozen=True)
class Places:
    """Codes that the sites declare."""

    sites: frozenset[str]
    services: frozenset[str]
    desks: frozenset[str]

    def of_column(self, column: str) -> frozenset[str] | None:
        """Return the codes that a column of facts may hold, ``None`` when it is free."""
        return {"site": self.sites, "service": self.services, "desk": self.desks}.get(column)


def places_of(sites: Collection[Site]) -> Places:
    return Places(
        frozenset(site.code for site in sites),
        frozenset(service.code for site in sites for service in site.services),
        frozenset(desk for site in sites for desk in site.desks),
    )


def columns_of(dataset: Dataset) -> Mapping[str, FactColumn]:
    return {column.name: column for column in FACTS[dataset]}


def words_of(column: FactColumn, places: Places) -> Collection[str] | None:
    """Return the closed vocabulary of a column, ``None`` when it is open."""
    if column.kind is Kind.FLAG:
        return FLAG_WORDS
    return column.choices if column.kind is Kind.CHOICE else places.of_column(column.name)


def check_words(
    key: str, column: FactColumn, words: Collection[str], places: Places
) -> Iterator[Problem]:
    """Report the words that the column does not know."""
    known = words_of(column, places)
    for word in words:
        if known is not None and word not in known:
            yield Problem(key, unknown(word, list(known)))
