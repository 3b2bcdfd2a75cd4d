"""Cells of a table become the columns of a fact, as the source declares."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Parse, Source
from etl.frames.batches import BROKEN, Batch, typed
from etl.frames.columns import FACTS, SECOND, SECOND_RATING, Kind
from etl.readers.cells import typed_cells, words
from etl.readers.csv_stream import Piece
from etl.readers.parsers import cleaned, flags, normal, numbers
from etl.readers.settings import lists_of, words_for

# Rows of a table that are no record, by the reason for which they are set aside.
BLANK, TOTAL, REPEATED_HEADER = "blank_line", "total_line", "repeated_header"
FOREIGN = "out_of_scope"
_TOTALS = r"^(?:(?:sous[- ])?tota(?:l|ux)|moyennes?)\b"

# What spreadsheets and databases write where there is no value.
_NOTHING = (
    *("#N/A", "#N/D", "#DIV/0!", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NUM!"),
    *("#NOMBRE!", "#NULL!", "0000-00-00", "0000-00-00 00:00:00"),
)

# The column that names what a cell of a wide table is about.
_ABOUT = {Dataset.MYSTERY: "item", Dataset.SURVEYS: "question", Dataset.EVENTS: "subject"}
_KINDS = {dataset: {each.name: each.kind for each in FACTS[dataset]} for dataset in FACTS}


def shaped(pieces: Iterable[Piece], source: Source) -> Iterator[Batch]:
    """Yield a batch for each piece of a table."""
    for piece in pieces:
        cells, broken, aside = _records(piece)
        foreign = out_of_scope(cells, source)
        if foreign.any():
            cells, aside = cells[~foreign], aside | {FOREIGN: int(foreign.sum())}
        rows, raw = _columns(cells, source)
        if source.melt:
            rows, raw = _melted(cells, source, rows, raw)
        if broken:
            rows, raw = _with_broken(rows, raw, broken)
        yield Batch(source.dataset, rows, raw, aside)


def _records(piece: Piece) -> tuple[pd.DataFrame, dict[int, str], dict[str, int]]:
    """Part the records from blank lines, totals and headers written again."""
    cells = piece.cells
    begins = cells.iloc[:, :2].fillna("").astype("str")
    first, second = begins.iloc[:, 0], begins.iloc[:, -1]
    opening = first.where(first != "", second)
    reasons = pd.Series("", index=cells.index, dtype="str")
    reasons[opening.str.contains(_TOTALS, case=False)] = TOTAL
    reasons[first == cells.columns[0]] = REPEATED_HEADER
    bare = opening.str.strip() == ""
    if bare.any():
        filled = cells[bare].fillna("").apply(lambda column: column.str.strip() != "")
        reasons[bare & ~filled.any(axis=1).reindex(cells.index, fill_value=True)] = BLANK
    broken = {line: text.rstrip("\r\n") for line, text in piece.broken}
    lost = pd.Series(broken, dtype="str").str.strip(' \t;,|"')
    lost_reasons = lost.where(lost == "", "").mask(lost == "", BLANK)
    lost_reasons = lost_reasons.mask(lost.str.contains(_TOTALS, case=False), TOTAL)
    counted = pd.concat([reasons, lost_reasons])
    aside = counted[counted != ""].value_counts().to_dict()
    kept = {line: text for line, text in broken.items() if not lost_reasons[line]}
    return (cells[reasons == ""] if (reasons != "").any() else cells), kept, aside


def out_of_scope(cells: pd.DataFrame, source: Source) -> pd.Series:
    """Say which records a source leaves out: ``only`` and ``except`` name words of columns.

    A column that the file has not decides nothing.
    """
    headers = {normal(str(name)): str(name) for name in reversed(cells.columns)}
    found = pd.Series(False, index=cells.index)
    for setting, kept in (("only", True), ("except", False)):
        for heading, admitted in lists_of(source, setting).items():
            if name := headers.get(normal(heading)):
                known = {normal(word) for word in admitted}
                distinct = cells[name].astype("str").fillna("").astype("category")
                named = distinct.map(lambda word, known=known: normal(word) in known)
                found |= named.astype(bool) != kept
    return found


def _columns(cells: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the typed columns and their text."""
    headers = {normal(str(name)): str(name) for name in reversed(cells.columns)}
    kinds = _KINDS[source.dataset]
    raw: dict[str, pd.Series] = {}
    values: dict[str, object] = {}
    for name, column in source.columns.items():
        if column.parse is Parse.CONSTANT:
            values[name] = _constant(column.constant or "", kinds[name], cells.index)
            continue
        text = _text(cells, headers, name, column)
        if text is not None:
            raw[name] = text
            values[name] = _typed(text, name, column, source)
    for name, default in (("site", source.site), ("service", source.service)):
        if default is not None and name not in values:
            values[name] = _constant(default, Kind.CODE, cells.index)
    rows = _told_apart(typed(source.dataset, values, cells.index))
    return _with_fallbacks(rows, raw, source), pd.DataFrame(raw, index=cells.index)


def _told_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a second rating a reference of its own: it does not correct the first one."""
    if SECOND_RATING not in rows:
        return rows
    again = rows[SECOND_RATING].fillna(False).astype(bool)
    own = rows["source_id"].astype("str")
    return rows.assign(source_id=own.mask(again, own + SECOND))


def _text(
    cells: pd.DataFrame, headers: Mapping[str, str], name: str, column: Column
) -> pd.Series | None:
    """Return the text of a column; joined from several, it is empty where one of them is."""
    found = [headers[normal(each)] for each in column.header if normal(each) in headers]
    # An identifier does without a column that the file has not; a date does not.
    if not found or (len(found) < len(column.header) and name not in ("source_id", "test")):
        return None
    parts = [cleaned(cells[each], (*column.empty, *_NOTHING)) for each in found]
    return parts[0] if len(parts) == 1 else parts[0].str.cat(parts[1:], sep=" ")


def _typed(text: pd.Series, name: str, column: Column, source: Source) -> pd.Series:
    kind = _KINDS[source.dataset][name]
    values = typed_cells(text, column, source.timezone)
    if name == "site" and column.parse is Parse.CHOICE:
        # An unknown site is told as such, with its name.
        values = words(values.astype("str").where(values.notna(), text), {})
    if kind in (Kind.CODE, Kind.CHOICE) and column.parse is Parse.TEXT:
        return words(text, {})
    if kind is Kind.NUMBER and column.parse is Parse.CHOICE:
        return numbers(values.astype("str"))
    if kind is Kind.FLAG and column.parse is Parse.CHOICE:
        return flags(values.astype("str"))
    return values


def _constant(word: str, kind: Kind, index: pd.Index) -> pd.Series:
    text = pd.Series(word, index=index, dtype="str")
    if kind is Kind.FLAG:
        return flags(text)
    if kind is Kind.NUMBER:
        return numbers(text)
    codes = np.zeros(len(index), dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(codes, categories=[word]), index=index)


def _with_fallbacks(
    rows: pd.DataFrame, raw: Mapping[str, pd.Series], source: Source
) -> pd.DataFrame:
    """Fill columns from others where the file says nothing (never where it is unreadable)."""
    fallbacks = cast(Mapping[str, str], source.settings.get("fallbacks", {}))
    for name, other in fallbacks.items():
        silent = rows[name].isna()
        if name in raw:
            silent &= raw[name].isna()
        rows = rows.assign(**{name: rows[name].mask(silent, rows[other])})
    return rows


def _melted(
    cells: pd.DataFrame, source: Source, rows: pd.DataFrame, raw: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn the row of a wide table into one row for each of its declared columns."""
    headers = {normal(str(name)): str(name) for name in reversed(cells.columns)}
    # A count that the file does not have is unknown; an item that a grid has not, not asked.
    items = {headers.get(normal(each), each): code for each, code in source.melt.items()
             if source.dataset is Dataset.EVENTS or normal(each) in headers}  # fmt: skip
    value, column = next(
        (name, each)
        for name, each in source.columns.items()
        if not each.header and each.parse is not Parse.CONSTANT
    )
    places = np.repeat(np.arange(len(cells)), len(items))
    many, texts = rows.iloc[places], raw.iloc[places]
    written = pd.Series(
        cells.reindex(columns=list(items), fill_value="").to_numpy(dtype=object).ravel(),
        index=many.index,
        dtype="str",
    )
    text = cleaned(written, column.empty)
    codes = np.tile(np.arange(len(items)), len(cells))
    about = pd.Series(
        pd.Categorical.from_codes(codes, categories=list(items.values())), index=many.index
    )
    many = many.assign(
        source_id=many["source_id"].str.cat(about.astype("str"), sep=":"),
        **{_ABOUT[source.dataset]: about, value: _repeated(text, column, source)},
    )
    return _with_totals(cells, source, about, many, texts.assign(**{value: text}))


def _repeated(text: pd.Series, column: Column, source: Source) -> pd.Series:
    """Return the values of cells whose lines are those of several rows."""
    values = typed_cells(text.reset_index(drop=True), column, source.timezone)
    return values.set_axis(text.index)


def _with_totals(
    cells: pd.DataFrame,
    source: Source,
    about: pd.Series,
    many: pd.DataFrame,
    texts: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give some items a total of their own (setting ``totals``): another column of the row."""
    headers = {normal(str(name)): str(name) for name in reversed(cells.columns)}
    each_row = np.arange(len(cells)).repeat(len(many) // max(len(cells), 1))
    column = source.columns.get("total", Column(parse=Parse.NUMBER))
    for item, header in words_for(source, "totals").items():
        own = (about == item).to_numpy(dtype=bool)
        place = headers.get(normal(header))
        written = cells[place].to_numpy(dtype=object)[each_row] if place else None
        text = cleaned(pd.Series(written, index=many.index, dtype="str"), column.empty)
        total = _repeated(text, column, source)
        many = many.assign(total=total.where(own, many["total"]))
        texts = texts.assign(total=text.where(own, texts.get("total")))
    return many, texts


def _with_broken(
    rows: pd.DataFrame, raw: pd.DataFrame, broken: Mapping[int, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the lines that are no record, in their place."""
    lines = pd.Index(list(broken), dtype="int64")
    text = pd.Series(list(broken.values()), index=lines, dtype="str")
    all_rows = pd.concat([rows, rows.iloc[:0].reindex(lines)])
    all_raw = pd.concat([raw, raw.iloc[:0].reindex(lines).assign(**{BROKEN: text})])
    order = np.argsort(all_rows.index.to_numpy(), kind="stable")
    return all_rows.iloc[order], all_raw.iloc[order]
