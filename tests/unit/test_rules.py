"""What all rules have in common: total, pure, one line in at most one line out."""

import pandas as pd
import pytest

from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.errors import DefinitionError
from etl.frames.batches import no_rows, typed
from etl.indicators.judgements import judged
from etl.indicators.rules import RULES
from tests.spec.prefecture import conditions, judge, limit

GIVEN = {
    "items": ["abouti"],
    "threshold": 3,
    "satisfied": 3,
    "dissatisfied": 2,
    "desk": "accueil",
    "limit": limit(5, "minutes"),
}
CASES = [(name, dataset) for name, rule in RULES.items() for dataset in rule.datasets]


@pytest.mark.parametrize(("name", "dataset"), CASES)
def test_a_rule_judges_no_facts_at_all(name, dataset):
    found = judge(name, no_rows(dataset), "2025-03-31 08:00", **GIVEN)
    assert list(found.columns) == ["outcome", "value", "total"]
    assert found.empty


@pytest.mark.parametrize(("name", "dataset"), CASES)
def test_a_rule_never_counts_facts_of_which_nothing_is_known(name, dataset):
    nothing = typed(dataset, {}, pd.Index([7, 8]))
    found = judge(name, nothing, "2025-03-31 08:00", **GIVEN)
    assert set(found.index) <= {7, 8}
    assert not found["outcome"].isin(["met", "missed"]).any()
    assert found["value"].isna().all()


@pytest.mark.parametrize(("name", "dataset"), CASES)
def test_a_rule_leaves_its_facts_as_they_were(name, dataset):
    facts = typed(dataset, {}, pd.Index([7, 8]))
    copy = facts.copy(deep=True)
    judge(name, facts, "2025-03-31 08:00", **GIVEN)
    pd.testing.assert_frame_equal(facts, copy)


@pytest.mark.parametrize(("name", "dataset"), CASES)
def test_choices_and_codes_may_be_categories(name, dataset):
    plain = typed(dataset, {}, pd.Index([7, 8]))
    words = [column for column in plain if isinstance(plain[column].dtype, pd.StringDtype)]
    found = judge(
        name, plain.astype(dict.fromkeys(words, "category")), "2025-03-31 08:00", **GIVEN
    )
    pd.testing.assert_frame_equal(found, judge(name, plain, "2025-03-31 08:00", **GIVEN))


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.required])
def test_a_rule_refuses_to_do_without_what_it_requires(name):
    (dataset,) = RULES[name].datasets
    facts = typed(dataset, {}, pd.Index([7, 8]))
    with pytest.raises(DefinitionError):
        RULES[name].judge(facts, conditions("2025-03-31 08:00"))


def test_what_a_rule_requires_it_understands():
    assert all(rule.required <= rule.parameters for rule in RULES.values())


def test_every_dataset_has_rules():
    judged_datasets = {dataset for rule in RULES.values() for dataset in rule.datasets}
    assert judged_datasets == set(Dataset)


def test_an_exclusion_comes_before_the_unknown_the_pending_and_the_met():
    yes, no = pd.Series([True]), pd.Series([False])

    def outcome(met, pending, excluded, unknown):
        return judged(met, pending=pending, excluded=excluded, unknown=unknown)["outcome"][0]

    assert outcome(yes, yes, yes, yes) == Outcome.EXCLUDED
    assert outcome(yes, yes, no, yes) == Outcome.UNKNOWN
    assert outcome(yes, yes, no, no) == Outcome.PENDING
    assert outcome(yes, no, no, no) == Outcome.MET
    assert outcome(no, no, no, no) == Outcome.MISSED


def test_a_null_in_a_mask_is_not_a_yes():
    flags = pd.Series([True, None, False], dtype="boolean")
    assert list(judged(flags)["outcome"]) == ["met", "missed", "missed"]


def test_only_what_counts_keeps_its_value_and_its_total():
    mask = pd.Series([False, False, False, True, False])
    found = judged(
        met=pd.Series([True, False, True, True, True]),
        pending=pd.Series([False, False, True, False, False]),
        excluded=mask,
        unknown=pd.Series([False, False, False, False, True]),
        value=pd.Series([1.0, 2.0, 3.0, 4.0, 5.0]),
        total=pd.Series([10, 20, 30, 40, 50]),
    )
    assert list(found["outcome"]) == ["met", "missed", "pending", "excluded", "unknown"]
    assert list(found["value"].dropna()) == [1, 2]
    assert list(found["total"].dropna()) == [10, 20]
