"""Files of the counters: tickets of the queue system, appointments taken online."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.samples.dirt import stained
from etl.samples.hours import is_open, open_days
from etl.samples.story import SITES, STRIKE, TITLES, Profile, Story, arrivals, daily_weights
from etl.samples.writing import EXCEL_UTF8, Row, stamps, write_csv, write_workbook

TICKET_HEADER = (
    "N° ticket", "Date", "Site", "Service", "Guichet", "Motif", "RDV", "Heure RDV",
    "Heure édition", "Heure appel", "Heure fin", "Issue", "Démarche menée à terme",
)  # fmt: skip
TICKET_STAINS = ((1, "31/06/2025"), (11, "Sorti fumer"), (4, "Guichet 9"))
APPOINTMENT_HEADER = (
    "Réf. RDV", "Site", "Service", "Motif", "Pris le", "Rendez-vous le", "Arrivée", "Appel",
    "Fin", "Issue",
)  # fmt: skip
DAYS_A_YEAR = 252
DAY = Profile(
    ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:30", "14:00", "14:30", "15:00",
     "15:30"),
    (9.0, 8.0, 8.0, 7.0, 6.0, 3.0, 8.0, 7.0, 6.0, 4.0, 2.0),
)  # fmt: skip
# Tickets a year; share of appointments; shares received in time without and with one.
WELCOME = {
    "cahors": (4_300, 0.10, 0.955, 0.96),
    "figeac": (1_400, 0.15, 0.96, 0.95),
    "gourdon": (1_600, 0.15, 0.79, 0.74),
}
DIGITAL_A_YEAR = 1_900
APPOINTMENTS_A_YEAR = 1_600
NEVER = np.datetime64("NaT", "s")
MINUTE, CLOCK = "%d/%m/%Y %H:%M", "%H:%M:%S"


def write_counter(story: Story, folder: Path) -> list[Path]:
    return [*_write_tickets(story, folder), *_write_appointments(story, folder)]


def _seconds(
    random: np.random.Generator, in_time: NDArray[np.bool_], limit: int
) -> NDArray[np.timedelta64]:
    """Return waits: most of them well within the limit (minutes), the others beyond."""
    size = len(in_time)
    short = random.beta(1.3, 1.9, size) * (limit * 60 - 20)
    long = limit * 60 + 30 + random.exponential(limit * 35, size)
    return np.where(in_time, short, long).astype("timedelta64[s]")


def _visits(story: Story, topic: str, per_year: float, desk: tuple[str, str]) -> pd.DataFrame:
    """Return who came to a desk (site and desk) while it was open."""
    random = story.random(topic)
    days = open_days(story)
    daily = daily_weights(days) * per_year / DAYS_A_YEAR
    daily = np.where(story.positions(days) == STRIKE, daily * 0.7, daily)
    arrived = arrivals(random, days, daily, DAY)
    arrived = arrived[is_open(*desk, arrived)]
    return pd.DataFrame({"arrived": arrived, "place": story.positions(arrived)})


def _welcome(story: Story, site: str) -> pd.DataFrame:
    """Return the tickets of the general counter of a site."""
    per_year, booked, without, with_one = WELCOME[site]
    visits = _visits(story, f"tickets {site}", per_year, (site, "accueil"))
    random = story.random(f"waits {site}")
    appointment = random.random(len(visits)) < booked
    arrived = visits["arrived"].to_numpy()
    early = random.integers(0, 900, len(visits)).astype("timedelta64[s]")
    planned = (arrived + early).astype("datetime64[m]").astype("datetime64[s]")
    chance = random.random(len(visits))
    free = arrived + _seconds(random, chance < without, 20)
    kept = planned + _seconds(random, chance < with_one, 10)
    outcome = random.choice(
        ("Servi", "Parti", "Absent", "Réorienté"), len(visits), p=(0.93, 0.015, 0.025, 0.03)
    )
    return visits.assign(
        site=TITLES[site],
        desk="Accueil",
        service="Accueil général",
        reason=random.choice(("Renseignement", "Titres", "Associations", "Dépôt"), len(visits)),
        appointment=appointment,
        planned=np.where(appointment, planned, NEVER),
        called=np.where(appointment, kept, free),
        outcome=outcome,
        completed="Sans objet",
    )


def _digital(story: Story) -> pd.DataFrame:
    """Return the tickets of the digital help point of Cahors."""
    visits = _visits(story, "tickets digital", DIGITAL_A_YEAR, ("cahors", "point_numerique"))
    random = story.random("waits digital")
    size = len(visits)
    waits = _seconds(random, random.random(size) < 0.93, 20)
    return visits.assign(
        site="Cahors",
        desk="Point numérique",
        service="Point numérique",
        reason=random.choice(
            ("Permis", "Certificat d'immatriculation", "Titre de séjour"), size
        ),
        appointment=False,
        planned=NEVER,
        called=visits["arrived"].to_numpy() + waits,
        outcome="Servi",
        completed=np.where(random.random(size) < 0.945, "Oui", "Non"),
    )


def _write_tickets(story: Story, folder: Path) -> Iterator[Path]:
    random = story.random("tickets dirt")
    tickets = pd.concat([_welcome(story, site) for site in SITES] + [_digital(story)])
    tickets = tickets.sort_values(["arrived", "site"], kind="stable", ignore_index=True)
    spent = random.integers(120, 1500, len(tickets)).astype("timedelta64[s]")
    gave_up = tickets["outcome"] == "Parti"
    served = tickets["outcome"].isin(["Servi", "Réorienté"])
    tickets["called"] = tickets["called"].mask(gave_up)
    ended = (tickets["called"] + spent).where(served)
    tickets["ended"] = ended.mask(gave_up, tickets["arrived"] + spent * 2)
    # The clock of a kiosk is late: a few are called before they took their ticket.
    late = random.random(len(tickets)) < 0.001
    tickets["called"] = tickets["called"].mask(
        late & served & ~tickets["appointment"], tickets["arrived"] - np.timedelta64(90, "s")
    )
    for place, month in story.numbered():
        rows = _ticket_rows(tickets[tickets["place"] == place])
        path = folder / f"file_attente_{month:%Y-%m}.csv"
        yield write_csv(path, TICKET_HEADER, stained(random, rows, TICKET_STAINS), EXCEL_UTF8)
    empty = folder / f"file_attente_{story.months[-1]:%Y-%m}_vide.csv"
    empty.write_bytes(b"")
    yield empty


def _ticket_rows(own: pd.DataFrame) -> list[Row]:
    arrived = own["arrived"].to_numpy()
    columns = (
        _ticket_numbers(own),
        stamps(arrived, "%d/%m/%Y"),
        own["site"].tolist(),
        own["service"].tolist(),
        own["desk"].tolist(),
        own["reason"].tolist(),
        np.where(own["appointment"], "Oui", "Non").tolist(),
        *(
            stamps(own[name].to_numpy(), CLOCK)
            for name in ("planned", "arrived", "called", "ended")
        ),
        own["outcome"].tolist(),
        own["completed"].tolist(),
    )
    return list(zip(*columns, strict=True))


def _ticket_numbers(own: pd.DataFrame) -> list[str]:
    """Return ticket numbers: each counter starts again at one every day."""
    days = own["arrived"].to_numpy().astype("datetime64[D]")
    order = own.assign(day=days).groupby(["site", "desk", "day"]).cumcount() + 1
    letters = own["desk"].map({"Accueil": "A", "Point numérique": "N"})
    return [f"{letter}{each:03d}" for letter, each in zip(letters, order, strict=True)]


def _write_appointments(story: Story, folder: Path) -> Iterator[Path]:
    """Write the appointments of the foreigners' service, a workbook a quarter."""
    visits = _visits(story, "appointments", APPOINTMENTS_A_YEAR, ("cahors", "accueil"))
    random = story.random("appointments waits")
    size = len(visits)
    planned = visits["arrived"].to_numpy().astype("datetime64[m]").astype("datetime64[s]")
    booked = planned - random.integers(15 * 1440, 48 * 1440, size).astype("timedelta64[m]")
    arrived = planned - random.integers(-120, 1200, size).astype("timedelta64[s]")
    called = np.maximum(planned, arrived) + _seconds(random, random.random(size) < 0.96, 10)
    called = np.where(random.random(size) < 0.4, np.maximum(planned, arrived), called)
    outcome = random.choice(("Honoré", "Absent", "Réorienté"), size, p=(0.93, 0.06, 0.01))
    came = outcome != "Absent"
    ended = called + random.integers(400, 1800, size).astype("timedelta64[s]")
    instants = (planned, *(np.where(came, each, NEVER) for each in (arrived, called, ended)))
    rows = [
        (f"RDV-{number:06d}", "Cahors", "Étrangers", motive, taken, *moments, issue)
        for number, (motive, taken, moments, issue) in enumerate(
            zip(
                random.choice(("Renouvellement", "Première demande", "Remise"), size),
                stamps(booked, MINUTE),
                zip(*(stamps(each, MINUTE) for each in instants), strict=True),
                outcome,
                strict=True,
            )
        )
    ]
    quarters = [f"{each.year}-T{(each.month + 2) // 3}" for each in story.months]
    places = visits["place"].tolist()
    paired = zip(places, rows, strict=True)
    for code, own in groupby(paired, key=lambda each: quarters[each[0]]):
        path = folder / f"rendez_vous_{code}.xlsx"
        yield write_workbook(path, "Rendez-vous", APPOINTMENT_HEADER, [row for _, row in own])
