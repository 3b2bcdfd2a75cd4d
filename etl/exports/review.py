"""The note for the revue de direction: what is kept, what is not, why, what is decided."""

from collections.abc import Sequence

from etl.domain.assessments import Verdict
from etl.domain.dossier import Dossier, Promise
from etl.exports import laying, shown
from etl.exports.audit_pdf import PRODUCT
from etl.exports.seal import stored
from etl.exports.text import told
from etl.exports.word import Letter
from etl.formats import ABSENT

TITLE = "Revue de direction"
PARTS: tuple[tuple[Verdict, str], ...] = (
    (Verdict.MISSED, "Ce qui n'est pas tenu, et pourquoi"),
    (Verdict.NOT_MEASURED, "Ce qui n'est pas mesuré"),
    (Verdict.INCONCLUSIVE, "Ce qui est à confirmer"),
)
KEPT = ("N°", "Engagement", "Résultat", "Objectif")
DECISIONS = ("N°", "Constat", "Décision", "Responsable", "Échéance")
# Lines to write in, beside one for each promise that is not kept.
BLANK_LINES = 3
NOTHING_WRITTEN = "Cause et action : à écrire en séance, aucune n'est enregistrée."


def review_docx(dossier: Dossier) -> bytes:
    """Return the note, ready for the minutes; the same edition gives the same bytes."""
    own = dossier.identity
    letter = Letter(f"{TITLE} – {told(own.site)}", told(own.publisher), own.closed_at)
    letter.title(TITLE, told(f"{own.site} – {shown.period(own.period)}"))
    for name, said in laying.identity_lines(dossier):
        letter.paragraph(said.replace("\u200b", ""), bold=told(f"{name} : "))
    letter.heading("Où en sommes-nous", 1)
    letter.paragraph(told(laying.summary_sentence(dossier)))
    _kept(letter, dossier)
    for verdict, title in PARTS:
        _part(letter, dossier, verdict, title)
    _decide(letter, dossier)
    letter.footer(f"{PRODUCT} – édition n° {own.number} – {shown.short_hash(own.fingerprint)}")
    return stored(letter.data())


def _of(dossier: Dossier, *verdicts: Verdict) -> list[Promise]:
    return [each for each in dossier.promises if each.verdict in verdicts]


def _kept(letter: Letter, dossier: Dossier) -> None:
    letter.heading(told("Ce qui est tenu"), 1)
    found = _of(dossier, Verdict.MET)
    if not found:
        letter.paragraph(told("Aucun engagement n'est tenu sur la période."))
        return
    rows = [
        (
            str(each.number), told(each.short_title),
            told(f"{shown.value(each.leading)} ({each.leading.title})"),
            told(each.leading.goal) or ABSENT,
        )
        for each in found
    ]  # fmt: skip
    letter.table("Engagements tenus", KEPT, rows, (0.5, 3, 4, 1.8))


def _part(letter: Letter, dossier: Dossier, verdict: Verdict, title: str) -> None:
    found = _of(dossier, verdict)
    letter.heading(told(title), 1)
    if not found:
        letter.paragraph(told("Aucun engagement."))
    for each in found:
        letter.heading(shown.title(each), 2)
        letter.paragraph(shown.reading(each))
        for figure in each.figures:
            if figure.code in each.blocking and figure.code != each.lead:
                letter.paragraph(told(figure.sentence))
        _written(letter, dossier.decisions.get(each.number, ()))


def _written(letter: Letter, lines: Sequence[str]) -> None:
    for each in lines or (NOTHING_WRITTEN,):
        letter.paragraph(told(each))


def _decide(letter: Letter, dossier: Dossier) -> None:
    """Write the table of decisions: one line for each promise that asks for one."""
    letter.heading(told("Ce qui est décidé"), 1)
    asked = _of(dossier, *(verdict for verdict, _ in PARTS))
    rows = [
        (
            str(each.number),
            f"{shown.VERDICTS[each.verdict]} – {told(each.short_title)}",
            "",
            "",
            "",
        )
        for each in asked
    ]
    rows += [("", "", "", "", "")] * BLANK_LINES
    letter.table("Relevé de décisions", DECISIONS, rows, (0.5, 3, 3, 1.5, 1.3))
    letter.paragraph(told("Présents : "))
    letter.paragraph(told("Prochaine revue : "))
