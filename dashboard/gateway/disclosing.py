"""What leaves the house: small counts of people are hidden, with what would tell them."""

from collections.abc import Sequence

import pandas as pd

from dashboard.gateway.figures import Finding
from dashboard.wording import HIDDEN
from etl.assessments.disclosure import Margins, hidden, is_small
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
) -> pd.DataFrame:
    """Return a table to publish: its cells are replaced where they, or their row, are hidden.

    ``counts`` are the counts behind the rows; ``shown`` tells of each column of ``frame``
    which count it shows. ``figures`` are computed from counts: they go with any that is hidden.
    """
    concealed = hidden(counts, margins).set_axis(frame.index)
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
    frame: pd.DataFrame, counts: Sequence[str], figures: Sequence[str], together: str = ""
) -> pd.DataFrame:
    """Return a table to publish: rows with a small count keep neither counts nor figures.

    ``counts`` and ``figures`` are columns of it. Rows that share the value of the column
    ``together`` tell each other's counts by subtraction: they are hidden together.
    """
    small = is_small(frame[[*counts]].fillna(0)).any(axis="columns")
    if together:
        small = small.groupby(frame[together]).transform("any")
    if not small.any():
        return frame
    return frame.assign(
        **{
            name: frame[name].astype("object").mask(small, HIDDEN)
            for name in (*counts, *figures)
        }
    )


def disclosed_findings(frame: pd.DataFrame, findings: Sequence[Finding]) -> pd.DataFrame:
    """Return the table of some findings of one indicator, one row each, to publish."""
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
    known = disclosed(frame, counts, margins, shown, FIGURES)
    waiting = Margins(parts=("pending",))
    own = hidden(counts, waiting).set_axis(frame.index)["pending"]
    if own.any():
        known = known.assign(
            **{"En cours": known["En cours"].astype("object").mask(own, HIDDEN)}
        )
    return known
