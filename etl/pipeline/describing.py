"""A file that no source describes: guessed, mapped by a person, tried, declared."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.writing import source_text
from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Source
from etl.errors import DefinitionError
from etl.pipeline.warehouse import Warehouse, load_definitions
from etl.pipeline.whole_files import write_new
from etl.readers.base import Reader
from etl.readers.delimited import DelimitedFormat
from etl.readers.guessing import GuessedTable, guess_table
from etl.readers.proposing import Proposal, as_source, column_of, propose, with_month_first
from etl.readers.registry import find_reader

__all__ = [
    "Description",
    "Understood",
    "column_of",
    "declare",
    "describe",
    "draft",
    "reader_of",
    "understand",
    "with_month_first",
]

NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")
# Rows tried at least, where the file has them.
ENOUGH_ROWS = 500
COMMENT = "Décrite depuis un fichier, à relire."


@dataclass(frozen=True)
class Description:
    """What a file seems to be, and what its columns may mean."""

    table: GuessedTable
    proposal: Proposal


@dataclass(frozen=True)
class Understood:
    """The first rows of a file as a source understands them, typed, index the line.

    ``rejections`` has one row a reason: line, column, code, value.
    """

    read: int
    rejected: int
    accepted: pd.DataFrame
    rejections: pd.DataFrame


def reader_of(warehouse: Warehouse, path: Path) -> Reader:
    """Return the declared source that reads a file; raise ``UnknownFormatError`` if none."""
    return find_reader(path, warehouse.declarations.sources)


def describe(warehouse: Warehouse, path: Path, dataset: Dataset | None = None) -> Description:
    table = guess_table(path)
    return Description(table, propose(table, warehouse.declarations.sources, dataset))


def draft(
    warehouse: Warehouse,
    described: Description,
    named: tuple[str, str],
    columns: Mapping[str, Column],
    site: str = "",
) -> Source:
    """Return a source of this name and title that reads these columns."""
    place = site or next(iter(warehouse.declarations.sites))
    return as_source(described.proposal, *named, place, columns)


def understand(warehouse: Warehouse, path: Path, source: Source) -> Understood:
    """Read the first rows of a file by a source, through the path of an import."""
    batch = next(iter(DelimitedFormat().read(path, source)), None)
    if batch is None:
        return Understood(0, 0, pd.DataFrame(), pd.DataFrame())
    sites = frozenset(warehouse.declarations.sites)
    checked = check(batch, CONTRACTS[batch.dataset], sites)
    return Understood(len(batch.rows), checked.rejected, checked.accepted, checked.rejections)


def declare(folder: Path, source: Source) -> Path:
    """Write the declaration of a source and return its file.

    Raise ``DefinitionError``, and leave nothing behind, where it would not be accepted: a
    name already taken, a column missing, a word that means nothing. It is tried in a copy of
    the declarations: a death leaves no half of it, which nothing could start with.
    """
    path = folder / "sources" / f"{source.name}.toml"
    if not NAME.fullmatch(source.name):
        reason = "3 à 40 lettres minuscules sans accent, chiffres ou tirets bas"
        raise DefinitionError(path, "name", reason)
    if path.exists():
        raise DefinitionError(path, "name", "ce nom est déjà pris")
    text = source_text(source, COMMENT)
    _try(folder, path, text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, text.encode())
    except FileExistsError as error:
        raise DefinitionError(path, "name", "ce nom est déjà pris") from error
    path.chmod(0o640)
    return path


def _try(folder: Path, path: Path, text: str) -> None:
    """Raise ``DefinitionError``, naming the file as it would be, where it is refused."""
    with TemporaryDirectory() as tried:
        for each in folder.glob("*/*.toml"):
            place = Path(tried) / each.relative_to(folder)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(each, place)
        place = Path(tried) / path.relative_to(folder)
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
        try:
            load_definitions(Path(tried))
        except DefinitionError as error:
            named = folder / Path(error.path).relative_to(tried)
            raise DefinitionError(named, error.key, error.reason) from error
