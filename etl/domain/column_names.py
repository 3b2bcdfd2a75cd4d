"""What a user calls the columns of facts: on screen, on the command line and in reports."""

from collections.abc import Mapping

COLUMNS: Mapping[str, str] = {
    "source_id": "Référence (empreinte)",
    "site": "Site",
    "service": "Service",
    "started_at": "Début",
    "direction": "Sens",
    "outcome": "Issue",
    "contact_outcome": "Issue",
    "wait_s": "Attente (s)",
    "talk_s": "Conversation (s)",
    "queue": "File",
    "transfer": "Transfert",
    "voice_server": "Serveur vocal",
    "caller": "Appelant (empreinte)",
    "channel": "Canal",
    "nature": "Nature",
    "received_at": "Reçu le",
    "registered_at": "Enregistré le",
    "acknowledged_at": "Accusé de réception le",
    "answered_at": "Répondu le",
    "closed_at": "Clos le",
    "status": "État",
    "reason": "Motif",
    "complete": "Fiche complète",
    "verbatim": "Commentaire",
    "sender": "Expéditeur (empreinte)",
    "desk": "Guichet",
    "appointment": "Avec rendez-vous",
    "booked_at": "Rendez-vous pris le",
    "appointment_at": "Rendez-vous le",
    "arrived_at": "Arrivé le",
    "called_at": "Appelé le",
    "ended_at": "Terminé le",
    "completed": "Démarche menée à terme",
    "campaign": "Campagne",
    "scenario": "Scénario",
    "test": "Test",
    "item": "Point contrôlé",
    "mark": "Note",
    "observed_at": "Observé le",
    "observer": "Enquêteur (empreinte)",
    "second_rating": "Seconde cotation",
    "survey": "Enquête",
    "response": "Réponse (empreinte)",
    "question": "Question",
    "answer": "Réponse",
    "score": "Note",
    "kind": "Type",
    "subject": "Objet",
    "done_at": "Fait le",
    "due_at": "À faire avant le",
    "passed": "Conforme",
    "amount": "Nombre",
    "total": "Sur",
    "exercise": "Exercice",
    "audience": "Public",
    "about": "Demande concernée (empreinte)",
}
# A rejection that is of the line, not of one of its cells.
WHOLE_LINE = "Ligne entière"


def column(name: str) -> str:
    """Return the French name of a column; one that has none stays as it is."""
    return COLUMNS.get(name, name) if name else WHOLE_LINE
