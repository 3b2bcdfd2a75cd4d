"""From tallies to findings, and from findings to the verdict on each engagement.

A finding merges the tallies of the months of its span; it never reads a fact.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from etl.assessments.verdicts import gravest, verdicts
from etl.domain.assessments import EVERYWHERE, VERDICT_RULE, Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Engagement, Indicator, Statistic
from etl.domain.periods import Period
from etl.indicators.measures import measure
from etl.indicators.tallies import merge
from etl.pipeline.due import periods_until
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_findings, load_tallies
from etl.store.facts import span
from etl.store.imports import list_imports

COUNTS = (Statistic.COUNT, Statistic.PER_WEEK)
NUMBERS = ["counted", "met", "missed", "pending", "excluded", "unknown"]
FIGURES = ["value", "low", "high", *NUMBERS, "import_ids"]
KEYS = ["engagement", "site", "service", "period", "kind", "start", "end"]
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
    with warehouse.store.reading() as connection:
        firsts = [span(connection, each)[0] for each in Dataset]
        known = [each for each in firsts if each is not None]
        if not known or not changed:
            return pd.DataFrame(), pd.DataFrame()
        tallies = load_tallies(connection, indicators=changed)
        others = load_findings(connection, service=EVERYWHERE)
        imports = list_imports(connection)
    periods = periods_until(min(known), at)
    found = []
    engagements = [
        each
        for each in warehouse.declarations.engagements
        if {indicator.code for indicator in each.indicators} & set(changed)
    ]
    for engagement in engagements:
        for indicator in engagement.indicators:
            if indicator.code in changed:
                own = tallies[tallies["indicator"] == indicator.code]
                frame = _findings(warehouse, engagement, indicator, own, periods, at)
                frame = _with_counts(frame, indicator, own, imports)
                found.append(frame.assign(verdict=verdicts(frame))[FINDING])
    findings = pd.concat(found, ignore_index=True)
    kept = others[~others["indicator"].isin(changed)]
    return findings, engagement_verdicts(engagements, _together(findings, kept), at)


def _together(findings: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    frame = pd.concat([findings, others[FINDING]]) if len(others) else findings
    return frame[frame["service"] == EVERYWHERE]


def _findings(
    warehouse: Warehouse,
    engagement: Engagement,
    indicator: Indicator,
    tallies: pd.DataFrame,
    periods: list[Period],
    at: datetime,
) -> pd.DataFrame:
    """Return one row for each site (and service), period of one indicator."""
    spans = _spans(periods, indicator, at)
    applies = _applicability(warehouse, engagement, indicator, spans)
    measured = _measured(tallies, indicator, spans, applies)
    services = measured.loc[measured["service"] != EVERYWHERE, ["site", "service"]]
    grid = pd.concat(
        [applies[["site"]].drop_duplicates().assign(service=EVERYWHERE), services]
    ).drop_duplicates()
    frame = (
        grid.merge(spans, how="cross")
        .merge(applies, on=["site", "period"], how="left")
        .merge(measured, on=["site", "service", "period"], how="left")
    )
    return frame.assign(
        engagement=engagement.number,
        indicator=indicator.code,
        enough=indicator.enough,
        statistic=indicator.statistic.value,
        rule=VERDICT_RULE,
        as_of=at,
        definition=warehouse.declarations.fingerprint(indicator.code),
    )


def _spans(periods: list[Period], indicator: Indicator, at: datetime) -> pd.DataFrame:
    """Return each period with the span measured and the target in force at its end."""
    targets = [indicator.target_on(each.end - timedelta(days=1)) for each in periods]
    frame = pd.DataFrame(
        {
            "period": [each.code for each in periods],
            "kind": [each.kind.value for each in periods],
            "start": pd.to_datetime([each.start for each in periods]),
            "end": pd.to_datetime([each.end for each in periods]),
            "span_start": pd.to_datetime(
                [each.span_start(indicator.window_months) for each in periods]
            ),
            "target": [
                np.nan if each is None or each.value is None else each.value for each in targets
            ],
            "comparison": ["" if each is None else each.comparison.value for each in targets],
            "origin": ["" if each is None else each.origin.value for each in targets],
        }
    )
    today = pd.Timestamp(at.date())
    elapsed = frame["end"].clip(upper=today + pd.Timedelta(days=1)) - frame["span_start"]
    return frame.assign(finished=frame["end"] <= today, days=elapsed.dt.days.clip(lower=1))


def _applicability(
    warehouse: Warehouse, engagement: Engagement, indicator: Indicator, spans: pd.DataFrame
) -> pd.DataFrame:
    """Return whether the indicator applies, for each site (and all together) and period."""
    sites = list(warehouse.declarations.sites)
    last_days = [(end - timedelta(days=1)).date() for end in spans["end"]]
    by_site = pd.MultiIndex.from_product([sites, spans["period"]], names=["site", "period"])
    applies = [
        (not indicator.sites or site in indicator.sites)
        and ((decision := engagement.applies_to(site, day)) is None or decision.applies)
        for site in sites
        for day in last_days
    ]
    frame = pd.DataFrame({"applies": applies}, index=by_site).reset_index()
    everywhere = frame.groupby("period", as_index=False)["applies"].any()
    return pd.concat([frame, everywhere.assign(site=EVERYWHERE)], ignore_index=True)


def _measured(
    tallies: pd.DataFrame, indicator: Indicator, spans: pd.DataFrame, applies: pd.DataFrame
) -> pd.DataFrame:
    """Merge the tallies of each span, by site, by service and all together; measure them."""
    where = spans[["period", "span_start", "end", "days"]]
    joined = tallies.merge(where, how="cross")
    joined = joined[
        (joined["month"] >= joined["span_start"]) & (joined["month"] < joined["end"])
    ]
    joined = joined.merge(applies, on=["site", "period"])
    joined = joined[joined["applies"]].drop(columns="applies")
    if joined.empty:
        return pd.DataFrame(columns=["site", "service", "period"])
    groups = [joined.assign(over_service=EVERYWHERE)]
    if indicator.by_service:
        groups.append(joined[joined["service"] != ""].assign(over_service=joined["service"]))
    over = pd.concat([each.assign(over_site=each["site"]) for each in groups])
    over = pd.concat([over, over.assign(over_site=EVERYWHERE)], ignore_index=True)
    keys = ["over_site", "over_service", "period"]
    merged = merge(over, keys, indicator.statistic)
    merged = merged.merge(where[["period", "days"]], on="period")
    merged = merged.join(over.groupby(keys)["import_ids"].agg(_union), on=keys)
    return (
        measure(merged, indicator.statistic, merged["days"])
        .drop(columns="days")
        .rename(columns={"over_site": "site", "over_service": "service"})
    )


def _with_counts(
    frame: pd.DataFrame, indicator: Indicator, tallies: pd.DataFrame, imports: pd.DataFrame
) -> pd.DataFrame:
    """Fill what was not measured; tell a count of zero from a silent source.

    A count is zero, not unmeasured, at a site that has been heard before, over a span of
    which a source of the indicator has sent something (be it other events).
    """
    absent = [name for name in FIGURES if name not in frame]
    frame = frame.reindex(columns=[*frame.columns, *absent])
    silent = frame[NUMBERS].isna().all(axis=1)
    if indicator.statistic in COUNTS and len(tallies):
        spoken = tallies.groupby("site")["month"].min()
        spoken.loc[EVERYWHERE] = spoken.min()
        heard = frame["site"].map(spoken) < frame["end"]
        alive = _is_covered(frame, _files_of_sources(tallies, imports))
        zero = silent & heard & alive & (frame["service"] == EVERYWHERE)
        frame = frame.assign(value=frame["value"].mask(zero, 0.0))
        silent &= ~zero
    filled = {name: frame[name].fillna(0).astype("int64") for name in NUMBERS}
    return frame.assign(
        silent=silent,
        applies=frame["applies"].astype(bool),
        import_ids=frame["import_ids"].astype("object").fillna("[]"),
        **filled,
    )


def _files_of_sources(tallies: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Return every import of the sources that have ever brought facts to these tallies."""
    behind = {each for text in tallies["import_ids"] for each in json.loads(text)}
    sources = imports.loc[imports["id"].isin(behind), "source"]
    return imports[imports["source"].isin(sources) & imports["first_at"].notna()]


def _is_covered(frame: pd.DataFrame, files: pd.DataFrame) -> np.ndarray:
    """Tell of each span whether a file holds facts dated in it."""
    first, last = (
        files[name].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        for name in ("first_at", "last_at")
    )
    begins, ends = frame["span_start"].to_numpy(), frame["end"].to_numpy()
    inside = (first[None, :] < ends[:, None]) & (last[None, :] >= begins[:, None])
    return np.asarray(inside.any(axis=1))


def _union(lists: Iterable[str]) -> str:
    return json.dumps(sorted({each for text in set(lists) for each in json.loads(text)}))


def engagement_verdicts(
    engagements: list[Engagement], findings: pd.DataFrame, at: datetime
) -> pd.DataFrame:
    """Return the verdict on each engagement: the gravest of its mandatory indicators."""
    mandatory = {
        each.code for number in engagements for each in number.indicators if each.mandatory
    }
    numbers = [each.number for each in engagements]
    own = findings[findings["indicator"].isin(mandatory) & findings["engagement"].isin(numbers)]
    grouped = own.groupby(KEYS, sort=True)
    worth = grouped["verdict"].agg(lambda each: gravest(list(each)).value).reset_index()
    blocking = own.merge(worth, on=[*KEYS, "verdict"])
    blocking = blocking[~blocking["verdict"].isin([Verdict.MET, Verdict.NOT_APPLICABLE])]
    codes = blocking.groupby(KEYS)["indicator"].agg(lambda each: json.dumps(sorted(each)))
    worth = worth.join(codes.rename("blocking"), on=KEYS)
    return worth.assign(blocking=worth["blocking"].fillna("[]"), as_of=at)
