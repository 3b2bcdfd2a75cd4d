"""Warehouses to try things on: the shipped declarations, whole or in part, or changed."""

import shutil
from collections.abc import Collection
from pathlib import Path

from etl.config import Settings
from etl.pipeline import Warehouse, open_warehouse
from tests import blank

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
SECRET = "46" * 32


def declarations(folder: Path, engagements: Collection[str] | None = None) -> Path:
    """Copy the shipped declarations, of all engagements or of some (``e17``)."""
    for name in ("sites", "sources", "engagements", "formulas"):
        shutil.copytree(DATA / name, folder / name)
    if engagements is not None:
        for path in (folder / "engagements").glob("e*.toml"):
            if path.name.partition("-")[0] not in engagements:
                path.unlink()
    return folder


def change(folder: Path, pattern: str, before: str, after: str) -> None:
    """Replace a text in the one declaration that ``pattern`` names."""
    (path,) = folder.glob(pattern)
    text = path.read_text("utf-8")
    assert before in text, f"{path.name} does not say « {before} »"
    path.write_text(text.replace(before, after, 1), "utf-8")


def warehouse(folder: Path, declared: Path = DATA, url: str = "") -> Warehouse:
    """Open a warehouse; without a URL, on a SQLite file of the folder."""
    return open_warehouse(
        Settings(
            database_url=url or blank.sqlite_url(folder / "quality.db"),
            declarations=str(declared),
            local=str(folder),
            secret_key=SECRET,
        )
    )
