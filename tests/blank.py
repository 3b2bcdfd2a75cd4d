"""Stores without a row, made once by the product's own steps and copied for each test.

Taking every step of the schema again costs more than most of the tests that follow it.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

from etl.store.engine import open_store


@cache
def _model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vigie-blank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_store(f"sqlite:///{folder}/blank.db").dispose()
    return folder / "blank.db"


def sqlite(path: Path) -> None:
    """Put a store where there is none yet."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(_model(), path)


def sqlite_url(path: Path) -> str:
    """Return the address of a store, put there if there is none yet."""
    sqlite(path)
    return f"sqlite:///{path}"


def database(server: str, address: str) -> str:
    return server.replace("/postgres?", f"/{address}?")


@cache
def _model_of(server: str) -> str:
    name = f"blank{uuid4().hex}"
    _create(server, name)
    open_store(database(server, name)).dispose()
    return name


def _create(server: str, name: str, model: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"'.encode())


def postgresql(server: str) -> str:
    """Return the address of a store of its own on a server."""
    name = f"t{uuid4().hex}"
    _create(server, name, _model_of(server))
    return database(server, name)


def unused(server: str) -> str:
    """Return the address of a database where no step was taken."""
    name = f"t{uuid4().hex}"
    _create(server, name)
    return database(server, name)
