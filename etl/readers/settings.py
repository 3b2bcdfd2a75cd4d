"""Settings of a source, as their reader expects them; another shape is a wrong declaration."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from etl.domain.sources import Source
from etl.errors import DefinitionError


def words_of(source: Source, name: str) -> tuple[str, ...]:
    """Return a setting that is a list of words; none when it is not declared."""
    value = source.settings.get(name, ())
    if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
        raise _wrong(source, name, "une liste de mots")
    return tuple(value)


def table_of(source: Source, name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return a setting that is a table of tables of words."""
    value = source.settings.get(name, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(each, Mapping) for each in value.values()
    ):
        raise _wrong(source, name, "une table dont chaque ligne est elle-même une table")
    return value


def lists_of(source: Source, name: str) -> Mapping[str, tuple[str, ...]]:
    """Return a setting that is a table of lists of words."""
    value = source.settings.get(name, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(each, (list, tuple)) and all(isinstance(word, str) for word in each)
        for each in value.values()
    ):
        raise _wrong(source, name, "une table de listes de mots")
    return {key: tuple(each) for key, each in value.items()}


def words_for(source: Source, name: str) -> Mapping[str, str]:
    """Return a setting that is a table of words."""
    value = source.settings.get(name, {})
    if not isinstance(value, Mapping) or not all(isinstance(w, str) for w in value.values()):
        raise _wrong(source, name, "une table de mots")
    return value


def word_of(source: Source, name: str, default: str = "") -> str:
    value = source.settings.get(name, default)
    if not isinstance(value, str):
        raise _wrong(source, name, "un mot")
    return value


def is_set(source: Source, name: str) -> bool:
    value = source.settings.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(source, name, "true ou false")
    return value


def places_of(queues: pd.Series, source: Source) -> dict[str, object]:
    """Return the site and the service that each queue serves (setting ``queues``)."""
    declared = table_of(source, "queues")
    codes, words = pd.factorize(queues)
    places = [declared.get(word, {}) for word in words]
    site = np.array([*(each.get("site", source.site) for each in places), source.site])
    service = np.array(
        [*(each.get("service", source.service) for each in places), source.service],
        dtype=object,
    )
    return {"site": site[codes], "service": service[codes]}


def _wrong(source: Source, name: str, expected: str) -> DefinitionError:
    return DefinitionError(f"source {source.name}", f"settings.{name}", f"attendu : {expected}")
