"""The store and the declarations: opened once, asked with the perimeter of the visitor."""

import gc
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import access, wording
from etl.calendars.clock import now
from etl.config import Settings, load_settings
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.engagements import Engagement
from etl.domain.periods import Period, PeriodKind, parse_period
from etl.domain.roles import Right
from etl.domain.sources import Source
from etl.exports.csv import to_csv
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.annotating import TOLD
from etl.store.assessments import assessed_periods, latest_period
from etl.store.engine import Store
from etl.store.imports import has_imports, list_imports
from etl.store.version import data_version

# Entries kept by each cache; a page of one visitor uses a few.
ENTRIES = 128
# How long the version that was read serves, in seconds.
FRESH_S = 0.1
# Codes of services, as part of the key of a cache; ``None`` is every service.
Services = tuple[str, ...] | None


class State(StrEnum):
    """How far the store has come."""

    EMPTY = "empty"
    NOT_ASSESSED = "not_assessed"
    READY = "ready"


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings, read once."""
    return load_settings(Path("quality.toml"))


@dataclass
class _Opened:
    """The open store, with what was read of it last: a page asks hundreds of times."""

    own: Warehouse
    # Tells this opening from another one of the same store.
    at: int = field(default_factory=time.monotonic_ns)
    # When the version was read, the writes of this process before, and the version.
    read: tuple[float, int, int] = (-FRESH_S, 0, 0)
    # The version that the calendars were read for, and the store with them.
    current: tuple[int, Warehouse] | None = None


@st.cache_resource(show_spinner=False)
def _opened() -> _Opened:
    return _Opened(open_warehouse(settings()))


def store() -> Store:
    """Return the store itself, whatever the version of its data."""
    return _opened().own.store


@st.cache_resource(show_spinner=False, max_entries=2)
def _as_of(version: int) -> Warehouse:
    return _opened().own.current()


def warehouse() -> Warehouse:
    """Return the store with the calendars as of the last import."""
    opened, number = _opened(), version()
    if opened.current is None or opened.current[0] != number:
        opened.current = (number, _as_of(number))
    return opened.current[1]


def opening() -> int:
    """Return a number that another opening of the store, hence of its declarations, lacks."""
    return _opened().at


def read_declarations_again() -> None:
    """Forget what was opened: the next visitor reads the declarations as they are now."""
    settings.clear()
    _as_of.clear()
    _opened.clear()


def warm_up() -> None:
    """Open the store and put what was imported out of the reach of garbage collections.

    Walking pandas and plotly each time costs 70 ms.
    """
    import plotly.graph_objects  # noqa: F401  (a page of the first visitor needs it)

    with warehouse().store.reading() as connection:
        data_version(connection)
    gc.collect()
    gc.freeze()


def version() -> int:
    """Return the version of the data: part of the key of every cached answer.

    A page asks eighty times: what was read a moment ago serves, unless this process has
    written since; what another one writes is seen after ``FRESH_S``.
    """
    opened, at = _opened(), time.monotonic()
    read_at, written, number = opened.read
    changes = len(opened.own.store.changes)
    if at - read_at < FRESH_S and written == changes:
        return number
    with opened.own.store.reading() as connection:
        number = data_version(connection)
    opened.read = (at, changes, number)
    return number


def admitted(code: str) -> str:
    """Return the site (or all together) if the visitor may see it, else one that they may."""
    seen = site_titles()
    return code if code in seen else next(iter(seen), "")


def admitted_sites(code: str = EVERYWHERE) -> tuple[str, ...]:
    """Return the single sites behind a choice, within the perimeter."""
    own = [each for each in warehouse().declarations.sites if access.perimeter().admits(each)]
    return tuple(each for each in own if code in (EVERYWHERE, each))


def admitted_services() -> Services:
    """Return the services whose cases the visitor may see; ``None`` is every one of them."""
    services = access.perimeter().services
    return None if services is None else tuple(sorted(services))


def of_services(rows: pd.DataFrame, services: Services) -> pd.DataFrame:
    """Return the rows of some services; a row without one is for those who see them all."""
    if services is None or rows.empty:
        return rows
    if "service" not in rows:
        return rows.head(0)
    return rows[rows["service"].isin(services).fillna(False).astype(bool)]


def site_titles() -> Mapping[str, str]:
    """Return the sites that the visitor may choose; all together only if they see all."""
    sites = warehouse().declarations.sites
    whole = {EVERYWHERE: wording.ALL_SITES} if access.perimeter().sites is None else {}
    return whole | {code: sites[code].title for code in admitted_sites()}


def service_title(site: str, code: str) -> str:
    """Return what a service of an admitted site is called; of another, its code."""
    known = warehouse().declarations.sites.get(site) if site in admitted_sites() else None
    services = known.services if known else ()
    return next((each.title for each in services if each.code == code), code)


def own_sources() -> tuple[Source, ...]:
    """Return the declared sources, but for those that only tell of sites of others."""
    own = access.perimeter()
    declared = warehouse().declarations.sources
    return tuple(each for each in declared if not each.is_of_one_site or own.admits(each.site))


def source_title(name: str) -> str:
    known = warehouse().declarations.sources
    return next((each.title for each in known if each.name == name), name)


def timezone(site: str) -> str:
    """Return the zone of a site; of the first one for all together."""
    sites = warehouse().declarations.sites
    return sites[site if site in sites else next(iter(sites))].timezone


def today() -> date:
    """Return the day at the sites."""
    return warehouse().local(now()).date()


def engagements() -> tuple[Engagement, ...]:
    return warehouse().declarations.engagements


def engagement(number: int) -> Engagement:
    return warehouse().declarations.engagement(number)


def engagement_number(code: str) -> int:
    """Return the number of the engagement that an indicator measures."""
    return warehouse().declarations.engagement_of(code).number


def state() -> State:
    return _state(version())


@st.cache_data(max_entries=2, show_spinner=False)
def _state(version: int) -> State:
    with warehouse().store.reading() as connection:
        if not has_imports(connection):
            return State.EMPTY
        years = assessed_periods(connection, PeriodKind.YEAR)
    return State.READY if years else State.NOT_ASSESSED


def periods(kind: PeriodKind) -> tuple[Period, ...]:
    """Return the assessed periods of a kind, newest first."""
    return _periods(version(), tuple(site_titles()), kind)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _periods(version: int, sites: tuple[str, ...], kind: PeriodKind) -> tuple[Period, ...]:
    with warehouse().store.reading() as connection:
        codes = assessed_periods(connection, kind, sites)
    return tuple(sorted(map(parse_period, codes), reverse=True))


def latest_finished(kind: PeriodKind) -> Period | None:
    """Return the newest finished period with a measured engagement, else the newest one."""
    return _latest_finished(version(), tuple(site_titles()), kind)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _latest_finished(version: int, sites: tuple[str, ...], kind: PeriodKind) -> Period | None:
    untold = (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)
    with warehouse().store.reading() as connection:
        code = (
            latest_period(connection, kind, sites, now().date(), untold)
            or latest_period(connection, kind, sites, without=untold)
            or latest_period(connection, kind, sites)
        )
    return None if code is None else parse_period(code)


def data_as_of() -> datetime | None:
    """Return the instant of the last import."""
    return _data_as_of(version())


@st.cache_data(max_entries=2, show_spinner=False)
def _data_as_of(version: int) -> datetime | None:
    with warehouse().store.reading() as connection:
        imports = list_imports(connection)
    # An event that somebody tells on a page says nothing of what the files say until when.
    at = imports.loc[~imports["file_name"].str.startswith(TOLD).fillna(False), "imported_at"]
    return None if at.empty else pd.Timestamp(at.max()).to_pydatetime()


def csv(frame: pd.DataFrame, site: str = EVERYWHERE) -> bytes:
    """Return a table as a CSV for spreadsheets; where cells are hidden, a line says why."""
    access.require(Right.EXPORT)
    is_hidden = bool(frame.eq(wording.HIDDEN).any(axis=None))
    return to_csv(frame, timezone(site), wording.HIDDEN_NOTE if is_hidden else "")
