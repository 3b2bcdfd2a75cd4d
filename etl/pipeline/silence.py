"""What a silent source no longer proves: a promise is not kept because nobody tells."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
import pandas as pd

from etl.domain.assessments import Verdict
from etl.domain.sources import Rhythm, Source
from etl.domain.trust import ALLOWED_DAYS, SILENT
from etl.pipeline.spans import Truths

# Silence takes away a proof. It neither excuses a miss nor says anything of what is followed.
PROOFS = (Verdict.MET.value, Verdict.INCONCLUSIVE.value)


def without_silent(
    findings: pd.DataFrame,
    tallies: pd.DataFrame,
    imports: pd.DataFrame,
    sources: Iterable[Source],
    at: datetime,
) -> pd.Series:
    """Return the verdicts, *not measured* where all the sources of an indicator fell silent.

    ``at`` is a local instant. Silent: from its last fact to the end of the period (or to
    today), more than twice the days that its rhythm allows. What happens by event never is.
    """
    rhythms = {each.name: each.rhythm for each in sources}
    muted = np.zeros(len(findings), dtype=bool)
    proof = findings["verdict"].isin(PROOFS).to_numpy()
    places = findings.groupby("indicator").indices
    for code, own in tallies.groupby("indicator"):
        rows = places.get(code, np.array([], dtype="int64"))
        rows = rows[proof[rows]]
        if len(rows):
            files = _files(own, imports)
            muted[rows] = _is_muted(findings["end"].iloc[rows], files, rhythms, at)
    return findings["verdict"].mask(muted, Verdict.NOT_MEASURED.value)


def _files(tallies: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Return every live import of the sources behind these tallies."""
    behind = {each for text in tallies["import_ids"].unique() for each in json.loads(text)}
    names = imports.loc[imports["id"].isin(behind), "source"]
    live = imports["undone_by"].isna() & imports["first_at"].notna()
    return imports[imports["source"].isin(names) & live]


def _is_muted(
    ends: pd.Series, files: pd.DataFrame, rhythms: Mapping[str, Rhythm], at: datetime
) -> Truths:
    limits, place = np.unique(
        np.minimum(ends.to_numpy(), np.datetime64(at.replace(tzinfo=None), "us")),
        return_inverse=True,
    )
    alive = np.zeros(len(limits), dtype=bool)
    for source, own in files.groupby("source"):
        rhythm = rhythms.get(str(source), Rhythm.EVENT)
        alive |= rhythm not in ALLOWED_DAYS or _is_heard(limits, own, ALLOWED_DAYS[rhythm])
    return ~alive[place]


def _is_heard(limits: np.ndarray, files: pd.DataFrame, allowed: int) -> Truths:
    """Tell of each instant whether a file says something of the days before it."""
    first, last = (
        files[name].dt.tz_localize(None).to_numpy() for name in ("first_at", "last_at")
    )
    since = limits[:, None] - np.timedelta64(int(SILENT * allowed), "D")
    return np.asarray(((first < limits[:, None]) & (last >= since)).any(axis=1))
