"""``python -m etl status``: sources, freshness, rejects, verdicts."""

from rich.console import Console
from rich.table import Table

from etl import formats, wording
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.periods import PeriodKind
from etl.pipeline import Warehouse
from etl.store.assessments import load_verdicts
from etl.store.imports import freshness


def print_status(warehouse: Warehouse, console: Console) -> None:
    with warehouse.store.reading() as connection:
        sources = freshness(connection)
        verdicts = load_verdicts(connection, sites=[EVERYWHERE], kind=PeriodKind.MONTH)
    if sources.empty:
        console.print(wording.NOTHING_IMPORTED, highlight=False, markup=False, soft_wrap=True)
        return
    table = Table(title="Sources")
    for heading in ("Source", "Dernier import", "Premier fait", "Dernier fait"):
        table.add_column(heading)
    for heading in ("Faits", "Rejets"):
        table.add_column(heading, justify="right")
    for row in sources.itertuples():
        table.add_row(
            wording.source_title(str(row.source), warehouse.declarations.sources),
            formats.instant(row.last_import_at),
            formats.day(row.first_at),
            formats.day(row.last_at),
            formats.number(row.facts),
            formats.number(row.rejected),
        )
    console.print(table)
    if verdicts.empty:
        console.print(wording.NOTHING_ASSESSED, highlight=False, markup=False)
        return
    latest = verdicts[verdicts["start"] == verdicts["start"].max()]
    counts = latest["verdict"].value_counts()
    console.print(formats.month(latest["start"].iloc[0]).capitalize(), highlight=False)
    for verdict in Verdict:
        if counts.get(verdict):
            console.print(f"  {wording.VERDICTS[verdict]} : {counts[verdict]}", highlight=False)
