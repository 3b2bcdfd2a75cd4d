"""The only place where siblings meet: from files to facts, from facts to verdicts."""

from etl.pipeline import editions
from etl.pipeline.annotations import annotations
from etl.pipeline.assessing import AssessmentReport, assess
from etl.pipeline.cases import cases
from etl.pipeline.expecting import expected_files
from etl.pipeline.inbox import Following, Taken, alone, looks, original, stable, take
from etl.pipeline.ingesting import (
    CancelledError,
    ImportReport,
    Orders,
    Progress,
    Status,
    ingest_paths,
    replay,
)
from etl.pipeline.previewing import Preview, preview
from etl.pipeline.trusting import trust_register
from etl.pipeline.undoing import undo
from etl.pipeline.warehouse import Warehouse, load_definitions, open_warehouse
from etl.store.undoing import Undone

__all__ = [
    "AssessmentReport",
    "CancelledError",
    "Following",
    "ImportReport",
    "Orders",
    "Preview",
    "Progress",
    "Status",
    "Taken",
    "Undone",
    "Warehouse",
    "alone",
    "annotations",
    "assess",
    "cases",
    "editions",
    "expected_files",
    "ingest_paths",
    "load_definitions",
    "looks",
    "open_warehouse",
    "original",
    "preview",
    "replay",
    "stable",
    "take",
    "trust_register",
    "undo",
]
