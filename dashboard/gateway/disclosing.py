"""What leaves the house: small counts of people are hidden, with what would tell them."""

from collections.abc import Sequence

import pandas as pd

from dashboard.gateway.figures import Finding
from dashboard.wording import HIDDEN
from etl.assessments.disclosure import POSSIBLE, Margins, hidden, is_small
from etl.domain.datasets import OF_PEOPLE
from etl.domain.engagements import Statistic

# Columns of a history that are computed from the counts of their row.
FIGURES = ("Valeur", "Borne basse", "Borne haute")
SHARES = (Statistic.SHARE, Statistic.SHARE_MISSED)


def disclosed(
    frame: pd.DataFrame,
    counts: pd.DataFrame,
    margins: Margins,
    shown: dict[str, str],
    figures: Sequence[str],
    beyond: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return a table to publish: its cells are replaced where they, or their row, are hidden.

    ``counts`` are the counts behind the rows; ``shown`` tells of each column of ``frame``
    which count it shows. ``figures`` are computed from counts: they go with any that is hidden.
    ``beyond`` (``summing.told_by_others``) tells what other files would give back.
    """
    concealed = hidden(counts, margins).set_axis(frame.index)
    if beyond is not None:
        flags = dict.fromkeys(margins.parts, "parts")
        flags |= {margins.whole or margins.parts[0]: "whole"}
        also = {name: beyond[flag].to_numpy() for name, flag in flags.items()}
        concealed = concealed | pd.DataFrame(also, frame.index)
    row = concealed.any(axis="columns")
    if not row.any():
        return frame
    masks = {name: concealed[count] for name, count in shown.items()}
    masks |= dict.fromkeys(figures, row)
    masks = {name: mask for name, mask in masks.items() if name in frame}
    return frame.assign(
        **{
            name: frame[name].astype("object").mask(mask, HIDDEN)
            for name, mask in masks.items()
        }
    )


def without_small_counts(
    frame: pd.DataFrame,
    counts: Sequence[str],
    figures: Sequence[str],
    together: str = "",
    parts: Sequence[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Return a table to publish: rows with a small count keep neither counts nor figures.

    ``counts`` and ``figures`` are columns of it. Rows that share the value of the column
    ``together`` tell each other's counts by subtraction: they are hidden together. ``parts``
    are pairs of a count and of a part of it: what is left of the count is one too. The sum of
    all rows is known from another file: more rows are hidden until it tells none of them.
    """
    known = frame[[*counts]].fillna(0)
    known = known.assign(**{f"{one} - {two}": known[one] - known[two] for one, two in parts})
    small = is_small(known).any(axis="columns")
    if together:
        small = small.groupby(frame[together]).transform("any")
    if not small.any():
        return frame
    small = _untold_by_the_sum(known, small)
    return frame.assign(
        **{
            name: frame[name].astype("object").mask(small, HIDDEN)
            for name in (*counts, *figures)
        }
    )


def _untold_by_the_sum(known: pd.DataFrame, small: pd.Series) -> pd.Series:
    """Hide more rows, the smallest first, until the sum of the hidden ones tells none."""
    told = small.copy()
    for name in known:
        count = known[name]
        for place in count[count.gt(0) & ~told].sort_values(kind="stable").index:
            own = count[told & count.gt(0)]
            # Of several that are not zero, each could be one, or what the others leave.
            if own.empty or (len(own) > 1 and own.sum() - len(own) + 1 >= POSSIBLE):
                break
            told[place] = True
    return told


def disclosed_findings(
    frame: pd.DataFrame, findings: Sequence[Finding], beyond: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the table of some findings of one indicator, one row each, to publish.

    ``beyond`` tells what the files of its parts would give back.
    """
    indicator = findings[0].indicator if findings else None
    if indicator is None or indicator.dataset not in OF_PEOPLE:
        return frame
    counts = pd.DataFrame(
        {
            "met": [each.met for each in findings],
            "missed": [each.missed for each in findings],
            "counted": [int(each.counted) for each in findings],
            "pending": [each.pending for each in findings],
        }
    )
    margins = (
        Margins(parts=("met", "missed"), whole="counted")
        if indicator.statistic in SHARES
        else Margins(parts=("counted",))
    )
    part = "missed" if indicator.statistic is Statistic.SHARE_MISSED else "met"
    shown = {"Effectif": "counted", "Dénominateur": "counted"}
    if indicator.statistic in SHARES:
        shown["Numérateur"] = part
    known = disclosed(frame, counts, margins, shown, FIGURES, beyond)
    waiting = Margins(parts=("pending",))
    own = hidden(counts, waiting).set_axis(frame.index)["pending"]
    if beyond is not None:
        own |= beyond["pending"].to_numpy()
    if own.any():
        known = known.assign(
            **{"En cours": known["En cours"].astype("object").mask(own, HIDDEN)}
        )
    return known
