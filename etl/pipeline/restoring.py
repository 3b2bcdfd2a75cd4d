"""The way back: a backup checked whole, then put in the place of what is there."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from etl.config import Settings
from etl.domain.backups import Backup
from etl.domain.journal import Deed
from etl.errors import StoreError, UsageError
from etl.pipeline.archiving import DATABASE, DECLARED, KEYS, LOCAL, PROOFS
from etl.pipeline.backup import FOLDER, back_up, checked, told_of, workplace
from etl.pipeline.warehouse import key_of
from etl.store.copy_files import NothingThereError
from etl.store.copying import copy_in, put_aside, upgraded
from etl.store.encoding import fingerprint
from etl.store.noting import note

ASIDE = "avant-restauration"


class Declared(StrEnum):
    """What becomes of declarations that are not those of the backup."""

    REFUSE = "refuse"
    REPLACE = "replace"
    KEEP = "keep"


@dataclass(frozen=True)
class Choices:
    """How to restore: ``backs_up``, what is there is backed up first (else put aside)."""

    declared: Declared = Declared.REFUSE
    backs_up: bool = True


CAREFUL = Choices()


@dataclass(frozen=True)
class Restored:
    """What was put back; ``before``: the backup of what was there, if anything was."""

    backup: Backup
    before: Path | None
    files: int
    aside: Path | None


@dataclass(frozen=True)
class _Change:
    """One file to put in place."""

    source: Path
    target: Path

    @property
    def is_needed(self) -> bool:
        if not self.target.exists():
            return True
        return self.source.read_bytes() != self.target.read_bytes()


def restore(
    settings: Settings,
    path: Path,
    at: datetime,
    author: str,
    secret: bytes | None = None,
    choices: Choices = CAREFUL,
) -> Restored:
    """Put a backup back, after all of it was checked; what was there is backed up first.

    Files are put in place one by one, what they replace is put aside; then the store, in one
    transaction. Stopped before its end, it is started again with the same command.
    """
    local = Path(settings.local)
    with workplace(local) as work:
        backup = checked(path, work, secret)
        upgraded(work / DATABASE)
        changes = _changes(settings, work, choices.declared)
        _check_key(settings, work, backup.manifest.key)
        aside = local / f"{ASIDE}-{at.astimezone(UTC):%Y%m%d-%H%M%S}"
        before = None
        if choices.backs_up:
            before = _before(settings, at, author, secret)
        else:
            put_aside(settings.database_url, aside)
        for each in changes:
            _put(each, aside)
        note(
            f"sqlite:///{work / DATABASE}",
            told_of(Deed.RESTORE, backup.manifest, path, author, at),
        )
        copy_in(work / DATABASE, settings.database_url)
    return Restored(backup, before, len(changes), aside if aside.exists() else None)


def _changes(settings: Settings, work: Path, declared: Declared) -> list[_Change]:
    local, folder = Path(settings.local), Path(settings.declarations)
    found = _into(work / LOCAL, local) + _into(work / KEYS, local)
    found += _into(work / PROOFS, settings.evidence_folder)
    own = [each for each in _into(work / DECLARED, folder) if each.is_needed]
    different = [each for each in own if each.target.exists()]
    if different and declared is Declared.REFUSE:
        names = ", ".join(str(each.target.relative_to(folder)) for each in different[:5])
        raise UsageError(
            f"Les déclarations d'ici ne sont pas celles de la sauvegarde ({names}"
            f"{', …' if len(different) > 5 else ''}) : les chiffres pourraient changer. "
            "Rien n'est restauré.\n"
            "  « --declarations remplacer » : celles de la sauvegarde (celles d'ici sont mises "
            "de côté).\n"
            "  « --declarations garder » : celles d'ici ; tout sera réévalué d'après elles."
        )
    return [each for each in found if each.is_needed] + (
        [] if declared is Declared.KEEP else own
    )


def _into(source: Path, target: Path) -> list[_Change]:
    files = sorted(each for each in source.rglob("*") if each.is_file())
    return [_Change(each, target / each.relative_to(source)) for each in files]


def _check_key(settings: Settings, work: Path, expected: str) -> None:
    """Refuse a store whose pseudonyms nobody here could continue."""
    if not expected:
        return
    restored = work / KEYS / settings.key_file.name
    if restored.exists() and not settings.secret_key:
        known = key_of(restored)
    elif settings.secret_key or settings.key_file.exists():
        known = key_of(settings.key_file, settings.secret_key)
    else:
        known = None
    if known is None or fingerprint(known) != expected:
        raise StoreError(
            "La clé des pseudonymes d'ici n'est pas celle de cette sauvegarde, qui ne la "
            "contient pas (seules les chiffrées la contiennent). Rien n'est restauré.\n"
            f"  Remettez d'abord la clé d'origine : « secret_key » ou « {settings.key_file} »."
        )


def _before(settings: Settings, at: datetime, author: str, secret: bytes | None) -> Path | None:
    """Back up what is about to be replaced, unless there is nothing."""
    try:
        return back_up(settings, Path(settings.local, FOLDER), at, author, secret).path
    except NothingThereError:
        return None
    except StoreError as error:
        raise StoreError(
            f"{error}\n  Ce qui est là ne peut donc pas être sauvegardé d'abord. "
            "« --sans-copie » restaure quand même : la base d'ici est mise de côté."
        ) from error


def _put(change: _Change, aside: Path) -> None:
    """Put a file in place at once; what it replaces is put aside."""
    target = change.target
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        kept = aside / target.parent.name / target.name
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(target, kept)
    fresh = target.with_name(f".{target.name}.part")
    shutil.copyfile(change.source, fresh)
    fresh.chmod(0o600 if target.suffix == ".key" else 0o640)
    fresh.replace(target)
