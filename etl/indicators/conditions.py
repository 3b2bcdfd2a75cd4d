"""What a rule is given beside the facts: calendar, instant, limits, parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from etl.calendars.pauses import Stretches, net_deadline, united
from etl.calendars.working_time import SiteCalendar
from etl.domain.engagements import Limit
from etl.domain.formulas import Counting


@dataclass(frozen=True)
class Conditions:
    """The circumstances in which facts are judged; a rule never asks the clock.

    ``limit`` holds for every fact; ``limits`` holds one for each value of the column that
    the parameter ``limit_by`` names, and falls back on ``limit`` for the other values.
    ``pauses`` are those of the facts judged (``fact_id``, ``started_at``, ``done_at``).
    ``counting`` is how the formula of a telephone indicator counts, in the months judged.
    """

    calendar: SiteCalendar
    as_of: datetime
    limit: Limit | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    counting: Counting | None = None
    pauses: pd.DataFrame | None = None

    def deadline(
        self, start: pd.Series, by: pd.Series | None = None, desk: str = ""
    ) -> pd.Series:
        """Return the first instant at which each contact is late, NaT where no limit holds.

        ``by`` tells which of the ``limits`` each contact must keep.
        """

        def due(limit: Limit | None) -> pd.Series:
            if limit is None:
                return pd.Series(pd.NaT, index=start.index, dtype="datetime64[us, UTC]")
            return self.calendar.deadline(start, limit, desk)

        return self._by_limit(due, by)

    def net_deadline(
        self,
        start: pd.Series,
        held: Stretches,
        by: pd.Series | None = None,
        desk: str = "",
    ) -> pd.Series:
        """Return the same, with the pauses of each contact left out of its time."""

        def due(limit: Limit | None) -> pd.Series:
            if limit is None:
                return pd.Series(pd.NaT, index=start.index, dtype="datetime64[us, UTC]")
            return net_deadline(self.calendar, start, limit, held, desk)

        return self._by_limit(due, by)

    def held(self, start: pd.Series, done: pd.Series) -> Stretches | None:
        """Return the pauses of each contact up to its end, or ``None`` where there are none."""
        if self.pauses is None or self.pauses.empty:
            return None
        found = united(self.pauses, start, done.fillna(self.as_of))
        return None if found.is_empty else found

    def _by_limit(
        self, due: Callable[[Limit | None], pd.Series], by: pd.Series | None
    ) -> pd.Series:
        found = due(self.limit)
        if by is None:
            return found
        for value, limit in self.limits.items():
            found = found.mask(by.eq(value).fillna(False).astype(bool), due(limit))
        return found
