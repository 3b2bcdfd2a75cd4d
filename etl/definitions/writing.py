"""A source becomes the text of a declaration, as a person would write it."""

from dataclasses import fields
from enum import StrEnum

import tomlkit
from tomlkit.items import InlineTable

from etl.domain.sources import Column, Source

_DEFAULTS = {field.name: field.default for field in fields(Column)}


def source_text(source: Source, comment: str) -> str:
    """Return the TOML of a source; what is as by default is not written."""
    document = tomlkit.document()
    document.add(tomlkit.comment(comment))
    document["name"] = source.name
    document["title"] = source.title
    document["dataset"] = source.dataset.value
    document["format"] = source.format
    document["site"] = source.site
    document["timezone"] = source.timezone
    document["rhythm"] = source.rhythm.value
    document["signature"] = list(source.signature)
    columns = tomlkit.table()
    for name, column in source.columns.items():
        columns[name] = _column(column)
    document["columns"] = columns
    return tomlkit.dumps(document)


def _column(column: Column) -> InlineTable:
    table = tomlkit.inline_table()
    for field in fields(Column):
        value = getattr(column, field.name)
        if value in (_DEFAULTS[field.name], (), {}, None):
            continue
        table[field.name] = _plain(value)
    return table


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        inner = tomlkit.inline_table()
        inner.update(value)
        return inner
    return value
