"""Calendars of the sites, in French."""

from collections.abc import Mapping
from datetime import date

from dashboard.wording.phrases import COLON
from etl.formats import long_day

HOLIDAYS = "Jours fériés"
CLOSED, WHOLE_SITE = "fermé", "tout le site"
STOPS, RUNS = "suspend les délais", "ne suspend pas les délais"
ZONES: Mapping[str, str] = {
    "metropole": "métropole",
    "alsace-moselle": "Alsace-Moselle",
    "guadeloupe": "Guadeloupe",
    "guyane": "Guyane",
    "la-reunion": "La Réunion",
    "martinique": "Martinique",
    "mayotte": "Mayotte",
    "nouvelle-caledonie": "Nouvelle-Calédonie",
    "polynesie-francaise": "Polynésie française",
    "saint-barthelemy": "Saint-Barthélemy",
    "saint-martin": "Saint-Martin",
    "saint-pierre-et-miquelon": "Saint-Pierre-et-Miquelon",
    "wallis-et-futuna": "Wallis-et-Futuna",
}
DESKS: Mapping[str, str] = {
    "standard": "Standard",
    "accueil": "Accueil",
    "point_numerique": "Point numérique",
}


def desk(code: str) -> str:
    return DESKS.get(code, code.replace("_", " ").capitalize())


def zone(code: str, timezone: str) -> str:
    named = ZONES.get(code, code)
    return f"Zone de jours fériés{COLON} {named}. Heures locales{COLON} {timezone}."


def days(first: date, last: date) -> str:
    if first == last:
        return f"Fermé le {long_day(first)}"
    return f"Fermé du {long_day(first)} au {long_day(last)}"
