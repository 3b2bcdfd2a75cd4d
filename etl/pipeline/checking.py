"""What is met in a file: its batches, each checked, and how many rows were rejected."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from etl.contracts.contract import Checked, Contract, check
from etl.domain.datasets import Dataset
from etl.domain.remarks import Remark
from etl.formats import number, percent
from etl.frames.batches import Batch


@dataclass
class Found:
    """What was met in a file: ``records`` of the ``read`` ones were to be kept."""

    read: int = 0
    records: int = 0
    rejected: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    remarks: tuple[Remark, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of its records that were rejected."""
        return self.rejected / self.records if self.records else 0.0


def refusal(rejected: int, records: int, admitted: float) -> str:
    """Return why a file is refused for its rejected rows."""
    return (
        f"{number(rejected)} lignes sur {number(records)} sont rejetées "
        f"({percent(rejected / records)}), au-delà des {percent(admitted)} admis."
    )


def checked_batches(
    batches: Iterator[Batch],
    sites: frozenset[str],
    only: frozenset[int] | None,
    rules: Mapping[Dataset, Contract],
    at: datetime,
) -> Iterator[tuple[Batch, Batch, Checked]]:
    """Yield each batch, what of it is to be kept, and what its contract says of that."""
    for whole in batches:
        batch = whole if only is None else _restricted(whole, only)
        yield whole, batch, check(batch, rules[batch.dataset], sites, at)


def _restricted(batch: Batch, lines: frozenset[int]) -> Batch:
    kept = batch.rows.index.isin(lines)
    return replace(batch, rows=batch.rows[kept], raw=batch.raw[kept], set_aside={})
