"""The calls of a telephone: when they come, how long they wait, who calls again.

All is counted by the indicator that is named: its desk says when the line is open, its rule
and its formula which calls are answered. Calls that never left the voice server, or that its
own log tells a second time, are no calls to the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from etl.calendars.working_time import SiteCalendar
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.indicators.call_classes import wait_of
from etl.indicators.call_variants import wait_buckets
from etl.indicators.calls import opened
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.pipeline.cases import facts_of, is_measured, months_of
from etl.pipeline.judging import belonging, by_terms, conditions
from etl.pipeline.profiles import half_hours
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

IN_VOICE_SERVER = "voice_server"
# How long after giving up a caller is awaited, and how much longer the log is read to know
# that it goes on.
AGAIN_WITHIN = timedelta(hours=24)
_HEARD_FOR = timedelta(days=7)
_BUCKET_COUNTS = ["answered", "abandoned"]
_FOLLOWED = ("started_at", "direction", "outcome", "caller")


@dataclass(frozen=True)
class Retries:
    """What became of those who gave up, each caller once, from their first time.

    ``answered`` called again in time and an agent took one of these calls, ``lost`` called
    again in vain, ``silent`` did not. ``pending``: the log ends before the time is over.
    ``unknown`` are abandoned calls whose caller the log does not tell.
    """

    answered: int = 0
    lost: int = 0
    silent: int = 0
    pending: int = 0
    unknown: int = 0

    @property
    def followed(self) -> int:
        return self.answered + self.lost + self.silent


def calls(
    warehouse: Warehouse, code: str, sites: Sequence[str], period: Period, as_of: datetime
) -> pd.DataFrame:
    """Return one row an inbound call of the period, of the sites together.

    Columns: ``site``, ``weekday`` (0 is Monday) and ``slot`` (minutes after local midnight
    at which its half-hour begins), ``is_open`` (the desk was), ``outcome`` (the judgement of
    the indicator), ``ended`` (how the log says that it ended), ``wait`` in seconds, missing
    where it is not known, ``voice_server`` and whether the call is ``direct``: to the desk.
    """
    indicator = warehouse.declarations.indicator(code)
    frames = [
        _calls_of(warehouse, indicator, site, period, as_of)
        for site in sites
        if is_measured(warehouse, indicator, site, period)
    ]
    kept = [each for each in frames if len(each)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()


def _calls_of(
    warehouse: Warehouse, indicator: Indicator, site: str, period: Period, as_of: datetime
) -> pd.DataFrame:
    months = months_of(indicator, period)
    facts, month = facts_of(warehouse, indicator, site, months)
    rule, outcomes = RULES[indicator.rule], []
    for terms, own in by_terms(warehouse, indicator, months):
        these = belonging(facts[month.isin(own)], indicator)
        given = conditions(warehouse, indicator, terms, site, as_of)
        outcomes.append(rule.judge(these, given)["outcome"].astype("str"))
    calendar = warehouse.calendar(site)
    own = facts[facts["direction"].eq("inbound")]
    return pd.DataFrame(
        {
            "site": site,
            **half_hours(calendar, own["started_at"]),
            "is_open": _while_open(own, indicator, calendar, as_of),
            "outcome": pd.concat(outcomes).reindex(own.index),
            "ended": own["outcome"].astype("str"),
            "wait": wait_of(own),
            "voice_server": own["voice_server"].astype("str"),
            "direct": own["outcome"].ne(IN_VOICE_SERVER).fillna(True),
        }
    )


def waits(
    warehouse: Warehouse,
    code: str,
    sites: Sequence[str],
    period: Period,
    edges: Sequence[float],
) -> pd.DataFrame:
    """Return how many calls were answered and given up after each stretch of wait.

    Columns of ``wait_buckets``; ``edges`` are in seconds.
    """
    indicator = warehouse.declarations.indicator(code)
    found = []
    for site in sites:
        if not is_measured(warehouse, indicator, site, period):
            continue
        calendar = warehouse.calendar(site)
        facts, _ = facts_of(warehouse, indicator, site, months_of(indicator, period))
        at = calendar.instants(period.start, period.end)[1]
        given = Conditions(calendar, at, parameters=indicator.parameters)
        found.append(wait_buckets(belonging(facts, indicator), given, edges))
    if not found:
        return pd.DataFrame(columns=["low", "high", *_BUCKET_COUNTS])
    counts = sum(each[_BUCKET_COUNTS] for each in found)
    return found[0][["low", "high"]].join(counts)


def retries(
    warehouse: Warehouse, code: str, sites: Sequence[str], period: Period, as_of: datetime
) -> Retries:
    """Return what became of the callers who gave up in the opening hours of a period.

    A caller is told by a keyed pseudonym, at any of the sites; nothing is said of any one.
    """
    indicator = warehouse.declarations.indicator(code)
    frames = []
    for site in sites:
        calendar = warehouse.calendar(site)
        first, end = calendar.instants(period.start, period.end)
        until = max(first, min(end + AGAIN_WITHIN + _HEARD_FOR, as_of))
        with warehouse.store.reading() as connection:
            facts = load_facts(
                connection, Dataset.CALLS, (first, until), sites=[site], columns=_FOLLOWED
            )
        own = facts[facts["direction"].eq("inbound") & facts["outcome"].ne(IN_VOICE_SERVER)]
        in_time = own["started_at"] < end
        gave_up = own["outcome"].eq("abandoned") & in_time
        gave_up &= _while_open(own, indicator, calendar, as_of)
        answered = own["outcome"].eq("answered")
        frames.append(own[["started_at", "caller"]].assign(gave_up=gave_up, answered=answered))
    return _retries_of(pd.concat(frames, ignore_index=True)) if frames else Retries()


def _retries_of(calls: pd.DataFrame) -> Retries:
    """Return the same from calls: started_at, caller (missing: unknown), gave_up, answered."""
    gave_up = calls[calls["gave_up"].fillna(False).astype(bool)]
    known = gave_up[gave_up["caller"].notna()]
    first = known.groupby("caller", as_index=False)["started_at"].min()
    over = first["started_at"] + AGAIN_WITHIN <= calls["started_at"].max()
    followed = first[over].rename(columns={"started_at": "gave_up_at"})
    pairs = calls.drop(columns="gave_up").merge(followed, on="caller")
    after = pairs["started_at"] - pairs["gave_up_at"]
    later = pairs[(after > pd.Timedelta(0)) & (after <= AGAIN_WITHIN)]
    reached = later.groupby("caller")["answered"].any()
    answered = int(reached.sum())
    return Retries(
        answered=answered,
        lost=len(reached) - answered,
        silent=len(followed) - len(reached),
        pending=len(first) - len(followed),
        unknown=len(gave_up) - len(known),
    )


def _while_open(
    calls: pd.DataFrame, indicator: Indicator, calendar: SiteCalendar, as_of: datetime
) -> pd.Series:
    """Tell the calls that start while the desk is open: all, where no desk is named."""
    given = Conditions(calendar, as_of, parameters=indicator.parameters)
    found = opened(calls, given)
    return pd.Series(data=True, index=calls.index) if found is None else found
