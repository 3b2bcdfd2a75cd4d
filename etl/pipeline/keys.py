"""The keys of the pseudonyms: numbered, changed, and destroyed when nothing rests on them.

Under two keys the same person has two pseudonyms that nobody can bring together: that is what
a change of key is for. Who calls again before and after it is counted as two people.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from etl.config import Settings
from etl.domain.journal import Deed, Entry
from etl.errors import ConfigurationError
from etl.pipeline.warehouse import (
    Warehouse,
    key_of,
    pseudonym_key,
    write_key,
)
from etl.pipeline.whole_files import replace_whole
from etl.store.encoding import fingerprint
from etl.store.key_register import RegisteredKey, register_key, registered_keys
from etl.store.ledger import record
from etl.store.persons import first_import_with_pseudonyms


@dataclass(frozen=True)
class KeyState:
    """A key of the register; ``held``: it is here, in use or put away."""

    key: RegisteredKey
    in_use: bool
    held: bool


def put_away(settings: Settings) -> dict[str, Path]:
    """Return the files of keys that were in use, by fingerprint."""
    found = {}
    for path in sorted(Path(settings.local).glob("pseudonym-*.key")):
        found[fingerprint(key_of(path))] = path
    return found


def all_keys(settings: Settings) -> list[bytes]:
    """Return every key that is here, the one in use first."""
    return [pseudonym_key(settings), *[key_of(path) for path in put_away(settings).values()]]


def key_states(warehouse: Warehouse, settings: Settings) -> list[KeyState]:
    """Return the register of keys, the oldest first."""
    current, others = fingerprint(pseudonym_key(settings)), put_away(settings)
    with warehouse.store.reading() as connection:
        known = registered_keys(connection)
    return [
        KeyState(
            each,
            each.fingerprint == current,
            each.fingerprint in others or each.fingerprint == current,
        )
        for each in known
    ]


def rotate(warehouse: Warehouse, settings: Settings, at: datetime, author: str) -> int:
    """Put the key in use away and make a new one; return its number.

    Killed at any point, the next opening finds the key that the store knows (``settle_key``).
    """
    if settings.secret_key:
        raise ConfigurationError(
            "La clé vient de « secret_key » : une clé tournante est un fichier. Écrivez la clé "
            f"actuelle dans « {settings.key_file} » et retirez « secret_key »."
        )
    with warehouse.store.reading() as connection:
        number = len(registered_keys(connection)) or 1
    old = settings.key_file.with_name(f"pseudonym-{number}.key")
    fresh = settings.key_file.with_name(f"pseudonym-{number + 1}.key")
    if not old.exists():
        replace_whole(old, settings.key_file.read_bytes())
    write_key(fresh)
    with warehouse.store.writing() as connection:
        given = register_key(connection, fingerprint(key_of(fresh)), at)
        record(connection, Entry(Deed.SETTING, author, at, f"clé des pseudonymes n° {given}"))
    fresh.replace(settings.key_file)
    return given


def destroy_useless(
    warehouse: Warehouse, settings: Settings, at: datetime, author: str
) -> list[int]:
    """Destroy the keys put away under which no row has a pseudonym any more."""
    others, gone = put_away(settings), []
    files = []
    with warehouse.store.writing() as connection:
        known, oldest = registered_keys(connection), first_import_with_pseudonyms(connection)
        for each, following in pairwise(known):
            useless = oldest is None or oldest > following.after_import
            if useless and each.fingerprint in others:
                files.append(others[each.fingerprint])
                gone.append(each.number)
                subject = f"clé des pseudonymes n° {each.number} détruite"
                record(connection, Entry(Deed.PURGE, author, at, subject))
    # Killed here, the key is destroyed and told again: told twice rather than never.
    for path in files:
        path.unlink()
    return gone
