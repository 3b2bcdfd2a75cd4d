"""The French of the page of documents."""

from collections.abc import Mapping

from dashboard.wording import period_text
from etl.domain.editions import Edition, EditionState
from etl.formats import NO_BREAK, instant

TITLE = "Documents"
NEXT = "Étape suivante\u00a0: prendre les documents"
LEAD = (
    "Tout est fait de l'édition arrêtée : les mêmes chiffres au mur, sur le site, dans le "
    "rapport et à l'écran. Chaque téléchargement est inscrit au journal."
)
NONE = "Aucune édition n'est encore validée : il n'y a rien à publier."
HOW = (
    "Une personne arrête la période, une autre la valide. En ligne de commande : "
    "« python -m etl edition close » puis « python -m etl edition validate »."
)
SEE_EDITION = "Voir cette édition, telle qu'elle est figée"
NO_RIGHT = "Votre rôle ne permet pas de prendre ces documents."
AUDIT, PUBLIC = "Pour l'audit", "Pour le public"
AUDIT_NOTE = (
    "Chiffres entiers, de tous les sites : à remettre à qui peut ouvrir les dossiers. Le sceau "
    "de l'archive est inscrit au journal ; donnez-le à l'auditeur à part."
)
IMPOSSIBLE = "Document impossible"
NOT_FROM_ELSEWHERE = "Un document se prend depuis la page Documents de Vigie Qualité."
REPLACED = "remplacée par une édition rectificative"
# Title and what it is for, by name.
TEXTS: Mapping[str, tuple[str, str]] = {
    "dossier-d-audit": (
        "Dossier d'audit complet",
        "Rapport, classeur, preuves, rejets, journal, vérificateur : une archive scellée.",
    ),
    "rapport-pdf": ("Rapport d'audit", "PDF accessible, un signet par engagement."),
    "rapport-word": ("Rapport à compléter", "Le même dans Word, pour le référent qualité."),
    "chiffres": ("Tous les chiffres", "Effectif, intervalle, objectif, provenance."),
    "revue-de-direction": ("Revue de direction", "Ce qui est tenu ou non, pourquoi, décidé."),
    "affiche-a3": ("Affiche du hall", "A3, lisible à deux mètres."),
    "affiche-a4": ("Affiche du guichet", "La même, en A4."),
    "transparence": ("Feuille Transparence", "La feuille trimestrielle du programme."),
    "page-web": ("Page du site internet", "Un fragment accessible, à coller tel quel."),
    "services-publics-plus": ("Services Publics +", "Le tableau des résultats du programme."),
}


def public_note(site: str) -> str:
    return (
        f"Site{NO_BREAK}: {site}. Les petits effectifs de personnes n'y figurent pas. Un autre "
        "site se choisit dans la barre latérale."
    )


def heading(edition: Edition) -> str:
    period = period_text(edition.period)
    return f"{period[:1].upper()}{period[1:]}"


def folded(edition: Edition) -> str:
    return f"{period_text(edition.period)}, édition n°{NO_BREAK}{edition.number}"


def signed(edition: Edition, timezone: str) -> str:
    """Say which edition it is, and who validated it."""
    told = f"Édition n°{NO_BREAK}{edition.number}"
    if edition.validated:
        at = instant(edition.validated.at, timezone)
        told += f", validée le {at} par {edition.validated.by}"
    return f"{told} ({REPLACED})." if edition.state is EditionState.SUPERSEDED else f"{told}."
