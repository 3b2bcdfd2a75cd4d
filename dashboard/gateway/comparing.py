"""Sites and services beside one another: a funnel, never a ranking."""

from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.gateway.disclosing import disclosed
from dashboard.gateway.figures import Finding, breakdown
from dashboard.gateway.summing import FLAGS, told_by_others
from dashboard.gateway.warehouse import (
    ENTRIES,
    Services,
    admitted_services,
    admitted_sites,
    engagements,
    service_title,
    site_titles,
    version,
)
from dashboard.wording import HIDDEN
from etl.assessments import funnel
from etl.assessments.disclosure import Margins
from etl.assessments.variation import PARTS
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import OF_PEOPLE
from etl.domain.engagements import Indicator
from etl.domain.periods import Period

# A share of fewer observations is listed, never drawn nor told apart.
FEWEST = 30
# Below this number of units how much they differ among themselves cannot be estimated: the
# limits allow for chance alone.
ENOUGH_UNITS = 10
POINTS_OF_A_LINE = 120
LINES = tuple(funnel.TAILS)


class Level(StrEnum):
    """What is compared."""

    SITES = "sites"
    SERVICES = "services"


@dataclass(frozen=True)
class Funnel:
    """A comparison around the share of all the units together.

    ``units`` in alphabetical order: mark (a letter), title, site, service, counted, value (a
    share), l998 to u998, place (empty where too few observations to be drawn). ``lines``:
    counted and the same limits. ``adjusted`` tells whether limits allow for over-dispersion,
    ``alarms`` how many ordinary units chance alone puts outside the outer lines.
    """

    indicator: Indicator
    level: Level
    centre: float
    units: pd.DataFrame
    lines: pd.DataFrame
    adjusted: bool
    alarms: float

    @property
    def drawn(self) -> pd.DataFrame:
        return self.units[self.units["place"] != ""]

    @property
    def outside(self) -> pd.DataFrame:
        """Return the units beyond the 99.8 % limits, that chance does not explain."""
        return self.units[
            self.units["place"].isin([funnel.Place.BELOW_998, funnel.Place.ABOVE_998])
        ]


def comparable() -> tuple[Indicator, ...]:
    """Return the indicators that are shares of contacts, in the charter's order."""
    return tuple(
        each for own in engagements() for each in own.indicators if each.statistic in PARTS
    )


def levels_of(indicator: Indicator) -> tuple[Level, ...]:
    return (Level.SITES, Level.SERVICES) if indicator.by_service else (Level.SITES,)


def compare(code: str, level: Level, period: Period) -> Funnel | None:
    """Return the funnel of an indicator; ``None`` with fewer than two units to compare."""
    where = (admitted_sites(), admitted_services())
    return _compare(version(), where, code, level, period)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _compare(
    version: int,
    where: tuple[tuple[str, ...], Services],
    code: str,
    level: Level,
    period: Period,
) -> Funnel | None:
    found = [each for each in breakdown(code, period) if _is_of(each, level)]
    found = [each for each in found if each.met + each.missed]
    units = pd.DataFrame([_unit(each, level) for each in found]).join(told_by_others(found))
    if len(units) < 2:
        return None
    units = units.sort_values("title", ignore_index=True)
    enough = units["counted"] >= FEWEST
    known = units[enough]
    if len(known) < 2:
        return None
    return _funnel(found[0].indicator, level, units, known)


def mark(place: int) -> str:
    """Return the letter (or letters) of a unit: A to Z, then AA, AB…

    >>> mark(0), mark(25), mark(26)
    ('A', 'Z', 'AA')
    """
    letter = ascii_uppercase[place % 26]
    return letter if place < 26 else mark(place // 26 - 1) + letter


def _funnel(
    indicator: Indicator, level: Level, units: pd.DataFrame, known: pd.DataFrame
) -> Funnel:
    placed = funnel.funnel(known["part"], known["counted"])
    adjusted = len(known) >= ENOUGH_UNITS
    names = {f"adjusted_{name}" if adjusted else name: name for name in LINES}
    names["adjusted" if adjusted else "place"] = "place"
    told = units.join(placed[list(names)].rename(columns=names))
    told = told.assign(mark=[mark(place) for place in range(len(told))])
    centre = float(known["part"].sum() / known["counted"].sum())
    return Funnel(
        indicator=indicator,
        level=level,
        centre=centre,
        units=told.assign(place=told["place"].astype("object").fillna("").astype("str")),
        lines=_lines(centre, known, adjusted),
        adjusted=adjusted,
        alarms=funnel.false_alarms(len(known)),
    )


def _lines(centre: float, known: pd.DataFrame, adjusted: bool) -> pd.DataFrame:
    """Return the limits over the numbers counted, for the lines to be drawn."""
    least, most = float(known["counted"].min()), float(known["counted"].max())
    counted = np.unique(
        np.geomspace(max(least * 0.7, 5), most * 1.15, POINTS_OF_A_LINE).round()
    )
    if adjusted:
        tau2 = funnel.proportion_overdispersion(known["part"], known["counted"]).tau2
        limits = funnel.adjusted_limits(centre, counted, tau2)
    else:
        limits = funnel.limits(centre, counted)
    return limits.clip(0, 1).assign(counted=counted)


def _is_of(finding: Finding, level: Level) -> bool:
    return (finding.service == EVERYWHERE) is (level is Level.SITES)


def _unit(finding: Finding, level: Level) -> dict[str, object]:
    site = site_titles().get(finding.site, finding.site)
    service = service_title(finding.site, finding.service)
    part = getattr(finding, PARTS[finding.indicator.statistic])
    counted = finding.met + finding.missed
    return {
        "title": site if level is Level.SITES else f"{service}, {site}",
        "site": finding.site,
        "service": finding.service,
        "part": part,
        "counted": counted,
        "value": part / counted,
    }


def funnel_table(found: Funnel) -> pd.DataFrame:
    """Return the figures behind a funnel, unrounded, for a spreadsheet: it leaves the house.

    Where a small count of people is hidden, so is the result of all together: what is left
    would give it back.
    """
    names = {
        "mark": "Repère",
        "title": "Unité",
        "counted": "Effectif",
        "value": "Résultat",
        "l998": "Limite basse 99,8 %",
        "l95": "Limite basse 95 %",
        "u95": "Limite haute 95 %",
        "u998": "Limite haute 99,8 %",
    }
    table = found.units[[*names]].rename(columns=names).assign(Ensemble=found.centre)
    if found.indicator.dataset not in OF_PEOPLE:
        return table
    units = found.units
    counts = units[["part", "counted"]].assign(rest=units["counted"] - units["part"])
    figures = [name for name in table.columns if name not in ("Repère", "Unité", "Effectif")]
    told = disclosed(
        table,
        counts,
        Margins(parts=("part", "rest"), whole="counted"),
        {"Effectif": "counted"},
        figures,
        units[FLAGS],
    )
    return table if told is table else told.assign(Ensemble=HIDDEN)
