"""A million calls and 200,000 mails of three sites over two years, as accepted facts."""

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.frames.batches import typed

SITES = ("cahors", "figeac", "gourdon")
FIRST = np.datetime64("2024-01-01", "us")
TWO_YEARS_S = 2 * 365 * 86400
DAY_US = 86_400_000_000
_Parts = tuple[float, ...]


def calls(rows: int, seed: int = 3) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    outcome = _drawn(
        draw,
        rows,
        ("answered", "abandoned", "overflowed", "unanswered"),
        (0.85, 0.1, 0.03, 0.02),
    )
    return _facts(
        Dataset.CALLS,
        rows,
        site=_drawn(draw, rows, SITES),
        service=_drawn(draw, rows, ("standard", "etrangers")),
        started_at=_instants(_starts(draw, rows)),
        direction=_drawn(draw, rows, ("inbound", "outbound"), (0.9, 0.1)),
        outcome=outcome,
        wait_s=draw.exponential(20, rows).round(),
        talk_s=draw.exponential(150, rows).round(),
        transfer=_drawn(draw, rows, ("completed", "failed", None), (0.08, 0.02, 0.9)),
    )


def mails(rows: int, seed: int = 5) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    received = _starts(draw, rows)
    return _facts(
        Dataset.MAILS,
        rows,
        site=_drawn(draw, rows, SITES),
        service=_drawn(draw, rows, ("accueil", "titres", "etrangers")),
        channel=_drawn(draw, rows, ("email", "letter", "form"), (0.6, 0.3, 0.1)),
        nature=_drawn(draw, rows, ("information", "complaint", "individual"), (0.7, 0.2, 0.1)),
        received_at=_instants(received),
        registered_at=_later(draw, received, 0.7, 0.9),
        acknowledged_at=_later(draw, received, 3, 0.5),
        answered_at=_later(draw, received, 5, 0.9),
        status=_drawn(draw, rows, ("request", "duplicate", "unreachable"), (0.97, 0.02, 0.01)),
        complete=pd.array(draw.choice([True, False, None], rows, p=[0.6, 0.1, 0.3]), "boolean"),
    )


def _facts(dataset: Dataset, rows: int, **columns: object) -> pd.DataFrame:
    lines = pd.RangeIndex(1, rows + 1)
    known = {name: pd.Series(values, index=lines) for name, values in columns.items()}
    known["source_id"] = pd.Series(np.arange(rows), index=lines).astype("str")
    return typed(dataset, known, lines)


def _drawn(
    draw: np.random.Generator, rows: int, words: tuple[str | None, ...], parts: _Parts = ()
) -> pd.Categorical:
    codes = draw.choice(len(words), rows, p=list(parts) or None)
    known = [word for word in words if word is not None]
    return pd.Categorical.from_codes(np.where(codes < len(known), codes, -1), categories=known)


def _starts(draw: np.random.Generator, rows: int) -> np.ndarray:
    return FIRST + np.sort(draw.integers(0, TWO_YEARS_S, rows)) * np.timedelta64(1, "s")


def _later(
    draw: np.random.Generator, begin: np.ndarray, mean_days: float, share: float
) -> pd.Series:
    """Return instants after ``begin``, for a share of the contacts."""
    after = (draw.exponential(mean_days, len(begin)) * DAY_US).astype("timedelta64[us]")
    done = draw.random(len(begin)) < share
    return _instants(np.where(done, begin + after, np.datetime64("NaT", "us")))


def _instants(naive: np.ndarray) -> pd.Series:
    return pd.Series(naive).dt.tz_localize("UTC").array
