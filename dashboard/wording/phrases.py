"""Whole French sentences, made of counts and words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from dashboard.wording import (
    KINDS,
    OBSERVED,
    TALLIES,
    VERDICTS,
    counted,
    interval_text,
    plural,
    span_text,
    value_text,
)
from dashboard.wording.cases import word
from dashboard.wording.codes import tidy
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Comparison
from etl.domain.periods import Period, PeriodKind
from etl.formats import NARROW, NO_BREAK, instant, long_day, month, number, quarter

SEMICOLON, COLON = f"{NARROW};", f"{NO_BREAK}:"
# Under every grid of a week.
OPENING_FRAME = " Le cadre entoure les heures d'ouverture."
OBSERVATIONS = ("observation", "observations")

INTERVAL = f"Intervalle à 95{NARROW}%"
ORIGIN_QUESTION = f"D'où vient ce chiffre{NARROW}?"
NO_FILE = "aucun fichier reçu"
SILENT_SOURCE = "source muette"
FELL_SILENT = (
    "La source s'est tue bien avant la fin de la période\u00a0: ce qu'elle avait dit ne prouve "
    "plus que la promesse est tenue."
)
# Shape and word, in Streamlit's Markdown.
SOURCE_MARKS = {"fresh": ":green[●] à jour", "late": ":orange[▲] en retard"}
NO_SITE = "Aucun site n'est ouvert à votre compte. Adressez-vous au référent qualité."
PROMISES = "Ce qui est promis"
SEE_EVIDENCE = "Voir les preuves de cet engagement"
SEE_ACTIONS = "Voir les constats et les actions"
NO_CASE = "Aucun cas sur cette période."
CASE_NOT_FOUND = "Ce cas n'est pas parmi ceux de cet indicateur et de cette période."
ONE_POINT = "Une seule période est mesurée : l'historique commencera à la suivante."
RUNNING = "en cours, hors carte"
NO_REJECTION = "Rien n'a été refusé : toutes les lignes lues sont comptées."
REMARKS = "Accepté, à vérifier"
REMARKS_NOTE = (
    f"Ces lignes sont comptées{SEMICOLON} ce qu'elles disent mérite un regard. Les plus "
    "récentes d'abord."
)
JOURNAL_NOTE = "Lus = nouveaux + corrigés + déjà connus + rejetés."


def house_sentence(counts: Mapping[Verdict, int], period: str) -> str:
    """Say in words what the verdicts of all engagements come to.

    ``period`` stands in a sentence: « en mars 2025 ».
    """
    total = sum(counts.values())
    concerned = total - counts.get(Verdict.NOT_APPLICABLE, 0)
    met = counts.get(Verdict.MET, 0)
    when = period[0].upper() + period[1:]
    if not concerned:
        return f"{when}, aucun engagement n'est applicable."
    start = f"{when}, {number(met)} engagement{'s' if met > 1 else ''} sur {number(concerned)}"
    if met == concerned:
        return f"{when}, tous les engagements applicables sont tenus."
    if not met:
        start = f"{when}, aucun des {counted(concerned, ('engagement', 'engagements'))}"
    kept = ("n'est tenu", "est tenu", "sont tenus")[min(met, 2)]
    rest = [
        f"{number(count)} {plural(count, words)}"
        for verdict, words in _REST.items()
        if (count := counts.get(verdict, 0))
    ]
    return f"{start} {kept}{SEMICOLON} {_and(rest)}."


_REST: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MISSED: ("ne l'est pas", "ne le sont pas"),
    Verdict.INCONCLUSIVE: ("reste à confirmer", "restent à confirmer"),
    Verdict.NOT_MEASURED: ("n'est pas mesuré", "ne sont pas mesurés"),
}


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"


def period_phrase(period: Period) -> str:
    """Return the period as it stands in a sentence: « en mars 2025 »."""
    if period.kind is PeriodKind.QUARTER:
        return f"au {quarter(period.start)}"
    return f"en {month(period.start) if period.kind is PeriodKind.MONTH else period.start.year}"


def engagement_sentence(verdict: Verdict, blocking: Sequence[str]) -> str:
    """Say what the verdict on an engagement comes from: its gravest mandatory indicators."""
    if verdict is Verdict.MET:
        return "Tous les indicateurs qui décident du verdict atteignent leur objectif."
    if verdict is Verdict.NOT_APPLICABLE:
        return "Cet engagement ne s'applique pas ici."
    several = len(blocking) > 1
    which = "Les indicateurs" if several else "L'indicateur"
    codes = _and([tidy(each) for each in blocking] or [""])
    return f"{which} {codes} {_BLOCKED[verdict][several]}."


_BLOCKED: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MISSED: ("n'atteint pas son objectif", "n'atteignent pas leur objectif"),
    Verdict.INCONCLUSIVE: ("reste à confirmer", "restent à confirmer"),
    Verdict.NOT_MEASURED: ("n'est pas mesuré", "ne sont pas mesurés"),
}


def tab(code: str, verdict: Verdict) -> str:
    return f"{tidy(code)} · {VERDICTS[verdict].lower()}"


def sheet(code: str) -> str:
    return f"Fiche {tidy(code)}"


def received_until(at: datetime | None) -> str:
    return "" if at is None else f"données reçues au {long_day(at.date())}"


def measured_only_at(titles: Sequence[str]) -> str:
    return f"Mesuré seulement{COLON} {', '.join(titles)}." if titles else ""


def unknown_note(bounds: tuple[float, float] | None) -> str:
    """Say what the contacts of which a file says nothing could make of a share."""
    if bounds is None:
        return "le fichier ne dit rien"
    return f"{interval_text(*bounds, '%')} selon ce qu'ils valent"


def nothing_due(pending: int, unknown: int) -> str:
    """Say why nothing is measured although something was received."""
    if pending:
        return f"{number(pending)} en cours, rien d'échu"
    return "mesure absente des fichiers reçus" if unknown else "rien à compter"


def missing_text(missing: int) -> str:
    if missing < 1:
        return "pas encore de quoi conclure"
    return f"il manque {counted(missing, OBSERVATIONS)}"


def other_indicators(count: int) -> str:
    if count < 1:
        return ""
    return f" Et {counted(count, ('autre indicateur', 'autres indicateurs'))} à reprendre."


def goal(target: float | None, comparison: Comparison, unit: str) -> str:
    """Return the target that a value is told against."""
    return f"pour un objectif {_GOALS[comparison]} {value_text(target, unit)}"


_GOALS: Mapping[Comparison, str] = {
    Comparison.AT_LEAST: "de",
    Comparison.AT_MOST: "de",
    Comparison.BELOW: "de moins de",
    Comparison.ABOVE: "de plus de",
}


def role(mandatory: bool) -> str:
    return "indicateur qui décide du verdict" if mandatory else "indicateur suivi"


def history_sentence(title: str, verdicts: Sequence[Verdict], kind: PeriodKind) -> str:
    """Say what a chart shows: how many periods were measured, and their verdicts."""
    count = Counter(verdicts)
    decided = (Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE)
    told = [
        f"{number(count[each])} {plural(count[each], TALLIES[each])}"
        for each in decided
        if count[each]
    ]
    measured = f"{title}{COLON} {_lasting(len(verdicts), kind)}"
    if not told:
        return f"{measured}, sans objectif chiffré."
    return (
        f"{measured}, dont {_and(told)}. Disque{COLON} conforme{SEMICOLON} carré{COLON} "
        f"non conforme{SEMICOLON} triangle{COLON} à confirmer{SEMICOLON} trait discontinu"
        f"{COLON} objectif{SEMICOLON} barre{COLON} intervalle à 95{NARROW}%."
    )


def _lasting(count: int, kind: PeriodKind) -> str:
    name = KINDS[kind].lower()
    several = name if name.endswith("s") else f"{name}s"
    agreed = "mesurée" if kind is PeriodKind.YEAR else "mesuré"
    words = (f"{name} {agreed}", f"{several} {agreed}s")
    return counted(count, words)


def cases_heading(dataset: Dataset) -> str:
    return f"Les {OBSERVED[dataset][1]}"


def cases_span(start: date, period: Period) -> str:
    return f"Cas de {period_span(start, period)}, ce qui n'est pas tenu d'abord."


def period_span(start: date, period: Period) -> str:
    """Return the months that are measured, as words that follow « de »."""
    words = span_text(start, period.end)
    return words.removeprefix("de ")


def file_and_line(name: object, line: object) -> str:
    place = float(str(line))
    # A person was forgotten at their request, and with them their place in the file.
    return f"{name}, ligne {number(place)}" if place >= 0 else f"{name}, ligne effacée"


def other_case(fact_id: int) -> str:
    return f"Cas n° {fact_id}".replace("n° ", f"n°{NO_BREAK}")


def limited(kind: str) -> str:
    own = {"with": "avec rendez-vous", "without": "sans rendez-vous"}
    return own.get(kind, word(kind))


def import_text(title: str, file_name: str, at: datetime) -> str:
    return f"{file_name} ({title}), importé le {instant(at)}"


IMPORT_KINDS = {
    "file": "import",
    "replay": "reprise",
    "undo": "annulation",
    "refusal": "refus",
}


def journal_note(row: Mapping[str, object]) -> str:
    """Say of a line of the journal whether it still counts, who asked for it, and why."""
    told = []
    if not pd.isna(row["undone_by"]):
        told.append(f"annulé par l'opération n°{NO_BREAK}{row['undone_by']}")
    if not pd.isna(row["target"]):
        told.append(f"sur l'import n°{NO_BREAK}{row['target']}")
    if row["reason"] and not pd.isna(row["reason"]):
        who = "" if pd.isna(row["author"]) else f" ({row['author']})"
        told.append(f"{row['reason']}{who}")
    return f"{SEMICOLON} ".join(told)


def imports_sentence(imports: pd.DataFrame) -> str:
    """Say what was imported in all, and what was refused."""
    live = imports[imports["kind"].isin(["file", "replay"]) & ~imports["undone"]]
    files = counted(len(live), ("fichier importé", "fichiers importés"))
    records = counted(int(live["records"].sum()), ("ligne lue", "lignes lues"))
    refused = int(imports["waiting"].sum())
    if not refused:
        return f"{files}, {records}{SEMICOLON} aucune n'est en quarantaine."
    verb = "est" if refused < 2 else "sont"
    return f"{files}, {records}{SEMICOLON} {number(refused)} {verb} en quarantaine."


def quarantine_text(total: int) -> str:
    reasons = counted(total, ("motif de refus", "motifs de refus"))
    return f"{reasons}. Une ligne refusée ne compte nulle part tant qu'elle n'est pas corrigée."


def never_received_title(count: int) -> str:
    return counted(count, ("source déclarée jamais reçue", "sources déclarées jamais reçues"))


def never_received(titles: Sequence[str]) -> str:
    return f"Jamais reçues{COLON} {', '.join(titles)}."


def failure(reference: str) -> str:
    return (
        "Cette page n'a pas pu s'afficher. Rechargez-la. Si le problème persiste, "
        f"signalez la référence {reference}."
    )
