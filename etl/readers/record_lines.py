"""Formats of one call record a line, recognised by their first lines alone."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.readers.base import FileHead, read_head
from etl.readers.lines import Cells, Layout, read_cells, sample, split_line


class CallRecords(ABC):
    """What such formats share: the layout of the lines says whether the file is theirs."""

    datasets = frozenset({Dataset.CALLS})

    @abstractmethod
    def layout(self, lines: Sequence[str]) -> Layout | None:
        """Return how these first lines are cut; ``None`` if they are of another format."""

    def identify(self, head: FileHead) -> bool:
        lines = sample(head)
        return bool(lines) and self.layout(lines) is not None

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def cells(self, path: Path) -> Iterator[Cells]:
        layout = self.layout(sample(read_head(path)))
        if layout is not None:
            yield from read_cells(path, layout)


@dataclass(frozen=True)
class Alike:
    """Records of the usual width, and where most of them have what was looked for."""

    records: Sequence[Sequence[str]]
    width: int
    place: int


def alike(
    lines: Sequence[str], delimiter: str, place_of: Callable[[Sequence[str]], int | None]
) -> Alike | None:
    """Return what most lines have in common; ``None`` if less than half of them tell."""
    records = [split_line(line, delimiter) for line in lines]
    width = Counter(map(len, records)).most_common(1)[0][0]
    usual = [each for each in records if len(each) == width]
    places = Counter(place for each in usual if (place := place_of(each)) is not None)
    if not places or 2 * places.total() < len(lines):
        return None
    return Alike(usual, width, places.most_common(1)[0][0])
