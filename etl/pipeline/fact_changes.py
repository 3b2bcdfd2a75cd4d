"""What became of facts between two imports: withdrawn, corrected, or come since."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

# A fact enters a figure at a step, and leaves it at another.
THEN, UNDONE, CORRECTED, LATE, NEVER = 0, 1, 2, 3, 99


@dataclass(frozen=True)
class Between:
    """Two imports, the imports undone between them, and who was known elsewhere at the first.

    ``elsewhere`` takes contacts (hashes) and returns those that stood then, at another site
    or another date.
    """

    then: int
    now: int
    undone: frozenset[int]
    elsewhere: Callable[[list[int]], Collection[int]]


def placed(facts: pd.DataFrame, between: Between) -> pd.DataFrame:
    """Return facts with ``enters`` and ``leaves``: the steps between which each one stands.

    Facts have source_id, import_id, added_by and superseded_by. What an undo took away or
    gave back goes first, then what a later file said otherwise of a contact known then, then
    the contacts that nobody knew.
    """
    then, now = stood(facts, between.then), stood(facts, between.now)
    contact, brought = facts["source_id"], facts["import_id"]
    is_old = brought <= between.then
    before = contact.map(_imports(facts[then])).astype("float64")
    after = contact.map(_imports(facts[now])).astype("float64")
    withdrawn = before.isin(between.undone)
    leaves = pd.Series(CORRECTED, facts.index)
    leaves = leaves.mask(withdrawn | (after <= between.then) | contact.isna(), UNDONE)
    enters = pd.Series(LATE, facts.index)
    enters = enters.mask(before.notna() & ~withdrawn, CORRECTED)
    fresh = now & ~then & before.isna() & ~is_old & contact.notna()
    moved = set(between.elsewhere([int(each) for each in contact[fresh]]))
    enters = enters.mask(fresh & contact.isin(moved), CORRECTED)
    enters = enters.mask(is_old, UNDONE)
    return facts.assign(enters=enters.mask(then, THEN), leaves=leaves.mask(now, NEVER))


def standing(facts: pd.DataFrame, step: int) -> pd.DataFrame:
    """Return the facts that stand at a step."""
    return facts[(facts["enters"] <= step) & (facts["leaves"] > step)]


def stood(facts: pd.DataFrame, number: int) -> pd.Series:
    """Tell which facts were current after an import."""
    past = facts["superseded_by"].astype("float64")
    return (facts["added_by"] <= number) & (past.isna() | (past > number))


def _imports(facts: pd.DataFrame) -> pd.Series:
    """Return the import that told each contact, by contact."""
    named = facts[facts["source_id"].notna()].drop_duplicates("source_id")
    # Plain numbers: what is missing compares as false, and not as unknown.
    return named.set_index("source_id")["import_id"].astype("float64")
