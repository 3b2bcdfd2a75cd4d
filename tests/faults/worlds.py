"""A small prefecture with something to lose in every table, copied for each death."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import create_engine, text

from etl.calendars.clock import now
from etl.config import Settings
from etl.domain.actions import AuditFinding, Category
from etl.domain.editions import Act
from etl.domain.periods import parse_period
from etl.domain.registers import Signature
from etl.pipeline import assess, editions, ingest_paths, open_warehouse
from etl.pipeline.backup import back_up
from etl.pipeline.plans import write_finding
from etl.store.engine import address_of
from etl.store.inspecting import inspect_store
from etl.store.schema import bring_up_to_date
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, calls, mail
from tests.pipeline.test_backup import first_release

JANUARY, APRIL = date(2025, 1, 14), date(2025, 4, 8)
NAMED = r"/([^/?]*)\?"
SOURCES = {"appels_acd", "registre_courriels"}
UNREADABLE = "T1;Cahors;14/01/2025 09:00:00;10;60;Perdu en route;general;0199000001;-"
UNKNOWN = (
    "Réf;Reçu le;Répondu le;Canal;Nature\n"
    "A1;03/04/2026;05/04/2026;Courriel;Réclamation\n"
    "A2;04/04/2026;;Courrier;Autre\n"
)


@dataclass(frozen=True)
class World:
    """A prefecture of its own: a folder, and a database on one of the engines."""

    folder: Path
    url: str

    @property
    def settings(self) -> Settings:
        return Settings(
            database_url=self.url,
            declarations=str(self.folder / "declared"),
            local=str(self.folder / "local"),
        )

    @property
    def variables(self) -> dict[str, str]:
        own = self.settings
        return {
            "QUALITY_DATABASE_URL": own.database_url,
            "QUALITY_DECLARATIONS": own.declarations,
            "QUALITY_LOCAL": own.local,
            "COLUMNS": "200",
        }


def _write(path: Path, header: str, rows: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def build(folder: Path, url: str) -> World:
    """Fill a prefecture: imports, a finding, two editions closed, a backup, an inbox."""
    world, at = World(folder, url), now()
    _declare(folder / "declared")
    warehouse = open_warehouse(world.settings)
    ingest_paths(warehouse, _sent(folder / "files"), at)
    assess(warehouse, at)
    _write(folder / "local" / "inbox" / "dropped.csv", CALLS, calls(APRIL, "a", "Figeac"))
    fact = AuditFinding(10, Category.OBSERVATION, "Appels perdus", "Un sur deux", "cahors")
    write_finding(warehouse, fact, Signature("Claire Martin", at))
    for code in ("2025-T1", "2025-T2"):
        editions.close(warehouse, parse_period(code), Act("Claire Martin", at, True))
    editions.validate(warehouse, 2, Act("Hugo Petit", at))
    warehouse.store.dispose()
    back_up(world.settings, folder / "kept", datetime(2026, 1, 1, tzinfo=UTC), "Claire Martin")
    return world


def _declare(folder: Path) -> None:
    folder.mkdir(parents=True)
    folders.declarations(folder, ("e10", "e17"))
    for each in (folder / "sources").iterdir():
        if each.stem not in SOURCES:
            each.unlink()
    shutil.copytree(folders.DATA / "retention", folder / "retention")


def _sent(files: Path) -> list[Path]:
    """Write the exports; return those that the prefecture has imported."""
    _write(files / "more.csv", CALLS, calls(date(2025, 5, 6), "aala" * 5))
    corrected = UNREADABLE.replace("Perdu en route", "Abandon")
    _write(files / "1-corrected.csv", CALLS, [*calls(JANUARY, "aaal" * 5), corrected])
    (files / "unknown.csv").write_text(UNKNOWN, "utf-8")
    (files / "piece.txt").write_text("Procès-verbal de l'accueil.\n", "utf-8")
    return [
        _write(files / "1.csv", CALLS, [*calls(JANUARY, "aaal" * 5), UNREADABLE]),
        _write(files / "2.csv", CALLS, calls(APRIL, "alal" * 5)),
        _write(files / "3.csv", MAILS, [mail("M1", "03/03/2025 09:00", "07/03/2025 09:00")]),
        _write(files / "july.csv", CALLS, calls(date(2025, 7, 8), "aaal" * 5)),
    ]


def copy_of(world: World, folder: Path) -> World:
    """Return a world of its own, the same as another in everything."""
    shutil.copytree(world.folder, folder)
    if world.url.startswith("sqlite"):
        return World(folder, f"sqlite:///{folder}/local/quality.db")
    name = f"t{uuid4().hex}"
    with _server(world.url) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_database(world.url)}"'.encode())
    return World(folder, _renamed(world.url, name))


def forget(world: World) -> None:
    """Take a world away."""
    shutil.rmtree(world.folder)
    if not world.url.startswith("sqlite"):
        with _server(world.url) as server:
            server.execute(f'DROP DATABASE "{_database(world.url)}" WITH (FORCE)'.encode())


def _server(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(_renamed(url, "postgres"), autocommit=True)


def _database(url: str) -> str:
    found = re.search(NAMED, url)
    assert found is not None
    return found[1]


def _renamed(url: str, name: str) -> str:
    return re.sub(NAMED, f"/{name}?", url, count=1)


def of_the_first_release(world: World) -> World:
    """Take the store of a world back to the first released schema (empty, on a server)."""
    if world.url.startswith("sqlite"):
        path = world.folder / "local" / "quality.db"
        first_release(world.settings, path.with_name("first.db"))
        for suffix in ("-wal", "-shm"):
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
        path.with_name("first.db").replace(path)
        path.chmod(0o600)
        return world
    engine = create_engine(address_of(world.url))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        bring_up_to_date(connection, "0001")
    engine.dispose()
    return world


def counts(world: World) -> dict[str, int]:
    """Return how many rows each table holds."""
    stood = inspect_store(world.url)
    assert stood.is_sound
    return dict(stood.rows)
