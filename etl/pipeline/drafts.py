"""Tallies of what an import has just brought, kept until somebody asks to assess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from etl.domain.datasets import Dataset


@dataclass(frozen=True)
class Draft:
    """The tallies of every month of a dataset, judged as of ``at``.

    They stand as long as no day of the dataset was touched after ``mark``, and for the
    indicators whose definition is still the one of ``definitions``.
    """

    dataset: Dataset
    mark: int
    at: datetime
    definitions: Mapping[str, str]
    tallies: pd.DataFrame


@dataclass
class Drafts:
    """The last draft of each dataset, until an assessment has seen it."""

    kept: dict[Dataset, Draft] = field(default_factory=dict)

    def keep(self, draft: Draft) -> None:
        self.kept[draft.dataset] = draft

    def take(self) -> dict[Dataset, Draft]:
        """Return the drafts by dataset, once."""
        taken, self.kept = self.kept, {}
        return taken
