"""The files that are expected: from the declarations and the contracts, never told twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from etl.contracts.datasets import CONTRACTS
from etl.contracts.noticing import codes_of
from etl.domain.expected import Content, ExpectedColumn, ExpectedFile
from etl.domain.sources import Column, Parse, Source
from etl.frames.columns import FACTS, SECOND_RATING, FactColumn, Kind
from etl.readers.parsers import normal
from etl.readers.settings import lists_of

_CONTENTS: Mapping[Parse, Content] = {
    Parse.NUMBER: Content.NUMBER,
    Parse.DURATION: Content.DURATION,
    Parse.FLAG: Content.YES_OR_NO,
    Parse.CHOICE: Content.WORD,
}
_HOURS = ("%H", "%I", "%c", "%X")


def expected_files(sources: Iterable[Source]) -> tuple[ExpectedFile, ...]:
    """Return the files whose columns are declared; other formats are those of their tool."""
    return tuple(expected_file(each) for each in sources if each.columns)


def expected_file(source: Source) -> ExpectedFile:
    """Return what a file of a source must hold, in the order of its declaration."""
    facts = {each.name: each for each in FACTS[source.dataset]}
    required = CONTRACTS[source.dataset].required
    found: dict[str, ExpectedColumn] = {}
    for name, column in source.columns.items():
        known = name in facts and column.parse is not Parse.CONSTANT
        for heading in column.header if known else ():
            told = _told(heading, name, column, facts[name], required)
            told = replace(told, signals=codes_of(source.dataset, name))
            found[heading] = _joined(found.get(heading), told)
    if source.melt:
        value = _melted(source)
        for heading in source.melt:
            found[heading] = ExpectedColumn(
                heading,
                Content.WORD if value.meanings else _content(value),
                words=tuple(value.meanings),
                empty=value.empty,
            )
    known_by = {normal(each) for each in source.signature}
    columns = [replace(each, known_by=normal(each.heading) in known_by) for each in
               found.values()]  # fmt: skip
    # What a file is known by, or chosen by, is expected though nothing of it is kept.
    only = lists_of(source, "only")
    named = {normal(each) for each in found}
    columns += [
        ExpectedColumn(
            heading,
            Content.WORD if heading in only else Content.TEXT,
            known_by=normal(heading) in known_by,
            words=only.get(heading, ()),
        )
        for heading in dict.fromkeys((*source.signature, *only))
        if normal(heading) not in named
    ]
    return ExpectedFile(source.name, source.title, tuple(columns))


def _told(
    heading: str, name: str, column: Column, fact: FactColumn, required: Sequence[str]
) -> ExpectedColumn:
    # Of several columns that make one value together, none has its type.
    alone = len(column.header) == 1
    return ExpectedColumn(
        heading,
        _content(column) if alone else Content.TEXT,
        required=name in required and not column.empty,
        words=tuple(column.meanings) if alone and column.parse is Parse.CHOICE else (),
        layouts=column.layouts if alone else _part_of(column, heading),
        empty=column.empty,
        personal=fact.kind is Kind.PSEUDONYM,
        identifies=name in ("source_id", SECOND_RATING),
    )


def _part_of(column: Column, heading: str) -> tuple[str, ...]:
    """Return how a day, or an hour, is written of which only both make an instant."""
    parts = column.layouts[0].split(" ") if column.layouts else []
    if len(parts) != len(column.header):
        return ()
    return (parts[column.header.index(heading)],)


def _content(column: Column) -> Content:
    if column.parse is not Parse.TIMESTAMP:
        return _CONTENTS.get(column.parse, Content.TEXT)
    with_hours = any(each in column.layouts[0] for each in _HOURS)
    return Content.INSTANT if with_hours else Content.DAY


def _joined(known: ExpectedColumn | None, told: ExpectedColumn) -> ExpectedColumn:
    """Return what is told of a column that feeds two values: the more precise of both."""
    if known is None:
        return told
    precise = known if known.content is not Content.TEXT else told
    return replace(
        precise,
        required=known.required or told.required,
        personal=known.personal or told.personal,
        identifies=known.identifies or told.identifies,
        empty=known.empty or told.empty,
        layouts=precise.layouts or known.layouts or told.layouts,
        signals=tuple(dict.fromkeys((*known.signals, *told.signals))),
    )


def _melted(source: Source) -> Column:
    """Return how the columns that become rows are read."""
    return next(
        each
        for each in source.columns.values()
        if not each.header and each.parse is not Parse.CONSTANT
    )
