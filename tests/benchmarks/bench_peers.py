"""A million calls end to end, against dlt, sqlite-utils and a bare ADBC ingest, into SQLite.

The peers keep the cells of the file and nothing more: no validation, no de-duplication, no
pseudonym, no assessment. ADBC is given a table that is already parsed, and only its ingest is
timed. Each measured command is a process of its own.
"""

import json
import os
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.call_exports import write_distributor, write_threecx
from tests.benchmarks.measuring import Figures, measured, peak_mb, ratios, told

MODULE = "tests.benchmarks.bench_peers"


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return ";" if ";" in file.readline() else ","


def by_dlt(path: Path, folder: Path) -> None:
    """Load the file as dlt's guide does: ``filesystem``, ``read_csv``, to SQLAlchemy."""
    import dlt
    from dlt.sources.filesystem import filesystem, read_csv

    files = filesystem(bucket_url=path.parent.as_uri(), file_glob=path.name)
    rows = (files | read_csv(sep=_separator(path), low_memory=False)).with_name("calls")
    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder}/dlt.db"),
        dataset_name="main",
        pipelines_dir=str(folder),
    )
    pipeline.run(rows).raise_on_failed_jobs()


def by_sqlite_utils(path: Path, folder: Path) -> None:
    """Run ``sqlite-utils insert --csv``."""
    from sqlite_utils.cli import cli

    words = ["insert", f"{folder}/utils.db", "calls", str(path), "--csv", "--silent"]
    cli([*words, "--delimiter", _separator(path)], standalone_mode=False)


def by_adbc(path: Path, folder: Path) -> None:
    """Ingest the table that pyarrow parsed; only that is timed."""
    import adbc_driver_sqlite.dbapi as adbc
    import pyarrow
    from pyarrow import csv

    table = csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=_separator(path)))
    # Its driver for SQLite knows no time of day (3CX's durations) and no column without a type.
    fields = [
        each.with_type(pyarrow.string())
        if pyarrow.types.is_time(each.type) or pyarrow.types.is_null(each.type)
        else each
        for each in table.schema
    ]
    table = table.cast(pyarrow.schema(fields))
    wall, cpu = time.perf_counter(), time.process_time()
    with adbc.connect(f"{folder}/adbc.db") as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("calls", table)
        connection.commit()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"wall_s": wall, "cpu_s": cpu}))


def by_us(path: Path, folder: Path) -> None:
    """Validate, pseudonymise, de-duplicate, keep with provenance, and assess."""
    from etl.calendars.clock import now
    from etl.config import Settings
    from etl.pipeline import assess, ingest_paths, open_warehouse

    settings = Settings(database_url=f"sqlite:///{folder}/quality.db", local=str(folder))
    warehouse = open_warehouse(settings)
    (report,) = ingest_paths(warehouse, [path], now())
    assess(warehouse, now())
    assert report.saved is not None, report.message
    print(json.dumps({"new": report.saved.new, "rejected": report.saved.rejected}))


WORKS = {each.__name__: each for each in (by_us, by_adbc, by_sqlite_utils, by_dlt)}
NEEDED = {"by_adbc": "adbc_driver_sqlite", "by_sqlite_utils": "sqlite_utils", "by_dlt": "dlt"}


def compare(label: str, path: Path, runs: int) -> None:
    """Print what each costs, then every pair."""
    found: dict[str, list[Figures]] = {
        name: [] for name in WORKS if name not in NEEDED or find_spec(NEEDED[name])
    }
    for name in WORKS.keys() - found.keys():
        print(f"{NEEDED[name]} is not installed: not compared")
    for _ in range(runs):
        for name, figures in found.items():
            with tempfile.TemporaryDirectory() as folder:
                # dlt would otherwise send what it was used for, and write in the home folder.
                quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "DLT_DATA_DIR": folder}
                figures.append(measured(MODULE, name, str(path), folder, **quiet))
            print(f"{label}, {name}: {told(figures[-1])}; load {os.getloadavg()[0]:.1f}")
    us = found.pop("by_us")
    for name, peer in found.items():
        pair = (
            (f"ours / {name}", us, peer) if name == "by_adbc" else (f"{name} / ours", peer, us)
        )
        print(f"  {ratios(*pair)}")


def main(rows: int = 1_000_000, runs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for label, write in (
            ("a narrow table (8 columns)", write_distributor),
            ("3CX records (27 columns)", write_threecx),
        ):
            path = Path(folder, "calls.csv")
            write(path, rows)
            compare(f"{rows:,} calls, {label}", path, runs)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        WORKS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        print(json.dumps({"peak_mb": peak_mb()}))
    else:
        main(*map(int, sys.argv[1:]))
