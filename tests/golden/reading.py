"""Samples read as the pipeline reads them: found, read, checked."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.load import Declarations, load_declarations
from etl.domain.sources import Source
from etl.indicators.rules import RULES
from etl.readers.registry import SETTINGS, find_reader

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


@cache
def declarations() -> Declarations:
    return load_declarations(ROOT / "data", RULES, SETTINGS)


def source(name: str, **settings: object) -> Source:
    """Return a declared source, with other settings where a test says so."""
    found = next(each for each in declarations().sources if each.name == name)
    return replace(found, settings={**found.settings, **settings})


@dataclass(frozen=True)
class Read:
    """What a file gave: its source, the facts, the rejections, what was set aside."""

    source: str
    accepted: pd.DataFrame
    rejections: pd.DataFrame
    set_aside: dict[str, int]

    def cells(self, *columns: str) -> list[tuple[object, ...]]:
        """Return the chosen columns, row by row, absent values as None."""
        chosen = self.accepted[list(columns)].astype("object")
        return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))

    def refused(self) -> list[tuple[int, str, str]]:
        chosen = self.rejections[["line", "column", "code"]]
        return list(chosen.itertuples(index=False, name=None))


def read(path: Path, *sources: Source) -> Read:
    reader = find_reader(path, sources or declarations().sources)
    batches = list(reader.read(path))
    checked = [check(each, CONTRACTS[each.dataset], declarations().sites) for each in batches]
    aside: dict[str, int] = {}
    for batch, result in zip(batches, checked, strict=True):
        assert len(result.accepted) + result.rejected == len(batch.rows)
        for reason, count in batch.set_aside.items():
            aside[reason] = aside.get(reason, 0) + count
    kept = [each.accepted for each in checked if len(each.accepted)]
    refused = [each.rejections for each in checked if len(each.rejections)]
    return Read(
        reader.source.name,
        pd.concat(kept) if kept else checked[0].accepted,
        pd.concat(refused, ignore_index=True) if refused else checked[0].rejections,
        aside,
    )
