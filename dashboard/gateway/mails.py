"""Written requests still open at a day: what falls due, how old they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, wording
from dashboard.gateway.acts import note_export
from dashboard.gateway.disclosing import disclosed
from dashboard.gateway.warehouse import (
    Services,
    admitted,
    admitted_services,
    admitted_sites,
    csv,
    engagement_number,
    of_services,
    service_title,
    site_titles,
    timezone,
    version,
    warehouse,
)
from dashboard.gateway.warehouse import data_as_of as last_import
from dashboard.wording import cases as case_words
from dashboard.wording import mails as words
from etl.assessments.disclosure import Margins
from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.periods import containing
from etl.domain.roles import Right
from etl.pipeline.worklist import open_requests
from etl.store.facts import load_facts

PAGE_LENGTH = 20
# How far back the page may look: thirteen months, as one compares with last year.
DAYS_BACK = 396
LETTER = "letter"
SIDES = ("email", LETTER)
COUNTS = ("email_in_time", "email_late", "letter_in_time", "letter_late")


@dataclass(frozen=True)
class Moment:
    """When the page looks: the instant of the last import, or the morning of a day before."""

    day: date
    at: datetime
    is_last_import: bool


@dataclass(frozen=True)
class Situation:
    """How many requests are open, by when they fall due; each request counts once.

    ``counts`` has one number for each of ``words.GROUPS``; ``last_received`` is the local day
    of the newest request, open or not, that is known then.
    """

    open: int
    counts: Mapping[str, int]
    last_received: date | None


@dataclass(frozen=True)
class DuePage:
    """One page of requests; ``doors`` tells for each row where its case is explained."""

    rows: pd.DataFrame
    doors: tuple[Mapping[str, object], ...]
    page: int
    pages: int


def days_to_look_at() -> tuple[date, ...]:
    """Return the day of the last import, then the weekdays before it, newest first."""
    at = last_import()
    if at is None:
        return ()
    last = warehouse().local(at).date()
    before = (last - timedelta(days=each) for each in range(1, DAYS_BACK))
    return (last, *(each for each in before if each.weekday() < 5))


def moment(day: date) -> Moment | None:
    """Return when to look for a day; nothing is known of what came after the last import."""
    at = last_import()
    if at is None:
        return None
    last = warehouse().local(at).date()
    if day >= last:
        return Moment(last, at, True)
    site = next(iter(warehouse().declarations.sites))
    return Moment(day, warehouse().calendar(site).instants(day, day)[0], False)


def now_known() -> Moment | None:
    """Return the moment of the last import."""
    return moment(date.max)


def situation(site: str, at: datetime) -> Situation:
    return _situation(version(), admitted_sites(admitted(site)), admitted_services(), at)


@st.cache_data(max_entries=64, show_spinner=wording.LOADING)
def _situation(
    version: int, sites: tuple[str, ...], services: Services, at: datetime
) -> Situation:
    own = of_services(each_once(version, sites, at), services)
    return Situation(
        open=len(own),
        counts={group: int(_is_in(own, group, at).sum()) for group in words.GROUPS},
        last_received=_newest(sites, at),
    )


def due_page(site: str, at: datetime, group: str, page: int) -> DuePage:
    """Return a page of the requests of a group; a page beyond the last one is the last one."""
    return page_of(_due(site, at, group), page)


def page_of(requests: pd.DataFrame, page: int) -> DuePage:
    pages = max(1, -(-len(requests) // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    rows = requests.iloc[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    return DuePage(in_words(rows), tuple(map(_door, rows.to_dict("records"))), page, pages)


def due_csv(site: str, at: datetime, group: str) -> bytes:
    """Return all the requests of a group, for a spreadsheet."""
    own = _due(site, at, group)
    note_export(f"échéances {group}", site=site, rows=len(own))
    return csv(in_words(own) if len(own) else own, site)


def _due(site: str, at: datetime, group: str) -> pd.DataFrame:
    """Return the requests of a group that the visitor may open one by one."""
    access.require(Right.SEE_CASES)
    found = each_once(version(), admitted_sites(admitted(site)), at)
    own = of_services(found, admitted_services())
    return own[_is_in(own, group, at)] if len(own) else own


def ages(site: str, at: datetime) -> pd.DataFrame:
    """Return how many requests are open, by age in working days, without their pauses.

    One row a class of ``words.AGES``, youngest first: ``email_in_time`` (forms with e-mails),
    ``email_late``, ``letter_in_time``, ``letter_late``.
    """
    return _ages(version(), admitted_sites(admitted(site)), admitted_services(), at)


@st.cache_data(max_entries=64, show_spinner=False)
def _ages(
    version: int, sites: tuple[str, ...], services: Services, at: datetime
) -> pd.DataFrame:
    own = of_services(each_once(version, sites, at), services)
    classes = list(words.AGES)
    if own.empty:
        return pd.DataFrame(0, index=classes, columns=list(COUNTS))
    bounds = [-1.0, *classes]
    age = pd.cut(own["waited"], bounds, labels=classes).astype("float64")
    side = own["channel"].eq(LETTER).map({True: LETTER, False: SIDES[0]})
    state = own["outcome"].eq(Outcome.MISSED.value).map({True: "late", False: "in_time"})
    found = pd.crosstab(age, side + "_" + state)
    return found.reindex(index=classes, columns=list(COUNTS), fill_value=0)


def ages_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the same for a spreadsheet, small counts of people hidden."""
    table = pd.DataFrame(
        {
            words.AGE: list(words.AGES.values()),
            **{words.COUNTED[name]: list(found[name]) for name in COUNTS},
        }
    )
    for name in COUNTS:
        counts = pd.DataFrame({name: table[words.COUNTED[name]]})
        table = disclosed(
            table, counts, Margins(parts=(name,)), {words.COUNTED[name]: name}, ()
        )
    return table


@st.cache_data(max_entries=16, show_spinner=wording.LOADING)
def open_at(version: int, sites: tuple[str, ...], at: datetime) -> pd.DataFrame:
    return open_requests(warehouse(), sites, at)


def each_once(version: int, sites: tuple[str, ...], at: datetime) -> pd.DataFrame:
    """Return each open request once, by the promise that asks for it first."""
    found = open_at(version, sites, at)
    return found.drop_duplicates("fact_id") if len(found) else found


def _newest(sites: tuple[str, ...], at: datetime) -> date | None:
    """Return the local day of the newest request of the last quarter."""
    span = (at - timedelta(days=92), at)
    with warehouse().store.reading() as connection:
        facts = load_facts(connection, Dataset.MAILS, span, sites, ["received_at"])
    if facts.empty:
        return None
    return warehouse().local(facts["received_at"].max().to_pydatetime()).date()


def _is_in(own: pd.DataFrame, group: str, at: datetime) -> pd.Series:
    """Tell which requests a group holds; the week ends on its Sunday."""
    if own.empty:
        return pd.Series(dtype=bool)
    late = own["outcome"].eq(Outcome.MISSED.value)
    running = ~late & ~own["suspended"]
    left, sunday = own["days_left"], 6 - warehouse().local(at).weekday()
    return {
        words.TODAY: running & left.eq(0),
        words.TOMORROW: running & left.eq(1),
        words.WEEK: running & left.le(sunday),
        words.LATER: running & left.gt(sunday),
        words.WAITING: ~late & own["suspended"],
        words.LATE: late,
    }[group]


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return requests under French headings, down to file and line."""
    told = {words.REFERENCE: [_reference(each) for each in rows["source_id"]]}
    told |= {"Reçu le": rows["received_at"]}
    told |= {"Canal": rows["channel"].map(case_words.word)}
    if rows["site"].nunique() > 1:
        told["Site"] = rows["site"].map(site_titles())
    places = zip(rows["site"], rows["service"], strict=True)
    told["Service"] = [service_title(site, _text(code)) for site, code in places]
    told[words.DUE] = [
        words.due_day(day, held)
        for day, held in zip(rows["due_on"], rows["suspended"], strict=True)
    ]
    told[words.WAITED] = rows["waited"]
    told["Fichier"], told["Ligne"] = rows["file_name"], rows["line"]
    return pd.DataFrame(told).reset_index(drop=True)


def _text(code: object) -> str:
    return "" if code is None or pd.isna(code) else str(code)


def _reference(key: object) -> str:
    # A hash tells two requests apart without telling anything of anybody.
    return "" if pd.isna(key) else f"{int(str(key)) & 0xFFFFFFFF:08x}"


def _door(row: Mapping[str, object]) -> Mapping[str, object]:
    """Return the parameters of the address at which a case is explained."""
    code, received = str(row["indicator"]), pd.Timestamp(str(row["received_at"]))
    zone = timezone(str(row["site"]))
    return {
        "numero": engagement_number(code),
        "indicateur": code,
        "periode": containing(received.tz_convert(zone).date()).code,
        "cas": row["fact_id"],
    }
