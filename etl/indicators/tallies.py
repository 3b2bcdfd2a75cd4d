"""Tallies: what a month's judgements leave behind so that months and sites add up exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.assessments import Outcome
from etl.domain.engagements import Statistic

COUNTS = ("met", "missed", "pending", "excluded", "unknown")
SPARED = ("saved", "held")
SUMS = ("value_sum", "value_count", "total_sum")
TALLY = (*COUNTS, *SPARED, *SUMS, "distribution")

_ORDERED = (Statistic.MEDIAN, Statistic.P90, Statistic.MAXIMUM)
_RATIOS = (Statistic.RATIO, Statistic.LATEST_RATIO)
_LATEST = (Statistic.LATEST_RATIO, Statistic.LATEST_SUM)
# Values and how often each occurs, eight bytes each, values first.
_VALUES, _TIMES = "<f8", "<i8"
# Whole numbers up to this one are floats too.
_EXACT = 2.0**53


@dataclass(frozen=True)
class Groups:
    """Facts grouped once, for every indicator that judges them.

    ``names`` has a row for each group, in their order; ``of`` is the group of each fact, -1
    for none; ``index`` is the unique index of the facts.
    """

    names: pd.DataFrame
    of: npt.NDArray[np.int64]
    index: pd.Index

    def places(self, judgements: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Return the place, among the facts, of the one that each judgement is of."""
        if judgements.index.equals(self.index):
            return np.arange(len(self.index))
        return np.asarray(self.index.get_indexer(judgements.index), dtype=np.int64)


def grouped(keys: pd.DataFrame) -> Groups:
    """Group facts by ``keys`` (site, service, month).

    A fact without a service belongs to the service "", one whose month is not known to no
    group.
    """
    own = keys.assign(service=_named(keys["service"])) if "service" in keys else keys
    by = list(own.columns)
    groups = own.groupby(by, observed=True)
    names = groups.size().reset_index(name="size")[by]
    names = names.assign(**{name: _plain(names[name]) for name in by})
    return Groups(names, groups.ngroup().fillna(-1).to_numpy("int64"), keys.index)


def tally(
    judgements: pd.DataFrame, keys: pd.DataFrame | Groups, statistic: Statistic
) -> pd.DataFrame:
    """Return one row for each group of ``keys`` in which a fact was judged, in their order.

    A judgement is found among the facts by its index. Only contacts that count and have a
    value (for a ratio, a total too) are summed; medians, 90th centiles and maxima keep every
    value.
    """
    groups = keys if isinstance(keys, Groups) else grouped(keys)
    group, size = groups.of[groups.places(judgements)], len(groups.names)
    outcome = _places(judgements["outcome"])
    value, total = (judgements[name].to_numpy("float64") for name in ("value", "total"))
    known = group >= 0
    usable = known & _counts(outcome) & ~np.isnan(value)
    if statistic in _RATIOS:
        usable &= ~np.isnan(total)
    numbers = np.bincount(
        group[known] * len(COUNTS) + outcome[known], minlength=size * len(COUNTS)
    ).reshape(size, len(COUNTS))
    found = groups.names.assign(
        **{name: numbers[:, place] for place, name in enumerate(COUNTS)},
        **_spared(judgements, group, outcome, size),
        value_sum=_sums(group, value, usable, size),
        value_count=np.bincount(group[usable], minlength=size),
        total_sum=_sums(group, total, usable, size),
        distribution=_nothing(size),
    )
    if statistic in _ORDERED:
        group, value = group[usable], value[usable]
        packed = _pack(group, value, np.ones_like(group), size)
        found = found.assign(distribution=packed)
    return found[numbers.any(axis=1)].reset_index(drop=True)


def _places(outcome: pd.Series) -> npt.NDArray[np.int64]:
    """Return the place of each outcome in ``COUNTS``."""
    if isinstance(outcome.dtype, pd.CategoricalDtype):
        code, names = outcome.cat.codes.to_numpy(), outcome.cat.categories
    else:
        code, names = pd.factorize(outcome)
    places = np.array([COUNTS.index(name) for name in names], dtype="int64")
    return np.asarray(places[code])


def _spared(
    judgements: pd.DataFrame,
    group: npt.NDArray[np.int64],
    outcome: npt.NDArray[np.int64],
    groups: int,
) -> dict[str, npt.NDArray[np.int64]]:
    """Return how many contacts are met, and how many pending, thanks to a pause."""
    if "spared" not in judgements:
        return {name: np.zeros(groups, dtype="int64") for name in SPARED}
    spared = (group >= 0) & judgements["spared"].to_numpy("bool")
    return {
        name: np.bincount(group[spared & (outcome == COUNTS.index(of))], minlength=groups)
        for name, of in zip(SPARED, (Outcome.MET, Outcome.PENDING), strict=True)
    }


def _counts(outcome: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.isin(outcome, [COUNTS.index(Outcome.MET), COUNTS.index(Outcome.MISSED)])


def _sums(
    group: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    usable: npt.NDArray[np.bool_],
    groups: int,
) -> npt.NDArray[np.float64]:
    """Return the sum of the usable values of each group, compensated as pandas does it."""
    kept = np.where(usable & ~np.isnan(values), values, 0.0)
    if not kept.any():
        return np.zeros(groups)
    if _add_up_exactly(kept):
        # Group -1 comes first.
        exact = np.bincount(group + 1, weights=kept, minlength=groups + 1)
        return exact[1:].astype(np.float64)
    sums = pd.Series(kept).groupby(group).sum()
    return np.asarray(sums.reindex(range(groups), fill_value=0.0))


def _add_up_exactly(values: npt.NDArray[np.float64]) -> bool:
    """Tell whether no sum of them is rounded: whole numbers, not too large."""
    bound = float(np.abs(values).max()) * len(values)
    return bool(bound < _EXACT and (values == np.rint(values)).all())


def _plain(column: pd.Series) -> pd.Series:
    """Return a key as it is written in a tally: categories were only quicker to group by."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column
    return column.astype(column.cat.categories.dtype)


def _named(service: pd.Series) -> pd.Series:
    """Return the services with "" for none; categories stay categories, which is quicker."""
    if not isinstance(service.dtype, pd.CategoricalDtype):
        return service.astype("str").fillna("")
    known = service.cat.categories
    return (service if "" in known else service.cat.set_categories(["", *known])).fillna("")


def merge(tallies: pd.DataFrame, by: list[str], statistic: Statistic) -> pd.DataFrame:
    """Return the tallies added up, one row for each group of the columns ``by``.

    Without columns to group by there is one row, even when there is no tally at all. A
    "latest" statistic keeps of each site and service the last month that has a value.
    """
    chosen = _latest(tallies, by) if statistic in _LATEST else tallies
    if by:
        groups = chosen.groupby(by, observed=True)
        found, group = (
            groups[[*COUNTS, *SPARED, *SUMS]].sum().reset_index(),
            groups.ngroup().to_numpy(),
        )
    else:
        found = chosen[[*COUNTS, *SPARED, *SUMS]].sum().to_frame().T
        group = np.zeros(len(chosen), dtype="int64")
    kinds = dict.fromkeys((*COUNTS, *SPARED, "value_count"), "int64")
    found = found.astype(kinds | {"value_sum": "float64", "total_sum": "float64"})
    if statistic not in _ORDERED:
        return found.assign(distribution=_nothing(len(found)))
    values, times = zip(
        *(unpack(each) for each in (None, *chosen["distribution"])), strict=True
    )
    places = np.repeat(group, [len(each) for each in values[1:]])
    return found.assign(
        distribution=_pack(places, np.concatenate(values), np.concatenate(times), len(found))
    )


def unpack(distribution: object) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the distinct values of a distribution, ascending, and how often each occurs."""
    content = distribution if isinstance(distribution, bytes) else b""
    half = len(content) // 2
    return np.frombuffer(content[:half], _VALUES), np.frombuffer(content[half:], _TIMES)


def _pack(
    group: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    times: npt.NDArray[np.int64],
    groups: int,
) -> pd.Series:
    """Return the distribution of each group, ``None`` for a group without values."""
    frame = pd.DataFrame({"group": group, "value": values, "times": times})
    distinct = frame.groupby(["group", "value"])["times"].sum().reset_index()
    bounds = np.searchsorted(distinct["group"], np.arange(groups + 1))
    ordered = distinct["value"].to_numpy().astype(_VALUES)
    often = distinct["times"].to_numpy().astype(_TIMES)
    return _objects(
        ordered[first:last].tobytes() + often[first:last].tobytes() or None
        for first, last in pairwise(bounds)
    )


def _nothing(length: int) -> pd.Series:
    return _objects([None] * length)


def _objects(content: Iterable[bytes | None]) -> pd.Series:
    return pd.Series(list(content), dtype=object)


def _latest(tallies: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return what each site and service had in its last month that has a value."""
    own = [*by, *(name for name in ("site", "service") if name not in by)]
    valued = tallies[tallies["value_count"] > 0]
    last = valued.groupby(own, observed=True)["month"].transform("max")
    return valued[valued["month"] == last]
