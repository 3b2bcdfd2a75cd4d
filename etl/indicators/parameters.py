"""The parameters of a rule, read with their type: a declaration is a user's text."""

from collections.abc import Iterable

from etl.errors import DefinitionError
from etl.indicators.conditions import Conditions

_PLACE = "data/engagements"


def text(given: Conditions, name: str, default: str = "") -> str:
    found = given.parameters.get(name, default)
    if not isinstance(found, str):
        raise DefinitionError(_PLACE, f"parameters.{name}", "un texte est attendu.")
    return found


def required_text(given: Conditions, name: str) -> str:
    found = text(given, name)
    if not found:
        raise DefinitionError(_PLACE, f"parameters.{name}", "ce paramètre est nécessaire.")
    return found


def number(given: Conditions, name: str) -> float:
    found = given.parameters.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise DefinitionError(_PLACE, f"parameters.{name}", "un nombre est attendu.")
    return float(found)


def flag(given: Conditions, name: str, default: bool) -> bool:
    found = given.parameters.get(name, default)
    if not isinstance(found, bool):
        raise DefinitionError(
            _PLACE, f"parameters.{name}", "« true » ou « false » est attendu."
        )
    return found


def words(given: Conditions, name: str) -> tuple[str, ...]:
    found = given.parameters.get(name)
    if not isinstance(found, list | tuple) or not found:
        raise DefinitionError(_PLACE, f"parameters.{name}", "une liste de codes est attendue.")
    return tuple(str(word) for word in found)


def choice(given: Conditions, name: str, default: str, known: Iterable[str]) -> str:
    found, words_known = text(given, name, default), sorted(known)
    if found not in words_known:
        reason = f"« {found} » n'est pas connu ; valeurs possibles : {', '.join(words_known)}."
        raise DefinitionError(_PLACE, f"parameters.{name}", reason)
    return found
