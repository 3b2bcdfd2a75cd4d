"""The report of an audit pack as an accessible PDF."""

from typing import Any

from etl.domain.dossier import Dossier
from etl.exports import drawings, laying, shown
from etl.exports.text import told
from etl.exports.typesetting import typeset_pdf
from etl.formats import ABSENT

PRODUCT = "Vigie Qualité"
TITLE = "Dossier d’audit"
NOTICE = (
    "Chaque chiffre de ce dossier est celui de l'édition arrêtée : il n'est pas recalculé. Un "
    "chiffre donne son effectif (n), son intervalle de confiance à 95 %, son objectif et "
    "l'origine de celui-ci.",
    "« Non mesuré » n'est jamais conforme. Un engagement vaut le plus grave de ses "
    "indicateurs obligatoires.",
)


def audit_pdf(dossier: Dossier) -> bytes:
    """Return the report, tagged by PDF/UA-1 and PDF/A; the edition's instant dates it."""
    images = {
        f"{figure.code}.svg": drawings.history(figure)
        for _, figure in dossier.figures()
        if drawings.is_drawn(figure)
    }
    return typeset_pdf("audit.typ", _data(dossier), dossier.identity.closed_at, images)


def _data(dossier: Dossier) -> dict[str, Any]:
    own = dossier.identity
    named = shown.period(own.period)
    return {
        "title": TITLE,
        "author": told(own.publisher),
        "description": told(f"{TITLE}, {own.site}, {named}, édition n° {own.number}"),
        "publisher": told(own.publisher),
        "subtitle": told(f"{own.site} – {named}"),
        "product": PRODUCT,
        "header": told(f"{TITLE} – {own.site} – {named}"),
        "footer": told(
            f"Édition n° {own.number} – données {shown.short_hash(own.fingerprint)}"
        ),
        "identity": laying.identity_lines(dossier),
        "notice": [told(each) for each in NOTICE],
        "totals": [
            {
                "verdict": verdict.value,
                "count": str(count),
                "word": shown.TALLIES[verdict][count > 1],
            }
            for verdict, count in shown.counts(dossier).items()
        ],
        "summary": _summary(dossier),
        "modules": [
            {
                "title": told(dossier.modules.get(module, module)),
                "promises": [
                    laying.promise(each, dossier)
                    for each in dossier.promises
                    if each.module == module
                ],
            }
            for module in dict.fromkeys(each.module for each in dossier.promises)
        ],
        "sections": [laying.section(each, own.timezone) for each in dossier.sections],
    }


def _summary(dossier: Dossier) -> dict[str, Any]:
    return {
        "paragraphs": [told(laying.summary_sentence(dossier))],
        "caption": told("Les engagements, leur verdict et l'indicateur qui en décide"),
        "rows": [
            {
                "number": str(each.number),
                "title": told(each.short_title),
                "verdict": each.verdict.value,
                "word": shown.VERDICTS[each.verdict],
                "indicator": told(f"{each.lead} {each.leading.title}"),
                "value": shown.value(each.leading),
                "goal": told(each.leading.goal) or ABSENT,
            }
            for each in dossier.promises
        ],
    }
