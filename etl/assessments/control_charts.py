"""Control charts: where a series stays as long as nothing changes in how it is made."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

# Making Data Count writes 2.66, not 3 / 1.128: its charts are compared with ours to the digit.
XMR_FACTOR = 2.66
# Expected moving range of two points of a normal law, in standard deviations.
MEAN_RANGE = 1.128
# A moving range this many times the mean one is an accident, not the ordinary spread.
SCREENED_RANGE = 3.267
# Below this number of points, limits are provisional: shown, but nothing rests on them.
ENOUGH_POINTS = 12
# From this mean number of contacts a period on, chance alone is less than the ordinary spread
# of a service: a p chart would call nearly every month a signal, p' measures that spread.
LARGE_COUNTS = 1000


class ChartKind(StrEnum):
    INDIVIDUALS = "xmr"
    PROPORTIONS = "p"
    PROPORTIONS_LANEY = "p_prime"
    RATES = "u"
    RATES_LANEY = "u_prime"
    MEDIAN = "run"


@dataclass(frozen=True)
class Event:
    """A dated fact about a series, with its reason and who declares it."""

    at: date
    reason: str
    author: str

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.author.strip()):
            raise ValueError("an event of a chart needs a reason and an author")


@dataclass(frozen=True)
class Plan:
    """What was decided of a chart: the software itself never moves a limit.

    ``rebases``: from each on, limits are computed anew. ``excluded``: points shown, but left
    out of limits and runs. ``frozen``: limits rest on so many first periods of each stretch.
    ``freezes``: the limits of the stretch that an event falls in rest on the periods before
    it.
    ``screened``: the largest moving ranges are left out once (off, as in the NHS workbook).
    """

    rebases: tuple[Event, ...] = ()
    excluded: tuple[Event, ...] = ()
    frozen: int | None = None
    freezes: tuple[Event, ...] = ()
    screened: bool = False


def individuals(
    values: pd.Series, plan: Plan = Plan(), factor: float = XMR_FACTOR
) -> pd.DataFrame:
    """Return the XmR chart of values indexed by the first day of their period.

    Columns: kind, value, segment, excluded, baseline, provisional, centre, sigma, low, high.
    A missing value is a gap: no moving range spans it, and it is no point of the limits.
    """
    rows = _rows(ChartKind.INDIVIDUALS, values, plan)
    centre = _by_segment(rows, _baseline(rows, rows["value"]).mean())
    sigma = _by_segment(rows, _mean_range(rows, rows["value"], plan)) * factor / 3
    return _with_limits(rows, centre, sigma, -np.inf, np.inf)


def proportions(
    met: pd.Series, counted: pd.Series, plan: Plan = Plan(), laney: bool = False
) -> pd.DataFrame:
    """Return the p chart (p' with ``laney``) of shares; columns as ``individuals``.

    The centre is the ratio of sums, never the mean of the shares.
    """
    kind = ChartKind.PROPORTIONS_LANEY if laney else ChartKind.PROPORTIONS
    rows, centre = _ratio_rows(kind, met, counted, plan)
    spread = np.sqrt(centre * (1 - centre) / rows["counted"])
    sigma = spread * _laney(rows, centre, spread, plan) if laney else spread
    return _with_limits(rows.drop(columns="counted"), centre, sigma, 0.0, 1.0)


def rates(
    counts: pd.Series, exposure: pd.Series, plan: Plan = Plan(), laney: bool = False
) -> pd.DataFrame:
    """Return the u chart (u' with ``laney``) of counts for one unit of exposure."""
    kind = ChartKind.RATES_LANEY if laney else ChartKind.RATES
    rows, centre = _ratio_rows(kind, counts, exposure, plan)
    spread = np.sqrt(centre / rows["counted"])
    sigma = spread * _laney(rows, centre, spread, plan) if laney else spread
    return _with_limits(rows.drop(columns="counted"), centre, sigma, 0.0, np.inf)


def run_chart(values: pd.Series, plan: Plan = Plan()) -> pd.DataFrame:
    """Return the chart of values around their median, without limits."""
    rows = _rows(ChartKind.MEDIAN, values, plan)
    centre = _by_segment(rows, _baseline(rows, rows["value"]).median())
    return _with_limits(rows, centre, centre * np.nan, -np.inf, np.inf)


def share_chart(met: pd.Series, counted: pd.Series, plan: Plan = Plan()) -> pd.DataFrame:
    """Return the p chart of shares, or p' where a period counts a large number on average."""
    usual = counted.where(counted > 0).mean()
    return proportions(met, counted, plan, laney=bool(usual >= LARGE_COUNTS))


def _rows(kind: ChartKind, values: pd.Series, plan: Plan) -> pd.DataFrame:
    """Return the points with the stretch each belongs to and whether limits rest on it."""
    days = pd.DatetimeIndex(values.index)
    starts = sorted(pd.Timestamp(each.at) for each in plan.rebases)
    segment = pd.Series(np.searchsorted(starts, days, side="right"), values.index)
    left_out = days.isin([pd.Timestamp(each.at) for each in plan.excluded])
    value = values.astype("float64")
    place = segment.groupby(segment).cumcount()
    baseline = pd.Series(~left_out, values.index)
    if plan.frozen is not None:
        baseline &= place < plan.frozen
    for freeze in plan.freezes:
        at = pd.Timestamp(freeze.at)
        # A new start on the day of the freeze is another stretch: this one had ended.
        stretch = int(np.searchsorted(starts, at, side="left"))
        baseline &= (segment != stretch) | (days < at)
    known = (baseline & value.notna()).groupby(segment).transform("sum")
    return pd.DataFrame(
        {
            "kind": kind.value,
            "value": value,
            "segment": segment,
            "excluded": left_out,
            "baseline": baseline,
            "provisional": known < ENOUGH_POINTS,
        },
        index=values.index,
    )


def _ratio_rows(
    kind: ChartKind, part: pd.Series, whole: pd.Series, plan: Plan
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of a quotient and the centre of each: the ratio of the sums."""
    counted = whole.astype("float64").where(whole > 0)
    rows = _rows(kind, part / counted, plan).assign(counted=counted)
    parts = _baseline(rows, part.astype("float64").where(counted.notna())).sum()
    return rows, _by_segment(rows, parts / _baseline(rows, counted).sum())


def _baseline(rows: pd.DataFrame, values: pd.Series) -> "pd.core.groupby.SeriesGroupBy":
    chosen = rows["baseline"]
    return values[chosen].groupby(rows["segment"][chosen])


def _mean_range(rows: pd.DataFrame, values: pd.Series, plan: Plan) -> pd.Series:
    """Return the mean moving range of the baseline of each stretch."""
    ranges = _baseline(rows, values).diff().abs().dropna()
    segments = rows["segment"].loc[ranges.index]
    mean = ranges.groupby(segments).mean()
    if not plan.screened:
        return mean
    limit = SCREENED_RANGE * segments.map(mean)
    # A constant series has no accident to screen: its ranges stay, all of them 0.
    kept = (ranges < limit) | (limit == 0)
    return ranges[kept].groupby(segments[kept]).mean()


def _laney(
    rows: pd.DataFrame, centre: pd.Series, spread: pd.Series, plan: Plan
) -> pd.Series | float:
    """Return by how much the series spreads more (or less) than chance alone."""
    standardised = (rows["value"] - centre) / spread.where(spread > 0)
    excess = _by_segment(rows, _mean_range(rows, standardised, plan)) / MEAN_RANGE
    return excess.where(spread > 0, 0.0)


def _by_segment(rows: pd.DataFrame, figure: pd.Series) -> pd.Series:
    return rows["segment"].map(figure).astype("float64")


def _with_limits(
    rows: pd.DataFrame, centre: pd.Series, sigma: pd.Series, least: float, most: float
) -> pd.DataFrame:
    return rows.assign(
        centre=centre,
        sigma=sigma,
        low=(centre - 3 * sigma).clip(lower=least),
        high=(centre + 3 * sigma).clip(upper=most),
    )
