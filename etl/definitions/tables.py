"""A TOML file becomes a table, and a table a dataclass of the domain."""

import json
import tomllib
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from etl.definitions.problems import Problem, problem_of
from etl.errors import DefinitionError

T = TypeVar("T")
Table = dict[str, Any]

# Strict: « "30" » is not a number. Given to the adapter of a tuple of one, because pydantic
# hands these settings down to plain dataclasses only from something that is not one.
STRICT = ConfigDict(extra="forbid", strict=True)


def read_table(path: Path) -> Table:
    """Return the table of a file; raise ``DefinitionError`` when it is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise DefinitionError(path, "(fichier)", f"lecture impossible ({error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path, "(fichier)", f"TOML illisible ({error})") from error


class Built(NamedTuple, Generic[T]):
    """What a table declares, or ``None`` and what is wrong with it."""

    value: T | None
    problems: list[Problem]


def build(adapter: TypeAdapter[tuple[T]], table: Table) -> Built[T]:
    """Return the declared value.

    Through JSON, where a strict date or word is a text.
    """
    try:
        return Built(adapter.validate_json(json.dumps([table], default=str))[0], [])
    except ValidationError as error:
        return Built(None, [problem_of(each, table) for each in error.errors()])


def as_list(value: object) -> object:
    """Return a lone text as a list of one; anything else unchanged."""
    return [value] if isinstance(value, str) else value


def listed(table: Table, *keys: str) -> Table:
    """Return the table with a list where a lone text stands for a list of one."""
    return table | {key: as_list(table[key]) for key in keys if key in table}


def tables_in(value: object) -> list[Table]:
    """Return the tables of a list, and nothing of what is not one."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
