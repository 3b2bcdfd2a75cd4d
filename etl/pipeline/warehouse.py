"""A store with the declarations that give its figures their meaning."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.config import Settings
from etl.definitions.load import Declarations, load_declarations
from etl.errors import ConfigurationError
from etl.indicators.rules import RULES
from etl.pipeline.closures import sites_with_closures
from etl.pipeline.decisions import recorded_decisions
from etl.pipeline.drafts import Drafts
from etl.pipeline.whole_files import replace_whole, write_new
from etl.readers.registry import FORMATS
from etl.store.assessments import touched_days
from etl.store.engine import Store, WrongKeyError, open_store
from etl.store.imports import has_imports

KEY_BYTES = 32


@dataclass(frozen=True)
class Warehouse:
    """What every operation needs: where facts are, and what they are measured against."""

    store: Store
    declarations: Declarations
    # Where the files given as evidence are kept, by the hash of their content.
    evidence: Path = Path("data/local/preuves")
    drafts: Drafts = field(default_factory=Drafts, compare=False, repr=False)

    def current(self) -> "Warehouse":
        """Return the same with the closures that are imported and the decisions that are
        recorded by now: the one place where they join what the files declare."""
        declared = self.declarations.with_decisions(recorded_decisions(self.store))
        sites = sites_with_closures(self.store, declared.sites)
        if sites != declared.sites:
            declared = declared.with_sites(sites)
        return self if declared is self.declarations else replace(self, declarations=declared)

    def calendar(self, site: str) -> SiteCalendar:
        return calendar_of(self.declarations.sites[site])

    def local(self, at: datetime) -> datetime:
        """Return an instant as the clock of the first declared site shows it.

        Months begin and end there: at midnight in Cahors, not at midnight in UTC.
        """
        site = next(iter(self.declarations.sites.values()))
        return at.astimezone(ZoneInfo(site.timezone))

    def is_filled(self) -> bool:
        """Tell whether anything has ever been imported."""
        with self.store.reading() as connection:
            return has_imports(connection)

    def is_to_assess(self) -> bool:
        """Tell whether facts came that no assessment has counted."""
        with self.store.reading() as connection:
            return bool(len(touched_days(connection)))


def load_definitions(folder: Path) -> Declarations:
    """Return the checked declarations of a folder; raise ``DefinitionError`` otherwise."""
    return load_declarations(
        folder, RULES, {each.name: frozenset(each.settings) for each in FORMATS}
    )


def open_warehouse(settings: Settings) -> Warehouse:
    """Open the store, bring it up to date, and load the declarations."""
    declarations = load_definitions(Path(settings.declarations))
    store = _opened(settings)
    return Warehouse(store, declarations, settings.evidence_folder).current()


def _opened(settings: Settings) -> Store:
    """Open the store with the key that it knows: a change of key may have been cut short."""
    key = pseudonym_key(settings)
    try:
        return open_store(settings.database_url, key)
    except WrongKeyError:
        for path in sorted(Path(settings.local).glob("pseudonym-*.key")):
            with suppress(WrongKeyError):
                store = open_store(settings.database_url, key_of(path))
                replace_whole(settings.key_file, path.read_bytes())
                return store
        raise


def pseudonym_key(settings: Settings) -> bytes:
    """Return the key of the pseudonyms; make its file, readable by its owner only, once."""
    if not settings.secret_key and not settings.key_file.exists():
        write_key(settings.key_file)
    return key_of(settings.key_file, settings.secret_key)


def key_of(path: Path, given: str = "") -> bytes:
    """Return the key that is given, else the one of a file."""
    try:
        return _checked(given or path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"Clé des pseudonymes illisible ({path}) : {error}.\n"
            f"  Attendu : {KEY_BYTES * 2} chiffres hexadécimaux."
        ) from error


def _checked(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError(f"{len(key)} octets au lieu de {KEY_BYTES}")
    return key


def write_key(path: Path) -> None:
    """Make a key in a file of its own; raise ``ConfigurationError`` if that cannot be."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Of two first runs at once, one writes and the other reads.
        if not path.exists():
            write_new(path, secrets.token_hex(KEY_BYTES).encode("ascii"))
    except FileExistsError:
        return
    except OSError as error:
        raise ConfigurationError(
            f"Clé des pseudonymes : « {path} » ne peut pas être écrit ({error.strerror})."
        ) from error
