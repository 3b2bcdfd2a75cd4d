"""Pauses and overruns, in French: what they saved, and how delays are counted."""

from collections.abc import Sequence

from dashboard.wording import OBSERVED, UNITS, counted, plural, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl import formats
from etl.calendars.pauses import Suspension
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Receipt, Unit

DEDUCTED = (
    "Déduites du délai, du lendemain de la suspension au jour de la reprise compris, une seule "
    f"fois quand elles se chevauchent{SEMICOLON} un délai n'expire pas pendant une suspension. "
    "Avant la réception ou après la réponse, une suspension ne compte pas."
)
KEPT = f"Montrées mais non déduites{COLON} ce délai ne s'arrête pas pendant une suspension."
_SHORT = {Unit.WORKING_DAYS: "j. ouvrés", Unit.WORKABLE_DAYS: "j. ouvrables"}
_DAYS = (Unit.WORKING_DAYS, Unit.WORKABLE_DAYS, Unit.CALENDAR_DAYS)


def saved_sentence(
    saved: int, held: int, without: float | None, unit: str, dataset: Dataset
) -> str:
    """Say how many cases a pause saved, and what the figure would be without; else nothing."""
    if not saved and not held:
        return ""
    told = []
    if saved:
        cases = counted(saved, OBSERVED[dataset])
        kept = plural(saved, ("tient", "tiennent"))
        told.append(f"{cases} {kept} le délai grâce à une suspension")
    if held:
        cases = formats.number(held) if saved else counted(held, OBSERVED[dataset])
        rest = plural(held, ("attend", "attendent"))
        told.append(f"{cases} {rest} l'usager, délai suspendu")
    share = "" if without is None else f" ({value_text(without, unit)} sans les suspensions)"
    return f"{f'{SEMICOLON} '.join(told)}{share}."


def pause_text(pause: Suspension, zone: str) -> str:
    """Return one pause in words: its interval, its reason, who decided it."""
    begun = formats.instant(pause.start, zone)
    over = f"repris le {formats.instant(pause.end, zone)}"
    over = "toujours en attente" if pause.is_open else over
    told = f"{pause.reason} ({pause.author})" if pause.author else pause.reason
    return f"suspendu le {begun}, {over}{COLON} {told}"


def pauses_text(pauses: Sequence[Suspension], zone: str, deducted: bool) -> str:
    every = f"{SEMICOLON} ".join(pause_text(each, zone) for each in pauses)
    return every if deducted or not every else f"{every} (non déduit de ce délai)"


def delay_heading(days: Unit | None, kind: str = "Délai") -> str:
    """Return the heading of a delay: ``Délai (j. ouvrés)``; no unit where it is in another."""
    return f"{kind} ({_SHORT[days]})" if days in _SHORT else kind


def net_heading(days: Unit | None) -> str:
    return delay_heading(days, "Délai net")


def gross_heading(days: Unit | None) -> str:
    return delay_heading(days, "Délai brut")


def overrun_heading(unit: Unit) -> str:
    return f"Dépassement ({UNITS[unit][1]})"


def counting_text(limit: Limit) -> str:
    """Return how a limit is counted: its day zero, its cut-off hour, when it expires."""
    if limit.unit not in _DAYS:
        return ""
    zero = "le jour de réception ne compte pas"
    if limit.receipt is Receipt.NEXT_OPEN_DAY:
        zero = "reçu un jour fermé, réputé reçu le jour ouvert suivant, qui ne compte pas"
    late = (
        f"{SEMICOLON} à partir de {limit.cut_off:%H:%M}, réputé reçu le jour ouvert suivant"
        if limit.cut_off
        else ""
    )
    closed = (
        f"{SEMICOLON} un dernier jour fermé est reporté au jour ouvré suivant"
        if limit.unit is Unit.CALENDAR_DAYS
        else ""
    )
    return f"{zero}{late}{closed}{SEMICOLON} le délai expire le dernier jour à minuit"


def overrun_sentence(median: float | None, p90: float | None) -> str:
    """Say by how much the late ones overran, in working days."""
    if median is None or p90 is None:
        return ""
    half, most = (counted_days(each) for each in (median, p90))
    return f" Retards{COLON} {half} de dépassement médian, {most} ou moins pour neuf sur dix."


def counted_days(days: float) -> str:
    shown = formats.number(days, 0 if float(days).is_integer() else 1)
    return f"{shown}{formats.NO_BREAK}{plural(days, UNITS[Unit.WORKING_DAYS])}"
