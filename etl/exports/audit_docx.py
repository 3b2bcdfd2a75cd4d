"""The report of an audit pack as a Word document, for the manager to complete."""

from etl.domain.dossier import Dossier, Figure, Promise, Section, Table
from etl.exports import drawings, laying, shown
from etl.exports.audit_pdf import NOTICE, PRODUCT, TITLE
from etl.exports.seal import stored
from etl.exports.text import told
from etl.exports.typesetting import pictures
from etl.exports.word import Letter
from etl.formats import ABSENT

SUMMARY = ("N°", "Engagement", "Verdict", "Indicateur qui décide", "Valeur", "Objectif")
FIGURES = ("Code", "Indicateur", "Valeur", "Intervalle à 95 %", "n", "Objectif", "Verdict")


def audit_docx(dossier: Dossier) -> bytes:
    """Return the report in Word; the same edition gives the same bytes."""
    own = dossier.identity
    letter = Letter(f"{TITLE} – {told(own.site)}", told(own.publisher), own.closed_at)
    _open(letter, dossier)
    _summarise(letter, dossier)
    _tell_all(letter, dossier)
    for section in dossier.sections:
        _section(letter, section, own.timezone)
    letter.footer(f"{PRODUCT} – édition n° {own.number} – {shown.short_hash(own.fingerprint)}")
    return stored(letter.data())


def _open(letter: Letter, dossier: Dossier) -> None:
    own = dossier.identity
    letter.title(TITLE, told(f"{own.site} – {shown.period(own.period)}"))
    for name, said in laying.identity_lines(dossier):
        letter.paragraph(_solid(said), bold=told(f"{name} : "))
    for each in NOTICE:
        letter.paragraph(told(each))
    letter.heading("Sommaire", 1)
    for promise in dossier.promises:
        letter.link(shown.title(promise), _anchor(promise))
    letter.page()


def _tell_all(letter: Letter, dossier: Dossier) -> None:
    drawn = pictures(
        {
            each.lead: drawings.history(each.leading)
            for each in dossier.promises
            if drawings.is_drawn(each.leading)
        }
    )
    for module in dict.fromkeys(each.module for each in dossier.promises):
        letter.page()
        letter.heading(told(dossier.modules.get(module, module)), 1)
        for promise in dossier.promises:
            if promise.module == module:
                _tell(letter, promise, dossier, drawn.get(promise.lead))


def _section(letter: Letter, section: Section, timezone: str) -> None:
    letter.heading(told(section.title), 1)
    for text in section.paragraphs:
        letter.paragraph(told(text))
    for table in section.tables:
        _table(letter, table, timezone)


def _anchor(promise: Promise) -> str:
    return f"engagement_{promise.number}"


def _summarise(letter: Letter, dossier: Dossier) -> None:
    letter.heading("Synthèse", 1)
    letter.paragraph(told(laying.summary_sentence(dossier)))
    rows = [
        (
            str(each.number),
            told(each.short_title),
            _word(each.verdict.value, shown.VERDICTS[each.verdict]),
            told(f"{each.lead} {each.leading.title}"),
            shown.value(each.leading),
            told(each.leading.goal) or ABSENT,
        )
        for each in dossier.promises
    ]
    letter.table(
        told("Les engagements, leur verdict et l'indicateur qui en décide"),
        SUMMARY, rows, (0.5, 2.6, 1.6, 2.9, 1.1, 1.7),
    )  # fmt: skip


def _tell(letter: Letter, promise: Promise, dossier: Dossier, drawing: bytes | None) -> None:
    letter.heading(shown.title(promise), 2, _anchor(promise))
    letter.paragraph(told(promise.title))
    word = _word(promise.verdict.value, shown.VERDICTS[promise.verdict])
    letter.paragraph(shown.reading(promise), bold=told(f"{word} : "))
    rows = [
        (
            told(each.code), told(each.title), shown.value(each), shown.interval(each),
            shown.effective(each), told(each.goal) or ABSENT, shown.VERDICTS[each.verdict],
        )
        for each in promise.figures
    ]  # fmt: skip
    letter.table(
        told(f"Indicateurs de l'engagement {promise.number}"),
        FIGURES, rows, (1.1, 2.4, 1, 1.9, 0.8, 1.5, 1.5),
    )  # fmt: skip
    if drawing is not None:
        letter.picture(drawing, drawings.alternative(promise.leading))
    for table in promise.tables:
        _table(letter, table, dossier.identity.timezone)
    for figure in promise.figures:
        _prove(letter, figure)


def _prove(letter: Letter, figure: Figure) -> None:
    letter.heading(told(f"{figure.code} – {figure.title}"), 3)
    letter.paragraph(told(figure.sentence))
    for name, said in laying.facts(figure):
        letter.paragraph(_solid(said), bold=told(f"{name} : "))


def _table(letter: Letter, own: Table, timezone: str) -> None:
    laid = laying.table(own, timezone)
    if not laid["rows"]:
        letter.paragraph(laid["empty"], bold=told(f"{own.title} : "))
        return
    rows = [[_solid(each) for each in row] for row in laid["rows"]]
    letter.table(laid["title"], laid["headings"], rows, laid["widths"])
    if laid["note"]:
        letter.paragraph(laid["note"], grey=True)


def _solid(text: str) -> str:
    """Return a text without the marks at which a PDF may cut it."""
    return text.replace("\u200b", "")


_SHAPES = {
    "met": "●", "missed": "■", "inconclusive": "▲", "not_measured": "○", "not_applicable": "–",
}  # fmt: skip


def _word(verdict: str, word: str) -> str:
    """Return a verdict with its shape, as no colour says it here."""
    return f"{_SHAPES.get(verdict, '•')} {word}"
