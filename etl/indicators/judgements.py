"""What a rule returns: one outcome and one value a contact."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.assessments import Outcome

# In order of precedence: what an exclusion settles, no other mask unsettles.
_ORDER = (
    Outcome.EXCLUDED,
    Outcome.UNKNOWN,
    Outcome.PENDING,
    Outcome.MET,
    Outcome.MISSED,
)
_OUTCOMES = pd.CategoricalDtype([each.value for each in _ORDER])
_COUNTED = tuple(_ORDER.index(each) for each in (Outcome.MET, Outcome.MISSED))


def judged(
    met: pd.Series,
    *,
    pending: pd.Series | None = None,
    excluded: pd.Series | None = None,
    unknown: pd.Series | None = None,
    value: pd.Series | None = None,
    total: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the outcome of each contact, as categories.

    It is excluded, else unknown, else pending, else met, else missed.

    ``value`` and ``total`` are kept for the contacts that count (met or missed) and are
    null for the others, so that a mean never takes in a contact that is not counted.
    """
    conditions = [_plain(mask, met.index) for mask in (excluded, unknown, pending, met)]
    place = np.full(len(met), len(conditions), dtype=np.int8)
    for rank, mask in reversed(list(enumerate(conditions))):
        place[mask] = rank
    counted = np.isin(place, _COUNTED)
    return pd.DataFrame(
        {
            "outcome": pd.Series(pd.Categorical.from_codes(place, dtype=_OUTCOMES), met.index),
            "value": _numbers(value, counted, met.index),
            "total": _numbers(total, counted, met.index),
        },
        index=met.index,
    )


def with_pauses(
    judgements: pd.DataFrame, gross: pd.Series, late_without: pd.Series
) -> pd.DataFrame:
    """Return the judgements with what they would have been without any pause.

    ``gross`` is the value with the pauses in it, ``spared`` tells the contacts that are met
    or pending thanks to a pause: ``late_without`` it.
    """
    in_time = judgements["outcome"].isin([Outcome.MET.value, Outcome.PENDING.value])
    return judgements.assign(
        gross=gross.where(judgements["value"].notna()),
        spared=in_time & _plain(late_without, judgements.index),
    )


def _plain(mask: pd.Series | None, index: pd.Index) -> npt.NDArray[np.bool_]:
    """Return a mask without nulls; what is not known to be true is false."""
    if mask is None:
        return np.zeros(len(index), dtype=bool)
    if mask.dtype == bool:
        return np.asarray(mask)
    return np.asarray(mask.astype("boolean").fillna(False), dtype=bool)


def _numbers(
    series: pd.Series | None, counted: npt.NDArray[np.bool_], index: pd.Index
) -> pd.Series:
    if series is None:
        return pd.Series(np.nan, index=index)
    values = series.to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(np.where(counted, values, np.nan), index)
