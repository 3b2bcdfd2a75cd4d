"""The log of the crisis cell: four exercises, a flood, and the tests of the telephone tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from etl.samples.story import CRISIS, MONTHS, Story
from etl.samples.writing import at, write_csv

HEADER = (
    "N° fait", "Événement", "Fait", "Site", "Ordre ou début", "Effet", "Échéance", "Réussi",
    "Nombre", "Sur", "Exercice", "Public visé",
)  # fmt: skip
MINUTE = "%d/%m/%Y %H:%M"
EXERCISES = ((2, "Exercice rupture de barrage"), (8, "Exercice attentat"),
             (14, "Exercice nucléaire"), (20, "Exercice plan blanc"))  # fmt: skip
FLOOD = "Crue du Lot et du Célé"
AUDIENCES = ("Élus", "Grand public", "Médias")


@dataclass(frozen=True)
class Fact:
    """One line of the log."""

    name: str
    kind: str
    began_at: datetime
    done_at: datetime | None = None
    exercise: bool = True
    due_at: datetime | None = None
    passed: str = "-"
    amount: int | None = None
    total: int | None = None
    audience: str = "-"


def write_crisis(story: Story, folder: Path) -> Iterator[Path]:
    facts = [*_exercises(story), *_flood(story), *_tests(story)]
    facts.sort(key=lambda fact: (fact.began_at, fact.kind, fact.audience))
    for year, own in groupby(facts, lambda fact: fact.began_at.year):
        rows = [_row(f"{year}-{number:03d}", fact) for number, fact in enumerate(own, start=1)]
        yield write_csv(folder / f"crise_{year}.csv", HEADER, rows)


def _row(number: str, fact: Fact) -> tuple[object, ...]:
    return (
        number, fact.name, fact.kind, "Cahors", _instant(fact.began_at),
        _instant(fact.done_at), _instant(fact.due_at), fact.passed, _number(fact.amount),
        _number(fact.total), "Oui" if fact.exercise else "Non", fact.audience,
    )  # fmt: skip


def _instant(value: datetime | None) -> str:
    return "-" if value is None else f"{value:{MINUTE}}"


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _after(start: datetime, minutes: int) -> datetime:
    return start + timedelta(minutes=minutes)


def _exercises(story: Story) -> Iterator[Fact]:
    for place, name in EXERCISES:
        day = story.working_days(story.months[place] + timedelta(days=10), story.until)[
            0
        ].item()
        order, end = at(day, 8, 40), at(day, 16, 30)
        yield Fact(name, "Exercice de communication", order, end, passed="Oui")
        yield from _activation(name, order, 24 + place, (22, 31, 40 + place % 5), exercise=True)
        if place in (8, 20):
            yield Fact(name, "Ouverture de la CIP", _after(order, 60), _after(order, 95))
            yield Fact(
                name, "Appels de la CIP", _after(order, 95), end, amount=68, total=72,
                passed="Oui",
            )  # fmt: skip
        yield from _lessons(story, name, end, 19 + place % 7, exercise=True)


def _flood(story: Story) -> Iterator[Fact]:
    """Yield the real crisis: at night, everyone told in time but the media."""
    day = story.months[CRISIS] + timedelta(days=13)
    order = at(day, 3, 40)
    yield from _activation(FLOOD, order, 48, (35, 52, 74), exercise=False)
    yield Fact(
        FLOOD, "Ouverture de la CIP", _after(order, 80), _after(order, 131), exercise=False
    )
    yield Fact(
        FLOOD, "Appels de la CIP", _after(order, 131), _after(order, 3000), exercise=False,
        amount=1_184, total=1_296,
    )  # fmt: skip
    yield from _lessons(story, FLOOD, _after(order, 4300), 27, exercise=False)


def _activation(
    name: str, order: datetime, minutes: int, delays: tuple[int, ...], exercise: bool
) -> Iterator[Fact]:
    active = _after(order, minutes)
    yield Fact(name, "Activation de la cellule", order, active, exercise)
    for audience, delay in zip(AUDIENCES, delays, strict=True):
        yield Fact(
            name, "Première information", active, _after(active, delay), exercise,
            audience=audience,
        )  # fmt: skip


def _lessons(
    story: Story, name: str, end: datetime, days: int, exercise: bool
) -> Iterator[Fact]:
    """Yield the written lessons and what was decided; what lies after the export is open."""
    written = end + timedelta(days=days)
    yield Fact(name, "Retour d'expérience", end, _known(story, written), exercise)
    if _known(story, written) is None:
        return
    for number, weeks in enumerate((5, 8, 11), start=1):
        done = written + timedelta(weeks=weeks)
        yield Fact(
            f"{name}, action {number}", "Action du retour d'expérience", written,
            _known(story, done), exercise, due_at=written + timedelta(weeks=13),
            passed="Oui" if _known(story, done) else "-",
        )  # fmt: skip


def _known(story: Story, instant: datetime) -> datetime | None:
    return instant if instant.date() < story.until else None


def _tests(story: Story) -> Iterator[Fact]:
    """Yield what is tested twice a year: the telephone tree at night, the public number."""
    for place in range(5, MONTHS, 6):
        month = story.months[place]
        saturday = month + timedelta(days=(5 - month.weekday()) % 7 + 7)
        night = at(saturday, 22, 15)
        yield Fact("Astreinte", "Test d'astreinte", night, _after(night, 26), passed="Oui")
        day = story.working_days(month + timedelta(days=15), story.until)[0].item()
        start = at(day, 14, 30)
        yield Fact("Numéro unique", "Test de la CIP", start, _after(start, 20), passed="Oui")
        yield Fact(
            "Répondants formés", "Répondants de la CIP", start, start, amount=22 + place // 4
        )
