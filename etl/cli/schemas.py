"""``python -m etl schema``: what files must hold, for machines (JSON) and people (XLSX)."""

from pathlib import Path

from etl.definitions.declarations import Declarations
from etl.exports.table_schema import table_schema
from etl.exports.template import template
from etl.pipeline import expected_files


def write_expected(declarations: Declarations, folder: Path) -> int:
    """Write the schema and the template of each described file; return how many they are."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = expected_files(declarations.sources)
    for each in expected:
        (folder / f"{each.name}.schema.json").write_bytes(table_schema(each))
        (folder / f"{each.name}.xlsx").write_bytes(template(each))
    return len(expected)
