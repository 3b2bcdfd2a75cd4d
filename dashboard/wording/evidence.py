"""The French of the register of evidence."""

from collections.abc import Mapping
from datetime import date

from dashboard.wording import counted, plural
from etl.domain.assessments import Verdict
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.formats import NO_BREAK, day, long_day, number

TITLE = "Preuves"
NEXT = "Étape suivante\u00a0: compléter les preuves"
STATES: Mapping[EvidenceState, str] = {
    EvidenceState.EXPECTED: "Attendue",
    EvidenceState.DEPOSITED: "Déposée",
    EvidenceState.REVIEWED: "Relue",
    EvidenceState.VALIDATED: "Validée",
    EvidenceState.REJECTED: "Rejetée",
    EvidenceState.EXPIRED: "Expirée",
}
# The shape and the colour of each state are those of a verdict; the word is its own.
LOOKS: Mapping[EvidenceState, Verdict] = {
    EvidenceState.EXPECTED: Verdict.NOT_MEASURED,
    EvidenceState.DEPOSITED: Verdict.FOLLOWED,
    EvidenceState.REVIEWED: Verdict.FOLLOWED,
    EvidenceState.VALIDATED: Verdict.MET,
    EvidenceState.REJECTED: Verdict.MISSED,
    EvidenceState.EXPIRED: Verdict.INCONCLUSIVE,
}
# The states that the tally and the filter put together: code, words, states.
GROUPS: tuple[tuple[str, tuple[str, str], tuple[EvidenceState, ...]], ...] = (
    ("validees", ("validée", "validées"), (EvidenceState.VALIDATED,)),
    (
        "a-relire",
        ("à relire", "à relire"),
        (EvidenceState.DEPOSITED, EvidenceState.REVIEWED),
    ),
    ("expirees", ("expirée", "expirées"), (EvidenceState.EXPIRED,)),
    ("rejetees", ("rejetée", "rejetées"), (EvidenceState.REJECTED,)),
    ("manquantes", ("manquante", "manquantes"), (EvidenceState.EXPECTED,)),
)
EVERY = "toutes"
KINDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.ANY: "fichier ou lien",
    EvidenceKind.FILE: "fichier",
    EvidenceKind.LINK: "lien",
    EvidenceKind.COMPUTED: "chiffres d'une édition close, ou fichier",
}
REVIEWS: Mapping[EvidenceState, str] = {
    EvidenceState.VALIDATED: "Valider",
    EvidenceState.REVIEWED: "Marquer relue",
    EvidenceState.REJECTED: "Rejeter",
}
SHOW, PIECES = "Pièces affichées", ("pièce", "pièces")
BACK = "Toutes les preuves"
SEE_FIGURES = "Voir les chiffres de cet engagement"
NOTHING_SHOWN = "Aucune pièce dans cet état."
NO_PIECE = "Rien n'est encore déposé."
NOT_EXPECTED = "Aucune preuve n'est attendue ici"
OPTIONAL = "facultative"
DOWNLOAD, OPEN = "Télécharger", "Ouvrir le lien"
DEPOSIT, DEPOSIT_AGAIN = "Déposer", "Déposer une version à jour"
REVIEW, HISTORY = "Relire", "Historique"
FILE, LINK = "Fichier", "ou lien"
FILE_HINT = (
    "PDF, image, document, tableau ou texte, 20\u00a0Mo au plus. Le contenu est vérifié ; "
    "les macros sont refusées."
)
DATED, UNTIL = "Date de la pièce", "Valable jusqu'au"
UNTIL_HINT = "Vide : la durée prévue par la déclaration de l'engagement."
OWNER = "Responsable (fonction ou service)"
SITE = "Site prouvé"
REMARK = "Remarque"
REMARK_HINT = "Sans nom d'usager ni d'agent ; ce qui y ressemble est masqué."
SIGNED = "Vous êtes (fonction ou service)"
SIGNED_HINT = "Inscrit au registre. Qui relit n'est pas qui a déposé."
OPINION = "Avis"
GIVE = "Rendre l'avis"
ONE_OF_BOTH = "Donnez un fichier ou un lien, pas les deux."
DEPOSITED_NOW = "Pièce déposée : elle attend la relecture d'une autre personne."
REVIEWED_NOW = "Avis enregistré."
NOT_A_DAY = "Date attendue sous la forme jj/mm/aaaa."
NO_RIGHT = "Votre rôle ne permet pas de consulter les registres d'audit."
LEAD = "Chaque promesse se prouve par des pièces datées, relues, et encore valables."


def summary(expected: int, states: Mapping[EvidenceState, int]) -> str:
    """Return what is held of what is expected, in a sentence."""
    held = states.get(EvidenceState.VALIDATED, 0)
    missing = states.get(EvidenceState.EXPECTED, 0)
    expired = states.get(EvidenceState.EXPIRED, 0)
    told = (
        f"{counted(held, PIECES)} sur {number(expected)} "
        f"{plural(held, ('est validée', 'sont validées'))}"
    )
    if not expired and not missing:
        return f"{told} : rien ne manque, rien n'a expiré."
    parts = []
    if expired:
        parts.append(f"{number(expired)} {plural(expired, ('a expiré', 'ont expiré'))}")
    if missing:
        parts.append(f"{number(missing)} {plural(missing, ('manque', 'manquent'))}")
    return f"{told} ; {', '.join(parts)}."


def described(evidence: Evidence, author: str, left: int) -> str:
    """Return what is known of a piece that is held, on one line."""
    what = evidence.name or evidence.link
    size = f" ({file_size(evidence.size)})" if evidence.size else ""
    return (
        f"{what}{size} · du {day(evidence.dated)} · {evidence.owner} · "
        f"{validity(evidence.valid_until, left)} · {STATES[evidence.state].lower()} "
        f"par {author}"
    )


def validity(until: date, left: int) -> str:
    if left <= 0:
        return f"expirée depuis le {long_day(until)}"
    return f"valable jusqu'au {long_day(until)}"


def file_size(size: int) -> str:
    """Return a size in the unit that reads well.

    >>> file_size(900), file_size(150_000)
    ('900\\xa0o', '146\\xa0ko')
    """
    if size < 1024:
        return f"{number(size)}{NO_BREAK}o"
    if size < 1024 * 1024:
        return f"{number(size // 1024)}{NO_BREAK}ko"
    return f"{number(size / 1024 / 1024, 1)}{NO_BREAK}Mo"


def expected_text(kind: EvidenceKind, months: int, indicators: tuple[str, ...]) -> str:
    """Return what is asked of a piece."""
    return (
        f"{KINDS[kind].capitalize()}, valable {counted(months, ('mois', 'mois'))} · "
        f"pour {', '.join(indicators)}"
    )


def support(states: Mapping[EvidenceState, int]) -> str:
    """Return what is to be done about an engagement, in a few words."""
    told = [
        f"{number(count)} {plural(count, words)}"
        for code, words, own in GROUPS
        if code != "validees" and (count := sum(states.get(each, 0) for each in own))
    ]
    return ", ".join(told) or "rien à faire"
