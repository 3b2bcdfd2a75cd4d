"""Engagements 2, 3, 13 and 14: satisfied answers, net satisfaction, mean score."""

import pytest

from etl.domain.datasets import Dataset
from etl.errors import DefinitionError
from tests.spec.prefecture import facts, judge, outcomes, values

AS_OF = "2025-04-01 08:00"
ANSWERS = """
    question | answer             | score | satisfied | net
    globale  | très satisfait     | 4     | met       | 1
    globale  | satisfait          | 3     | met       | 1
    globale  | peu satisfait      | 2     | missed    | -1
    globale  | pas du tout        | 1     | missed    | -1
    globale  | ne se prononce pas |       | excluded  |
"""


def test_an_answer_is_satisfied_from_the_threshold_on_and_a_blank_one_is_not_expressed():
    answers = facts(Dataset.SURVEYS, ANSWERS)
    assert outcomes("satisfied", answers, AS_OF, threshold=3) == list(answers["satisfied"])


def test_the_net_satisfaction_takes_the_dissatisfied_from_the_satisfied():
    answers = facts(Dataset.SURVEYS, ANSWERS)
    found = judge("net_satisfaction", answers, AS_OF, satisfied=3, dissatisfied=2)
    assert list(found["outcome"]) == list(answers["satisfied"])
    assert found["value"].equals(answers["net"].rename("value"))


def test_a_neutral_answer_is_neither_for_nor_against():
    answers = facts(
        Dataset.SURVEYS,
        """
        question | score | net
        demarche | 10    | 1
        demarche | 8     | 1
        demarche | 7     | 0
        demarche | 6     | 0
        demarche | 5     | -1
        demarche | 0     | -1
        """,
    )
    found = values("net_satisfaction", answers, AS_OF, satisfied=8, dissatisfied=5)
    assert found == list(answers["net"])


def test_the_score_is_that_of_expressed_answers():
    answers = facts(
        Dataset.SURVEYS, "question | score\neffort | 2.5\neffort |\neffort | 0\neffort | 5"
    )
    assert outcomes("score", answers, AS_OF) == ["met", "excluded", "met", "met"]
    assert values("score", answers, AS_OF) == [2.5, None, 0, 5]


@pytest.mark.parametrize("threshold", [{}, {"threshold": "3"}, {"threshold": True}])
def test_a_threshold_is_a_number(threshold):
    answers = facts(Dataset.SURVEYS, ANSWERS)
    with pytest.raises(DefinitionError, match="un nombre est attendu"):
        judge("satisfied", answers, AS_OF, **threshold)
