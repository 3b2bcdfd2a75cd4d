"""Satisfaction surveys: satisfied answers, net satisfaction, mean score.

A question left blank is not an expressed answer: it is excluded.
"""

import pandas as pd

from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged


def satisfied(answers: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each expressed answer: met from the ``threshold`` on."""
    score = answers["score"]
    return judged(
        met=score >= parameters.number(given, "threshold"),
        excluded=score.isna(),
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
        value=content.astype("float64") - discontent.astype("float64"),
    )


def score(answers: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each expressed answer its score."""
    return judged(
        met=answers["score"].notna(), excluded=answers["score"].isna(), value=answers["score"]
    )
