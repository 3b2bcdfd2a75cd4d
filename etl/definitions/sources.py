"""A source: which format, and what the file calls the columns of the facts."""

from collections.abc import Collection, Iterator, Mapping

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, blank, unknown
from etl.definitions.tables import STRICT, Table, listed
from etl.definitions.vocabulary import Places, check_words, columns_of
from etl.domain.datasets import Dataset
from etl.domain.pauses import ABOUT_SOURCE
from etl.domain.sources import Column, Parse, Source
from etl.frames.columns import DATED_BY, FactColumn, Kind

SOURCE = TypeAdapter(tuple[Source], config=STRICT)

_WORDS = frozenset({Parse.TEXT, Parse.CHOICE, Parse.CONSTANT})
_PARSES: Mapping[Kind, frozenset[Parse]] = {
    Kind.INSTANT: frozenset({Parse.TIMESTAMP}),
    Kind.NUMBER: frozenset({Parse.NUMBER, Parse.DURATION, Parse.CHOICE, Parse.CONSTANT}),
    Kind.FLAG: frozenset({Parse.FLAG, Parse.CHOICE, Parse.CONSTANT}),
    Kind.CHOICE: frozenset({Parse.CHOICE, Parse.CONSTANT}),
    Kind.CODE: _WORDS,
    Kind.TEXT: frozenset({Parse.TEXT}),
    Kind.KEY: _WORDS,
    Kind.PSEUDONYM: _WORDS,
}
# Columns that a melted grid fills by itself: one row an item.
_MELTED = {
    Dataset.MYSTERY: ("item", "mark"),
    Dataset.SURVEYS: ("question", "answer", "score"),
    Dataset.EVENTS: ("subject", "amount"),
}


def shape_source(table: Table) -> tuple[Table, list[Problem]]:
    """Return the table with lists where one text stands for a list of one."""
    shaped = listed(table, "file_patterns", "signature")
    if isinstance(columns := table.get("columns"), dict):
        shaped["columns"] = {
            name: listed(column, "header", "layouts", "empty")
            if isinstance(column, dict)
            else column
            for name, column in columns.items()
        }
    return shaped, []


def check_source(
    source: Source, formats: Mapping[str, frozenset[str]], places: Places
) -> Iterator[Problem]:
    """Report what no type can tell: unknown formats, columns, words, sites."""
    yield from blank({"name": source.name, "title": source.title})
    yield from _check_format(source, formats)
    if source.site not in places.sites:
        yield Problem("site", unknown(source.site, list(places.sites)))
    if source.service is not None and source.service not in places.services:
        yield Problem("service", unknown(source.service, list(places.services)))
    if not 0 <= source.rejects_warned <= source.rejects_refused <= 1:
        yield Problem(
            "rejects_refused", "part entre 0 et 1 attendue, au moins « rejects_warned »"
        )
    yield from _check_identity(source)
    known = columns_of(source.dataset)
    for name, column in source.columns.items():
        if name not in known:
            yield Problem(f"columns.{name}", f"colonne inconnue ; {_columns(source.dataset)}")
            continue
        for problem in _check_column(column, known[name], places):
            yield problem.within(f"columns.{name}")
        if not _is_fed(column) and not (
            source.melt and name in _MELTED.get(source.dataset, ())
        ):
            yield Problem(f"columns.{name}", "ni colonne du fichier (header) ni constante")


def _check_format(source: Source, formats: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    if source.format not in formats:
        yield Problem("format", unknown(source.format, list(formats)))
        return
    for setting in source.settings:
        if setting not in formats[source.format]:
            yield Problem(f"settings.{setting}", unknown(setting, list(formats[source.format])))


def _check_identity(source: Source) -> Iterator[Problem]:
    """A declared table must say what identifies a contact and what dates it."""
    if source.columns or source.melt:
        for name in ("source_id", DATED_BY[source.dataset]):
            if name not in source.columns:
                yield Problem(f"columns.{name}", "clé manquante")


def check_about(source: Source, known: Collection[str]) -> Iterator[Problem]:
    """A table of facts about other facts must say which declared source brings these."""
    about = source.settings.get(ABOUT_SOURCE)
    if about is None:
        if "about" in source.columns:
            yield Problem(f"settings.{ABOUT_SOURCE}", "clé manquante")
    elif about not in known:
        yield Problem(f"settings.{ABOUT_SOURCE}", unknown(about, [*known], "source"))


def _columns(dataset: Dataset) -> str:
    return f"colonnes de « {dataset} » : {', '.join(columns_of(dataset))}"


def _is_fed(column: Column) -> bool:
    return bool(column.header) or column.constant is not None


def _check_column(column: Column, fact: FactColumn, places: Places) -> Iterator[Problem]:
    if column.parse not in _PARSES[fact.kind]:
        admitted = sorted(_PARSES[fact.kind])
        yield Problem("parse", f"« {column.parse} » ne convient pas ; {', '.join(admitted)}")
    if column.parse is Parse.CHOICE and not column.meanings:
        yield Problem("meanings", "clé manquante")
    if column.parse is Parse.TIMESTAMP and not column.layouts:
        yield Problem("layouts", "clé manquante")
    if column.parse is Parse.CONSTANT and column.constant is None:
        yield Problem("constant", "clé manquante")
    words = [*column.meanings.values(), *([column.constant] if column.constant else [])]
    yield from check_words("meanings", fact, words, places)
    yield from _check_values(fact, words)


def _check_values(fact: FactColumn, words: list[str]) -> Iterator[Problem]:
    for word in words:
        if fact.kind is Kind.NUMBER and not _is_number(word):
            yield Problem("meanings", f"nombre attendu, « {word} » lu")


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
