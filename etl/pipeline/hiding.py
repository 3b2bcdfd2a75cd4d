"""Which figures of an edition must not be published: small counts, and what tells them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from etl.assessments.disclosure import Margins, hidden
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import OF_PEOPLE
from etl.domain.engagements import Indicator, Statistic
from etl.domain.frozen import FrozenMeasure, FrozenPoint

SHARES = (Statistic.SHARE, Statistic.SHARE_MISSED)
COMPUTED = ("value", "low", "high")
# The measure of the whole period, among its months.
WHOLE = EVERYWHERE
# Fields that must be hidden, by site and month.
Hidden = dict[tuple[str, str], tuple[str, ...]]


def hide(measures: Sequence[FrozenMeasure], indicator: Indicator) -> list[FrozenMeasure]:
    """Return the measures of one indicator at every site, each with what must be hidden.

    Sites add up to all of them, and the months of the period to the period: what is shown of
    the others must not tell what is hidden of one. Months before the period add up to
    nothing that is shown: only their sites do.
    """
    if indicator.dataset not in OF_PEOPLE or not measures:
        return list(measures)
    parts = ("met", "missed") if indicator.statistic in SHARES else ("counted",)
    whole = "counted" if indicator.statistic in SHARES else ""
    periods = _frame(_row(each, WHOLE, each) for each in measures)
    inside = _frame(_row(each, m.period, m) for each in measures for m in _months(each, True))
    before = _frame(_row(each, m.period, m) for each in measures for m in _months(each, False))
    within = pd.concat([periods, inside], ignore_index=True)
    found = _hidden(within, Margins(("site", "month"), parts, whole))
    for _, month in before.groupby("month"):
        found |= _hidden(month.reset_index(drop=True), Margins(("site",), parts, whole))
    waiting = _hidden(periods, Margins(("site",), ("pending",)), ())
    return [_with(each, found, waiting) for each in measures]


def _months(measure: FrozenMeasure, is_inside: bool) -> list[FrozenPoint]:
    start = measure.span_start
    return [each for each in measure.history if (each.start >= start) is is_inside]


def _row(
    measure: FrozenMeasure, month: str, counts: FrozenMeasure | FrozenPoint
) -> dict[str, object]:
    return {
        "site": measure.site,
        "month": month,
        "met": counts.met,
        "missed": counts.missed,
        "counted": int(counts.counted),
        "pending": counts.pending if isinstance(counts, FrozenMeasure) else 0,
    }


def _frame(rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["site", "month", *_COUNTS])


_COUNTS = ("met", "missed", "counted", "pending")


def _hidden(frame: pd.DataFrame, margins: Margins, with_it: Sequence[str] = COMPUTED) -> Hidden:
    concealed = hidden(frame, margins)
    found = {}
    for place, key in enumerate(zip(frame["site"], frame["month"], strict=True)):
        names = [name for name in margins.counts if concealed[name].iat[place]]
        found[key] = (*names, *(with_it if names else ()))
    return found


def _with(measure: FrozenMeasure, found: Hidden, waiting: Hidden) -> FrozenMeasure:
    history = tuple(
        replace(each, hidden=bool(found[measure.site, each.period])) for each in measure.history
    )
    names = (*found[measure.site, WHOLE], *waiting[measure.site, WHOLE])
    return replace(measure, hidden=names, history=history)
