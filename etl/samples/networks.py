"""Social networks: what the prefecture publishes, what it is asked there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from etl.domain.periods import PeriodKind, containing
from etl.samples.story import SILENT, Profile, Story, arrivals, days_between
from etl.samples.writing import EXCEL_UTF8, stamps, write_csv

PUBLICATION_HEADER = ("N° publication", "Compte", "Publiée le", "Site", "Validée et sourcée")
MESSAGE_HEADER = ("N° message", "Compte", "Reçu le", "Répondu le", "Site")
ACCOUNTS = ("Facebook", "X", "Instagram")
# Days between two publications of each account.
EVERY = {"Facebook": 2, "X": 1, "Instagram": 4}
# A month in which some publications were not validated first.
CARELESS = 10
MESSAGES_A_MONTH = 34
HOURS = Profile(
    tuple(f"{hour:02d}:00" for hour in range(7, 23)), (1.0, 2.0) + (4.0,) * 9 + (3.0,) * 5
)
MINUTE = "%d/%m/%Y %H:%M"


def write_networks(story: Story, folder: Path) -> list[Path]:
    return [*_write_publications(story, folder), *_write_messages(story, folder)]


def _write_publications(story: Story, folder: Path) -> Iterator[Path]:
    """Write the register of publications, until the day when nobody sends it any more."""
    random = story.random("publications")
    rows = []
    for account, every in EVERY.items():
        days = days_between(story.first, story.months[SILENT], every)
        instants = HOURS.draw(random, days)
        careless = (story.positions(days) == CARELESS) & (random.random(len(days)) < 0.2)
        rows += [
            (f"{number:04d}", account, instant, "Cahors", "Non" if unsure else "Oui", place)
            for number, (instant, unsure, place) in enumerate(
                zip(stamps(instants, MINUTE), careless, story.positions(days), strict=True)
            )
        ]
    for code, places in _quarters(story):
        own = [row[:-1] for row in rows if row[-1] in places]
        if own:
            yield write_csv(folder / f"publications_{code}.csv", PUBLICATION_HEADER, own)


def _write_messages(story: Story, folder: Path) -> Iterator[Path]:
    random = story.random("messages")
    days = days_between(story.first, story.end)
    received = arrivals(random, days, np.full(len(days), MESSAGES_A_MONTH / 30.4), HOURS)
    size = len(received)
    hours = np.clip(random.lognormal(1.6, 1.0, size), 0.1, 120)
    answered = received + (hours * 3600).astype("timedelta64[s]")
    answered = np.where(random.random(size) < 0.03, np.datetime64("NaT", "s"), answered)
    answered = np.where(
        answered < np.datetime64(story.until), answered, np.datetime64("NaT", "s")
    )
    accounts = random.choice(ACCOUNTS, size)
    places = story.positions(received)
    for code, own_places in _quarters(story):
        own = np.isin(places, list(own_places))
        columns = (
            [f"{number:05d}" for number in np.flatnonzero(own)],
            accounts[own].tolist(),
            stamps(received[own], MINUTE),
            [each or "-" for each in stamps(answered[own], MINUTE)],
            ["Cahors"] * int(own.sum()),
        )
        path = folder / f"messages_sociaux_{code}.csv"
        yield write_csv(path, MESSAGE_HEADER, zip(*columns, strict=True), EXCEL_UTF8)


def _quarters(story: Story) -> Iterator[tuple[str, set[int]]]:
    """Yield the code of each calendar quarter with the places of its months."""
    codes = [containing(month, PeriodKind.QUARTER).code for month in story.months]
    for code in dict.fromkeys(codes):
        yield code, {place for place, each in enumerate(codes) if each == code}
