"""From a guessed table to a proposed source: what each column may mean."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Parse, Source
from etl.frames.columns import DATED_BY, FACTS, Kind
from etl.readers.guessed_columns import GuessedColumn, month_first
from etl.readers.guessing import GuessedTable
from etl.readers.parsers import normal

# How alike two headers must be (0 to 1).
ALIKE = 0.82
MOST_IN_SIGNATURE = 6
DELIMITED = "delimited"
# The ways in which each kind of column may be read.
PARSES: Mapping[Kind, frozenset[Parse]] = {
    Kind.INSTANT: frozenset({Parse.TIMESTAMP}),
    Kind.NUMBER: frozenset({Parse.NUMBER, Parse.DURATION}),
    Kind.FLAG: frozenset({Parse.FLAG, Parse.CHOICE}),
    Kind.CHOICE: frozenset({Parse.CHOICE}),
    Kind.CODE: frozenset({Parse.TEXT, Parse.CHOICE}),
    Kind.KEY: frozenset({Parse.TEXT}),
    Kind.PSEUDONYM: frozenset({Parse.TEXT}),
}


@dataclass(frozen=True)
class Proposal:
    """A dataset, and for each column of its facts what it may be made from.

    ``to_confirm`` are the columns of the facts whose dates read both ways; ``untold`` the
    words of the file, by column of the facts, that mean nothing yet.
    """

    dataset: Dataset
    columns: Mapping[str, Column]
    to_confirm: tuple[str, ...] = ()
    untold: Mapping[str, tuple[str, ...]] | None = None


def propose(
    table: GuessedTable, sources: Collection[Source], dataset: Dataset | None = None
) -> Proposal:
    """Return what the columns may mean, learned from the headers of the declared sources."""
    known = [each for each in sources if each.columns]
    chosen = dataset or _likeliest(table, known)
    own = [each for each in known if each.dataset is chosen]
    meanings = dict(_matches(table, own))
    _complete(table, chosen, meanings)
    meanings = _in_order(chosen, meanings | _constants(table, chosen, known, meanings))
    by_name = {each.header: each for each in table.columns}
    return Proposal(
        chosen,
        meanings,
        tuple(
            name
            for name, column in meanings.items()
            if any(by_name[each].is_ambiguous for each in column.header if each in by_name)
        ),
        {
            name: missing
            for name, column in meanings.items()
            if (missing := _untold(column, by_name))
        },
    )


def column_of(guessed: GuessedColumn, fact_column: str, dataset: Dataset) -> Column | None:
    """Return how a column of the file fills one of the facts; ``None`` if it cannot."""
    kind = {each.name: each.kind for each in FACTS[dataset]}[fact_column]
    parse = guessed.parse
    if kind in (Kind.KEY, Kind.PSEUDONYM):
        parse = Parse.TEXT
    elif kind is Kind.CODE:
        parse = Parse.TEXT if fact_column not in ("site", "service", "desk") else Parse.CHOICE
    elif kind is Kind.CHOICE:
        parse = Parse.CHOICE
    if parse not in PARSES[kind]:
        return None
    return Column((guessed.header,), parse, guessed.layouts, empty=guessed.empty)


def with_month_first(column: Column) -> Column:
    return replace(column, layouts=month_first(column.layouts))


def as_source(
    proposal: Proposal, name: str, title: str, site: str, columns: Mapping[str, Column]
) -> Source:
    """Return a source that recognises the file by the headers that it uses."""
    headers = [each for column in columns.values() for each in column.header]
    return Source(
        name=name,
        title=title,
        dataset=proposal.dataset,
        format=DELIMITED,
        site=site,
        signature=tuple(dict.fromkeys(headers))[:MOST_IN_SIGNATURE],
        columns=columns,
    )


def _likeliest(table: GuessedTable, known: Collection[Source]) -> Dataset:
    """Return the dataset whose declared headers say most of those of the table."""
    vocabularies: dict[Dataset, set[str]] = {}
    for source in known:
        vocabularies.setdefault(source.dataset, set()).update(_headers(source))
    headers = [normal(each.header) for each in table.columns]
    found = {
        dataset: sum(bool(get_close_matches(each, words, 1, ALIKE)) for each in headers)
        for dataset, words in vocabularies.items()
    }
    return max(found, key=lambda each: found[each]) if found else Dataset.EVENTS


def _constants(
    table: GuessedTable,
    dataset: Dataset,
    known: Collection[Source],
    meanings: Mapping[str, Column],
) -> dict[str, Column]:
    """Return what the likest source says of all its rows, where the file says nothing."""
    headers = {normal(each.header) for each in table.columns}
    likest = max(
        (each for each in known if each.dataset is dataset),
        key=lambda each: len(headers & _headers(each)),
        default=None,
    )
    if likest is None or not headers & _headers(likest):
        return {}
    return {
        name: column
        for name, column in likest.columns.items()
        if column.parse is Parse.CONSTANT and name not in meanings
    }


def _headers(source: Source) -> set[str]:
    return {normal(each) for column in source.columns.values() for each in column.header}


def _in_order(dataset: Dataset, meanings: Mapping[str, Column]) -> dict[str, Column]:
    return {each.name: meanings[each.name] for each in FACTS[dataset] if each.name in meanings}


def _matches(table: GuessedTable, known: Collection[Source]) -> Iterator[tuple[str, Column]]:
    """Yield each column of the facts with the headers of the table that say the same."""
    headers = {normal(each.header): each for each in table.columns}
    taken: set[str] = set()
    for fact_column, declared in _declared(known):
        found = [_alike(each, headers) for each in declared.header]
        own = [each for each in found if each is not None]
        if fact_column in taken or not own or len(own) < len(declared.header):
            continue
        taken.add(fact_column)
        layouts = _layouts(own, declared)
        yield (
            fact_column,
            replace(
                declared,
                header=tuple(each.header for each in own),
                layouts=layouts,
                empty=tuple(dict.fromkeys((*declared.empty, *own[0].empty))),
            ),
        )


def _declared(known: Collection[Source]) -> Iterator[tuple[str, Column]]:
    """Yield the declared columns of files, those of several headers first."""
    every = [
        (name, column)
        for source in known
        for name, column in source.columns.items()
        if column.header
    ]
    yield from sorted(every, key=lambda each: -len(each[1].header))


def _layouts(own: list[GuessedColumn], declared: Column) -> tuple[str, ...]:
    if declared.parse is not Parse.TIMESTAMP:
        return declared.layouts
    if len(own) > 1:
        return declared.layouts
    return own[0].layouts or declared.layouts


def _alike(header: str, headers: Mapping[str, GuessedColumn]) -> GuessedColumn | None:
    wanted = normal(header)
    close = [wanted] if wanted in headers else get_close_matches(wanted, headers, 1, ALIKE)
    return headers[close[0]] if close else None


def _complete(table: GuessedTable, dataset: Dataset, meanings: dict[str, Column]) -> None:
    """Find what identifies a contact and what dates it, where no header told."""
    used = {each for column in meanings.values() for each in column.header}
    free = [each for each in table.columns if each.header not in used and each.filled]
    if DATED_BY[dataset] not in meanings:
        dates = [each for each in free if each.parse is Parse.TIMESTAMP]
        if dates and (column := column_of(dates[0], DATED_BY[dataset], dataset)):
            meanings[DATED_BY[dataset]] = column
    if "source_id" not in meanings:
        alone = [
            each
            for each in free
            if each.distinct == each.filled == len(table.sample)
            and each.parse in (Parse.TEXT, Parse.NUMBER)
        ]
        if alone:
            meanings["source_id"] = Column((alone[0].header,))


def _untold(column: Column, by_name: Mapping[str, GuessedColumn]) -> tuple[str, ...]:
    if column.parse is not Parse.CHOICE:
        return ()
    told = {normal(each) for each in (*column.meanings, *column.empty)}
    words = (word for each in column.header if each in by_name for word in by_name[each].words)
    return tuple(word for word in words if normal(word) not in told)
