"""The French of the command line on the journal and the editions."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from etl.domain.editions import Act, Edition, EditionState, FrozenContent
from etl.domain.journal import Deed, Fault, Flaw, Seal
from etl.formats import NO_BREAK, day, instant, number

DEEDS: Mapping[Deed, str] = {
    Deed.IMPORT: "import",
    Deed.UNDO: "annulation",
    Deed.REPLAY: "relecture",
    Deed.REFUSAL: "refus de fichier",
    Deed.DECLARATION: "déclarations",
    Deed.EDITION_CLOSED: "arrêté d'une édition",
    Deed.EDITION_VALIDATED: "validation d'une édition",
    Deed.EDITION_REFUSED: "refus d'une édition",
    Deed.EVIDENCE: "preuve",
    Deed.FINDING: "constat",
    Deed.ACTION: "action",
    Deed.APPLICABILITY: "applicabilité",
    Deed.SAMPLE: "tirage",
    Deed.CHECK: "contrôle",
    Deed.ANNOTATION: "évènement",
    Deed.EXPORT: "export",
    Deed.LOGIN: "connexion",
    Deed.LOGOUT: "déconnexion",
    Deed.ACCESS: "accès",
    Deed.PURGE: "purge",
    Deed.ERASURE: "effacement",
    Deed.BACKUP: "sauvegarde",
    Deed.RESTORE: "restauration",
    Deed.SETTING: "réglage",
}
FLAWS: Mapping[Flaw, str] = {
    Flaw.ALTERED: "la ligne a été modifiée",
    Flaw.MISSING: "une ligne a été retirée ou ajoutée ici",
    Flaw.UNLINKED: "la ligne ne suit pas celle d'avant",
    Flaw.TRUNCATED: "les dernières lignes ne sont pas celles que la base annonce",
    Flaw.UNSEALED: "la ligne n'est plus celle dont l'empreinte a été remise",
}
STATES: Mapping[EditionState, str] = {
    EditionState.CLOSED: "arrêtée, à valider",
    EditionState.VALIDATED: "validée",
    EditionState.REFUSED: "refusée",
    EditionState.SUPERSEDED: "remplacée",
}
NO_EDITION = (
    "Aucune édition. Pour arrêter un trimestre : « python -m etl edition close 2026-T2 »."
)
NO_LINE = "Le journal est vide."


def deed_text(deed: str) -> str:
    """Return a kind of act in words; its code where a later program wrote it."""
    return DEEDS[Deed(deed)] if deed in set(Deed) else deed


def verdict_lines(faults: Sequence[Fault], seal: Seal) -> list[str]:
    """Say whether the journal is whole, and how far it has come."""
    if not faults:
        return [
            f"INTACT{NO_BREAK}: {number(seal.number)} ligne(s), chaînées de la première à la "
            "dernière.",
            f"Empreinte de la dernière{NO_BREAK}: {seal.sha256}",
        ]
    told = [f"  ligne {each.number}{NO_BREAK}: {FLAWS[each.flaw]}" for each in faults[:20]]
    more = [f"  … et {number(len(faults) - 20)} autres."] if len(faults) > 20 else []
    return [f"ALTÉRÉ{NO_BREAK}: {number(len(faults))} anomalie(s).", *told, *more]


def broken_line(numbers: Sequence[int]) -> str:
    told = ", ".join(f"n°{NO_BREAK}{each}" for each in numbers)
    return f"ALTÉRÉ{NO_BREAK}: contenu ou enchaînement d'édition ({told})."


def seal_line(seal: Seal, place: Path) -> str:
    return (
        f"Ligne {number(seal.number)}, empreinte {seal.sha256}, notée dans {place}. "
        "Gardez-en une copie ailleurs : elle prouvera que rien n'a été récrit."
    )


def exported_line(lines: int, to: Path) -> str:
    return f"{number(lines)} ligne(s) du journal écrites dans {to}."


def journal_lines(lines: pd.DataFrame) -> list[str]:
    """Return one sentence a line, newest first."""
    table = journal_table(lines)
    told = ["N°", "Quand", "Qui", "Acte", "Objet", "Après"]
    rows = table[told].astype("str").to_numpy().tolist()
    return [" · ".join(each for each in row if each) for row in rows] or [NO_LINE]


def journal_table(
    lines: pd.DataFrame, zone: str = "Europe/Paris", full: bool = False
) -> pd.DataFrame:
    """Return lines of the journal as a table of words; ``full``: with what seals them."""
    if full:
        sealed = lines[["number", "at", "before", "after", "previous"]]
        sealed.columns = ["Numéro", "Instant (UTC)", "État avant", "État après", "Précédente"]
        return journal_table(lines, zone).join(sealed.astype("str"))
    return pd.DataFrame(
        {
            "N°": lines["number"],
            "Quand": [instant(each, zone) for each in lines["at"]],
            "Qui": lines["author"],
            "Acte": lines["deed"].map(deed_text),
            "Objet": lines["subject"],
            "Avant": [state_text(each) for each in lines["before"]],
            "Après": [state_text(each) for each in lines["after"]],
            "Empreinte": lines["sha256"],
        }
    )


def detail_text(before: str, after: str) -> str:
    """Return what changed in one line, counts of nothing left out.

    >>> detail_text('{"site":"*","state":"open"}', '{"site":"*","state":"closed"}')
    'état\\xa0: ouvert → arrêté'
    >>> detail_text("{}", '{"done_on":null,"reference":"missed:10:gourdon","state":"planned"}')
    'état\\xa0: prévu'
    """
    old, new = json.loads(before), json.loads(after)
    if isinstance(old, dict) and isinstance(new, dict) and old:
        changed = [each for each in {**old, **new} if old.get(each) != new.get(each)]
        return " · ".join(
            f"{STATE_WORDS.get(each, each)}{NO_BREAK}: {_value(old.get(each))} → "
            f"{_value(new.get(each))}"
            for each in changed
        )
    told = (state_text(each, is_brief=True) for each in (before, after))
    return " → ".join(each for each in told if each)


def subject_text(subject: str) -> str:
    """Return what an act was about.

    >>> subject_text("finding 6, révision 1")
    'constat 6, révision 1'
    """
    kind, mark, rest = subject.partition(" ")
    return f"{SUBJECTS.get(kind, kind)}{mark}{rest}"


def state_text(text: str, is_brief: bool = False) -> str:
    """Return a state as ``clé : valeur`` pairs.

    >>> state_text('{"records":3}')
    'lignes lues\\xa0: 3'
    >>> state_text('"brouillon"')
    'brouillon'
    """
    state = json.loads(text)
    if not isinstance(state, dict):
        return "" if state is None or state in EMPTY else _value(state)
    told = {
        STATE_WORDS.get(key, key): each
        for key, each in state.items()
        if not is_brief or each is False or (each not in EMPTY and key != KEY_OF_DRAFT)
    }
    return " · ".join(f"{name}{NO_BREAK}: {_value(each)}" for name, each in told.items())


STATE_WORDS: Mapping[str, str] = {
    "accepted": "acceptées",
    "added": "nouveaux",
    "closed_by": "arrêtée par",
    "declarations": "déclarations",
    "known": "déjà connus",
    "files": "fichiers",
    "last_import": "dernier import",
    "name_declared": "nom déclaré",
    "period": "période",
    "reason": "motif",
    "records": "lignes lues",
    "rejected": "rejetées",
    "removed": "faits retirés",
    "replaces": "rectifie l'édition",
    "restored": "faits rétablis",
    "sha256": "empreinte",
    "site": "site",
    "source": "source",
    "state": "état",
    "superseded": "corrigés",
    "target": "import visé",
    "closed": "arrêtée",
    "category": "catégorie",
    "dated": "datée du",
    "done_on": "fait le",
    "due": "échéance",
    "finding": "constat",
    "indicator": "indicateur",
    "kind": "nature",
    "piece": "pièce",
    "reference": "référence",
    "valid_until": "valable jusqu'au",
}
SUBJECTS: Mapping[str, str] = {"finding": "constat", "evidence": "preuve"}
_WORDS: Mapping[str, str] = {
    "closed": "arrêté", "validated": "validé", "refused": "refusé", "*": "tous",
    "None": "—", "": "—",
    "strength": "point fort", "observation": "observation", "improvement": "piste de progrès",
    "minor": "non-conformité mineure", "major": "non-conformité majeure",
    "open": "ouvert", "dismissed": "écarté", "planned": "prévu", "doing": "en cours",
    "checking": "à vérifier", "abandoned": "abandonné", "file": "fichier", "link": "lien",
    "computed": "calculée", "deposited": "déposé", "reviewed": "relu", "rejected": "rejeté",
    "expired": "expiré",
}  # fmt: skip
_HASH = 64
# Said of nothing; a state of before is « {} » where there was none.
EMPTY = (0, "", "None", "{}", None)
# What ties a finding to the verdict that proposed it: a key for the program.
KEY_OF_DRAFT = "reference"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    if DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    return text[:12] if len(text) == _HASH else _WORDS.get(text, text)


def edition_line(edition: Edition) -> str:
    """Say of an edition its number, its period, its state, who closed and who validated it."""
    told = [
        f"n°{NO_BREAK}{edition.number}",
        edition.period.code,
        STATES[edition.state],
        f"arrêtée par {act_text(edition.closed)}",
    ]
    if edition.validated:
        told.append(f"validée par {act_text(edition.validated)}")
    if edition.refused:
        told.append(f"refusée par {act_text(edition.refused)}")
    if edition.replaces:
        told.append(f"rectifie la n°{NO_BREAK}{edition.replaces}{NO_BREAK}: {edition.reason}")
    if edition.replaced_by:
        told.append(f"remplacée par la n°{NO_BREAK}{edition.replaced_by}")
    return " · ".join(told)


def act_text(act: Act) -> str:
    declared = " (nom déclaré)" if act.is_declared else ""
    return f"{act.by}{declared} le {instant(act.at)}"


def edition_lines(edition: Edition, content: FrozenContent) -> Iterable[str]:
    """Yield an edition with its seal and the sentence of each measure of all sites."""
    yield edition_line(edition)
    yield f"Empreinte{NO_BREAK}: {edition.sha256}"
    for each in content.changes:
        yield change_text(each.indicator, each.site, each.field, (each.before, each.after))
    for engagement in content.engagements:
        yield f"{engagement.number}. {engagement.short_title}"
        for measure in content.measures_of(engagement.number):
            yield f"  {measure.indicator} · {measure.sentence}"


def change_text(indicator: str, site: str, field: str, values: tuple[str, str]) -> str:
    before, after = (each or "rien" for each in values)
    what = f"{indicator} ({_value(site)}), {field}" if indicator else f"déclaration {field}"
    return f"  change{NO_BREAK}: {what}{NO_BREAK}: {_value(before)} → {_value(after)}"
