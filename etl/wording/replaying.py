"""The French of « rejouer le chiffre »: then, now, and what made the difference."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from etl.domain.assessments import EVERYWHERE
from etl.domain.names import verdict
from etl.domain.replays import Cause, Figure, Part, Replay, Stand
from etl.formats import NO_BREAK, SHOWN_UNITS, beside, day, instant, measure, number

CAUSES: Mapping[Cause, str] = {
    Cause.SOFTWARE: "Logiciel changé, ou données purgées",
    Cause.UNDONE: "Imports annulés",
    Cause.CORRECTED: "Lignes corrigées",
    Cause.LATE: "Données arrivées après",
    Cause.PAUSES: "Suspensions",
    Cause.TIME: "Temps passé",
    Cause.CALENDAR: "Calendriers",
    Cause.FORMULA: "Formule",
    Cause.TARGET: "Objectif et délai",
    Cause.DEFINITION: "Autre changement de définition",
}
ORDER_NOTE = (
    "Les causes sont appliquées l'une après l'autre, dans l'ordre du tableau\u202f; leurs "
    "parts s'ajoutent exactement à l'écart. Un autre ordre le répartirait autrement."
)
NOTHING_MOVED = "Rien n'a bougé\u00a0: le chiffre est aujourd'hui celui d'alors."
UNSURE = (
    "Les déclarations de cette date n'étaient pas encore conservées\u00a0: les premières "
    "connues en tiennent lieu."
)
DECIMALS = 2


def figure_text(figure: Figure, unit: str) -> str:
    """Return a figure with its number of cases and its verdict."""
    own = SHOWN_UNITS.get(unit, unit)
    value = beside(figure.value, figure.target, own)
    return f"{value} (n = {number(figure.counted)}), {verdict(figure.verdict)}"


def gap_text(gap: Fraction | None, unit: str) -> str:
    """Return a difference with its sign; of shares, in points. Rounded towards zero.

    >>> gap_text(Fraction(-1, 8), "%"), gap_text(Fraction(0), "s")
    ('−12,5\\xa0points', '0')
    """
    if gap is None:
        return ""
    if not gap:
        return "0"
    scaled = abs(gap) * (100 if unit == "%" else 1)
    cut = Fraction(int(scaled * 10**DECIMALS), 10**DECIMALS)
    text = number(float(cut), DECIMALS).rstrip("0").rstrip(",") if cut else "moins de 0,01"
    sign = "−" if gap < 0 else "+"
    name = "point" if unit == "%" else SHOWN_UNITS.get(unit, unit)
    plural = "s" if unit == "%" and cut >= 2 else ""
    shown = f"{sign}{text}" if cut else f"{sign} ({text})"
    return f"{shown}{NO_BREAK}{name}{plural}".rstrip()


def count_text(gap: int) -> str:
    return "0" if not gap else f"{'−' if gap < 0 else '+'}{number(abs(gap))}"


def stand_text(stand: Stand) -> str:
    """Say from what a figure was computed."""
    edition = f"édition n°{NO_BREAK}{stand.edition}, " if stand.edition else ""
    since = f" (appliquées depuis le {day(stand.since)})" if stand.since else ""
    mark = stand.declarations[:12] or "inconnues"
    return (
        f"{edition}{instant(stand.at)}, imports jusqu'au n°{NO_BREAK}{stand.last_import}, "
        f"déclarations {mark}{since}"
    )


def part_text(part: Part, unit: str) -> str:
    """Say what made a part: which imports, how many contacts, which target."""
    told = []
    if part.facts:
        told.append(f"{number(part.facts)} contact{'s' if part.facts > 1 else ''}")
    if part.imports:
        numbers = ", ".join(f"n°{NO_BREAK}{each}" for each in part.imports)
        word = "opération" if part.cause is Cause.UNDONE else "import"
        told.append(f"{word}{'s' if len(part.imports) > 1 else ''} {numbers}")
    if part.cause is Cause.TARGET and part.before.target != part.after.target:
        own = SHOWN_UNITS.get(unit, unit)
        goals = [measure(each.target, own) for each in (part.before, part.after)]
        told.append(f"objectif de {goals[0]} à {goals[1]}")
    if part.before.verdict != part.after.verdict:
        before, after = (verdict(each.verdict) for each in (part.before, part.after))
        told.append(f"de «\u202f{before}\u202f» à «\u202f{after}\u202f»")
    return ", ".join(told)


def replay_lines(found: Replay) -> Iterator[str]:
    """Yield a replay as sentences: then, now, and each part that moved something."""
    site = "tous les sites" if found.site == EVERYWHERE else found.site
    yield f"{found.indicator} · {found.title} · {found.period.code} · {site}"
    yield f"Alors       {figure_text(found.before, found.unit)}"
    yield f"            {stand_text(found.then)}"
    if not found.then.is_sure:
        yield f"            {UNSURE}"
    yield f"Aujourd'hui {figure_text(found.after, found.unit)}"
    yield f"            {stand_text(found.now)}"
    if not any(each.moved for each in found.parts):
        yield NOTHING_MOVED
        return
    yield f"Écart       {gap_text(found.gap, found.unit) or 'sans valeur à comparer'}"
    for part, value in zip(found.parts, found.values, strict=True):
        if part.moved:
            told = part_text(part, found.unit)
            moved = f"n {count_text(part.counted)}, tenus {count_text(part.met)}"
            shown = gap_text(value, found.unit) or "sans valeur"
            yield f"  {CAUSES[part.cause]}{NO_BREAK}: {shown} ({moved}){_detail(told)}"
    yield ORDER_NOTE


def _detail(told: str) -> str:
    return f"{NO_BREAK}: {told}" if told else ""
