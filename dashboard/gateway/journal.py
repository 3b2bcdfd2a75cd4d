"""The journal of imports, the sources and their freshness, the quarantine."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.gateway.acts import note_export
from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted_sites,
    csv,
    source_title,
    version,
    warehouse,
)
from etl.calendars.clock import now
from etl.domain import column_names
from etl.domain.reasons import reason_of
from etl.domain.remarks import Remark
from etl.domain.roles import Right
from etl.domain.trust import ALLOWED_DAYS
from etl.store.imports import freshness, list_imports
from etl.store.quarantine import count_rejections as counted_rejections
from etl.store.quarantine import load_rejections, open_lines

REJECTIONS_A_PAGE = 20
EVERY_REJECTION = 1_000_000


def imports() -> pd.DataFrame:
    """Return the imports of the sources that the visitor may see, newest first."""
    return _imports(version(), admitted_sites())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _imports(version: int, sites: tuple[str, ...]) -> pd.DataFrame:
    with warehouse().store.reading() as connection:
        frame = list_imports(connection)
        waiting = open_lines(connection)
    if access.perimeter().sites is not None:
        frame = frame[frame["source"].isin(sources_of(sites))]
    titles = {name: source_title(name) for name in frame["source"].unique()}
    return frame.assign(
        title=frame["source"].map(titles),
        aside=[_total(each) for each in frame["set_aside"]],
        undone=frame["undone_by"].notna(),
        remarked=[sum(each["rows"] for each in _read(told)) for told in frame["remarks"]],
        waiting=frame["id"].map(waiting).fillna(0).astype("int64"),
    )


def sources() -> pd.DataFrame:
    """Return each declared source with what it brought, and whether it is late."""
    return _sources(version(), admitted_sites(), now().date())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _sources(version: int, sites: tuple[str, ...], today: date) -> pd.DataFrame:
    with warehouse().store.reading() as connection:
        known = freshness(connection)
    names = sources_of(sites)
    declared = [each for each in warehouse().declarations.sources if each.name in names]
    frame = pd.DataFrame(
        {
            "source": [each.name for each in declared],
            "title": [each.title for each in declared],
            "rhythm": [each.rhythm.value for each in declared],
            "allowed": [ALLOWED_DAYS.get(each.rhythm) for each in declared],
        }
    ).merge(known, on="source", how="left")
    numbers = {name: frame[name].fillna(0) for name in ("facts", "rejected", "records")}
    since = pd.Timestamp(today, tz="UTC") - pd.to_datetime(frame["last_at"], utc=True)
    late = since > pd.to_timedelta(frame["allowed"].astype("float64"), unit="D")
    absent = frame["last_import_at"].isna()
    state = late.map({True: "late", False: "fresh"}).mask(absent, "absent")
    order = {"late": 0, "fresh": 1, "absent": 2}
    return (
        frame.assign(**numbers, state=state, rank=state.map(order))
        .sort_values(["rank", "title"], ignore_index=True)
        .drop(columns=["rank", "allowed"])
    )


def rejections(import_id: int | None, page: int) -> pd.DataFrame:
    """Return one page of the quarantine, in words."""
    _require_rows()
    return _rejections(version(), _within(import_id), page)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _rejections(version: int, import_id: int | None, page: int) -> pd.DataFrame:
    offset = (page - 1) * REJECTIONS_A_PAGE
    return _refusals(import_id, REJECTIONS_A_PAGE, offset)


def rejections_csv(import_id: int | None) -> bytes:
    _require_rows()
    refused = _refusals(_within(import_id), EVERY_REJECTION, 0)
    note_export(f"quarantaine {import_id or 'entière'}", rows=len(refused))
    return csv(refused)


def sees_rows() -> bool:
    """Tell whether the visitor may read refused rows: they tell of every service."""
    return access.may(Right.SEE_CASES) and access.perimeter().services is None


def _require_rows() -> None:
    if not sees_rows():
        raise access.NotAllowedError


def count_rejections(import_id: int | None) -> int:
    return _count(version(), _within(import_id))


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _count(version: int, import_id: int | None) -> int:
    with warehouse().store.reading() as connection:
        return counted_rejections(connection, import_id, only_open=True)


def _refusals(import_id: int | None, limit: int, offset: int) -> pd.DataFrame:
    with warehouse().store.reading() as connection:
        frame = load_rejections(connection, import_id, limit, offset, only_open=True)
    reasons = {code: reason_of(str(code)) for code in frame["code"].unique()}
    return pd.DataFrame(
        {
            "Fichier": frame["file_name"],
            "Ligne": frame["line"],
            "Colonne": frame["column"].map(column_names.column),
            "Valeur": frame["value"],
            "Motif": frame["code"].map({code: each.reason for code, each in reasons.items()}),
            "Que faire": frame["code"].map(
                {code: each.remedy for code, each in reasons.items()}
            ),
        }
    )


def remarks() -> pd.DataFrame:
    """Return what was noticed of the rows that count, newest import first, in words."""
    frame = imports()
    frame = frame[~frame["undone"] & (frame["remarked"] > 0)]
    return remarks_table(
        (row.file_name, Remark(**each))
        for row in frame.itertuples()
        for each in _read(row.remarks)
    )


def remarks_table(remarks: Iterable[tuple[str, Remark]]) -> pd.DataFrame:
    """Return remarks, each with its file, as a table of words."""
    rows = [
        {
            "Fichier": name,
            "Colonne": column_names.column(each.column),
            "Remarque": reason_of(each.code).reason,
            "Lignes": each.rows,
            "Premières": ", ".join(map(str, each.lines)),
            "Que faire": reason_of(each.code).remedy,
        }
        for name, each in remarks
    ]
    return pd.DataFrame(rows)


def files_behind(import_ids: tuple[int, ...]) -> pd.DataFrame:
    """Return the imports of these numbers: what a figure was computed from."""
    frame = imports()
    return frame[frame["id"].isin(import_ids)]


def _within(import_id: int | None) -> int | None:
    """Keep the choice of an import to the perimeter; all of them only if all may be seen."""
    seen = imports()["id"].tolist()
    if import_id in seen:
        return import_id
    if access.perimeter().sites is None:
        return None
    return int(seen[0]) if seen else 0


def sources_of(sites: tuple[str, ...]) -> set[str]:
    """Return the sources whose every row is of these sites; all of them to whom sees all."""
    everything = access.perimeter().sites is None
    declared = warehouse().declarations.sources
    return {
        each.name
        for each in declared
        if everything or (each.is_of_one_site and each.site in sites)
    }


def _total(aside: object) -> int:
    """Return how many records of a file were no contact."""
    reasons = json.loads(aside) if isinstance(aside, str) else aside
    return sum(reasons.values()) if isinstance(reasons, dict) else 0


def _read(remarks: object) -> list[dict[str, Any]]:
    told = json.loads(remarks) if isinstance(remarks, str) else remarks
    return told if isinstance(told, list) else []
