"""What a rule is given beside the facts: calendar, instant, limits, parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from etl.calendars.working_time import SiteCalendar
from etl.domain.engagements import Limit
from etl.domain.formulas import Counting


@dataclass(frozen=True)
class Conditions:
    """The circumstances in which facts are judged; a rule never asks the clock.

    ``limit`` holds for every fact; ``limits`` holds one for each value of the column that
    the parameter ``limit_by`` names, and falls back on ``limit`` for the other values.
    ``counting`` is how the formula of a telephone indicator counts, in the months judged.
    """

    calendar: SiteCalendar
    as_of: datetime
    limit: Limit | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    counting: Counting | None = None

    def deadline(
        self, start: pd.Series, by: pd.Series | None = None, desk: str = ""
    ) -> pd.Series:
        """Return the first instant at which each contact is late, NaT where no limit holds.

        ``by`` tells which of the ``limits`` each contact must keep.
        """
        due = self._due(start, self.limit, desk)
        if by is None:
            return due
        for value, limit in self.limits.items():
            due = due.mask(
                by.eq(value).fillna(False).astype(bool), self._due(start, limit, desk)
            )
        return due

    def _due(self, start: pd.Series, limit: Limit | None, desk: str) -> pd.Series:
        if limit is None:
            return pd.Series(pd.NaT, index=start.index, dtype="datetime64[us, UTC]")
        return self.calendar.deadline(start, limit, desk)
