"""A file that is expected, as a Table Schema (the open standard for tables, in JSON)."""

import json

from etl.domain.expected import Content, ExpectedColumn, ExpectedFile
from etl.domain.reasons import reason_of

_TYPES = {
    Content.TEXT: "string",
    Content.NUMBER: "number",
    Content.DURATION: "string",
    Content.DAY: "date",
    Content.INSTANT: "datetime",
    Content.YES_OR_NO: "boolean",
    Content.WORD: "string",
}


def table_schema(expected: ExpectedFile) -> bytes:
    """Return the schema of a file: its fields, types, words, constraints and key."""
    fields = [_field(each) for each in expected.columns]
    blanks = dict.fromkeys(["", *(word for each in expected.columns for word in each.empty)])
    schema: dict[str, object] = {
        "name": expected.name,
        "title": expected.title,
        "fields": fields,
        "missingValues": list(blanks),
    }
    if key := [each.heading for each in expected.columns if each.identifies]:
        schema["primaryKey"] = key
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _field(column: ExpectedColumn) -> dict[str, object]:
    field: dict[str, object] = {"name": column.heading, "type": _TYPES[column.content]}
    if column.content in (Content.DAY, Content.INSTANT) and column.layouts:
        field["format"] = column.layouts[0]
    if column.content is Content.NUMBER:
        field |= {"decimalChar": ",", "bareNumber": True}
    if column.content is Content.YES_OR_NO:
        field |= {"trueValues": ["Oui", "oui", "x"], "falseValues": ["Non", "non"]}
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    if constraints:
        field["constraints"] = constraints
    if column.signals:
        # A property of ours, which the standard lets be: accepted, and told in the journal.
        field["signals"] = [
            {"code": each, "title": reason_of(each).reason} for each in column.signals
        ]
    return field
