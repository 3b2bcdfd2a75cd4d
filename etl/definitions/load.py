"""The declarations of a prefecture: read from a folder and checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from etl.calendars.holidays import ZONES
from etl.definitions.charter import CHARTER, Charter, check_place
from etl.definitions.declarations import Declarations
from etl.definitions.engagements import ENGAGEMENT, check_engagement, shape_engagement
from etl.definitions.fingerprints import fingerprint
from etl.definitions.formulas import (
    FORMULAS,
    check_formula_of,
    check_formulas,
    formula_of,
)
from etl.definitions.problems import Problem
from etl.definitions.sites import SITE, check_site, shape_site
from etl.definitions.sources import SOURCE, check_about, check_source, shape_source
from etl.definitions.tables import Table, build, read_table
from etl.definitions.vocabulary import RuleFacts, places_of
from etl.domain.engagements import Engagement
from etl.domain.formulas import Formula
from etl.domain.sites import Site
from etl.domain.sources import Source
from etl.errors import DefinitionError

T = TypeVar("T")
Shape = Callable[[Table], tuple[Table, list[Problem]]]
Formats = Mapping[str, frozenset[str]]
Rules = Mapping[str, RuleFacts]

__all__ = ["Declarations", "examine", "load_declarations", "texts_in"]

CHARTER_FILE = "charter.toml"
ROOMS = ("engagements", "formulas", "sites", "sources")
# Folders that may be absent or empty.
_OPTIONAL = ("sources", "formulas")


def load_declarations(folder: Path, rules: Rules, formats: Formats) -> Declarations:
    """Return the declarations of ``folder``; raise ``DefinitionError`` for the first mistake.

    ``rules`` and ``formats`` (with the settings that each understands) are the vocabularies
    of other rooms: the pipeline hands them in.
    """
    declarations, errors = examine(folder, rules, formats)
    if errors:
        raise errors[0]
    return replace(declarations, texts=texts_in(folder))


def texts_in(folder: Path) -> dict[str, str]:
    """Return the text of every file of declarations, by its path within the folder."""
    paths = sorted(path for room in ROOMS for path in (folder / room).glob("*.toml"))
    return {f"{path.parent.name}/{path.name}": path.read_text("utf-8-sig") for path in paths}


def examine(
    folder: Path, rules: Rules, formats: Formats
) -> tuple[Declarations, list[DefinitionError]]:
    """Return what could be read, with every mistake, sites first."""
    errors: list[DefinitionError] = []
    sites = _read_all(folder / "sites", SITE, shape_site, errors)
    engagements = _read_all(folder / "engagements", ENGAGEMENT, shape_engagement, errors)
    sources = _read_all(folder / "sources", SOURCE, shape_source, errors)
    formulas = _read_formulas(folder / "formulas", errors)
    charter = _read_charter(folder / "engagements" / CHARTER_FILE, errors)
    places = places_of(sites.values())

    for path, site in sites.items():
        errors += _errors(path, check_site(site, ZONES))
    for path, engagement in engagements.items():
        errors += _errors(path, check_engagement(engagement, rules, places))
        errors += _errors(path, check_place(charter, engagement))
        for indicator in engagement.indicators:
            errors += _errors(path, check_formula_of(indicator, rules, formulas))
    for path, source in sources.items():
        errors += _errors(path, check_source(source, formats, places))
        names = [each.name for each in sources.values() if each.name != source.name]
        errors += _errors(path, check_about(source, names))
    errors += _twins("code", {path: site.code for path, site in sites.items()})
    errors += _twins("number", {path: str(each.number) for path, each in engagements.items()})
    errors += _twins("name", {path: source.name for path, source in sources.items()})
    declared = _gather(
        engagements.values(), sites.values(), sources.values(), charter, formulas
    )
    return declared, errors


def _read_all(
    folder: Path, adapter: TypeAdapter[tuple[T]], shape: Shape, errors: list[DefinitionError]
) -> dict[Path, T]:
    """Return what each file of a folder declares, and add to ``errors`` what is wrong."""
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != CHARTER_FILE]
    if not paths and folder.name not in _OPTIONAL:
        errors.append(DefinitionError(folder, "(dossier)", "aucun fichier .toml"))
    found = {path: _read(path, adapter, shape, errors) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _read(
    path: Path, adapter: TypeAdapter[tuple[T]], shape: Shape, errors: list[DefinitionError]
) -> T | None:
    try:
        table, misshapen = shape(read_table(path))
    except DefinitionError as error:
        errors.append(error)
        return None
    built = build(adapter, table)
    errors += _errors(path, [*misshapen, *built.problems])
    return built.value


def _read_charter(path: Path, errors: list[DefinitionError]) -> Charter:
    if not path.exists():
        return Charter()
    return _read(path, CHARTER, lambda table: (table, []), errors) or Charter()


def _read_formulas(folder: Path, errors: list[DefinitionError]) -> dict[str, Formula]:
    """Return the formulas of a folder by code, in the order of their files."""
    files = _read_all(folder, FORMULAS, lambda table: (table, []), errors)
    for path, declared in files.items():
        errors += _errors(path, check_formulas(declared))
    codes = {path: [each.code for each in own.formulas] for path, own in files.items()}
    firsts: dict[str, Path] = {}
    for path, own in codes.items():
        for code in dict.fromkeys(own):
            if firsts.setdefault(code, path) != path:
                reason = f"« {code} » est déjà déclaré dans « {firsts[code].name} »"
                errors.append(DefinitionError(path, "formulas.code", reason))
    return {each.code: each for file in files.values() for each in file.formulas}


def _errors(path: Path, problems: Iterable[Problem]) -> list[DefinitionError]:
    return [DefinitionError(path, problem.key, problem.reason) for problem in problems]


def _twins(key: str, names: Mapping[Path, str]) -> list[DefinitionError]:
    """Report the files that declare what an earlier file declares already."""
    first: dict[str, Path] = {}
    for path, name in names.items():
        first.setdefault(name, path)
    return [
        DefinitionError(path, key, f"« {name} » est déjà déclaré dans « {first[name].name} »")
        for path, name in names.items()
        if first[name] != path
    ]


def _gather(
    engagements: Iterable[Engagement],
    sites: Iterable[Site],
    sources: Iterable[Source],
    charter: Charter,
    formulas: Mapping[str, Formula],
) -> Declarations:
    by_code = {site.code: site for site in sorted(sites, key=lambda site: site.code)}
    by_number = tuple(sorted(engagements, key=lambda each: each.number))
    return Declarations(
        by_number,
        by_code,
        tuple(sorted(sources, key=lambda source: source.name)),
        charter,
        {
            indicator.code: fingerprint(
                engagement, indicator, by_code, formula_of(indicator, formulas)
            )
            for engagement in by_number
            for indicator in engagement.indicators
        },
        formulas,
    )
