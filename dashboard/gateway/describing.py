"""A table that no source describes: what it seems to be, how it would be read, its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard import access
from dashboard.gateway.importing import may_describe
from dashboard.gateway.warehouse import read_declarations_again, warehouse
from etl.config import load_settings
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Parse, Rhythm, Source
from etl.errors import UnknownFormatError
from etl.frames.columns import FACTS, Kind, of_kind
from etl.pipeline.describing import (
    Description,
    Understood,
    column_of,
    declare,
    describe,
    draft,
    reader_of,
    understand,
    with_month_first,
)

__all__ = ["Description", "Understood"]

MASKED = "•••"
# How an hour that stands in a column of its own is written.
CLOCKS = ("%H:%M", "%H:%M:%S")


@dataclass(frozen=True)
class Field:
    """One column of the facts that a file may fill.

    ``choices`` is its vocabulary, empty where any word will do; ``proposed`` the headers that
    seem to say it.
    """

    name: str
    kind: Kind
    is_required: bool
    choices: tuple[str, ...]
    proposed: tuple[str, ...]
    constant: str | None


@dataclass(frozen=True)
class Mapped:
    """What a person chose: the source to be, and where dates begin with the month."""

    name: str
    title: str
    site: str
    rhythm: Rhythm
    columns: Mapping[str, Column]
    month_first: bool = False


def recognised(path: Path) -> Source | None:
    """Return the declared source that reads a file already."""
    try:
        return reader_of(warehouse(), path).source
    except UnknownFormatError:
        return None


def described(path: Path, dataset: Dataset | None) -> Description:
    """Return what a file seems to be; raise ``UserError`` if it is no table."""
    if not may_describe():
        raise access.NotAllowedError
    return describe(warehouse(), path, dataset)


def fields(found: Description) -> tuple[Field, ...]:
    """Return the columns that the file may fill, those that it must first."""
    dataset, proposal = found.proposal.dataset, found.proposal.columns
    required = CONTRACTS[dataset].required
    places = _places()
    own = [
        Field(
            each.name,
            each.kind,
            each.name in required,
            places.get(each.name, each.choices),
            proposal[each.name].header if each.name in proposal else (),
            proposal[each.name].constant if each.name in proposal else None,
        )
        for each in FACTS[dataset]
    ]
    return tuple(sorted(own, key=lambda each: not each.is_required))


def mapped_column(
    found: Description, field: Field, headers: Sequence[str], meanings: Mapping[str, str]
) -> Column | None:
    """Return how columns of the file fill one of the facts; ``None`` if they cannot.

    What the declared sources know of these headers is kept: layouts of a day joined to an
    hour, words that mean nothing.
    """
    proposed = found.proposal.columns.get(field.name)
    if proposed is not None and tuple(headers) == proposed.header:
        return replace(proposed, meanings={**proposed.meanings, **meanings})
    guessed = {each.header: each for each in found.table.columns}
    own = column_of(guessed[headers[0]], field.name, found.proposal.dataset)
    if own is None:
        return None
    layouts = own.layouts
    if len(headers) > 1 and layouts:
        layouts = tuple(
            f"{each} {clock}" for each in layouts for clock in ("%H:%M", "%H:%M:%S")
        )
    return replace(own, header=tuple(headers), layouts=layouts, meanings=dict(meanings))


def constant(word: str) -> Column:
    return Column(parse=Parse.CONSTANT, constant=word)


def words_of(found: Description, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the different words of a column of the file, as far as it was looked at."""
    if len(headers) != 1:
        return ()
    sample = found.table.sample[headers[0]].dropna().str.strip()
    return tuple(sorted(sample[sample != ""].unique()))


def known_meanings(found: Description, field: Field) -> Mapping[str, str]:
    proposed = found.proposal.columns.get(field.name)
    return proposed.meanings if proposed else {}


def source_of(found: Description, mapped: Mapped) -> Source:
    """Return the source that a person described."""
    columns = {
        name: with_month_first(each) if mapped.month_first else each
        for name, each in mapped.columns.items()
    }
    named = (mapped.name, mapped.title)
    source = draft(warehouse(), found, named, columns, mapped.site)
    return replace(source, rhythm=mapped.rhythm)


def tried(path: Path, source: Source) -> Understood:
    """Read the first rows of a file by a source, as an import would; persons stay masked."""
    if not may_describe():
        raise access.NotAllowedError
    found = understand(warehouse(), path, source)
    personal = {
        name: found.accepted[name].where(found.accepted[name].isna(), MASKED)
        for name in of_kind(source.dataset, Kind.PSEUDONYM)
        if name in found.accepted
    }
    return replace(found, accepted=found.accepted.assign(**personal))


def save_source(source: Source) -> str:
    """Declare a source and read the declarations again; return the name of its file.

    Raise ``DefinitionError`` where it would not be accepted.
    """
    if not may_describe():
        raise access.NotAllowedError
    settings = load_settings(Path("quality.toml"))
    path = declare(Path(settings.declarations), source)
    read_declarations_again()
    return path.name


def _places() -> dict[str, tuple[str, ...]]:
    """Return the codes that the sites declare, by column of the facts."""
    sites = warehouse().declarations.sites
    services = {each.code: None for own in sites.values() for each in own.services}
    desks = {desk: None for own in sites.values() for desk in own.desks}
    return {"site": tuple(sites), "service": tuple(services), "desk": tuple(desks)}
