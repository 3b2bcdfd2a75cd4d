"""Registers of suspensions: requests whose clock stands still while the visitor is waited for.

Some late answers are saved by one, some are late all the same, some were never in danger; of
the requests that nobody has answered, some still wait for a document.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.samples.story import Story
from etl.samples.writing import EXCEL_UTF8, Row, stamps, write_csv

HEADER = (
    "N° suspension",
    "{number}",
    "Suspendu le",
    "Repris le",
    "Motif",
    "Décidée par",
    "Site",
)
REASONS = ("Pièce manquante", "Précision demandée", "Rendez-vous proposé")
MINUTE = "%d/%m/%Y %H:%M"
# One request in so many, among those that are late and among the others.
LATE, IN_TIME = 3, 60
OFFICES: Mapping[str, str] = {
    "Accueil général": "Accueil général",
    "Étrangers": "Bureau des étrangers",
    "Titres": "Bureau des titres",
    "Collectivités": "Bureau du courrier",
}


def write_suspensions(
    story: Story, path: Path, number: str, requests: pd.DataFrame, limit: int
) -> Iterator[Path]:
    """Write the suspensions of some requests, which have columns ``identity`` and those of a
    register; ``limit`` is what they are promised, in working days."""
    asked = requests[requests["nature"].isin(["information", "complaint"])]
    received = asked["received"].to_numpy()
    until = np.datetime64(story.until, "s")
    answered = asked["answered"].fillna(pd.Timestamp(until)).to_numpy().astype("datetime64[s]")
    spent = np.busday_count(
        received.astype("datetime64[D]") + 1,
        answered.astype("datetime64[D]") + 1,
        busdaycal=story.calendar,
    )
    is_late = spent > limit
    place = np.where(is_late, np.cumsum(is_late), np.cumsum(~is_late))
    chosen = place % np.where(is_late, LATE, IN_TIME) == 0
    own = asked[chosen].assign(over=(spent - limit)[chosen], turn=place[chosen])
    rows = _rows(story, own[own["received"] < pd.Timestamp(until)])
    header = tuple(each.format(number=number) for each in HEADER)
    yield write_csv(path, header, rows, EXCEL_UTF8)


def _rows(story: Story, own: pd.DataFrame) -> list[Row]:
    """Return the cells of a register: a pause begins the next morning, at ten."""
    days = own["received"].to_numpy().astype("datetime64[D]")
    first = _morning(story.later(days, np.ones(len(own), dtype="int64")), 10)
    # Every other one lasts as long as the answer is late: it saves the case.
    long = np.where(own["turn"] % 2 == 0, own["over"], 1).clip(1)
    last = _morning(story.later(first.astype("datetime64[D]"), long), 9)
    known = np.datetime64(story.until, "s")
    # Of what nobody has answered, some of it waits still.
    waits = own["answered"].isna().to_numpy() & (own["turn"].to_numpy() % 4 == 0)
    ended = np.where((last < known) & ~waits, last, np.datetime64("NaT"))
    own, first, ended = own[first < known], first[first < known], ended[first < known]
    columns = (
        [f"S{place:05d}" for place in range(1, len(own) + 1)],
        own["identity"].tolist(),
        stamps(first, MINUTE),
        [each or "-" for each in stamps(ended, MINUTE)],
        [REASONS[turn % len(REASONS)] for turn in own["turn"].tolist()],
        own["service"].map(OFFICES).tolist(),
        own["site"].tolist(),
    )
    return list(zip(*columns, strict=True))


def _morning(days: NDArray[np.datetime64], hour: int) -> NDArray[np.datetime64]:
    return np.asarray(days.astype("datetime64[s]") + np.timedelta64(hour, "h"))
