"""From tallies to findings, and from findings to the verdict on each engagement.

A finding merges the tallies of the months of its span; it never reads a fact.
"""

import json
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd

from etl.assessments.verdicts import gravest, verdicts
from etl.definitions.declarations import Declarations
from etl.domain.assessments import EVERYWHERE, VERDICT_RULE, Verdict
from etl.domain.engagements import Engagement, Statistic
from etl.pipeline.due import periods_until
from etl.pipeline.measuring import FIGURES, NUMBERS, keys_of, measured
from etl.pipeline.silence import without_silent
from etl.pipeline.spans import UNDATING, Axes, Ints, Truths, axes_of, described, spans
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_conclusions, load_tallies
from etl.store.imports import list_imports
from etl.store.purging import first_instants

COUNTS = (Statistic.COUNT, Statistic.PER_WEEK)
KEYS = ["engagement", "site", "service", "period", "kind", "start", "end"]
CONCLUSION = [*KEYS, "indicator", "verdict"]
FINDING = [
    *KEYS,
    "indicator",
    "span_start",
    *FIGURES,
    *("target", "comparison", "origin", "verdict", "rule", "as_of", "definition"),
]


def gather(
    warehouse: Warehouse, changed: list[str], at: datetime
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the findings of the changed indicators, and the verdicts of their engagements."""
    declared = warehouse.declarations
    with warehouse.store.reading() as connection:
        known = first_instants(connection, UNDATING)
        if not known or not changed:
            return pd.DataFrame(), pd.DataFrame()
        tallies = load_tallies(connection, indicators=changed)
        beside = _beside(declared.engagements, changed)
        others = load_conclusions(connection, beside)
        imports = list_imports(connection)
    local = warehouse.local(at)
    periods = periods_until(warehouse.local(min(known)), local)
    axes = axes_of(declared.engagements, changed, list(declared.sites), periods)
    findings = concluded(declared, axes, (tallies, imports), local).assign(as_of=at)[FINDING]
    engagements = list({each.number: each for each, _ in axes.pairs}.values())
    return findings, engagement_verdicts(engagements, _together(findings, others), at)


def concluded(
    declared: Declarations,
    axes: Axes,
    known: tuple[pd.DataFrame, pd.DataFrame],
    at: datetime,
) -> pd.DataFrame:
    """Return the findings of some axes from their tallies and all imports; ``at`` is local."""
    tallies, imports = known
    marks = {each.code: declared.fingerprint(each.code) for _, each in axes.pairs}
    findings = _with_counts(_findings(axes, tallies, marks, at), axes, tallies, imports)
    findings = findings.assign(verdict=verdicts(findings), rule=VERDICT_RULE)
    spoken = without_silent(findings, tallies, imports, declared.sources, at)
    return findings.assign(verdict=spoken)


def _beside(engagements: Iterable[Engagement], changed: list[str]) -> list[str]:
    """Return the unchanged indicators whose verdicts count beside those of changed ones.

    Findings of all the others would be read for nothing, ten years of them in a large store.
    """
    touched = [
        {each.code for each in engagement.indicators if each.mandatory or each.code in changed}
        for engagement in engagements
    ]
    together = set[str]().union(*(codes for codes in touched if not codes.isdisjoint(changed)))
    return sorted(together.difference(changed))


def _together(findings: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts of findings, all services together, with those beside them."""
    own = findings.loc[findings["service"] == EVERYWHERE, CONCLUSION]
    return pd.concat([own, others[CONCLUSION]]) if len(others) else own


def _findings(
    axes: Axes, tallies: pd.DataFrame, marks: dict[str, str], at: datetime
) -> pd.DataFrame:
    """Return one row for each indicator, site (and service that was measured) and period.

    ``place`` is that of the indicator; figures are null where nothing was measured.
    """
    every, keys = spans(axes, at), keys_of(axes, tallies)
    days = every["days"].to_numpy().reshape(len(axes.pairs), len(axes.periods))
    figures = measured(tallies, keys, days)
    rows = keys.laid_out(figures.index.to_numpy("int64"))
    place, site, service, period = keys.places(rows)
    parts = [
        described(axes, marks).iloc[place],
        every.iloc[place * len(axes.periods) + period],
        figures.reindex(rows),
    ]
    frame = pd.concat([each.reset_index(drop=True) for each in parts], axis="columns")
    return frame.assign(
        place=place,
        site=pd.Series(axes.sites, dtype="str").take(site).array,
        service=pd.Series(keys.services, dtype="str").take(service).array,
        applies=axes.applies[place, site, period],
    )


def _with_counts(
    frame: pd.DataFrame, axes: Axes, tallies: pd.DataFrame, imports: pd.DataFrame
) -> pd.DataFrame:
    """Fill what was not measured; tell a count of zero from a silent source.

    A count is zero, not unmeasured, at a site that has been heard before, over a span of
    which a source of the indicator has sent something (be it other events).
    """
    silent = frame[NUMBERS].isna().all(axis=1).to_numpy()
    zero = np.zeros(len(frame), dtype=bool)
    for place, (_, indicator) in enumerate(axes.pairs):
        own = tallies[tallies["indicator"] == indicator.code]
        if indicator.statistic in COUNTS and len(own):
            rows = np.flatnonzero(silent & (frame["place"] == place).to_numpy())
            zero[rows] = _is_zero(frame.iloc[rows], own, imports)
    filled = {name: frame[name].fillna(0).astype("int64") for name in NUMBERS}
    return frame.assign(
        value=frame["value"].mask(zero, 0.0).astype("float64"),
        silent=silent & ~zero,
        import_ids=frame["import_ids"].astype("object").fillna("[]"),
        **filled,
    )


def _is_zero(silent: pd.DataFrame, tallies: pd.DataFrame, imports: pd.DataFrame) -> Truths:
    """Tell which silent spans of one indicator were heard, and so hold a count of zero."""
    spoken = tallies.groupby("site")["month"].min()
    spoken.loc[EVERYWHERE] = spoken.min()
    heard = silent["site"].map(spoken) < silent["end"]
    alive = _is_covered(silent, _files_of_sources(tallies, imports))
    return np.asarray(heard & alive & (silent["service"] == EVERYWHERE), dtype=bool)


def _files_of_sources(tallies: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Return every import of the sources that have ever brought facts to these tallies."""
    behind = {each for text in tallies["import_ids"].unique() for each in json.loads(text)}
    sources = imports.loc[imports["id"].isin(behind), "source"]
    live = imports["undone_by"].isna() & imports["first_at"].notna()
    return imports[imports["source"].isin(sources) & live]


def _is_covered(frame: pd.DataFrame, files: pd.DataFrame) -> Truths:
    """Tell of each span whether a file holds facts dated in it."""
    first, last = (
        files[name].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        for name in ("first_at", "last_at")
    )
    begins, ends = frame["span_start"].to_numpy(), frame["end"].to_numpy()
    inside = (first[None, :] < ends[:, None]) & (last[None, :] >= begins[:, None])
    return np.asarray(inside.any(axis=1))


def engagement_verdicts(
    engagements: list[Engagement], findings: pd.DataFrame, at: datetime
) -> pd.DataFrame:
    """Return the verdict on each engagement: the gravest of its mandatory indicators."""
    mandatory = {
        each.code for number in engagements for each in number.indicators if each.mandatory
    }
    numbers = [each.number for each in engagements]
    own = findings[findings["indicator"].isin(mandatory) & findings["engagement"].isin(numbers)]
    own = own[CONCLUSION].sort_values("indicator")
    whole = own.groupby(KEYS, sort=True)
    group: Ints = whole.ngroup().to_numpy()
    worth = whole.size().reset_index()[KEYS].assign(verdict=_gravest(group, own["verdict"]))
    gravest_of = worth["verdict"].take(group).to_numpy()
    blocks = own["verdict"].to_numpy() == gravest_of
    blocks &= ~own["verdict"].isin([Verdict.MET, Verdict.NOT_APPLICABLE]).to_numpy()
    codes: list[list[str]] = [[] for _ in range(len(worth))]
    for place, code in zip(group[blocks].tolist(), own["indicator"][blocks], strict=True):
        codes[place].append(code)
    return worth.assign(blocking=[json.dumps(each) for each in codes], as_of=at)


def _gravest(group: Ints, found: pd.Series) -> list[str]:
    """Return the gravest verdict of each group; groups hold few different sets of them."""
    code, names = pd.factorize(found)
    sets = np.zeros(int(group.max(initial=-1)) + 1, dtype="int64")
    np.bitwise_or.at(sets, group, 1 << code)
    worth = {
        held: gravest(name for place, name in enumerate(names) if held >> place & 1).value
        for held in np.unique(sets).tolist()
    }
    return [worth[held] for held in sets.tolist()]
