"""What a death left beside the store: unfinished copies, files that no row names."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from etl.config import Settings
from etl.domain.evidence import Evidence
from etl.domain.registers import Register
from etl.pipeline.backup import FOLDER, LEFT_OUT, WORK
from etl.pipeline.whole_files import PART
from etl.store.engine import open_store
from etl.store.inspecting import inspect_store
from etl.store.registers import load_revisions
from etl.store.vault import DEPOSIT, contents

# What is younger may still be being written.
QUIET = timedelta(hours=1)


def leftovers(settings: Settings, at: datetime) -> list[Path]:
    """Return the files and folders that a death left and that nothing needs, in order.

    Half-written copies and files; pieces of evidence that no row names. The inbox is the
    services': what is half-written there is theirs.
    """
    before = (at - QUIET).timestamp()
    found = {
        *_unfinished(Path(settings.local)),
        *_parts(Path(settings.declarations).glob("*/.*")),
    }
    # Files first, rows then: a piece that is deposited meanwhile has its row.
    pieces = contents(settings.evidence_folder)
    known = _named(settings) if pieces else set()
    found |= {each for each in pieces if known is not None and each.name not in known}
    return sorted(each for each in found if _changed(each) < before)


def take_away(found: Iterable[Path]) -> None:
    """Delete leftovers."""
    for each in found:
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink(missing_ok=True)


def _unfinished(local: Path) -> Iterator[Path]:
    if not local.is_dir():
        return
    for top in sorted(local.iterdir()):
        if top.name.startswith(LEFT_OUT) and top.name != FOLDER:
            continue
        below = [top, *top.rglob("*")] if top.is_dir() else [top]
        work = [each for each in below if each.name.startswith(WORK) and each.is_dir()]
        yield from work
        inside = [each for each in below if not any(own in each.parents for own in work)]
        yield from _parts(inside)


def _parts(paths: Iterable[Path]) -> Iterator[Path]:
    for each in paths:
        if each.is_file() and (each.suffix == PART or each.name.startswith(DEPOSIT)):
            yield each


def _named(settings: Settings) -> set[str] | None:
    """Return the hashes that any revision of a piece names; ``None`` where nobody can tell."""
    if not inspect_store(settings.database_url, whole=False).is_up_to_date:
        return None
    store = open_store(settings.database_url)
    try:
        with store.reading() as connection:
            every = load_revisions(connection, Register.EVIDENCE, Evidence)
    finally:
        store.dispose()
    return {each.content.sha256 for each in every}


def _changed(path: Path) -> float:
    """Return when a file, or the last one of a folder, was written (seconds since 1970)."""
    inside = path.rglob("*") if path.is_dir() else ()
    times = []
    for each in (path, *inside):
        try:
            times.append(each.stat().st_mtime)
        except FileNotFoundError:
            continue
    return max(times, default=float("inf"))
