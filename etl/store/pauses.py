"""Pauses of requests: those of the requests received in a span, and the requests of some."""

from collections.abc import Collection, Sequence

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, ScalarSelect, or_, select

from etl.domain.datasets import Dataset
from etl.domain.pauses import PAUSE
from etl.frames.columns import DATED_BY
from etl.store.facts import IDS_A_QUERY, Span
from etl.store.reading import frame_of
from etl.store.tables import DAY_US, EPOCH, FACT_TABLES, MICROSECOND, codes

INSTANTS = ["started_at", "done_at"]


def load_pauses(
    connection: Connection,
    dataset: Dataset,
    span: Span,
    sites: Collection[str],
    as_of_import: int | None = None,
) -> pd.DataFrame:
    """Return the current pauses of the facts dated in ``span`` = [start, end).

    With ``as_of_import``: the pauses as they stood after that import, of every state that a
    fact ever had.

    Columns: ``fact_id`` (of the fact that stood still), ``started_at`` and ``done_at`` (null
    while it does), ``reason``, ``author``, ``import_id`` (of the pause).
    """
    facts, pauses = FACT_TABLES[dataset], FACT_TABLES[Dataset.EVENTS].alias("pauses")
    reason, author, site = (codes.alias(name) for name in ("reason", "author", "site"))
    dated = facts.c[DATED_BY[dataset]]
    first, end = ((each - EPOCH) // MICROSECOND for each in span)
    query = (
        select(
            facts.c.id.label("fact_id"),
            pauses.c.started_at,
            pauses.c.done_at,
            reason.c.text.label("reason"),
            author.c.text.label("author"),
            pauses.c.import_id,
        )
        .select_from(pauses)
        .join(facts, facts.c.source_id == pauses.c.about)
        .join(site, site.c.id == facts.c.site)
        .outerjoin(reason, reason.c.id == pauses.c.reason)
        .outerjoin(author, author.c.id == pauses.c.author)
        .where(
            pauses.c.about.is_not(None),
            *_current(facts, pauses, as_of_import),
            pauses.c.kind == _kind(),
            dated >= first,
            dated < end,
            site.c.text.in_(list(sites)),
        )
        .order_by(facts.c.id, pauses.c.started_at, pauses.c.id)
    )
    found = frame_of(connection, query)
    instants = {name: pd.to_datetime(found[name], unit="us", utc=True) for name in INSTANTS}
    return found.assign(**{k: v.astype("datetime64[us, UTC]") for k, v in instants.items()})


def _current(
    facts: FromClause, pauses: FromClause, as_of_import: int | None
) -> list[ColumnElement[bool]]:
    past = pauses.c.superseded_by
    if as_of_import is None:
        return [past.is_(None), facts.c.superseded_by.is_(None)]
    return [pauses.c.added_by <= as_of_import, or_(past.is_(None), past > as_of_import)]


def paused_days(
    connection: Connection, dataset: Dataset, touched: pd.DataFrame
) -> pd.DataFrame:
    """Return where the facts lie that pauses of some days are, or were, about.

    ``touched`` has the sites and days (of UTC) of events that changed; the answer has
    columns dataset, site and day of the facts. Pauses that are no longer current count:
    they stood in a figure.
    """
    pauses, site = FACT_TABLES[Dataset.EVENTS], codes.alias("site")
    day = (pauses.c.started_at // DAY_US).label("day")
    query = select(pauses.c.about, site.c.text.label("site"), day)
    query = query.join(site, site.c.id == pauses.c.site)
    query = query.where(pauses.c.about.is_not(None), pauses.c.kind == _kind())
    told = _with_days(frame_of(connection, query))
    changed = touched[["site", "day"]].astype({"site": "str", "day": "datetime64[us]"})
    about = told.merge(changed, on=["site", "day"])["about"].drop_duplicates().tolist()
    parts = [about[first : first + IDS_A_QUERY] for first in range(0, len(about), IDS_A_QUERY)]
    found = [_days_of(connection, dataset, each) for each in parts]
    return pd.concat([pd.DataFrame(columns=["dataset", "site", "day"]), *found])


def _days_of(connection: Connection, dataset: Dataset, contacts: Sequence[int]) -> pd.DataFrame:
    facts, site = FACT_TABLES[dataset], codes.alias("site")
    day = (facts.c[DATED_BY[dataset]] // DAY_US).label("day")
    query = select(site.c.text.label("site"), day).join(site, site.c.id == facts.c.site)
    query = query.where(facts.c.source_id.in_(contacts), facts.c.superseded_by.is_(None))
    return _with_days(frame_of(connection, query.distinct())).assign(dataset=dataset.value)


def _with_days(found: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(found["day"].astype("int64"), unit="D").astype("datetime64[us]")
    return found.assign(day=days)


def _kind() -> ScalarSelect[int]:
    return select(codes.c.id).where(codes.c.text == PAUSE).scalar_subquery()
