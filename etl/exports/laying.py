"""Tables and promises as the templates of typst want them: texts, widths, sides."""

import re
from collections.abc import Sequence
from typing import Any

from etl.domain.dossier import Cell, Dossier, Figure, Promise, Section, Table
from etl.exports import drawings, shown
from etl.exports.text import breakable, told
from etl.formats import ABSENT, instant

# In millimetres: the page between its margins, what surrounds a cell, a character.
_PAGE, _AROUND, _CHARACTER = 174.0, 3.8, 0.205
# Texts longer than so many characters ask for no more room: they take lines.
_WIDEST = 60
_TOKENS = re.compile(r"[\s\u200b]+")
_MANY_COLUMNS = 6
_SIZE, _SMALL_SIZE = 8.5, 7.5
# Lines of one table that are printed: the workbook of the pack has them all.
PRINTED = 400


def table(own: Table, timezone: str) -> dict[str, Any]:
    """Return a table ready to be set; a long one is cut, and says where the rest is."""
    rows = [[text(each, timezone) for each in row] for row in own.rows[:PRINTED]]
    left = len(own.rows) - len(rows)
    size = _SIZE if len(own.headings) <= _MANY_COLUMNS else _SMALL_SIZE
    cut = f"Les {left} lignes suivantes sont dans le classeur, feuille « {own.title} »."
    return {
        "title": told(own.title),
        "headings": [told(each) for each in own.headings],
        "rows": rows,
        "widths": _widths(own, rows, size),
        "aligned": [_side(own.rows, place) for place in range(len(own.headings))],
        "size": size,
        "note": told(" ".join(each for each in (own.note, cut if left else "") if each)),
        "empty": told(own.empty),
    }


def text(content: Cell, timezone: str) -> str:
    return breakable(shown.cell(content, timezone))


def _side(rows: Sequence[Sequence[Cell]], place: int) -> str:
    known = [row[place] for row in rows if row[place] is not None]
    is_number = bool(known) and all(isinstance(each, int | float) for each in known)
    return "right" if is_number else "left"


def _widths(own: Table, rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Return the width of each column in millimetres.

    Each holds its longest word whole; what is left goes where texts are long.
    """
    columns = [
        (told(heading), *(row[place] for row in rows))
        for place, heading in enumerate(own.headings)
    ]
    least = [
        _AROUND + _CHARACTER * size * max(_longest_word(each) for each in column)
        for column in columns
    ]
    wanted = [min(_WIDEST, max(map(len, column))) ** 0.75 for column in columns]
    wanted = [each * (1.3 if place in own.wide else 1) for place, each in enumerate(wanted)]
    left = max(0.0, _PAGE - sum(least))
    found = [low + left * each / sum(wanted) for low, each in zip(least, wanted, strict=True)]
    return [round(each * _PAGE / sum(found), 2) for each in found]


def _longest_word(text: str) -> int:
    return max(len(each) for each in _TOKENS.split(text))


def section(own: Section, timezone: str) -> dict[str, Any]:
    return {
        "title": told(own.title),
        "paragraphs": [told(each) for each in own.paragraphs],
        "tables": [table(each, timezone) for each in own.tables],
    }


def promise(own: Promise, dossier: Dossier) -> dict[str, Any]:
    timezone = dossier.identity.timezone
    return {
        "number": str(own.number),
        "name": shown.title(own),
        "title": told(own.title),
        "verdict": own.verdict.value,
        "word": shown.VERDICTS[own.verdict],
        "reading": shown.reading(own),
        "blocking": blocking(own),
        "caption": told(f"Indicateurs de l'engagement {own.number}"),
        "figures": [figure(each) for each in own.figures],
        "tables": [table(each, timezone) for each in own.tables],
    }


def blocking(own: Promise) -> str:
    """Return which indicators keep an engagement from being kept."""
    if not own.blocking:
        return ""
    word = "Indicateur qui décide" if len(own.blocking) == 1 else "Indicateurs qui décident"
    return told(f"{word} : {', '.join(own.blocking)}.")


def figure(own: Figure) -> dict[str, Any]:
    drawn = drawings.is_drawn(own)
    return {
        "code": told(own.code),
        "title": told(own.title),
        "verdict": own.verdict.value,
        "word": shown.VERDICTS[own.verdict],
        "value": shown.value(own),
        "interval": shown.interval(own),
        "counted": shown.effective(own),
        "goal": told(own.goal) or ABSENT,
        "sentence": told(own.sentence),
        "facts": facts(own),
        "chart": f"{own.code}.svg" if drawn else "",
        "alt": drawings.alternative(own) if drawn else "",
    }


def facts(own: Figure) -> list[tuple[str, str]]:
    """Return what proves a figure, ready to be set."""
    return [(told(name), breakable(told(said))) for name, said in plain_facts(own)]


def plain_facts(own: Figure) -> list[tuple[str, str]]:
    """Return what proves a figure: how it is counted, of what, against what."""
    goal = ". ".join(each for each in (shown.origin(own), own.source) if each)
    pairs = [
        ("Mode de calcul", own.formula),
        ("Décompte", _tally(own)),
        ("Délai de chaque cas", own.limit),
        ("Objectif", f"{own.goal} : {goal}" if own.goal else own.source),
        ("Décidé par", own.decided_by),
        ("Remarque", own.reason),
        ("Période mesurée", own.window),
        ("Rôle", "" if own.mandatory else "suivi : ne décide pas du verdict de l'engagement"),
        ("Confiance", f"source {own.trust}" if own.trust else ""),
        ("Imports", _imports(own)),
        ("Empreinte du calcul", own.definition),
    ]
    return [(name, said) for name, said in pairs if said]


def _tally(own: Figure) -> str:
    parts = (
        (own.met, "tenus"), (own.missed, "non tenus"), (own.pending, "en cours"),
        (own.unknown, "mesure absente"), (own.excluded, "hors champ"),
    )  # fmt: skip
    return ", ".join(f"{shown.cell(count, '')} {word}" for count, word in parts if count)


def _imports(own: Figure) -> str:
    """Return the imports behind a figure by their numbers, runs of them as intervals."""
    numbers = sorted(own.import_ids)
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    texts = [
        f"{run[0]} à {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    ]
    return f"n° {', '.join(texts)}"


def identity_lines(dossier: Dossier) -> list[tuple[str, str]]:
    """Return what identifies an edition, for the first page of each document."""
    own = dossier.identity
    lines = [
        ("Édition", f"n° {own.number}, {shown.period(own.period)}"),
        ("Périmètre", own.site),
        ("Charte", own.charter),
        ("Données reçues jusqu'au", instant(own.data_as_of, own.timezone)),
        ("Arrêtée le", shown.closed(own)),
        ("Validée le", shown.signed(own)),
        ("Remplacée par", f"l'édition n° {own.replaced_by}" if own.replaced_by else ""),
        ("Registres tels qu'au", instant(dossier.registers_at, own.timezone)),
        ("Empreinte des données", own.fingerprint),
        ("Édition précédente", own.previous),
        ("Application", own.application),
    ]
    return [
        (told(name), breakable(told(said))) for name, said in lines if said not in ("", ABSENT)
    ]


def summary_sentence(dossier: Dossier) -> str:
    """Return in one sentence where the promises stand."""
    period = dossier.identity.period
    return (
        f"{shown.over(period).capitalize()}, sur {len(dossier.promises)} engagements : "
        f"{shown.tally(dossier)}."
    )
