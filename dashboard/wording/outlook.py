"""What is missing to conclude, and what can still change, in French."""

from dashboard.wording import counted
from dashboard.wording.phrases import COLON

Words = tuple[str, str]


def missing_sentence(alike: int, flawless: int | None, words: Words) -> str:
    """Say how many more observations would settle an inconclusive finding."""
    said = f"Pour conclure, il manque {counted(alike, words)}"
    if flawless is None or flawless >= alike:
        return f"{said}."
    return f"{said} au rythme d'échecs actuel, ou {counted(flawless, words)} sans aucun échec."


def outlook_sentence(
    remaining: int, best: str, reachable: bool, certain: bool, words: Words
) -> str:
    """Say that a running period is lost already, or won already; nothing in between."""
    still = f"{counted(remaining, words)} encore à juger, au rythme actuel"
    if not reachable:
        return (
            f"Même sans échec d'ici la fin de la période, l'objectif ne peut plus être atteint"
            f"{COLON} {best} au mieux ({still})."
        )
    if certain:
        return (
            "L'objectif est déjà assuré, même si tout échouait d'ici la fin de la période "
            f"({still})."
        )
    return ""
