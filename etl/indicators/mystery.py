"""Mystery calls and mails: one judgement a test, from the marks of its items."""

import pandas as pd

from etl.frames.columns import SECOND_RATING
from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged

# The items that say whether the tester reached anybody: a call that got through, a mail
# that got an answer. A test that reached nobody says nothing of courtesy or accuracy.
_REACH = ("abouti", "reponse")

_TEST = ["site", "campaign", "channel", "test"]


def items_satisfied(observations: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each test: met if all the asked ``items`` that have a mark are worth 1.

    An item without a mark is « sans objet » and ignored; a test where all are is
    excluded. So is a test that reached nobody, unless ``items`` asks for that very item
    or ``reach_required`` is false. Value: share of the items satisfied. The judgement is
    indexed by the first line of the test. A second rating of a test, by another observer,
    is no test: it is left out, even where the first one is not there.
    """
    again = observations[SECOND_RATING].astype("boolean").fillna(False).astype(bool)
    observations = observations[~again]
    items = parameters.words(given, "items")
    reach = (
        set(_REACH) - set(items) if parameters.flag(given, "reach_required", True) else set()
    )
    mark, item = observations["mark"], observations["item"]
    asked = item.isin(items) & mark.notna()
    lines = pd.DataFrame(
        {
            "test": observations.groupby(
                _TEST, sort=False, dropna=False, observed=True
            ).ngroup(),
            "asked": asked,
            "satisfied": asked & mark.eq(1),
            "unreached": item.isin(reach) & mark.eq(0),
        }
    )
    tests = lines.groupby("test", sort=False).sum()
    tests.index = observations.index[~lines["test"].duplicated()]
    return judged(
        met=tests["satisfied"].eq(tests["asked"]),
        excluded=tests["asked"].eq(0) | tests["unreached"].gt(0),
        value=tests["satisfied"] / tests["asked"],
    )
