"""The cases behind a figure, page by page, in the words of the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, wording
from dashboard.gateway.acts import note_export
from dashboard.gateway.explaining import DeadlineAccount, account_of, instant_of
from dashboard.gateway.limits import LIMIT, days_of, limit_column
from dashboard.gateway.pauses import delay_columns, overrun_columns, unit_of
from dashboard.gateway.warehouse import (
    Services,
    admitted,
    admitted_services,
    admitted_sites,
    csv,
    of_services,
    service_title,
    site_titles,
    timezone,
    version,
    warehouse,
)
from dashboard.wording import cases as words
from dashboard.wording import pauses as pause_words
from dashboard.wording import telephone
from etl import formats
from etl.domain import column_names
from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.domain.roles import Right
from etl.frames.columns import DATED_BY, FACTS, Kind
from etl.pipeline import cases as judged_cases
from etl.pipeline.pauses import counts_pauses, suspensions_of

PAGE_LENGTH = 20
# Stands between a site and a code: no code holds it.
PAIR = "\x1f"
RENAMED = {"outcome": "contact_outcome"}
ALL = "tous"
# What a table of cases shows beside outcome, value, deadline, file and line.
SHOWN: Mapping[Dataset, tuple[str, ...]] = {
    Dataset.CALLS: ("started_at", "contact_outcome", "site", "queue"),
    Dataset.MAILS: ("received_at", "answered_at", "channel", "service"),
    Dataset.VISITS: ("arrived_at", "appointment_at", "called_at", "contact_outcome", "desk"),
    Dataset.MYSTERY: ("observed_at", "campaign", "channel", "scenario"),
    Dataset.SURVEYS: ("answered_at", "survey", "question", "score"),
    Dataset.EVENTS: ("started_at", "done_at", "kind", "subject"),
}


@dataclass(frozen=True)
class Asked:
    """Whose cases: an indicator, for a site (or all) and a period, as a finding saw it."""

    code: str
    site: str
    period: Period
    as_of: datetime


@dataclass(frozen=True)
class CasePage:
    """One page of the cases with a chosen outcome; ``ids`` are the facts of its rows."""

    rows: pd.DataFrame
    ids: tuple[int, ...]
    page: int
    pages: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Case:
    """One case: its outcome, its fields in words, where it was read, why it was due."""

    outcome: Outcome
    fields: tuple[tuple[str, str], ...]
    measure: tuple[str, str]
    deadline: str
    file_name: str
    line: int
    account: DeadlineAccount | None


def case_page(asked: Asked, outcome: str, page: int) -> CasePage:
    """Return a page of cases; a page beyond the last one is the last one."""
    access.require(Right.SEE_CASES)
    return _case_page(version(), asked, sites_of(asked), admitted_services(), outcome, page)


@st.cache_data(max_entries=64, show_spinner=wording.LOADING)
def _case_page(
    version: int,
    asked: Asked,
    sites: tuple[str, ...],
    services: Services,
    outcome: str,
    page: int,
) -> CasePage:
    frame = of_services(judged(version, asked, sites), services)
    if frame.empty:
        return CasePage(pd.DataFrame(), (), 1, 1, {ALL: 0})
    counts = {ALL: len(frame)} | frame["outcome"].value_counts().to_dict()
    chosen = _chosen(frame, outcome)
    pages = max(1, -(-len(chosen) // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    rows = chosen.iloc[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    shown = _in_words(rows, warehouse().declarations.indicator(asked.code), asked.site)
    return CasePage(shown, tuple(rows["fact_id"].tolist()), page, pages, counts)


def cases_csv(asked: Asked, outcome: str) -> bytes:
    """Return all the cases of an outcome, for a spreadsheet."""
    frame = _seen(asked)
    if frame.empty:
        return csv(pd.DataFrame())
    indicator, chosen = warehouse().declarations.indicator(asked.code), _chosen(frame, outcome)
    note_export(f"cas {asked.code} {asked.period.code}", site=asked.site, rows=len(chosen))
    return csv(_in_words(chosen, indicator, asked.site), asked.site)


def case(asked: Asked, fact_id: int) -> Case | None:
    """Return one case, or ``None`` if it is not among those that the visitor may see."""
    frame = _seen(asked)
    own = frame[frame["fact_id"] == fact_id] if len(frame) else frame
    if own.empty:
        return None
    row = own.iloc[0]
    indicator = warehouse().declarations.indicator(asked.code)
    zone = timezone(str(row["site"]))
    return Case(
        outcome=Outcome(str(row["outcome"])),
        fields=(
            *_counted_as(row, indicator),
            *_limit(row, indicator),
            *_delays(row, indicator, asked.as_of, zone),
            *_fields(row, indicator.dataset, zone),
        ),
        measure=(_measured_as(row, indicator), wording.value_text(row["value"], "")),
        deadline=formats.instant(instant_of(row.get("deadline_at")), zone),
        file_name=str(row["file_name"]),
        line=int(row["line"]),
        account=account_of(row, indicator, asked.as_of),
    )


def _delays(
    row: pd.Series, indicator: Indicator, as_of: datetime, zone: str
) -> tuple[tuple[str, str], ...]:
    """Return the gross delay where pauses shorten it, the overrun, and the pauses."""
    held = suspensions_of(warehouse(), indicator.dataset, row, as_of)
    told = pause_words.pauses_text(held, zone, counts_pauses(indicator))
    values = {}
    if not pd.isna(row["value"]) and row["gross"] != row["value"]:
        values[pause_words.gross_heading(days_of(indicator))] = "gross"
    unit = unit_of(indicator)
    if unit is not None and not pd.isna(row["overrun"]):
        values[pause_words.overrun_heading(unit)] = "overrun"
    numbers = [(title, wording.value_text(row[name], "")) for title, name in values.items()]
    return (*numbers, *([("Suspension", told)] if told else []))


def _measured_as(row: pd.Series, indicator: Indicator) -> str:
    """Return what the value of one case is called: net, where pauses shorten it."""
    is_net = not pd.isna(row["value"]) and row["gross"] != row["value"]
    return pause_words.net_heading(days_of(indicator)) if is_net else _value_heading(indicator)


def _limit(row: pd.Series, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Return the limit that one case must keep, with its unit."""
    found = limit_column(row.to_frame().T.infer_objects(), indicator, str(row["site"]))
    return ((LIMIT, str(found[LIMIT].iloc[0])),) if found else ()


def _counted_as(row: pd.Series, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    if "call_class" not in row.index:
        return ()
    return (("Décompte", str(_classes(row.to_frame().T, indicator).iloc[0])),)


def sites_of(asked: Asked) -> tuple[str, ...]:
    return admitted_sites(admitted(asked.site))


@st.cache_data(max_entries=8, show_spinner=wording.LOADING)
def judged(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    return judged_cases(warehouse(), asked.code, sites, asked.period, asked.as_of)


def _seen(asked: Asked) -> pd.DataFrame:
    """Return the cases that the visitor may open one by one."""
    access.require(Right.SEE_CASES)
    return of_services(judged(version(), asked, sites_of(asked)), admitted_services())


def _chosen(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return frame if outcome == ALL else frame[frame["outcome"] == outcome]


def _in_words(rows: pd.DataFrame, indicator: Indicator, site: str) -> pd.DataFrame:
    """Return rows under French headings: outcome, value and limit, facts, file and line."""
    shown = {"Jugement": rows["outcome"].map({str(k): v for k, v in wording.OUTCOMES.items()})}
    if "call_class" in rows:
        shown["Décompte"] = _classes(rows, indicator)
    shown |= delay_columns(rows, _value_heading(indicator), days_of(indicator))
    shown |= limit_column(rows, indicator, site)
    for name in SHOWN[indicator.dataset]:
        if rows[name].notna().any():
            shown[column_names.column(name)] = _column_in_words(rows, name)
    if "deadline_at" in rows and rows["deadline_at"].notna().any():
        shown["Échéance"] = rows["deadline_at"]
    shown |= overrun_columns(rows, indicator)
    shown["Fichier"] = rows["file_name"]
    shown["Ligne"] = rows["line"]
    return pd.DataFrame(shown).reset_index(drop=True)


def _classes(rows: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """Return why each call counts or does not."""
    return telephone.classes_in_words(
        rows["call_class"], indicator.rule == telephone.TIMED_RULE
    )


def _value_heading(indicator: Indicator) -> str:
    """Return what the value of a case is called: by its rule, else by the indicator's unit."""
    unit = wording.SHOWN_UNITS.get(indicator.unit, indicator.unit)
    own = f"Mesure ({unit})" if unit and unit != "%" else "Mesure"
    days = days_of(indicator)
    return pause_words.delay_heading(days) if days else words.MEASURES.get(indicator.rule, own)


def _column_in_words(rows: pd.DataFrame, name: str) -> pd.Series:
    if name.endswith("_at") or pd.api.types.is_float_dtype(rows[name]):
        return rows[name]
    sites, codes = rows["site"].astype("str"), rows[name].astype("object").fillna("")
    pairs = sites + PAIR + codes.astype("str")
    known = {pair: pair.split(PAIR) for pair in pairs.unique()}
    return pairs.map({pair: _word(name, site, code) for pair, (site, code) in known.items()})


def _word(name: str, site: str, code: object) -> str:
    if code is None or pd.isna(code) or code == "":
        return ""
    if name == "site":
        return site_titles().get(str(code), str(code))
    return service_title(site, str(code)) if name == "service" else words.word(str(code))


def _fields(row: pd.Series, dataset: Dataset, zone: str) -> tuple[tuple[str, str], ...]:
    """Return the filled fields of a fact, its dating instant first."""
    dated = DATED_BY[dataset]
    columns = sorted(FACTS[dataset], key=lambda each: each.name != dated)
    # « outcome » is the judgement; the contact's own has another name.
    names = [(RENAMED.get(each.name, each.name), each.kind) for each in columns]
    return tuple(
        (column_names.column(name), _text(row, name, kind, zone))
        for name, kind in names
        if name in row.index and not pd.isna(row[name])
    )


def _text(row: pd.Series, name: str, kind: Kind, zone: str) -> str:
    value = row[name]
    if kind is Kind.INSTANT:
        return formats.instant(instant_of(value), zone)
    if kind is Kind.NUMBER:
        return formats.number(float(value), 0 if float(value).is_integer() else 1)
    if kind in (Kind.KEY, Kind.PSEUDONYM):
        # A hash tells two cases apart without telling anything of anybody.
        return f"{int(value) & 0xFFFFFFFF:08x}"
    return _word(name, str(row["site"]), value)
