"""The rules of retention: one file, checked."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, blank, repeated
from etl.definitions.tables import STRICT, build, read_table
from etl.domain.datasets import Dataset
from etl.domain.retention import OF_A_DATASET, Part, Retention, RetentionRule
from etl.errors import DefinitionError
from etl.frames.columns import Kind, of_kind

RETENTION_FILE = Path("retention", "retention.toml")
# A month is counted, contradicted and completed by later exports before it may go.
SHORTEST = 2
_ADAPTER = TypeAdapter(tuple[Retention], config=STRICT)
_COLUMNS = {Part.PSEUDONYMS: Kind.PSEUDONYM, Part.TEXTS: Kind.TEXT}


def load_retention(folder: Path) -> Retention:
    """Return the rules of a folder of declarations, none if it has no such file.

    Raises ``DefinitionError`` for the first mistake.
    """
    path = folder / RETENTION_FILE
    if not path.exists():
        return Retention()
    built = build(_ADAPTER, read_table(path))
    problems = built.problems or list(_check(built.value or Retention()))
    for each in problems:
        raise DefinitionError(path, each.key, each.reason)
    return built.value or Retention()


def _check(declared: Retention) -> Iterator[Problem]:
    whose = [f"{each.what} {each.dataset or ''}".strip() for each in declared.rules]
    yield from repeated("rules", whose)
    for rule, name in zip(declared.rules, whose, strict=True):
        for problem in _check_rule(rule):
            yield problem.within(f"rules[{name}]")


def _check_rule(rule: RetentionRule) -> Iterator[Problem]:
    yield from blank({"source": rule.source, "decided_by": rule.decided_by})
    if rule.months < SHORTEST:
        yield Problem("months", f"{SHORTEST} mois au moins")
    if (rule.dataset is None) == (rule.what in OF_A_DATASET):
        yield Problem("dataset", "attendu pour « rows », « pseudonyms » et « texts » seulement")
    kind = _COLUMNS.get(rule.what)
    if kind and rule.dataset and not of_kind(Dataset(rule.dataset), kind):
        yield Problem("what", f"« {rule.dataset} » n'a rien de tel")
