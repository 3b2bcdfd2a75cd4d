"""Public holidays of the thirteen official zones of France."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from holidays import country_holidays

from etl.formats import NO_BREAK

ZONES = (
    "metropole",
    "alsace-moselle",
    "guadeloupe",
    "guyane",
    "la-reunion",
    "martinique",
    "mayotte",
    "nouvelle-caledonie",
    "polynesie-francaise",
    "saint-barthelemy",
    "saint-martin",
    "saint-pierre-et-miquelon",
    "wallis-et-futuna",
)

# Zones whose official list is known to lack days that are kept there: what they are may be
# declared as closures. The figure says so until somebody confirms it.
TO_CONFIRM: Mapping[str, str] = {
    "guadeloupe": "jours d'usage local (Mi-Carême, Vendredi saint, Schœlcher)",
    "martinique": "jours d'usage local (Mi-Carême, Vendredi saint, Schœlcher)",
    "nouvelle-caledonie": "jours propres au territoire (24 septembre)",
    "polynesie-francaise": "jours propres au territoire (29 juin ou 20 novembre)",
    "wallis-et-futuna": "jours propres au territoire (28 avril, 29 juillet)",
}

# The library also lists local customs (Schœlcher, Mi-Carême, …) that the official file does
# not: a site that keeps them declares closures. Its dates of the abolition are not the
# official ones in Saint-Martin and Saint-Barthélemy, hence this table: month and day.
_ABOLITION: Mapping[str, tuple[int, int]] = {
    "guadeloupe": (5, 27),
    "guyane": (6, 10),
    "la-reunion": (12, 20),
    "martinique": (5, 22),
    "mayotte": (4, 27),
    "saint-barthelemy": (10, 9),
    "saint-martin": (5, 28),
}


def to_confirm(zone: str) -> str:
    """Return the French warning on the holidays of a zone, nothing where they are official."""
    days = TO_CONFIRM.get(zone, "")
    return f"Calendrier à confirmer pour ce territoire{NO_BREAK}: {days}." if days else ""


def public_holidays(zone: str, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of a zone with their French names, oldest first.

    Raise ``ValueError`` for an unknown zone.

    >>> public_holidays("mayotte", [2026])[date(2026, 4, 27)]
    "Abolition de l'esclavage"
    """
    if zone not in ZONES:
        raise ValueError(f"unknown zone of public holidays: {zone}")
    wanted = sorted(set(years))
    # The two days of Alsace-Moselle are the library's subdivision 57 (Moselle).
    area = "57" if zone == "alsace-moselle" else None
    found = dict(country_holidays("FR", subdiv=area, years=wanted, language="fr"))
    added = _whit_mondays(found) | _abolition_days(zone, wanted)
    return dict(sorted((added | found).items()))


def _whit_mondays(found: Mapping[date, str]) -> dict[date, str]:
    """Return the eleventh day after each Ascension: the library has none from 2005 to 2007."""
    return {
        day + timedelta(days=11): "Lundi de Pentecôte"
        for day, name in found.items()
        if "Ascension" in name
    }


def _abolition_days(zone: str, years: Iterable[int]) -> dict[date, str]:
    if zone not in _ABOLITION:
        return {}
    days = [date(year, *_ABOLITION[_abolition_zone(zone, year)]) for year in years]
    return dict.fromkeys(days, "Abolition de l'esclavage")


def _abolition_zone(zone: str, year: int) -> str:
    """Return the zone itself; Saint-Martin kept the day of Guadeloupe until 2017."""
    return "guadeloupe" if zone == "saint-martin" and year < 2018 else zone
