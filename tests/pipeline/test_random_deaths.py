"""Kill an import at random instants: nothing half loaded, and the next run ends as if alone.

``QUALITY_KILLS`` says how many times for each engine (a few in the test run; 50 to be sure).
"""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from etl.config import Settings
from etl.pipeline import Warehouse, assess, ingest_paths, open_warehouse
from etl.store.assessments import load_findings
from etl.store.engine import Store
from etl.store.tables import imports
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, local

AT = local("2025-06-16T08:00")
KILLS = int(os.environ.get("QUALITY_KILLS", "2"))
ROWS = 20_000
SEED = 46


def settings(place: Path, url: str, declared: Path) -> Settings:
    return Settings(
        database_url=url,
        declarations=str(declared),
        local=str(place),
        secret_key=folders.SECRET,
    )


def exports(folder: Path) -> Path:
    """Write two exports of calls; the second corrects part of the first."""
    folder.mkdir()
    for name, outcome, first in (("a.csv", "Décroché", 0), ("b.csv", "Abandon", ROWS // 2)):
        rows = (
            f"K{place};Cahors;"
            f"{datetime(2025, 1, 2) + timedelta(minutes=place * 3):%d/%m/%Y %H:%M:%S}"
            f";10;60;{outcome};general;0199000001;-"
            for place in range(first, first + ROWS)
        )
        (folder / name).write_text("\n".join([CALLS, *rows]), "utf-8")
    return folder


def figures(warehouse: Warehouse) -> str:
    assess(warehouse, AT)
    with warehouse.store.reading() as connection:
        found = load_findings(connection).drop(columns=["import_ids", "as_of"])
    return found.to_csv(index=False)


def whole_imports(store: Store) -> list[tuple[str, int]]:
    """Return the imports of the journal with how many rows they accounted for."""
    told = select(imports.c.file_name, imports.c.added + imports.c.superseded + imports.c.known)
    with store.reading() as connection:
        return [(name, rows) for name, rows in connection.execute(told.order_by(imports.c.id))]


def kill_one(variables: dict[str, str], files: Path, after: float) -> None:
    """Start an import and kill it ``after`` seconds, if it is not over by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "ingest", str(files)],
        cwd=folders.ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def test_a_death_at_any_instant_leaves_no_trace(url, tmp_path):
    declared = tmp_path / "declared"
    declared.mkdir()
    folders.declarations(declared, ("e10",))
    files = exports(tmp_path / "exports")
    alone = folders.warehouse(tmp_path, declared)
    started = time.monotonic()
    ingest_paths(alone, [files], AT)
    expected = figures(alone)
    # An import in a process of its own begins with the imports of Python.
    longest = 2.5 * (time.monotonic() - started) + 3
    instants = random.Random(SEED)
    variables = {
        "QUALITY_DATABASE_URL": url,
        "QUALITY_LOCAL": str(tmp_path),
        "QUALITY_DECLARATIONS": str(declared),
        "QUALITY_SECRET_KEY": folders.SECRET,
    }
    warehouse = open_warehouse(settings(tmp_path, url, declared))
    for _ in range(KILLS):
        kill_one(variables, files, instants.uniform(0.5, longest))
        found = whole_imports(warehouse.store)
        assert found == [("a.csv", ROWS), ("b.csv", ROWS)][: len(found)]
    ingest_paths(warehouse, [files], AT)
    assert whole_imports(warehouse.store) == [("a.csv", ROWS), ("b.csv", ROWS)]
    assert figures(warehouse) == expected
    for each in (alone, warehouse):
        each.store.dispose()


def test_two_imports_at_once_are_both_right(url, tmp_path):
    declared = tmp_path / "declared"
    declared.mkdir()
    folders.declarations(declared, ("e10",))
    files = exports(tmp_path / "exports")
    variables = {
        "QUALITY_DATABASE_URL": url,
        "QUALITY_LOCAL": str(tmp_path),
        "QUALITY_DECLARATIONS": str(declared),
        "QUALITY_SECRET_KEY": folders.SECRET,
    }
    warehouse = open_warehouse(settings(tmp_path, url, declared))
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "etl", "ingest", str(files / "a.csv")],
            cwd=folders.ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    said = sorted(each.communicate(timeout=120)[0][0] for each in both)
    assert said == ["=", "✓"]
    assert whole_imports(warehouse.store) == [("a.csv", ROWS)]
    warehouse.store.dispose()
