"""How long requests have waited: until they were dealt with, or until now."""

import pandas as pd

from etl.calendars.pauses import paused
from etl.calendars.working_time import WORKING_DAYS
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Limit
from etl.frames.columns import DATED_BY
from etl.indicators.answers import days_of
from etl.indicators.conditions import Conditions
from etl.pipeline.overruns import ENDED_BY


def waited(indicator: Indicator, facts: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Return the days of each written request until its end, or until now.

    ``waited`` leaves out the pauses that do not count for the indicator, ``waited_gross`` does
    not. Unlike the value of a judgement, a request whose limit still runs has one too; missing
    for what is not a written request. In the days in which the rule tells its delays.
    """
    if indicator.dataset is not Dataset.MAILS or indicator.rule not in ENDED_BY:
        return pd.DataFrame(float("nan"), facts.index, ["waited", "waited_gross"])
    received = facts[DATED_BY[indicator.dataset]]
    ends = facts[list(ENDED_BY[indicator.rule])]
    done = ends.where(ends <= given.as_of).min(axis=1).astype("datetime64[us, UTC]")
    until = done.fillna(given.as_of).astype("datetime64[us, UTC]")
    days = WORKING_DAYS if indicator.rule == "answer_delay" else Limit(0, days_of(given))
    gross = given.calendar.working_days(received, until, days)
    held = given.held(received, done)
    net = gross if held is None else gross - paused(given.calendar, received, days, held)
    return pd.DataFrame({"waited": net, "waited_gross": gross})
