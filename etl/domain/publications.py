"""What a prefecture publishes of its results: the words of the wall and of national sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# A label of this length is read at two metres; a longer one does not fit its line.
LONGEST_LABEL = 34


@dataclass(frozen=True)
class Family:
    """Promises that stand together on the wall."""

    title: str
    engagements: tuple[int, ...]


@dataclass(frozen=True)
class Wall:
    """The poster of the hall. ``labels`` say in plain words what each indicator counts."""

    title: str
    address: str
    sentence: str
    contact: str
    families: tuple[Family, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One line of a sheet: what it is called there, and the indicator that gives its figure."""

    label: str
    indicator: str


@dataclass(frozen=True)
class Sheet:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class NationalRow:
    """One result of Services Publics +, under the engagement of that programme."""

    engagement: int
    item: str
    definition: str
    indicator: str


@dataclass(frozen=True)
class Publications:
    wall: Wall
    transparency: Sheet
    services_publics_plus: tuple[NationalRow, ...] = field(default=())
