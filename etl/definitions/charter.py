"""The charter itself: its edition, and the titles of its modules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, unknown
from etl.definitions.tables import STRICT
from etl.domain.engagements import Engagement


@dataclass(frozen=True)
class Module:
    """One part of the charter, with its headings in the charter's order."""

    title: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Charter:
    """What the prefecture promised, when, and in which parts."""

    title: str = ""
    publisher: str = ""
    edition: date | None = None
    modules: Mapping[str, Module] = field(default_factory=dict)

    def title_of(self, module: str) -> str:
        """Return the title of a module; its code where the charter does not tell."""
        return self.modules[module].title if module in self.modules else module


CHARTER = TypeAdapter(tuple[Charter], config=STRICT)


def check_place(charter: Charter, engagement: Engagement) -> Iterator[Problem]:
    """Report a heading that a declared module does not have.

    A module that the charter does not declare is admitted: an engagement comes by a file
    alone.
    """
    module = charter.modules.get(engagement.module)
    if module and module.headings and engagement.heading not in module.headings:
        yield Problem("heading", unknown(engagement.heading, module.headings))
