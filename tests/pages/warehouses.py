"""Warehouses to show: empty, with one letter, and with the samples of every format."""

from datetime import UTC, datetime
from pathlib import Path

from etl.config import Settings
from etl.pipeline import assess, ingest_paths, open_warehouse

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
# All samples are older, so that what they tell is finished.
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ONE_LETTER = SAMPLES / "registre_courrier.csv"
# Without these a line of the register is no request.
NEEDED = ("N° d'enregistrement", "Arrivé le", "Site")


def settings(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'quality.db'}",
        declarations=str(ROOT / "data"),
        local=str(folder),
    )


def variables(folder: Path) -> dict[str, str]:
    """Return the environment in which the dashboard shows the warehouse of a folder."""
    own = settings(folder)
    return {
        "QUALITY_DATABASE_URL": own.database_url,
        "QUALITY_DECLARATIONS": own.declarations,
        "QUALITY_LOCAL": own.local,
    }


def build_empty(folder: Path) -> Path:
    open_warehouse(settings(folder)).store.dispose()
    return folder


def build_one_contact(folder: Path) -> Path:
    """Import a register of one line."""
    header, line = ONE_LETTER.read_bytes().splitlines(keepends=True)[:2]
    file = folder / ONE_LETTER.name
    file.write_bytes(header + line)
    return _filled(folder, file)


def build_all_missing(folder: Path) -> Path:
    """Import a register of which every cell that may be empty is."""
    header, line = ONE_LETTER.read_text("cp1252").splitlines()[:2]
    names, cells = header.split(";"), line.split(";")
    pairs = zip(names, cells, strict=True)
    kept = [cell if name in NEEDED else "" for name, cell in pairs]
    file = folder / ONE_LETTER.name
    file.write_text(f"{header}\n{';'.join(kept)}\n", "utf-8")
    return _filled(folder, file)


def build_one_register(folder: Path) -> Path:
    """Import a register of letters, and nothing else."""
    return _filled(folder, ONE_LETTER)


def build_full(folder: Path) -> Path:
    return _filled(folder, SAMPLES)


def _filled(folder: Path, path: Path) -> Path:
    warehouse = open_warehouse(settings(folder))
    ingest_paths(warehouse, [path], AT)
    assess(warehouse, AT)
    warehouse.store.dispose()
    return folder
