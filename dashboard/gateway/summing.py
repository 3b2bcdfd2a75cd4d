"""Figures that add up to others: what a file must hide because other files would tell it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import ENTRIES, admitted_sites, site_titles, version, warehouse
from etl.assessments.complements import Told, sums_of, with_complements
from etl.assessments.disclosure import POSSIBLE, Flags, is_small
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import OF_PEOPLE
from etl.store.assessments import load_findings

# What is hidden of a finding: its parts (met, missed), its number counted, what is pending.
FLAGS = ["parts", "whole", "pending"]


def told_by_others(findings: Sequence[Finding]) -> pd.DataFrame:
    """Tell of some findings of one indicator what to hide of each; one row each, ``FLAGS``."""
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
    return hidden_together(frame).set_index(["site", "period", "service"])[FLAGS]


def hidden_together(frame: pd.DataFrame) -> pd.DataFrame:
    """Return findings (site, kind, start, counts) with ``FLAGS``: hidden, or to hide with them.

    What a row hides of itself is told too, as ``etl.assessments.disclosure`` hides it.
    """
    counts = frame[["met", "missed", "counted", "pending"]].fillna(0).astype("int64")
    sums = sums_of(frame)
    small = is_small(counts)
    parts = small["met"] | small["missed"]
    # Of two parts that are not zero, each could be all values but zero and the whole.
    few = parts & (counts["counted"] - 1 < POSSIBLE)

    def flags(own: pd.Series, *names: str) -> Flags:
        told = Told(counts[[*names]].to_numpy(), least[[*names]].to_numpy())
        return with_complements(own.to_numpy(), told, sums)

    # A number counted is no less than its parts, of which none that is hidden is zero.
    least = counts.gt(0).astype("int64")
    least["counted"] = np.maximum(least["counted"], least["met"] + least["missed"])
    whole = flags(small["counted"] | few, "counted")
    return frame.assign(
        parts=flags(parts | whole, "met", "missed"),
        whole=whole,
        pending=flags(small["pending"], "pending"),
    )
