"""Figures that add up to others: a total is hidden with any hidden part of it.

A month is a part of its quarter and of its year, a site of all of them together. Each is in a
file of its own, and who has them all subtracts: so what is hidden of one is hidden of all that
it is a part of. Then a small count can be anything: with it, all that it is a part of change.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import ENTRIES, admitted_sites, site_titles, version, warehouse
from etl.assessments.disclosure import POSSIBLE, is_small
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import OF_PEOPLE
from etl.domain.periods import PeriodKind
from etl.store.assessments import load_findings

# What is hidden of a finding: its parts (met, missed), its number counted, what is pending.
FLAGS = ["parts", "whole", "pending"]


def told_by_others(findings: Sequence[Finding]) -> pd.DataFrame:
    """Tell of some findings of one indicator what their parts hide; one row each, ``FLAGS``."""
    found = pd.DataFrame(False, index=range(len(findings)), columns=FLAGS)
    if not findings or findings[0].indicator.dataset not in OF_PEOPLE:
        return found
    sites = tuple(dict.fromkeys((*admitted_sites(), *site_titles())))
    known = _hidden(version(), sites, findings[0].indicator.code)
    keys = [(each.site, each.period.code, each.service) for each in findings]
    return known.reindex(pd.MultiIndex.from_tuples(keys), fill_value=False).reset_index(
        drop=True
    )


@st.cache_data(max_entries=4 * ENTRIES, show_spinner=False)
def _hidden(version: int, sites: tuple[str, ...], code: str) -> pd.DataFrame:
    with warehouse().store.reading() as connection:
        frame = load_findings(connection, sites, indicators=[code], service=EVERYWHERE)
    return hidden_totals(frame).set_index(["site", "period", "service"])[FLAGS]


def hidden_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return findings (site, kind, start, counts) with ``FLAGS``: hidden, as a part of them is.

    What a row hides of itself is told too, as ``etl.assessments.disclosure`` hides it.
    """
    counts = frame[["met", "missed", "counted", "pending"]].fillna(0)
    small = is_small(counts)
    parts = small["met"] | small["missed"]
    # Of two parts that are not zero, each could be all values but zero and the whole.
    few = parts & (counts["counted"] - 1 < POSSIBLE)
    told = frame.assign(parts=parts, whole=small["counted"] | few, pending=small["pending"])
    begun = pd.to_datetime(told["start"])
    told = told.assign(year=begun.dt.year, quarter=begun.dt.quarter)
    for kind, span in ((PeriodKind.QUARTER, ["year", "quarter"]), (PeriodKind.YEAR, ["year"])):
        told = _raised(told, ["site", *span], told["kind"].eq(kind))
    return _raised(told, ["kind", "start"], told["site"].eq(EVERYWHERE))


def _raised(told: pd.DataFrame, by: list[str], totals: pd.Series) -> pd.DataFrame:
    """Hide of the totals of each group what is hidden of any of its rows."""
    shorter = told[FLAGS].groupby([told[name] for name in by]).transform("any")
    return told.assign(**{name: told[name] | (totals & shorter[name]) for name in FLAGS})
