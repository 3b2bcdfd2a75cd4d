"""The French of personal data: what is kept, how long, what was erased, and the register."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from etl.domain.datasets import Dataset
from etl.domain.retention import Part, Purged, RetentionRule, Trace
from etl.domain.roles import Right
from etl.formats import NO_BREAK, day, instant, month, number
from etl.pipeline.keys import KeyState
from etl.pipeline.treatment import Treatment
from etl.wording import counted
from etl.wording.documents import Document, Section
from etl.wording.people import ROLES

DATASETS: Mapping[Dataset, str] = {
    Dataset.CALLS: "appels",
    Dataset.MAILS: "courriers et courriels",
    Dataset.VISITS: "visites au guichet",
    Dataset.MYSTERY: "grilles d'enquêtes mystères",
    Dataset.SURVEYS: "réponses aux enquêtes",
    Dataset.EVENTS: "relevés et évènements",
}
PARTS: Mapping[Part, str] = {
    Part.ROWS: "lignes",
    Part.PSEUDONYMS: "pseudonymes",
    Part.TEXTS: "commentaires",
    Part.QUARANTINE: "valeurs refusées (quarantaine)",
    Part.INBOX: "fichiers déposés",
}
NOTHING_KNOWN = "Rien n'est gardé de cette personne, sous aucune des clés présentes."
NO_RULE = "Aucune durée de conservation n'est déclarée (data/retention) : rien n'est effacé."
REHEARSED = "Rien n'a été effacé. Pour effacer : « python -m etl purge --appliquer »."
KEPT = "Les comptes mensuels, les constats et les verdicts sont inchangés."
LATER = (
    "Les sauvegardes faites avant contiennent encore ce qui vient d'être effacé, jusqu'à leur "
    "propre effacement (« sauvegarde --garder N »)."
)


def kind(rule: RetentionRule) -> str:
    """Return what a rule takes away.

    >>> kind(RetentionRule(Part.ROWS, 6, "", "", Dataset.CALLS))
    'lignes\\xa0: appels'
    """
    own = f"{NO_BREAK}: {DATASETS[rule.dataset]}" if rule.dataset else ""
    return f"{PARTS[rule.what]}{own}"


def purge_lines(done: Sequence[Purged], applied: bool) -> list[str]:
    """Return what was erased, or what would be."""
    if not done:
        return [NO_RULE]
    word = "effacé" if applied else "à effacer"
    lines = [
        f"{kind(each.rule)}, avant le {day(each.before)} ({each.rule.months}{NO_BREAK}mois)"
        f"{NO_BREAK}: {number(each.count)} {word}{'s' if each.count > 1 and applied else ''}"
        for each in done
    ]
    held = [each for each in done if each.held_by]
    lines += [
        f"  {kind(each.rule)}{NO_BREAK}: retenu depuis {month(each.held_by)}, où un dossier "
        "attend encore son issue."
        for each in held
        if each.held_by
    ]
    return [*lines, *([KEPT, LATER] if applied else [REHEARSED])]


def trace_lines(traces: Sequence[Trace]) -> list[str]:
    """Return what is kept of a person, without saying who."""
    if not traces:
        return [NOTHING_KNOWN]
    return [
        f"{DATASETS[each.dataset]}{NO_BREAK}: {counted(each.rows, 'ligne')} "
        f"({', '.join(month(first) for first in each.months)})"
        for each in traces
    ]


def erased_lines(traces: Sequence[Trace]) -> list[str]:
    if not traces:
        return [NOTHING_KNOWN]
    return [*trace_lines(traces), f"Cette personne est oubliée. {KEPT}", LATER]


def key_lines(states: Sequence[KeyState]) -> list[str]:
    lines = []
    for each in states:
        since = f"depuis le {instant(each.key.since)}" if each.key.since else "depuis l'origine"
        state = "en service" if each.in_use else "gardée" if each.held else "détruite"
        lines.append(f"Clé n°{NO_BREAK}{each.key.number}, {since}{NO_BREAK}: {state}")
    return lines


def rotated_line(given: int) -> str:
    return (
        f"La clé n°{NO_BREAK}{given} est en service. L'ancienne est gardée tant que des lignes "
        "en dépendent, puis détruite par la purge. Une personne qui appelle avant et après le "
        "changement compte pour deux. Redémarrez le tableau de bord et faites une sauvegarde."
    )


def destroyed_line(numbers: Sequence[int]) -> str:
    return f"Clés détruites{NO_BREAK}: n°{NO_BREAK}{', '.join(map(str, numbers))}."


def register_line(path: Path) -> str:
    return f"Fiche écrite{NO_BREAK}: {path}"


# --- the register


def register(told: Treatment, at: datetime) -> Document:
    """Return the sheet of the register (RGPD, article 30) with the summary of impact."""
    return Document(
        "Registre des traitements : suivi des engagements de qualité",
        [
            _identity(told, at),
            _purposes(told),
            _data(told),
            _periods(told),
            _recipients(told),
            _security(told),
            _impact(told),
        ],
    )


def _identity(told: Treatment, at: datetime) -> Section:
    return Section(
        "Le traitement",
        [
            "Fiche du registre (RGPD, article 30), établie le "
            f"{instant(at)} d'après la configuration en service."
        ],
        [
            ("Rubrique", "Contenu"),
            ("Responsable de traitement", told.publisher or "À compléter"),
            ("Sites", ", ".join(told.sites)),
            ("Délégué à la protection des données", "À compléter"),
            ("Base légale", "Mission d'intérêt public (RGPD, article 6.1.e)"),
            ("Transferts hors de l'Union européenne", "Aucun : rien ne sort du serveur"),
            ("Sous-traitants", "Aucun par le logiciel ; hébergement : à compléter"),
        ],
    )


def _purposes(told: Treatment) -> Section:
    return Section(
        "Finalités",
        [
            "Mesurer les engagements de service de la préfecture (Qual-e-Pref) : délais de "
            "réponse, accueil, téléphone, satisfaction, communication d'urgence.",
            "Le traitement ne sert ni à suivre un agent ni à décider quoi que ce soit pour un "
            "usager : aucun nom d'agent n'est conservé, aucun chiffre n'est individuel.",
        ],
    )


def _data(told: Treatment) -> Section:
    rows = [("Source", "Nature", "Ce qui désigne une personne")]
    rows += [(each.title, DATASETS[each.dataset], _kept_of(each.has_pseudonyms, each.has_texts))
             for each in told.sources]  # fmt: skip
    return Section(
        "Données et personnes concernées",
        [
            "Personnes : usagers qui appellent, écrivent, viennent ou répondent à une "
            "enquête ; enquêteurs mystères extérieurs à la préfecture, par un code.",
            "Ne sont jamais gardés : numéros en clair, adresses, objets et textes de "
            "courriels, noms d'agents, enregistrements.",
        ],
        rows,
    )


def _kept_of(has_pseudonyms: bool, has_texts: bool) -> str:
    kept = []
    if has_pseudonyms:
        kept.append("pseudonyme à clé secrète (64 bits)")
    if has_texts:
        kept.append("commentaires, filtrés à l'import")
    return " ; ".join(kept) or "rien"


def _periods(told: Treatment) -> Section:
    rows = [("Données", "Durée au plus", "Fondement", "Décidé par")]
    rows += [
        (kind(each), f"{each.months}{NO_BREAK}mois", each.source, each.decided_by)
        for each in told.retention.rules
    ]
    rows.append(
        (
            "journal des actes, preuves, constats",
            "vie du label",
            "Preuve de l'audit",
            "À compléter",
        )
    )
    return Section(
        "Durées de conservation",
        [
            "Par mois entiers, par « python -m etl purge » (chaque nuit). Les comptes "
            "mensuels, sans personne, restent."
        ],
        rows,
    )


def _recipients(told: Treatment) -> Section:
    cases = [ROLES[each] for each, rights in told.roles.items() if Right.SEE_CASES in rights]
    exports = [ROLES[each] for each, rights in told.roles.items() if Right.EXPORT in rights]
    return Section(
        "Destinataires",
        [f"Voient les lignes, dans leur périmètre : {', '.join(cases)}.",
         f"Téléchargent des chiffres : {', '.join(exports)}. Ce qui sort cache les effectifs "
         "de un à quatre."],
    )  # fmt: skip


def _security(told: Treatment) -> Section:
    entry = {"oidc": "ProConnect (OpenID Connect)", "proxy": "mandataire de la préfecture"}
    return Section(
        "Sécurité",
        [],
        [
            ("Mesure", "État"),
            ("Identité", entry.get(told.identity, "aucune : poste isolé seulement")),
            ("Base", "fichier réservé au compte du service" if told.is_embedded
             else "serveur PostgreSQL, rôles séparés"),
            ("Pseudonymes", "SipHash à clé secrète, hors de la base ; clé tournante"),
            ("Sauvegardes", "chiffrées (AES-256-GCM)" if told.seals_backups
             else "non chiffrées par défaut : à chiffrer (« backup_key_file »)"),
            ("Traces", "journal des actes chaîné ; aucune valeur de ligne dans les journaux"),
        ],
    )  # fmt: skip


def _impact(told: Treatment) -> Section:
    names = sum(each.has_pseudonyms for each in told.sources)
    texts = sum(each.has_texts for each in told.sources)
    return Section(
        "Impact sur la vie privée, en bref",
        [
            "Une analyse d'impact complète n'est en principe pas requise : ni données "
            "sensibles, ni décision automatisée, ni croisement avec d'autres fichiers. "
            "À confirmer par le délégué.",
        ],
        [
            ("Risque", "Gravité", "Ce qui le réduit"),
            ("Reconnaître un appelant ou un expéditeur",
             f"limitée ({counted(names, 'source')} à pseudonymes)",
             "clé secrète hors de la base, tournée puis détruite ; purge ; effacement à la "
             "demande (« personne effacer »)"),
            ("Reconnaître quelqu'un dans un commentaire",
             f"limitée ({counted(texts, 'source')} à commentaires)",
             "filtrage à l'import, purge, relecture avant publication"),
            ("Reconnaître quelqu'un dans un petit effectif", "limitée",
             "effectifs de un à quatre cachés à l'export, avec ceux qui les trahiraient"),
            ("Vol d'une sauvegarde", "importante",
             "chiffrement ; sans chiffrement, la clé des pseudonymes n'y est jamais"),
            ("Perte des données", "limitée", "sauvegarde vérifiée chaque nuit, restauration "
             "essayée"),
        ],
    )  # fmt: skip
