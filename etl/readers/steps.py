"""Journals of steps: a ticket has a row each time something happens to it."""

from collections.abc import Iterable, Iterator

import pandas as pd

from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.frames.batches import BROKEN, Batch
from etl.frames.columns import DATED_BY
from etl.readers.csv_stream import Piece
from etl.readers.parsers import normal
from etl.readers.settings import lists_of, word_of
from etl.readers.shaping import shaped

ANY_LATER = "*"
# Of a ticket closed, opened again and closed again the last closing counts; of all else the
# first time.
_LAST = ("closed_at", "ended_at")


def is_journal(source: Source) -> bool:
    return bool(word_of(source, "step"))


def gathered(pieces: Iterable[Piece], source: Source) -> Iterator[Batch]:
    """Yield the rows that are refused as they come, and each ticket once, at the end.

    Setting ``step`` is the header of what happened; ``steps`` gives, for each instant of the
    fact, the words that tell it (``*``: anything after the first row). The first row of a
    ticket opens it; a ticket of which a row is refused has no sure beginning, and is refused
    too. What is kept meanwhile is one row a ticket, and a few bytes a step.
    """
    dated = DATED_BY[source.dataset]
    opened: list[pd.DataFrame] = []
    steps: list[pd.DataFrame] = []
    unsure: set[str] = set()
    last = None
    for piece in pieces:
        for batch in shaped([piece], source):
            refused = _refused(batch, dated)
            yield Batch(batch.dataset, batch.rows[refused], batch.raw[refused], batch.set_aside)
            rows = batch.rows[~refused]
            unsure.update(batch.rows.loc[refused, "source_id"].dropna())
            opened.append(rows.drop_duplicates("source_id"))
            steps.append(_steps(rows, piece, dated, source))
            last = batch
    if last is not None:
        every = _without(pd.concat(opened), unsure, dated)
        yield _tickets(last, every, pd.concat(steps), source)


def _without(opened: pd.DataFrame, unsure: set[str], dated: str) -> pd.DataFrame:
    """Take their beginning from the tickets whose beginning is not sure."""
    sure = ~opened["source_id"].isin(list(unsure))
    return opened.assign(**{dated: opened[dated].where(sure)})


def _refused(batch: Batch, dated: str) -> pd.Series:
    refused = batch.rows[dated].isna() | batch.rows["source_id"].isna()
    return refused | batch.raw[BROKEN].notna() if BROKEN in batch.raw else refused


def _steps(rows: pd.DataFrame, piece: Piece, dated: str, source: Source) -> pd.DataFrame:
    wanted = normal(word_of(source, "step"))
    header = next((each for each in piece.cells if normal(str(each)) == wanted), None)
    if header is None:
        raise DefinitionError(f"source {source.name}", "settings.step", "colonne absente")
    word = piece.cells[header].reindex(rows.index)
    return pd.DataFrame(
        {"ticket": rows["source_id"], "at": rows[dated], "step": word, "line": rows.index}
    )


def _tickets(batch: Batch, opened: pd.DataFrame, steps: pd.DataFrame, source: Source) -> Batch:
    dated = DATED_BY[source.dataset]
    ordered = steps.sort_values(["at", "line"])
    later = ordered["ticket"].duplicated()
    first = ordered[~later].set_index("ticket")
    tickets = opened.drop_duplicates("source_id").set_index("source_id", drop=False)
    tickets = tickets.assign(**{dated: first["at"].where(tickets[dated].notna())})
    seen = ordered["step"].astype("category")
    for column, words in lists_of(source, "steps").items():
        if column not in tickets:
            raise DefinitionError(
                f"source {source.name}", f"settings.steps.{column}", "inconnu"
            )
        meant = {normal(word) for word in words}
        told = seen.isin([each for each in seen.cat.categories if normal(each) in meant])
        told |= later if ANY_LATER in words else False
        kept = ordered[told].drop_duplicates(
            "ticket", keep="last" if column in _LAST else "first"
        )
        tickets[column] = kept.set_index("ticket")["at"].reindex(tickets.index)
    tickets.index = pd.Index(first["line"].reindex(tickets.index).to_numpy(), dtype="int64")
    tickets = tickets.sort_index()
    raw = pd.DataFrame({"source_id": tickets["source_id"]}, index=tickets.index)
    merged = len(steps) - len(tickets)
    return Batch(batch.dataset, tickets, raw, {"step": merged} if merged else {})
