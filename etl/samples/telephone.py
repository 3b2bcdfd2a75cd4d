"""Files of the telephone: the switchboards of the three sites and the voice server."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.periods import add_months
from etl.samples.calls import ROUND_THE_CLOCK, draw_callers, draw_calls
from etl.samples.dirt import stained
from etl.samples.hours import is_open
from etl.samples.queue_log import write_queue_logs
from etl.samples.story import (
    FIGEAC_SWITCH,
    MONTHS,
    TITLES,
    VOICE_SERVER,
    Story,
    arrivals,
    days_between,
)
from etl.samples.threecx import write_threecx
from etl.samples.writing import FRENCH_EXCEL, PLAIN, Row, stamps, write_csv

ACD_HEADER = (
    "N° appel", "Date", "Site", "File", "Numéro appelant", "Issue", "Attente (s)",
    "Durée (s)", "Transfert",
)  # fmt: skip
ACD_OUTCOMES = {
    "answered": "Décroché",
    "abandoned": "Abandon",
    "overflowed": "Débordement",
    "unanswered": "Non décroché",
    "closed": "Message de fermeture",
    "cut_by_closing": "Coupé par fermeture",
}
ACD_TRANSFERS = {"": "-", "completed": "Abouti", "failed": "Échoué"}
# Cells of ACD_HEADER, with what another version or a tired hand writes there.
ACD_STAINS = ((5, "Musique d'attente"), (6, "-5"), (1, "31/06/2025 10:12:00"), (2, "Souillac"))
VOICE_HEADER = (
    "N° session", "Entrée SVI", "Site", "Rubrique", "Numéro appelant", "Durée SVI",
    "Résultat SVI",
)  # fmt: skip
VOICE_STAINS = ((6, "Renvoi 3400"), (5, "une minute"), (1, "2025-02-30 24:00:00"))
TOPICS = ("horaires", "titres", "etrangers", "permis", "collectivites", "autre")
FRENCH_STAMP = "%d/%m/%Y %H:%M:%S"
ISO_STAMP = "%Y-%m-%d %H:%M:%S"
# Sessions that the voice server serves by itself, a year.
SERVED_A_YEAR = 7_000


def write_telephone(story: Story, folder: Path) -> list[Path]:
    calls = {site: draw_calls(story, site) for site in TITLES}
    early = calls["figeac"]["place"] < FIGEAC_SWITCH
    return [
        *write_queue_logs(story, folder, calls["cahors"]),
        *_write_voice_server(story, folder, calls["cahors"]),
        *write_threecx(story, folder, calls["figeac"][early]),
        *_write_distributor(story, folder, "figeac", calls["figeac"][~early]),
        *_write_distributor(story, folder, "gourdon", calls["gourdon"]),
    ]


def _write_distributor(
    story: Story, folder: Path, site: str, calls: pd.DataFrame
) -> Iterator[Path]:
    """Write the monthly export of a distributor, one row a call."""
    random = story.random(f"distributor {site}")
    for place, own in calls.groupby("place"):
        month = story.months[place]
        columns = (
            [f"{site[0].upper()}{month:%y%m}-{each:05d}" for each in range(len(own))],
            stamps(own["started"].to_numpy(), FRENCH_STAMP),
            [TITLES[site]] * len(own),
            ["standard"] * len(own),
            own["caller"].replace("", "Anonyme").tolist(),
            _cut_by_closing(site, own).map(ACD_OUTCOMES).tolist(),
            own["wait"].tolist(),
            own["talk"].tolist(),
            own["transfer"].map(ACD_TRANSFERS).tolist(),
        )
        rows = stained(random, list(zip(*columns, strict=True)), ACD_STAINS)
        path = folder / f"appels_acd_{site}_{month:%Y-%m}.csv"
        yield write_csv(path, ACD_HEADER, rows, FRENCH_EXCEL)


def _cut_by_closing(site: str, calls: pd.DataFrame) -> pd.Series:
    """Return the outcomes; who was waiting when the line closed was cut by it."""
    started = calls["started"].to_numpy()
    until = started + calls["wait"].to_numpy().astype("timedelta64[s]")
    waited = calls["outcome"].isin(["abandoned", "unanswered"]).to_numpy()
    cut = waited & is_open(site, "standard", started) & ~is_open(site, "standard", until)
    return calls["outcome"].mask(cut, "cut_by_closing")


def _write_voice_server(story: Story, folder: Path, calls: pd.DataFrame) -> Iterator[Path]:
    """Write the sessions of the voice server: those it passed on, and those it kept."""
    random = story.random("voice server")
    sessions = pd.concat(
        [_passed(random, calls[calls["place"] >= VOICE_SERVER]), _kept(story, random)],
        ignore_index=True,
    ).sort_values(["started", "caller"], kind="stable", ignore_index=True)
    for place in range(VOICE_SERVER, MONTHS):
        month = story.months[place]
        rows = stained(random, _voice_rows(sessions, month), VOICE_STAINS)
        path = folder / f"serveur_vocal_{month:%Y-%m}.csv"
        yield write_csv(path, VOICE_HEADER, rows, PLAIN)


def _passed(random: np.random.Generator, calls: pd.DataFrame) -> pd.DataFrame:
    spent = random.integers(35, 90, len(calls))
    return pd.DataFrame(
        {
            "started": calls["started"].to_numpy() - spent.astype("timedelta64[s]"),
            "caller": calls["caller"].to_numpy(),
            "spent": spent,
            "topic": random.choice(TOPICS[2:], len(calls)),
            "result": "Passé au standard",
        }
    )


def _kept(story: Story, random: np.random.Generator) -> pd.DataFrame:
    days = days_between(story.months[VOICE_SERVER], story.end)
    started = arrivals(random, days, np.full(len(days), SERVED_A_YEAR / 365), ROUND_THE_CLOCK)
    gave_up = random.random(len(started)) < 0.14
    return pd.DataFrame(
        {
            "started": started,
            "caller": draw_callers(random, len(started)),
            "spent": np.where(
                gave_up,
                random.integers(4, 40, len(started)),
                random.integers(40, 240, len(started)),
            ),
            "topic": random.choice(TOPICS, len(started)),
            "result": np.where(gave_up, "Abandon", "Renseigné"),
        }
    )


def _voice_rows(sessions: pd.DataFrame, month: date) -> list[Row]:
    low, high = np.datetime64(month), np.datetime64(add_months(month, 1))
    own = sessions[(sessions["started"] >= low) & (sessions["started"] < high)]
    columns = (
        [f"SVI-{month:%Y%m}-{each:05d}" for each in range(len(own))],
        stamps(own["started"].to_numpy(), ISO_STAMP),
        ["Cahors"] * len(own),
        own["topic"].tolist(),
        own["caller"].replace("", "Anonyme").tolist(),
        [f"{each // 3600:02d}:{each // 60 % 60:02d}:{each % 60:02d}" for each in own["spent"]],
        own["result"].tolist(),
    )
    return list(zip(*columns, strict=True))
