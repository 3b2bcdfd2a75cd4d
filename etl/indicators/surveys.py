"""Satisfaction surveys: satisfied answers, net satisfaction, mean score.

A question left blank is not an expressed answer: it is excluded. With the bounds of the scale
(``lowest``, ``highest``), a score that is not one of its whole steps is unknown, not rounded.
"""

import pandas as pd

from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged

SCALE = frozenset({"lowest", "highest"})


def satisfied(answers: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each expressed answer: met from the ``threshold`` on."""
    score = answers["score"]
    return judged(
        met=score >= parameters.number(given, "threshold"),
        excluded=score.isna(),
        unknown=_is_off_scale(score, given),
        value=score,
    )


def net_satisfaction(answers: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give +1 to a satisfied answer, -1 to a dissatisfied one, 0 to the others.

    Their mean is the share of satisfied less the share of dissatisfied.
    """
    score = answers["score"]
    content = score >= parameters.number(given, "satisfied")
    discontent = score <= parameters.number(given, "dissatisfied")
    return judged(
        met=content,
        excluded=score.isna(),
        unknown=_is_off_scale(score, given),
        value=content.astype("float64") - discontent.astype("float64"),
    )


def score(answers: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each expressed answer its score."""
    found = answers["score"]
    return judged(
        met=found.notna(),
        excluded=found.isna(),
        unknown=_is_off_scale(found, given),
        value=found,
    )


def _is_off_scale(score: pd.Series, given: Conditions) -> pd.Series:
    if not given.parameters.keys() >= SCALE:
        return pd.Series(False, index=score.index)
    low, high = (parameters.number(given, name) for name in ("lowest", "highest"))
    return (score < low) | (score > high) | (score % 1 != 0)
