"""Every topic and every vector of ../shared/oracle is taken by some test of this folder."""

import csv
import importlib
from pathlib import Path

import pytest

from tests.agreement.topics import ORACLE, TAKEN, untold

HERE = Path(__file__).parent
MODULES = sorted(each.stem for each in HERE.glob("test_*.py") if each != Path(__file__))
TOPICS = sorted(each for each in ORACLE.glob("*") if each.is_dir())
pytestmark = pytest.mark.skipif(
    not TOPICS, reason=f"no test vectors in {ORACLE}: set QUALITY_SHARED"
)


@pytest.fixture(scope="module", autouse=True)
def _all_modules_imported():
    """A module says what it takes when it is imported."""
    for name in MODULES:
        importlib.import_module(f"tests.agreement.{name}")


@pytest.fixture(scope="module")
def written():
    return "\n".join((HERE / f"{name}.py").read_text("utf-8") for name in MODULES)


def test_every_topic_has_a_test(written):
    assert [each.name for each in TOPICS if f'"{each.name}' not in written] == []


@pytest.mark.parametrize("topic", [each.name for each in TOPICS])
def test_every_vector_of_a_topic_is_taken(topic, written):
    """A module that reads the files itself answers for them (its own test of completeness)."""
    if topic not in TAKEN:
        assert f'"{topic}' in written
        return
    assert untold(topic, *TAKEN[topic]) == []


def test_every_table_has_a_column_by_which_a_test_asks_for_it(written):
    """A table is known by a column that it has, never by the name of its file."""
    unknown = [
        f"{path.parent.name}/{path.name}"
        for each in TOPICS
        for path in each.glob("*.csv")
        if not any(f'rows("{each.name}", "{column}")' in written for column in header(path))
    ]
    assert unknown == []


def header(path):
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))
