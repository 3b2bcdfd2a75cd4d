"""What a register of processing must say of this program, as it is configured here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.config import Settings
from etl.definitions.retention import load_retention
from etl.domain.datasets import Dataset
from etl.domain.retention import Retention
from etl.domain.roles import RIGHTS, Right, Role
from etl.frames.columns import Kind, of_kind
from etl.pipeline.warehouse import load_definitions
from etl.store.inspecting import is_file


@dataclass(frozen=True)
class Treated:
    """One source: what it brings, whether it names people, whether it lets them write."""

    title: str
    dataset: Dataset
    has_pseudonyms: bool
    has_texts: bool


@dataclass(frozen=True)
class Treatment:
    """All that the sheet says; nothing of it is a datum of a person."""

    publisher: str
    sites: tuple[str, ...]
    sources: tuple[Treated, ...]
    retention: Retention
    identity: str
    roles: Mapping[Role, frozenset[Right]]
    is_embedded: bool
    seals_backups: bool


def sheet(settings: Settings) -> Treatment:
    """Gather the sheet from the declarations and the settings."""
    folder = Path(settings.declarations)
    declared = load_definitions(folder)
    sources = tuple(
        Treated(
            each.title,
            each.dataset,
            bool(of_kind(each.dataset, Kind.PSEUDONYM)),
            "verbatims" in each.settings or "verbatim" in each.columns,
        )
        for each in declared.sources
    )
    return Treatment(
        declared.charter.publisher,
        tuple(each.title for each in declared.sites.values()),
        sources,
        load_retention(folder),
        settings.identity,
        RIGHTS,
        is_file(settings.database_url),
        bool(settings.backup_key_file),
    )
