"""The right of a person: what is kept of them, and its erasure; who asks is written nowhere."""

import re
from datetime import datetime

from etl.config import Settings
from etl.domain.journal import Deed, Entry, Plain
from etl.domain.retention import Trace
from etl.errors import UsageError
from etl.pipeline.keys import all_keys
from etl.pipeline.warehouse import Warehouse
from etl.store.ledger import record
from etl.store.persons import DATASETS, forget, instants_of, pseudonyms_of
from etl.store.purging import clean, overwrite_deleted

SHORTEST = 3


def variants(text: str) -> set[str]:
    """Return the ways in which exports write the same number, address or name.

    >>> sorted(variants("06 12 34 56 78"))[:4]
    ['+33 6 12 34 56 78', '+33612345678', '0033612345678', '06 12 34 56 78']
    >>> sorted(variants("Zoe@Exemple.fr"))
    ['Zoe@Exemple.fr', 'zoe@exemple.fr']
    """
    given = text.strip()
    if len(given) < SHORTEST:
        raise UsageError("Un numéro, une adresse ou un nom plus long est attendu.")
    found = {given}
    if "@" in given:
        return found | {given.lower()}
    digits = re.sub(r"[\s.()\-/]", "", given)
    if not re.fullmatch(r"\+?[0-9]+", digits):
        return found | {" ".join(given.split())}
    found.add(digits)
    match = re.fullmatch(r"(?:\+33|0033|33|0)0?([1-9][0-9]{8})", digits)
    if match is None:
        return found
    own = match[1]
    pairs = [f"0{own[0]}", *[own[place : place + 2] for place in range(1, 9, 2)]]
    found |= {own, f"0{own}", f"33{own}", f"+33{own}", f"0033{own}"}
    found |= {separator.join(pairs) for separator in (" ", ".", "-")}
    return found | {f"+33 {own[0]} {' '.join(pairs[1:])}"}


def search(warehouse: Warehouse, settings: Settings, text: str) -> list[Trace]:
    """Return what is kept of a person, under every key that is here."""
    numbers = pseudonyms_of(variants(text), all_keys(settings))
    traces = []
    with warehouse.store.reading() as connection:
        for dataset in DATASETS:
            instants = instants_of(connection, dataset, numbers)
            months = sorted({warehouse.local(each).date().replace(day=1) for each in instants})
            traces.append(Trace(dataset, len(instants), tuple(months)))
    return [each for each in traces if each.rows]


def erase(
    warehouse: Warehouse, settings: Settings, text: str, at: datetime, author: str
) -> list[Trace]:
    """Forget a person; the counts in which they are stay. Return what was taken away."""
    found = search(warehouse, settings, text)
    numbers = pseudonyms_of(variants(text), all_keys(settings))
    with warehouse.store.writing() as connection:
        overwrite_deleted(connection)
        gone: dict[str, Plain] = {
            each.value: forget(connection, each, numbers) for each in DATASETS
        }
        record(connection, Entry(Deed.ERASURE, author, at, "une personne", {}, gone))
    clean(warehouse.store)
    return found
