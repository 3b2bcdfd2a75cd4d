"""A telephone formula in French words: what is counted, of what, by which version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl import formats
from etl.domain.engagements import Indicator, Limit, Statistic, Unit
from etl.domain.formulas import (
    Abandons,
    Admitted,
    Formula,
    FormulaKind,
    FormulaVersion,
    Settled,
    Switches,
)

_COLON = f"{formats.NO_BREAK}:"
_SEMICOLON = f"{formats.NARROW};"
_SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}


@dataclass(frozen=True)
class Account:
    """How the calls of a span were counted.

    ``numerator`` and ``denominator`` are those of the last version applied; ``versions`` are
    all that the months of the span were counted by, oldest first.
    """

    title: str
    numerator: str
    denominator: str
    versions: tuple[FormulaVersion, ...]


def account_of(indicator: Indicator, formula: Formula, months: Sequence[date]) -> Account:
    """Return how an indicator counted the months that begin on these days."""
    versions = tuple(dict.fromkeys(formula.version_on(month) for month in sorted(months)))
    switches = versions[-1].switches
    target = indicator.target_on(max(months))
    threshold = threshold_text(switches, target.limit if target else None)
    missed = indicator.statistic is Statistic.SHARE_MISSED
    return Account(
        title=formula.title,
        numerator=numerator_phrase(formula.kind, switches, threshold, missed),
        denominator=denominator_phrase(
            formula.kind, switches, threshold, "desk" in indicator.parameters
        ),
        versions=versions,
    )


def share_sentence(account: Account, part: int, whole: int) -> str:
    """Return numerator and denominator in words, with their numbers."""
    return (
        f"Numérateur{_COLON} {account.numerator} ({formats.number(part)}){_SEMICOLON} "
        f"dénominateur{_COLON} {account.denominator} ({formats.number(whole)})."
    )


def plain_sentence(formula: str, part: int, whole: int) -> str:
    """Return the numbers of a share whose formula is only told in words."""
    return (
        f"Numérateur{_COLON} {formats.number(part)}{_SEMICOLON} "
        f"dénominateur{_COLON} {formats.number(whole)}. {formula}"
    )


def version_sentence(account: Account) -> str:
    """Return the formula's name with the version applied; or all of them, of a long span."""
    *past, last = account.versions
    start = f"Formule{_COLON} {account.title}, version du {formats.long_day(last.since)}"
    origin = f"origine{_COLON} {last.origin.value}{_SEMICOLON} décision{_COLON}"
    told = f"{start} ({origin} {last.decided_by})."
    if not past:
        return told
    older = ", ".join(f"version du {formats.long_day(each.since)}" for each in past)
    return (
        f"{told} Les mois d'avant le {formats.long_day(last.since)} gardent leur formule "
        f"({older}){_SEMICOLON} le total est la somme des mois."
    )


def threshold_text(switches: Switches, limit: Limit | None) -> str:
    """Return the threshold in seconds, "" where there is none."""
    own = switches.threshold_s
    if own is None and limit is not None:
        own = limit.amount * _SECONDS[limit.unit] if limit.unit in _SECONDS else None
    return "" if own is None else _seconds(own)


def numerator_phrase(
    kind: FormulaKind, switches: Switches, threshold: str, missed: bool
) -> str:
    """Return what is counted; ``missed``: the figure is the share of what was not served."""
    if kind is FormulaKind.ABANDON_RATE:
        return "appels abandonnés par l'appelant" + _without(_short_excluded(switches))
    if missed:
        return "appels qu'aucun agent n'a décrochés"
    timed = kind is FormulaKind.SERVICE_LEVEL
    first = f"appels décrochés en {threshold} au plus" if timed else _ANSWERED
    return _and([first, *_also_served(switches, threshold)])


_ANSWERED = "appels décrochés par un agent"


def denominator_phrase(
    kind: FormulaKind, switches: Switches, threshold: str, by_desk: bool
) -> str:
    """Return of which calls; ``by_desk``: a desk is named, whose hours are known."""
    out = _excluded(switches, threshold)
    at_any_hour = switches.closed_hours_calls is Admitted.COUNTED
    hours = " à toute heure" if at_any_hour else " aux heures d'ouverture" if by_desk else ""
    if len(out) == len(_LOST) + 1:
        return f"{_ANSWERED}{hours}"
    asked = kind is FormulaKind.ANSWER_RATE and switches.voice_server is Settled.EXCLUDED
    base = "appels qui demandaient un agent" if asked else "appels présentés"
    voice = "" if switches.voice_server is Settled.EXCLUDED else ", serveur vocal compris"
    return f"{base}{hours}{voice}{_without(out)}"


_LOST = {
    "overflow": "débordements",
    "unanswered": "appels sans réponse",
    "cut_by_closing": "appels coupés par la fermeture",
    "closed_calls_in_hours": "messages de fermeture",
}


def _excluded(switches: Switches, threshold: str) -> list[str]:
    if switches.abandons is Abandons.EXCLUDED:
        out = ["abandons"]
    elif switches.abandons is Abandons.BEYOND_THRESHOLD:
        out = [f"abandons en {threshold} au plus"]
    else:
        out = _short_excluded(switches)
    names = [name for name in _LOST if getattr(switches, name) is Admitted.EXCLUDED]
    return [*out, *(_LOST[name] for name in names)]


def _short_excluded(switches: Switches) -> list[str]:
    excluded = switches.short_abandons is Settled.EXCLUDED
    return [_short(switches)] if excluded else []


def _also_served(switches: Switches, threshold: str) -> list[str]:
    """Return what is taken for served beside the calls that an agent answered."""
    found = []
    if switches.short_abandons is Settled.SERVED:
        found.append(_short(switches))
    if switches.abandons is Abandons.SERVED_WITHIN_THRESHOLD:
        found.append(f"abandons en {threshold} au plus")
    if switches.voice_server is Settled.SERVED:
        found.append("appels servis par le serveur vocal")
    return found


def _short(switches: Switches) -> str:
    return f"abandons avant {_seconds(switches.short_abandon_s or 0)}"


def _seconds(amount: float) -> str:
    return (
        f"{formats.number(amount, 0 if float(amount).is_integer() else 1)}{formats.NO_BREAK}s"
    )


def _without(out: Sequence[str]) -> str:
    return f", hors {_and(out)}" if out else ""


def _and(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} et {last}" if first else last
