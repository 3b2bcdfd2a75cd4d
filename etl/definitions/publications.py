"""The words in which results are published, checked against the indicators declared."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter

from etl.definitions.declarations import Declarations
from etl.definitions.problems import Problem, unknown
from etl.definitions.tables import STRICT, build, read_table
from etl.domain.publications import LONGEST_LABEL, Publications
from etl.errors import DefinitionError

FILE = "publications.toml"
_ADAPTER = TypeAdapter(tuple[Publications], config=STRICT)
# The only kinds of address that a document may lead to.
_SAFE = ("https://",)


def load_publications(folder: Path, declared: Declarations) -> Publications:
    """Return what the file of a folder says; raise ``DefinitionError`` for what is wrong."""
    path = folder / FILE
    built = build(_ADAPTER, read_table(path))
    problems = list(built.problems)
    if built.value is not None:
        problems += _check(built.value, declared)
        if not problems:
            return built.value
    first = problems[0]
    raise DefinitionError(path, first.key, first.reason)


def _check(own: Publications, declared: Declarations) -> Iterator[Problem]:
    codes = {each.code for each in declared.indicators}
    numbers = [str(each.number) for each in declared.engagements]
    named = [
        *(("wall.labels", code) for code in own.wall.labels),
        *(("transparency.rows.indicator", each.indicator) for each in own.transparency.rows),
        *(
            ("services_publics_plus.indicator", each.indicator)
            for each in own.services_publics_plus
        ),
    ]
    for key, code in named:
        if code not in codes:
            yield Problem(key, unknown(code, sorted(codes)))
    for family in own.wall.families:
        yield from _families(family.engagements, numbers)
    for code, label in own.wall.labels.items():
        if len(label) > LONGEST_LABEL:
            reason = f"« {label} » a {len(label)} caractères ; {LONGEST_LABEL} au plus"
            yield Problem(f"wall.labels.{code}", reason)
    if not own.wall.address.startswith(_SAFE):
        yield Problem("wall.address", "attendu : une adresse en https://")


def _families(engagements: Iterable[int], numbers: list[str]) -> Iterator[Problem]:
    for each in engagements:
        if str(each) not in numbers:
            yield Problem("wall.families.engagements", unknown(str(each), numbers))
