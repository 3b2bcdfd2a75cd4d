"""The declared mutations still apply: each text stands once in its file, each test exists."""

from pathlib import Path

import pytest

from etl.indicators.rules import RULES
from tests.mutations.declared import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("each", MUTATIONS, ids=lambda each: each.what)
def test_a_mutation_still_applies(each: Mutation) -> None:
    assert (ROOT / each.file).read_text("utf-8").count(each.old) == 1
    assert each.old != each.new
    assert all((ROOT / name).is_file() for name in each.test.split())


def test_every_module_of_rules_is_broken_somewhere() -> None:
    modules = {rule.judge.__module__.replace(".", "/") + ".py" for rule in RULES.values()}
    assert modules <= {each.file for each in MUTATIONS}
