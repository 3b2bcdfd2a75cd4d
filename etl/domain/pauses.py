"""Pauses: a request waits for its visitor, and its clock stands still."""

from collections.abc import Mapping

# The kind of the events that are pauses, and the setting of a source that says which source
# brings the requests they are about.
PAUSE = "pause"
ABOUT_SOURCE = "about_source"

# The usual reasons, in French; another one is shown as the register writes it.
REASONS: Mapping[str, str] = {
    "missing_document": "pièce manquante",
    "clarification_asked": "précision demandée à l'usager",
    "appointment_offered": "rendez-vous proposé à l'usager",
}
