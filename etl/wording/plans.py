"""What the command line says of findings and actions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from etl.domain.actions import Action, ActionState, AuditFinding, Category, Effect, FindingState
from etl.domain.registers import Entry
from etl.errors import UsageError
from etl.formats import day

E = TypeVar("E", bound=StrEnum)

CATEGORIES: Mapping[Category, str] = {
    Category.MAJOR: "non-conformité majeure",
    Category.MINOR: "non-conformité mineure",
    Category.IMPROVEMENT: "piste de progrès",
    Category.OBSERVATION: "observation",
    Category.STRENGTH: "point fort",
}
FINDING_STATES: Mapping[FindingState, str] = {
    FindingState.OPEN: "ouvert",
    FindingState.CLOSED: "soldé",
    FindingState.DISMISSED: "écarté",
}
ENDS = {each: FINDING_STATES[each] for each in (FindingState.CLOSED, FindingState.DISMISSED)}
STATES: Mapping[ActionState, str] = {
    ActionState.PLANNED: "planifiée",
    ActionState.DOING: "en cours",
    ActionState.CHECKING: "réalisée, effet à vérifier",
    ActionState.CLOSED: "soldée",
    ActionState.ABANDONED: "abandonnée",
}
STEPS: Mapping[ActionState, str] = {
    ActionState.DOING: "lancer",
    ActionState.CHECKING: "réaliser",
    ActionState.CLOSED: "solder",
    ActionState.ABANDONED: "abandonner",
}
EFFECTS: Mapping[Effect, str] = {
    Effect.VISIBLE: "effet visible",
    Effect.NONE: "pas d'effet",
    Effect.TOO_EARLY: "trop tôt",
    Effect.UNKNOWN: "non jugeable",
}


def of_word(words: Mapping[E, str], word: str) -> E:
    """Return what a French word names; ``UsageError`` lists the words."""
    for each, told in words.items():
        if told == word.strip().casefold():
            return each
    raise UsageError(f"Mot inconnu « {word} » : {', '.join(words.values())}.")


def finding_line(entry: Entry[AuditFinding]) -> str:
    own = entry.content
    return (
        f"Constat n° {entry.number} ({FINDING_STATES[own.state]}) : "
        f"{CATEGORIES[own.category]}, engagement {own.engagement}, {own.title}."
    )


def action_line(entry: Entry[Action]) -> str:
    own = entry.content
    return (
        f"Action n° {entry.number} ({STATES[own.state]}) : {own.title}, {own.owner}, "
        f"pour le {day(own.due)}."
    )
