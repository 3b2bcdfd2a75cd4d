"""Mystery tests that two observers rated: which marks of theirs can be put side by side."""

from dataclasses import dataclass

import pandas as pd

_TEST = ["site", "campaign", "channel", "test"]
_POINT = [*_TEST, "item"]


@dataclass(frozen=True)
class DoubleRatings:
    """What two observers said of the same tests.

    ``pairs``: item, first, second (whether each held the point for satisfied), one row a
    point that both of them marked. ``tests``: how many tests. ``one_sided``: by item, how
    often only one of them held the point for applicable. ``apart``: tests with a second
    rating that cannot be compared: no first one, or the same observer twice. ``unnamed``:
    tests that are compared and of which not both codes are known.
    """

    pairs: pd.DataFrame
    tests: int
    one_sided: pd.Series
    apart: int
    unnamed: int


def double_ratings(ratings: pd.DataFrame) -> DoubleRatings:
    """Return the pairs of ratings of the same test by two observers.

    A code is a keyed hash: it tells that two observers are not one, and nothing else. It may
    be missing: a file that gives it later does not add it to what is known (an erasure stays
    one). A rating is told to be a second one by who sends it.
    """
    again = ratings["second_rating"].astype("boolean").fillna(False).astype(bool)
    columns = [*_POINT, "mark", "observer"]
    first = ratings.loc[~again, columns].drop_duplicates(_POINT)
    second = ratings.loc[again, columns].drop_duplicates(_POINT)
    both = first.merge(second, on=_POINT, suffixes=("", "_again"))
    named = both["observer"].notna() & both["observer_again"].notna()
    same = named & both["observer"].eq(both["observer_again"]).fillna(False).astype(bool)
    compared = both[~same]
    marked = compared["mark"].notna(), compared["mark_again"].notna()
    pairs = compared[marked[0] & marked[1]]
    tests = _tests(compared)
    return DoubleRatings(
        pd.DataFrame(
            {
                "item": pairs["item"],
                "first": pairs["mark"].eq(1),
                "second": pairs["mark_again"].eq(1),
            }
        ).reset_index(drop=True),
        tests,
        compared.loc[marked[0] != marked[1], "item"].value_counts(),
        _tests(second) - tests,
        _tests(both[~named]),
    )


def _tests(rows: pd.DataFrame) -> int:
    return int((~rows[_TEST].duplicated()).sum())


def first_ratings(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return what counts in every score: a second rating never does, even alone."""
    again = ratings["second_rating"].astype("boolean").fillna(False).astype(bool)
    return ratings[~again]


def before(ratings: pd.DataFrame, channel: str, last: pd.Timestamp) -> pd.DataFrame:
    """Return the ratings on a channel up to the last day of a campaign."""
    return ratings[(ratings["channel"] == channel) & (ratings["observed_at"] <= last)]
