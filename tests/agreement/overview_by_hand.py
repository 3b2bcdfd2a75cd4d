"""What the *Vue d'ensemble* shows, computed another way: plain Python, from the files.

Nothing of the product is imported, on purpose. Each figure is one month's, all sites
together; a span of several months ends with it. What is told are the value and what it
was counted on.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.agreement.hand_calendar import last_day_in_time
from tests.agreement.hand_verdicts import Figure
from tests.agreement.independent import requests_of
from tests.agreement.plain_files import rows_of, sheet_rows

Row = dict[str, str]
LAYOUTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
SITES = {"Cahors": "cahors", "Figeac": "figeac", "Gourdon": "gourdon"}
SURVEY_SITES = {
    "Préfecture (Cahors)": "cahors",
    "Sous-préfecture de Figeac": "figeac",
    "Sous-préfecture de Gourdon": "gourdon",
}
SCALE = {
    "Très satisfait": 4,
    "Satisfait": 3,
    "Peu satisfait": 2,
    "Pas du tout satisfait": 1,
}
EASE = {"Très bien": 10, "Bien": 10, "Moyen": 5, "Pas bien": 0, "Mal": 0}
DAY_ZERO = datetime(1899, 12, 30)  # of the days of a workbook


@dataclass(frozen=True)
class Month:
    """The files and the month that figures are asked of, and the day they are seen from."""

    folder: Path
    first: date
    seen: datetime

    def rows(self, pattern: str, dated: str, months: int = 1) -> Iterator[tuple[Row, datetime]]:
        """Yield the rows of a span of months that ends with this one, each with its instant."""
        start, end = added(self.first, 1 - months), added(self.first, 1)
        known: dict[str, tuple[Row, datetime]] = {}
        for row in rows_of(self.folder, pattern):
            at = instant(row.get(dated, ""))
            if at and start <= at.date() < end and row.get("Site", "Cahors") in SITES:
                known["\x1f".join(list(row.values())[: KEYS.get(dated, 1)])] = (row, at)
        yield from known.values()

    def sheets(self, pattern: str) -> Iterator[Row]:
        for path in sorted(self.folder.glob(pattern)):
            yield from sheet_rows(path)


# How many first columns name a row where one does not.
KEYS = {"Date du contrôle": 5, "Tenue le": 4, "Arrêté au": 4, "Date": 3}


def added(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def instant(text: str) -> datetime | None:
    for layout in LAYOUTS:
        try:
            return datetime.strptime(text, layout)
        except ValueError:
            continue
    return None


def share(kept: Sequence[bool]) -> Figure:
    return Figure(sum(kept) / len(kept) if kept else None, len(kept), sum(kept))


# --- checks, surveys, tests


def checks(kind: str, months: int) -> Callable[[Month], Figure]:
    def found(month: Month) -> Figure:
        rows = month.rows("controles_*.csv", "Date du contrôle", months)
        told = [row["Conforme"] for row, _ in rows if row["Type de contrôle"] == kind]
        return share([each == "Oui" for each in told if each in ("Oui", "Non")])

    return found


CALL_ITEMS, MAIL_ITEMS = ("appels", "Date de l'appel"), ("courriels", "Envoyé le")


def tests(
    of_calls: Sequence[str], of_mails: Sequence[str], scenario: str = ""
) -> Callable[[Month], Figure]:
    """Return what counts the mystery tests of six months: kept if every item asked is."""

    def found(month: Month) -> Figure:
        kept: list[bool] = []
        for (name, dated), items in ((CALL_ITEMS, of_calls), (MAIL_ITEMS, of_mails)):
            reach = "Appel abouti" if name == "appels" else "Réponse reçue"
            for row in month.sheets(f"grille_{name}_mysteres_*.xlsx"):
                # What a second observer said of a test is not a second test.
                if not row.get(dated) or row["Seconde cotation"] == "Oui":
                    continue
                if scenario and row["Scénario"] != scenario:
                    continue
                at = instant(row[dated]) or DAY_ZERO + timedelta(days=float(row[dated]))
                marks = [row[each] for each in items if row[each] in ("Oui", "Non", "x")]
                unreached = row[reach] == "Non" and reach not in items
                is_in = added(month.first, -5) <= at.date() < added(month.first, 1)
                if is_in and marks and not unreached:
                    kept.append("Non" not in marks)
        return share(kept)

    return found


def answers(question: str, scale: dict[str, int], months: int = 3) -> Callable[[Month], list]:
    def found(month: Month) -> list[int]:
        known: dict[str, int | None] = {}
        start, end = added(month.first, 1 - months), added(month.first, 1)
        for path in sorted(month.folder.glob("enquete_accueil_*.csv")):
            for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
                at = instant(row["Date de soumission"] or row["Date de la dernière action"])
                if at and start <= at.date() < end and row["Site"] in SURVEY_SITES:
                    known[row["ID de la réponse"]] = scale.get(row[question])
        return [each for each in known.values() if each is not None]

    return found


def satisfied(question: str) -> Callable[[Month], Figure]:
    told = answers(question, SCALE)
    return lambda month: share([each >= 3 for each in told(month)])


def ease(month: Month) -> Figure:
    told = answers("Comment s'est passée votre démarche en ligne ?", EASE)(month)
    return Figure(sum(told) / len(told) if told else None, len(told))


def published(month: Month) -> Figure:
    """Return nothing measured where nothing was published."""
    count = sum(1 for _ in month.rows("publications_*.csv", "Publiée le"))
    return Figure(count or None, count)


# --- what is held, trained, counted


def held(kind: str) -> Callable[[Month], Figure]:
    def found(month: Month) -> Figure:
        rows = month.rows("ecoute_*.csv", "Tenue le", 12)
        count = sum(row["Action d'écoute"] == kind for row, _ in rows)
        return Figure(count, count)

    return found


def trained(month: Month) -> Figure:
    """Add up the newest count of each service of each site over a year."""
    newest: dict[tuple[str, str], tuple[datetime, int, int]] = {}
    for row, at in month.rows("formation_*.csv", "Arrêté au", 12):
        key = row["Site"], row["Service"]
        if key not in newest or at >= newest[key][0]:
            newest[key] = at, int(row["Agents formés"]), int(row["Agents en contact"])
    part = sum(each[1] for each in newest.values())
    whole = sum(each[2] for each in newest.values())
    return Figure(part / whole, len(newest))


def digital(kind: str, months: int, newest_only: bool) -> Callable[[Month], Figure]:
    """Return what divides values by totals of the digital register, or its newest ones."""

    def found(month: Month) -> Figure:
        start, end = added(month.first, 1 - months), added(month.first, 1)
        told: dict[tuple[str, ...], tuple[datetime, float, float]] = {}
        for row in month.sheets("activite_numerique_*.xlsx"):
            at = instant(row["Date du relevé"])
            if at and row["Relevé"] == kind and start <= at.date() < end:
                key = (row["Site"], row["Objet"]) if newest_only else tuple(row.values())
                if key not in told or at >= told[key][0]:
                    told[key] = at, float(row["Valeur"]), float(row["Total"])
        part = sum(each[1] for each in told.values())
        whole = sum(each[2] for each in told.values())
        return Figure(part / whole, len(told))

    return found


# --- crisis


def facts(
    kind: str, months: int, audience: str = ""
) -> Callable[[Month], list[tuple[Row, datetime]]]:
    def found(month: Month) -> list[tuple[Row, datetime]]:
        return [
            (row, at)
            for row, at in month.rows("crise_*.csv", "Ordre ou début", months)
            if row["Fait"] == kind and (not audience or row["Public visé"] == audience)
        ]

    return found


def minutes(kind: str, months: int = 12, audience: str = "") -> Callable[[Month], Figure]:
    """Return what takes the longest delay of the facts of a kind, in minutes."""
    told = facts(kind, months, audience)

    def found(month: Month) -> Figure:
        spans = [
            (done - at).total_seconds() / 60
            for row, at in told(month)
            if (done := instant(row["Effet"]))
        ]
        return Figure(max(spans, default=None), len(spans))

    return found


def within(
    kind: str, allowed: Callable[[Row, datetime], datetime]
) -> Callable[[Month], Figure]:
    told = facts(kind, 12)

    def found(month: Month) -> Figure:
        kept: list[bool] = []
        for row, at in told(month):
            done, late = instant(row["Effet"]), allowed(row, at)
            if done or late <= month.seen:
                kept.append(done is not None and done < late)
        return share(kept)

    return found


def _next_midnight(at: datetime) -> datetime:
    return datetime(at.year, at.month, at.day) + timedelta(days=1)


def in_an_hour(row: Row, at: datetime) -> datetime:
    return at + timedelta(minutes=60, microseconds=1)


def in_a_month(row: Row, at: datetime) -> datetime:
    return _next_midnight(at + timedelta(days=30))


def by_due_date(row: Row, at: datetime) -> datetime:
    return _next_midnight(instant(row["Échéance"]) or at + timedelta(days=180))


def exercises(month: Month) -> Figure:
    count = len(facts("Exercice de communication", 12)(month))
    return Figure(count, count)


def tests_at_night(month: Month) -> Figure:
    hours = [at.hour for _, at in facts("Test d'astreinte", 12)(month)]
    count = sum(hour < 8 or hour >= 18 for hour in hours)
    return Figure(count, count)


def operators(month: Month) -> Figure:
    newest = max(facts("Répondants de la CIP", 12)(month), key=lambda each: each[1])
    return Figure(float(newest[0]["Nombre"]), 1)


def tested(month: Month) -> Figure:
    count = sum(row["Réussi"] == "Oui" for row, _ in facts("Test de la CIP", 12)(month))
    return Figure(count, count)


# --- letters, complaints, registers


def letters(column: str, days: int) -> Callable[[Month], Figure]:
    """Judge letters on a date, as of the day figures are seen from; pauses stop the clock."""

    def found(month: Month) -> Figure:
        natures = ("Demande d'information", "Réclamation")
        kept = _registered(month, LETTERS, natures, column, days)
        for row, at in month.rows("reclamations_*.csv", "Reçue le"):
            if row["Canal"] in ON_PAPER and row["Statut"] in ("En cours", "Répondue"):
                kept.append(_kept(at, instant(row["Répondue le"]), days, month.seen))
        return share([each for each in kept if each is not None])

    return found


def complaints(month: Month) -> Figure:
    """Judge complaints on their answer: ten working days on paper, five otherwise."""
    kept = _registered(month, LETTERS, ("Réclamation",), "Répondu le", 10)
    kept += _registered(month, MAILS, ("Réclamation",), "Réponse envoyée le", 5)
    for row, at in month.rows("reclamations_*.csv", "Reçue le"):
        if row["Statut"] in ("En cours", "Répondue"):
            days = 10 if row["Canal"] in ON_PAPER else 5
            kept.append(_kept(at, instant(row["Répondue le"]), days, month.seen))
    for path in month.folder.glob("courriels_*.mbox"):
        for _, subject, received, answered in requests_of(path):
            is_in = month.first <= received.date() < added(month.first, 1)
            if is_in and re.search("réclamation|suggestion|plainte", subject):
                done = answered.replace(tzinfo=None) if answered else None
                kept.append(_kept(received.replace(tzinfo=None), done, 5, month.seen))
    return share([each for each in kept if each is not None])


# A register: its files, its pauses, its number, when received, and what is to be answered.
LETTERS = ("registre_courrier_*.csv", "suspensions_courrier.csv", "N° d'enregistrement",
           "Arrivé le", "Suite", ("À traiter", "Traité"))  # fmt: skip
MAILS = ("registre_courriels_*.csv", "suspensions_courriels.csv", "N° courriel",
         "Reçu le", "Statut", ("En cours", "Répondu"))  # fmt: skip
ON_PAPER = ("Courrier", "Urne")


def _registered(
    month: Month, register: tuple, natures: Sequence[str], column: str, days: int
) -> list[bool | None]:
    pattern, suspended, key, dated, status, answerable = register
    pauses = _pauses(month, suspended, key)
    return [
        _kept(at, instant(row[column]), days, month.seen, pauses.get(row[key], []))
        for row, at in month.rows(pattern, dated)
        if row["Nature"] in natures and row[status] in answerable
    ]


def _pauses(month: Month, pattern: str, key: str) -> dict[str, list[tuple[date, date]]]:
    found: dict[str, list[tuple[date, date]]] = {}
    for row in rows_of(month.folder, pattern):
        begin, over = instant(row["Suspendu le"]), instant(row["Repris le"])
        if begin and begin <= month.seen:
            days = (begin.date(), min(over or month.seen, month.seen).date())
            found.setdefault(row[key], []).append(days)
    return found


def _kept(
    received: datetime,
    done: datetime | None,
    days: int,
    seen: datetime,
    pauses: Sequence[tuple[date, date]] = (),
) -> bool | None:
    last = last_day_in_time(received.date(), days, pauses)
    if done is None or done > seen:
        return False if seen.date() > last else None
    return None if done < received else done.date() <= last


def registered(month: Month) -> Figure:
    """Judge what registers hold on its entry there, within one working day."""
    kept = []
    for pattern, dated, status in (
        ("registre_courrier_*.csv", "Arrivé le", "Suite"),
        ("registre_courriels_*.csv", "Reçu le", "Statut"),
    ):
        for row, at in month.rows(pattern, dated):
            if row["Fiche complète"] in ("Oui", "Non") and row[status] != "Doublon":
                kept.append(_kept(at, instant(row["Enregistré le"]), 1, month.seen))
    return share([each for each in kept if each is not None])


def complete(month: Month) -> Figure:
    return share(
        [
            row["Fiche complète"] == "Oui"
            for pattern, dated, status in (
                ("registre_courrier_*.csv", "Arrivé le", "Suite"),
                ("registre_courriels_*.csv", "Reçu le", "Statut"),
            )
            for row, _ in month.rows(pattern, dated)
            if row["Fiche complète"] in ("Oui", "Non") and row[status] != "Doublon"
        ]
    )


# --- visits


def waits(by_appointment: bool) -> Callable[[Month], Figure]:
    """Return the wait, in minutes, that nine visitors in ten do not exceed."""

    def found(month: Month) -> Figure:
        spans = []
        for row, _ in month.rows("file_attente_*.csv", "Date"):
            if row["Guichet"] != "Accueil" or (row["RDV"] == "Oui") != by_appointment:
                continue
            if row["Issue"] not in ("Servi", "Réorienté", "Parti"):
                continue
            span = _wait(row)
            if span is not None:
                spans.append(span)
        if by_appointment:
            spans += _appointed(month)
        return Figure(_ninth_decile(spans), len(spans))

    return found


def _wait(row: Row) -> float | None:
    at = {
        name: instant(f"{row['Date']} {row[name]}") if row[name] else None
        for name in ("Heure édition", "Heure appel", "Heure fin", "Heure RDV")
    }
    arrived, hour = at["Heure édition"], at["Heure RDV"]
    left = at["Heure fin"] if row["Issue"] == "Parti" else None
    end = at["Heure appel"] or left
    if arrived is None or end is None or end < arrived or (row["RDV"] == "Oui" and not hour):
        return None
    start = max(arrived, hour) if hour and row["RDV"] == "Oui" else arrived
    return max((end - start).total_seconds() / 60, 0)


def _appointed(month: Month) -> Iterator[float]:
    for row in month.sheets("rendez_vous_*.xlsx"):
        hour, called = instant(row["Rendez-vous le"]), instant(row.get("Appel", ""))
        arrived = instant(row.get("Arrivée", "")) or hour
        if not hour or not arrived or not month.first <= arrived.date() < added(month.first, 1):
            continue
        if row["Issue"] in ("Honoré", "Réorienté") and called and called >= arrived:
            yield max((called - max(arrived, hour)).total_seconds() / 60, 0)


def _ninth_decile(values: Sequence[float]) -> float | None:
    """Return the ninth decile, between the two closest values."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * 0.9
    low = ordered[math.floor(place)]
    return low + (ordered[math.ceil(place)] - low) * (place - math.floor(place))


def supported(month: Month) -> Figure:
    kept = [
        row["Démarche menée à terme"] == "Oui"
        for row, _ in month.rows("file_attente_*.csv", "Date")
        if row["Guichet"] == "Point numérique"
        and row["Issue"] in ("Servi", "Réorienté", "Parti")
        and not (row["Issue"] == "Parti" and not row["Heure appel"])
        and row["Démarche menée à terme"] in ("Oui", "Non")
    ]
    return share(kept)


CALLS_TOLD = ("Formule d'accueil", "Écoute et reformulation", "Courtoisie", "Prise de congé")
KIND = "Êtes-vous satisfait de l'amabilité de nos agents ?"
GLOBAL = "Globalement, êtes-vous satisfait de votre contact avec la préfecture ?"
TITLES = "Êtes-vous satisfait de la délivrance de votre titre ?"
FIRST_NEWS = "Première information"
FIGURES: dict[str, Callable[[Month], Figure]] = {
    "1a": checks("Information d'accès", 1),
    "2a": tests(CALLS_TOLD, ("Formules de politesse", "Signature de l'agent")),
    "2b": satisfied(KIND),
    "3a": held("Enquête publiée"),
    "3b": satisfied(GLOBAL),
    "3c": complaints,
    "3d": held("Campagne mystère close"),
    "3e": held("Comité des usagers"),
    "4a": trained,
    "5a": tests(("Orientation vers le bon service",), ("Orientation vers le bon service",)),
    "6a": checks("Confort et accessibilité", 3),
    "7a_sans": waits(by_appointment=False),
    "7a_avec": waits(by_appointment=True),
    "8a": checks("Serveur vocal", 3),
    "9a": checks("Mention du 34 00", 3),
    "9b": tests(("Renvoi vers le 34 00 ou l'ANTS",), (), "Titres"),
    "10d": tests(("Réponse exacte", "Réponse complète"), ()),
    "11a": digital("Pages revues depuis un an", 3, newest_only=True),
    "11b": digital("Audit RGAA", 36, newest_only=True),
    "12a": checks("Fiche du site internet", 3),
    "13b": ease,
    "14a": satisfied(TITLES),
    "15a": digital("Heures ouvertes du point numérique", 1, newest_only=False),
    "15b": supported,
    "15c": checks("Équipement du point numérique", 3),
    "16a": checks("Écrit relu", 3),
    "16b": tests((), ("Réponse complète", "Réponse compréhensible")),
    "17b": letters("Répondu le", 10),
    "17e": tests((), ("Réponse reçue", "Réponse dans le délai")),
    "18a": registered,
    "18b": complete,
    "19a": published,
    "20a": published,
    "47a": within("Activation de la cellule", in_an_hour),
    "47b": tests_at_night,
    "48a": minutes(FIRST_NEWS, audience="Élus"),
    "48b": minutes(FIRST_NEWS, audience="Grand public"),
    "48c": minutes(FIRST_NEWS, audience="Médias"),
    "49a": exercises,
    "49b_retex": within("Retour d'expérience", in_a_month),
    "49b_actions": within("Action du retour d'expérience", by_due_date),
    "50a": minutes("Ouverture de la CIP", 36),
    "50b": operators,
    "50c_tests": tested,
}
