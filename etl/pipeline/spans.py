"""What findings are laid out along: indicators, sites, and periods with their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.annotations import AnnotationKind
from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Engagement, Indicator
from etl.domain.pauses import PAUSE
from etl.domain.periods import Period
from etl.domain.sites import CANCELLED_CLOSURE, CLOSURE

# Events that are no history, since nothing measures them: a closure of next year does not
# begin one, and an annotation of a removal thirty years ago adds no month to assess.
UNDATING = (CLOSURE, CANCELLED_CLOSURE, PAUSE, *(each.value for each in AnnotationKind))
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Pair = tuple[Engagement, Indicator]


@dataclass(frozen=True)
class Axes:
    """The three axes of findings, each value known by its place.

    ``sites`` ends with ``EVERYWHERE``: all of them together.
    """

    pairs: Sequence[Pair]
    sites: Sequence[str]
    periods: Sequence[Period]

    @cached_property
    def ends(self) -> npt.NDArray[np.datetime64]:
        """Return the day after each period."""
        return _days([each.end for each in self.periods])

    @cached_property
    def begins(self) -> npt.NDArray[np.datetime64]:
        """Return the first day measured, of each indicator for each period."""
        windows: dict[int, npt.NDArray[np.datetime64]] = {}
        for _, indicator in self.pairs:
            window = indicator.window_months
            if window not in windows:
                windows[window] = _days([each.span_start(window) for each in self.periods])
        return np.stack([windows[indicator.window_months] for _, indicator in self.pairs])

    @cached_property
    def applies(self) -> Truths:
        """Tell whether each indicator applies, at each site, on the last day of each period.

        All sites together, it applies where it does at one of them.
        """
        decided: dict[int, Truths] = {}
        found = np.zeros((len(self.pairs), len(self.sites), len(self.periods)), dtype=bool)
        for place, (engagement, indicator) in enumerate(self.pairs):
            if engagement.number not in decided:
                decided[engagement.number] = self._decisions(engagement)
            own = [not indicator.sites or each in indicator.sites for each in self.sites[:-1]]
            found[place, :-1] = decided[engagement.number] & np.array(own, bool)[:, None]
        found[:, -1] = found[:, :-1].any(axis=1)
        return found

    def _decisions(self, engagement: Engagement) -> Truths:
        last_days = [each.end - timedelta(days=1) for each in self.periods]
        return np.array(
            [
                [_is_kept(engagement, site, day) for day in last_days]
                for site in self.sites[:-1]
            ],
            dtype=bool,
        ).reshape(len(self.sites) - 1, len(last_days))


def axes_of(
    engagements: Sequence[Engagement],
    codes: Sequence[str],
    sites: Sequence[str],
    periods: Sequence[Period],
) -> Axes:
    """Return the axes for the indicators that are named, in the order of the engagements."""
    wanted = set(codes)
    pairs = [
        (engagement, indicator)
        for engagement in engagements
        for indicator in engagement.indicators
        if indicator.code in wanted
    ]
    return Axes(pairs, [*sites, EVERYWHERE], periods)


def described(axes: Axes, fingerprints: Mapping[str, str]) -> pd.DataFrame:
    """Return what is told of each indicator, one row in their order."""
    indicators = [indicator for _, indicator in axes.pairs]
    return pd.DataFrame(
        {
            "engagement": [engagement.number for engagement, _ in axes.pairs],
            "indicator": [each.code for each in indicators],
            "enough": [each.enough for each in indicators],
            "statistic": [each.statistic.value for each in indicators],
            "definition": [fingerprints[each.code] for each in indicators],
        }
    )


def spans(axes: Axes, at: datetime) -> pd.DataFrame:
    """Return the span measured and the target in force, of each indicator for each period.

    The rows follow the indicators, then the periods.
    """
    periods, count = axes.periods, len(axes.pairs)
    targets = [
        indicator.target_on(each.end - timedelta(days=1))
        for _, indicator in axes.pairs
        for each in periods
    ]
    end, today = np.tile(axes.ends, count), np.datetime64(at.date(), "us")
    begin = axes.begins.ravel()
    elapsed = np.minimum(end, today + np.timedelta64(1, "D")) - begin
    return pd.DataFrame(
        {
            "period": [each.code for each in periods] * count,
            "kind": [each.kind.value for each in periods] * count,
            "start": np.tile(_days([each.start for each in periods]), count),
            "end": end,
            "span_start": begin,
            "target": [
                np.nan if each is None or each.value is None else each.value for each in targets
            ],
            "comparison": ["" if each is None else each.comparison.value for each in targets],
            "origin": ["" if each is None else each.origin.value for each in targets],
            "finished": end <= today,
            "days": np.maximum(elapsed // np.timedelta64(1, "D"), 1),
        }
    )


def _is_kept(engagement: Engagement, site: str, day: date) -> bool:
    decision = engagement.applies_to(site, day)
    return decision is None or decision.applies


def _days(days: Sequence[date]) -> npt.NDArray[np.datetime64]:
    return np.array(days, dtype="datetime64[us]")
