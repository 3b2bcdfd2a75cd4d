"""The overview in French: what changed, what needs attention and why in that order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dashboard.wording import counted, plural
from etl.domain.periods import Period, PeriodKind
from etl.formats import NARROW, NO_BREAK, month, number, quarter

COLON, SEMICOLON = f"{NO_BREAK}:", f"{NARROW};"
ATTENTION = "À traiter d'abord"
ORDER = (
    f"Dans l'ordre{COLON} ce qui échoit, puis ce qui n'est pas tenu (le plus ancien d'abord, "
    "puis le plus loin de l'objectif), ce qui n'est pas mesuré, ce qui reste à confirmer, "
    "enfin ce qui est tenu mais se dégrade."
)
NOTHING = "Rien ne presse : aucune promesse manquée, aucune source muette, rien à confirmer."
# As many as are shown first; the others are found in the ledger below.
SHOWN = 8
REASONS: Mapping[str, str] = {
    "silent": "Non mesuré, donc non prouvé",
    "unsure": "À confirmer",
    "watched": "Tenu, mais à surveiller",
}
TURNS: Mapping[str, tuple[str, str]] = {
    "worse": ("s'est dégradé", "se sont dégradés"),
    "silent": ("n'est plus mesuré", "ne sont plus mesurés"),
    "better": ("s'est amélioré", "se sont améliorés"),
    "measured": ("est de nouveau mesuré", "sont de nouveau mesurés"),
    "scope": ("a changé de champ", "ont changé de champ"),
}
ENGAGEMENTS = ("engagement", "engagements")
_SINCE: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "le mois dernier",
    PeriodKind.QUARTER: "le trimestre dernier",
    PeriodKind.YEAR: "l'année dernière",
}
PRINT = "Imprimer"
PRINT_HELP = (
    "Cette page tient sur une feuille A4. Le menu du navigateur (Ctrl+P) l'imprime aussi, ou "
    "l'enregistre en PDF."
)


def since(kind: PeriodKind) -> str:
    return f"Ce qui a changé depuis {_SINCE[kind]}"


def changed(turns: Iterable[str], before: Period) -> str:
    """Say in one sentence how many verdicts turned, and how, since a period.

    Worst first: « Depuis mars 2025 : 2 engagements se sont dégradés, 1 s'est amélioré. »
    """
    count = Counter(turns)
    when = _named(before)
    if not count:
        return f"Aucun verdict n'a changé depuis {when}."
    told = [
        f"{number(count[turn])}{NO_BREAK}{plural(count[turn], words)}"
        for turn, words in TURNS.items()
        if count[turn]
    ]
    first = count[next(turn for turn in TURNS if count[turn])]
    told[0] = told[0].replace(NO_BREAK, f" {plural(first, ENGAGEMENTS)} ", 1)
    return f"Depuis {when}{COLON} {', '.join(told)}."


def nothing_before(period: Period) -> str:
    return f"La période précédente n'est pas évaluée{COLON} rien à comparer."


def one_more(now: int, then: int, before: Period) -> str:
    """Say how many more or fewer engagements are kept than in the period before."""
    when = _named(before)
    if now == then:
        return f"Autant qu'en {when}." if _takes_en(before) else f"Autant qu'au {when}."
    more = "plus" if now > then else "moins"
    link = "en" if _takes_en(before) else "au"
    return f"C'est {number(abs(now - then))} de {more} qu'{link} {when}."


def _takes_en(period: Period) -> bool:
    return period.kind is not PeriodKind.QUARTER


def _named(period: Period) -> str:
    if period.kind is PeriodKind.QUARTER:
        return quarter(period.start)
    return month(period.start) if period.kind is PeriodKind.MONTH else str(period.start.year)


def missed_for(lasting: int, kind: PeriodKind) -> str:
    """Say since when a promise is not kept."""
    if lasting < 2:
        return "Non tenu, ce qui est nouveau"
    words = {
        PeriodKind.MONTH: ("mois", "mois"),
        PeriodKind.QUARTER: ("trimestre", "trimestres"),
        PeriodKind.YEAR: ("an", "ans"),
    }
    return f"Non tenu depuis {counted(lasting, words[kind])}"


def others(count: int) -> str:
    return f"Et {counted(count, ('autre', 'autres'))}, plus bas dans la page."


def towards(values: Sequence[str]) -> str:
    """Return a value before and after; one alone where they read the same."""
    return " puis ".join(dict.fromkeys(values))
