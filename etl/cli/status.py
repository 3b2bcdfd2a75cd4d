"""``python -m etl status``: sources, freshness, rejects, verdicts."""

from datetime import date

import pandas as pd
from rich.console import Console
from rich.table import Table

from etl import formats, wording
from etl.domain import names
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.periods import PeriodKind
from etl.pipeline import Warehouse
from etl.store.assessments import load_verdicts
from etl.store.imports import freshness

HEADINGS = ("Source", "Dernier import", "Premier fait", "Dernier fait", "Faits", "Rejets")


def print_status(warehouse: Warehouse, console: Console, today: date) -> None:
    """Print what has been received, and the verdicts of the last month that is over."""
    with warehouse.store.reading() as connection:
        sources = freshness(connection)
        verdicts = load_verdicts(connection, sites=[EVERYWHERE], kind=PeriodKind.MONTH)
    if sources.empty:
        _say(console, wording.NOTHING_IMPORTED)
        return
    _print_sources(console, _source_rows(warehouse, sources))
    over = verdicts[pd.to_datetime(verdicts["end"]) <= pd.Timestamp(today)]
    if over.empty:
        _say(console, wording.NOTHING_ASSESSED)
        return
    latest = over[over["start"] == over["start"].max()]
    counts = latest["verdict"].value_counts()
    _say(console, formats.month(latest["start"].iloc[0]).capitalize())
    for verdict in Verdict:
        if counts.get(verdict):
            _say(console, f"  {names.verdict(verdict)}{formats.NO_BREAK}: {counts[verdict]}")


def _source_rows(warehouse: Warehouse, sources: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        (
            wording.source_title(str(row.source), warehouse.declarations.sources),
            formats.instant(row.last_import_at),
            formats.day(row.first_at),
            formats.day(row.last_at),
            formats.number(row.facts),
            formats.number(row.rejected),
        )
        for row in sources.itertuples()
    ]


def _print_sources(console: Console, rows: list[tuple[str, ...]]) -> None:
    """Print a table on a terminal, and elsewhere one line a source, never cut."""
    if not console.is_terminal:
        for row in (HEADINGS, *rows):
            _say(console, " | ".join(row))
        return
    table = Table(title="Sources")
    for place, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if place > 3 else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
