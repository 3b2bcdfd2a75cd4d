"""Delays of answers, in French."""

from dashboard.wording import OBSERVED, UNITS, counted, limit_text, plural, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.formats import NARROW, NO_BREAK, number

HEADING = "Répondus en n jours ouvrés ou moins"
LEGEND = (
    f"Ligne{COLON} part des demandes répondues en autant de jours ouvrés ou moins{SEMICOLON} "
    f"bande{COLON} intervalle à 95{NARROW}%{SEMICOLON} trait discontinu{COLON} délai promis. "
    "Une demande encore ouverte compte pour le temps qu'elle a déjà attendu (Kaplan-Meier)."
)


def delays_sentence(
    contacts: int, answered: int, median: float | None, p90: float | None
) -> str:
    """Say how many requests were followed, and how long half and nine in ten of them took."""
    followed = counted(contacts, OBSERVED[Dataset.MAILS])
    ends = plural(contacts, ("suivie", "suivies")), plural(answered, ("répondue", "répondues"))
    start = f"{followed} {ends[0]}, {number(answered)}{NO_BREAK}{ends[1]}"
    parts = [_within("la moitié", median), _within("neuf sur dix", p90)]
    return f"{start}{COLON} {f'{SEMICOLON} '.join(parts)}."


def _within(which: str, delay: float | None) -> str:
    if delay is None:
        return f"à ce jour, moins de {which} sont répondues"
    return f"{which} en {limit_text(Limit(delay, Unit.WORKING_DAYS))} ou moins"


def step(delay: int, share: float) -> str:
    days = counted(delay, UNITS[Unit.WORKING_DAYS])
    return f"<b>{days} ou moins</b><br>{value_text(share, '%')} répondus"


def cut(days: int, is_cut: bool) -> str:
    """Say that the picture stops before the longest delay."""
    if not is_cut:
        return ""
    return f" L'image s'arrête à {days}{NO_BREAK}jours{SEMICOLON} le CSV va jusqu'au dernier."


def promise(days: float) -> str:
    return f" promesse{COLON} {limit_text(Limit(days, Unit.WORKING_DAYS))}"
