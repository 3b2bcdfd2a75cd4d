"""Delays of answers, in French."""

from dashboard.wording import OBSERVED, UNITS, counted, limit_text, plural, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.formats import NARROW, NO_BREAK, number

GROSS = "Part répondue (délai brut)"
SHOWN_GROSS = "Répondus (délai brut)"
NET = (
    f"Les délais dessinés sont nets, suspensions déduites{SEMICOLON} le tableau et le CSV "
    "donnent à côté la part par délai brut."
)


def heading(unit: Unit) -> str:
    return f"Répondus en n {UNITS[unit][1]} ou moins"


def days_heading(unit: Unit) -> str:
    return UNITS[unit][1].capitalize()


def legend(unit: Unit, is_net: bool) -> str:
    """Say what is drawn; where pauses shorten delays, that they are net."""
    told = (
        f"Ligne{COLON} part des demandes répondues en autant de {UNITS[unit][1]} ou moins"
        f"{SEMICOLON} bande{COLON} intervalle à 95{NARROW}%{SEMICOLON} trait discontinu"
        f"{COLON} délai promis. "
        "Une demande encore ouverte compte pour le temps qu'elle a déjà attendu (Kaplan-Meier)."
    )
    return f"{told} {NET}" if is_net else told


def gross_sentence(median: float | None, p90: float | None, unit: Unit) -> str:
    """Say how long half and nine in ten took with the pauses in their delays."""
    parts = [_within("la moitié", median, unit), _within("neuf sur dix", p90, unit)]
    return f" Suspensions comprises (délai brut){COLON} {f'{SEMICOLON} '.join(parts)}."


def delays_sentence(
    contacts: int,
    answered: int,
    median: float | None,
    p90: float | None,
    unit: Unit = Unit.WORKING_DAYS,
) -> str:
    """Say how many requests were followed, and how long half and nine in ten of them took."""
    followed = counted(contacts, OBSERVED[Dataset.MAILS])
    ends = plural(contacts, ("suivie", "suivies")), plural(answered, ("répondue", "répondues"))
    start = f"{followed} {ends[0]}, {number(answered)}{NO_BREAK}{ends[1]}"
    parts = [_within("la moitié", median, unit), _within("neuf sur dix", p90, unit)]
    return f"{start}{COLON} {f'{SEMICOLON} '.join(parts)}."


def _within(which: str, delay: float | None, unit: Unit) -> str:
    if delay is None:
        return f"à ce jour, moins de {which} sont répondues"
    return f"{which} en {limit_text(Limit(delay, unit))} ou moins"


def step(delay: int, share: float, unit: Unit = Unit.WORKING_DAYS) -> str:
    days = counted(delay, UNITS[unit])
    return f"<b>{days} ou moins</b><br>{value_text(share, '%')} répondus"


def cut(days: int, is_cut: bool) -> str:
    """Say that the picture stops before the longest delay."""
    if not is_cut:
        return ""
    return f" L'image s'arrête à {days}{NO_BREAK}jours{SEMICOLON} le CSV va jusqu'au dernier."


def promise(days: float, unit: Unit = Unit.WORKING_DAYS) -> str:
    return f" promesse{COLON} {limit_text(Limit(days, unit))}"
