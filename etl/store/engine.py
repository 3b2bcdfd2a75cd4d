"""The store: one address, one writer at a time, many readers."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
)

from etl.errors import ConfigurationError, StoreError
from etl.later import Later
from etl.store.encoding import fingerprint
from etl.store.imports import FileStamp
from etl.store.locking import begin_writing
from etl.store.schema import bring_up_to_date, is_up_to_date
from etl.store.tables import marks
from etl.store.writing import Run

psycopg = Later("psycopg")

PSEUDONYM_KEY = "pseudonym_key"


@dataclass(frozen=True)
class Store:
    """An open store. Each ``with`` is one transaction.

    ``changes`` has one more entry for each transaction of this process that may have written.
    """

    engine: Engine
    pseudonym_key: bytes | None = field(repr=False)
    changes: list[None] = field(default_factory=list, repr=False, compare=False, kw_only=True)

    @property
    def url(self) -> str:
        """Return the address, without the password."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees the store as it stands now, whatever is written."""
        with french(self.engine.url), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together at the end, or not at all."""
        try:
            with (
                french(self.engine.url),
                self.engine.connect() as connection,
                begin_writing(connection),
            ):
                yield connection
        finally:
            self.changes.append(None)

    @contextmanager
    def importing(self, stamp: FileStamp, at: datetime) -> Iterator[Run]:
        """Yield the import of one file; without ``finish`` nothing of it is kept."""
        try:
            with french(self.engine.url), self.engine.connect() as connection:
                connection.detach()  # closed at the end: its temporary tables go with it
                yield Run(connection, stamp, at, self.pseudonym_key)
        finally:
            self.changes.append(None)

    def dispose(self) -> None:
        self.engine.dispose()


class WrongKeyError(StoreError):
    """The key of the pseudonyms is not the one by which the store was filled."""

    def __init__(self) -> None:
        super().__init__(
            "La clé des pseudonymes n'est pas celle de cette base : les mêmes personnes y "
            "paraîtraient différentes. Remettez la clé d'origine (« secret_key » ou le fichier "
            "« pseudonym.key »)."
        )


def open_store(url: str, pseudonym_key: bytes | None = None, patience_s: float = 60.0) -> Store:
    """Open the store, made or brought up to date as needed.

    Without ``pseudonym_key`` personal texts are dropped; a store that was filled with one
    key refuses another. ``patience_s`` is how long to wait for another writer.
    """
    address = address_of(url)
    with french(address):
        if address.get_backend_name() == "sqlite":
            engine = _open_sqlite(address, patience_s)
        else:
            engine = _open_postgresql(address, patience_s)
        store = Store(engine, pseudonym_key)
        with store.reading() as connection:
            ready = is_up_to_date(connection)
        if not ready:
            with store.writing() as connection:
                bring_up_to_date(connection)
        _check_key(store)
    return store


def address_of(url: str) -> URL:
    """Return the address of a store; raise ``ConfigurationError`` where it cannot be one."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("« database_url » : adresse illisible.") from error
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or address.database in (None, "", ":memory:"):
        raise ConfigurationError(
            "« database_url » : une adresse « sqlite:///fichier.db » ou "
            "« postgresql://utilisateur@serveur/base » est attendue."
        )
    return address


def _open_sqlite(address: URL, patience_s: float) -> Engine:
    path = Path(str(address.database))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _close_to_others(path)
    except OSError as error:
        raise StoreError(f"« {path} » : base inaccessible ({error.strerror}).") from error
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": patience_s})

    @event.listens_for(engine, "connect")
    def _tune(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver opens no transaction by itself
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "cache_size=-65536",
            "temp_store=FILE",
            "journal_size_limit=67108864",
            "threads=2",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _close_to_others(path: Path) -> None:
    """Take what a copy or a restoration opened to everybody away from others, if it is ours."""
    told = path.stat()
    if told.st_mode & stat.S_IRWXO and told.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(told.st_mode) & ~stat.S_IRWXO)


def _open_postgresql(address: URL, patience_s: float) -> Engine:
    limits = f"-c lock_timeout={int(patience_s * 1000)}"
    return create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": limits, "connect_timeout": max(2, int(min(patience_s, 10)))},
    )


@contextmanager
def connected(address: URL, patience_s: float = 60.0) -> Iterator[Engine]:
    """Yield an engine for a task that is not the store's daily work, and close it."""
    is_file = address.get_backend_name() == "sqlite"
    engine = (_open_sqlite if is_file else _open_postgresql)(address, patience_s)
    try:
        yield engine
    finally:
        engine.dispose()


def _check_key(store: Store) -> None:
    """Record the fingerprint of the pseudonym key, once; refuse another key."""
    if store.pseudonym_key is None:
        return
    given = fingerprint(store.pseudonym_key)
    recorded = select(marks.c.text).where(marks.c.name == PSEUDONYM_KEY)
    with store.reading() as connection:
        known = connection.execute(recorded).scalar()
    if known is None:
        with store.writing() as connection:
            known = connection.execute(recorded).scalar()
            if known is None:
                connection.execute(insert(marks).values(name=PSEUDONYM_KEY, text=given))
                known = given
    if known != given:
        store.dispose()
        raise WrongKeyError


@contextmanager
def french(address: URL) -> Iterator[None]:
    """Tell in French, without any value, why the engine refused."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except (DBAPIError, sqlite3.DatabaseError, psycopg.OperationalError) as error:
        place = address.render_as_string(hide_password=True)
        raise StoreError(f"« {place} » : {_reason(error)}") from error


# Words of the engines' messages, and what they mean to the reader.
_REASONS = (
    (("locked", "lock timeout"), "la base est occupée par un autre import ; réessayez."),
    (("readonly", "read-only"), "la base est en lecture seule."),
    (("disk is full", "disk full", "no space"), "le disque est plein."),
    (("not a database", "malformed"), "ce fichier n'est pas une base, ou il est abîmé."),
    (("password", "authentication"), "le serveur refuse ce compte ou ce mot de passe."),
    (("does not exist",), "cette base n'existe pas sur le serveur."),
    (
        ("unable to open", "connection", "could not", "resolve", "closed"),
        "la base est injoignable ; vérifiez l'adresse, et que le serveur répond.",
    ),
)


def _reason(error: Exception) -> str:
    said = str(getattr(error, "orig", error)).lower()
    for words, reason in _REASONS:
        if any(word in said for word in words):
            return reason
    return f"la base a refusé l'opération ({type(error).__name__})."
