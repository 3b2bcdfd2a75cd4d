"""A backup is made while others work, and gives back the same figures elsewhere."""

import errno
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from etl.config import Settings
from etl.errors import StoreError, UsageError
from etl.pipeline import ingest_paths, open_warehouse
from etl.pipeline.backup import back_up, keep_last, look_through
from etl.pipeline.restoring import Choices, Declared, restore
from etl.pipeline.upgrading import upgrade
from etl.store.inspecting import inspect_store
from etl.store.ledger import verify
from etl.store.schema import bring_up_to_date
from etl.store.sealing import MAGIC
from tests.conftest import new_database
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, Prefecture, calls, local, mail
from tests.pipeline.test_undoing import figures

AT = local("2025-06-16T08:00")
SECRET = b"une phrase que personne ne devine"
FILES = [
    ("janvier.csv", CALLS, calls(date(2025, 1, 14), "aaaaaaaall")),
    ("mars.csv", CALLS, calls(date(2025, 3, 4), "alalalalal")),
    ("courriels.csv", MAILS, [mail("M1", "03/03/2025 09:00", "07/03/2025 09:00")]),
]


def settings_of(place: Path, url: str = "") -> Settings:
    """Return the settings of a prefecture of its own, with a key file of its own."""
    return Settings(
        database_url=url or f"sqlite:///{place}/local/quality.db",
        declarations=str(place / "declared"),
        local=str(place / "local"),
    )


def installed(place: Path, url: str = "") -> Settings:
    (place / "declared").mkdir(parents=True)
    folders.declarations(place / "declared", ("e08", "e10", "e17"))
    return settings_of(place, url)


def opened(settings: Settings) -> Prefecture:
    place = Path(settings.local, "inbox")
    place.mkdir(parents=True, exist_ok=True)
    return Prefecture(open_warehouse(settings), place)


def filled(settings):
    """Return the settings of a prefecture that was filled and assessed, with a proof beside."""
    prefecture = opened(settings)
    for each in FILES:
        prefecture.send(*each, AT)
    prefecture.assess(AT)
    prefecture.warehouse.store.dispose()
    proof = Path(settings.local, "preuves", "a1", "plan.pdf")
    proof.parent.mkdir(parents=True)
    proof.write_bytes(b"%PDF une preuve")
    return settings


@pytest.fixture
def here(tmp_path):
    return filled(installed(tmp_path / "here"))


def figures_of(settings):
    prefecture = opened(settings)
    found = figures(prefecture)
    prefecture.warehouse.store.dispose()
    return found


def key_of(settings):
    return settings.key_file.read_text()


def test_a_backup_restored_into_an_empty_folder_gives_the_same_figures(here, tmp_path):
    elsewhere = settings_of(tmp_path / "elsewhere")
    backup = back_up(here, Path(here.local, "sauvegardes"), AT, "moi", SECRET)
    restored = restore(elsewhere, backup.path, AT, "moi", SECRET)
    assert figures_of(elsewhere) == figures_of(here)
    assert Path(elsewhere.local, "preuves", "a1", "plan.pdf").read_bytes() == b"%PDF une preuve"
    assert key_of(elsewhere) == key_of(here)
    assert restored.before is None and restored.aside is None
    # Nothing to judge again, and the next file is counted as it would have been.
    for settings in (here, elsewhere):
        prefecture = opened(settings)
        assert prefecture.work(AT) == {}
        prefecture.send("avril.csv", CALLS, calls(date(2025, 4, 8), "aaaal"), AT)
        prefecture.send(*FILES[0], AT)
        prefecture.assess(AT)
        prefecture.warehouse.store.dispose()
    assert figures_of(elsewhere) == figures_of(here)


@pytest.mark.postgresql
def test_a_backup_of_one_engine_is_restored_on_the_other_and_over_itself(tmp_path, request):
    request.param = "postgresql"
    server = filled(installed(tmp_path / "server", new_database(request, tmp_path)))
    expected = figures_of(server)
    backup = back_up(server, tmp_path / "backups", AT, "moi", SECRET)
    file = settings_of(tmp_path / "file")
    restore(file, backup.path, AT, "moi", SECRET)
    assert figures_of(file) == expected
    # Over a server that is in use, and whose journal refuses to be emptied.
    back = back_up(file, tmp_path / "others", AT, "moi", SECRET)
    restored = restore(server, back.path, AT + timedelta(minutes=1), "moi", SECRET)
    assert figures_of(server) == expected
    assert look_through(restored.before, SECRET).manifest.step == back.manifest.step
    later = opened(server)
    later.send("avril.csv", CALLS, calls(date(2025, 4, 8), "aaaal"), AT)
    with later.warehouse.store.reading() as connection:
        assert verify(connection) == []
        assert connection.execute(text("SELECT MAX(id) FROM imports")).scalar() == 4
    later.warehouse.store.dispose()


def test_what_was_there_is_backed_up_first_and_can_be_put_back(here):
    folder = Path(here.local, "sauvegardes")
    older = back_up(here, folder, AT, "moi")
    prefecture = opened(here)
    prefecture.send("avril.csv", CALLS, calls(date(2025, 4, 8), "aaaal"), AT)
    prefecture.assess(AT)
    later = figures(prefecture)
    prefecture.warehouse.store.dispose()
    restored = restore(here, older.path, AT + timedelta(minutes=1), "moi")
    assert figures_of(here) != later
    restore(here, restored.before, AT + timedelta(minutes=2), "moi")
    assert figures_of(here) == later


def test_those_who_read_meanwhile_see_what_was_then_what_is(here):
    backup = back_up(here, Path(here.local, "sauvegardes"), AT, "moi")
    reader = opened(here)
    reader.send("avril.csv", CALLS, calls(date(2025, 4, 8), "aaaal"), AT)
    with reader.warehouse.store.reading() as connection:
        before = connection.execute(text("SELECT number FROM marks ORDER BY name")).all()
    restore(here, backup.path, AT + timedelta(minutes=1), "moi")
    with reader.warehouse.store.reading() as connection:
        after = connection.execute(text("SELECT number FROM marks ORDER BY name")).all()
        assert connection.execute(text("SELECT COUNT(*) FROM calls")).scalar() == 20
    # The version of the data is a later one: no page keeps a figure of before.
    assert max(each for (each,) in after if each) > max(each for (each,) in before if each)
    reader.warehouse.store.dispose()


def test_an_import_under_way_does_not_outlive_a_restoration(here):
    backup = back_up(here, Path(here.local, "sauvegardes"), AT, "moi")
    late = opened(here)
    path = late.folder / "mai.csv"
    path.write_text("\n".join([CALLS, *calls(date(2025, 5, 6), "aal")]) + "\n", "utf-8")

    class Midway:
        def begin(self, files): ...
        def file(self, name, lines): ...
        def done(self, report): ...
        def read(self, records, line):
            restore(here, backup.path, AT + timedelta(minutes=1), "moi")

    (report,) = ingest_paths(late.warehouse, [path], AT, Midway())
    assert "restaurée" in report.message and report.saved is None
    late.warehouse.store.dispose()


# --- what is refused


@pytest.fixture
def sealed(tmp_path):
    """Return the settings of a prefecture on SQLite, and a sealed backup of it."""
    settings = installed(tmp_path / "here")
    prefecture = opened(settings)
    prefecture.send(*FILES[0], AT)
    prefecture.warehouse.store.dispose()
    return settings, back_up(settings, tmp_path / "backups", AT, "moi", SECRET).path


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-40],
        lambda data: data[:20],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data + b"x",
        lambda data: b"",
    ],
    ids=["cut", "head only", "one bit", "added", "empty"],
)
def test_a_sealed_backup_that_was_touched_is_refused(sealed, damage):
    settings, path = sealed
    before = figures_of(settings)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StoreError, match=r"abîmé|incomplète|chiffrée"):
        restore(settings, path, AT, "moi", SECRET)
    assert figures_of(settings) == before
    assert not list(Path(settings.local).glob(".travail-*"))


def test_another_phrase_or_none_is_refused(sealed):
    path = sealed[1]
    with pytest.raises(StoreError, match="ce n'est pas celui"):
        look_through(path, b"une autre phrase secrete")
    with pytest.raises(StoreError, match="est chiffrée"):
        look_through(path, None)
    assert look_through(path, SECRET).manifest.author == "moi"


def test_nothing_of_the_store_is_readable_in_a_sealed_backup_and_only_its_owner_reads_it(
    sealed,
):
    settings, path = sealed
    content = path.read_bytes()
    assert content.startswith(MAGIC)
    for word in (b"SQLite", b"janvier.csv", b"ustar", settings.key_file.read_bytes()):
        assert word not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_in_clear_does_not_hold_the_key_and_asks_for_it_elsewhere(sealed, tmp_path):
    settings, _ = sealed
    backup = back_up(settings, tmp_path / "clear", AT, "moi")
    assert not [name for name in backup.manifest.names() if name.endswith(".key")]
    other = settings_of(tmp_path / "other")
    with pytest.raises(StoreError, match="clé des pseudonymes"):
        restore(other, backup.path, AT, "moi")
    other.key_file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(settings.key_file, other.key_file)
    restore(other, backup.path, AT, "moi")
    assert figures_of(other) == figures_of(settings)


def test_other_declarations_are_replaced_or_kept_only_when_told(sealed, tmp_path):
    settings, path = sealed
    folders.change(
        Path(settings.declarations), "engagements/e10-*.toml", "value = ", "value =  "
    )
    changed = next(Path(settings.declarations, "engagements").glob("e10-*.toml"))
    with pytest.raises(UsageError, match="e10-"):
        restore(settings, path, AT, "moi", SECRET)
    kept = restore(settings, path, AT, "moi", SECRET, Choices(Declared.KEEP))
    assert "value =  " in changed.read_text("utf-8") and kept.aside is None
    later = AT + timedelta(minutes=1)
    done = restore(settings, path, later, "moi", SECRET, Choices(Declared.REPLACE))
    assert "value =  " not in changed.read_text("utf-8")
    assert "value =  " in (done.aside / "engagements" / changed.name).read_text("utf-8")


def test_a_damaged_store_is_put_aside_when_told(sealed):
    settings, path = sealed
    before = figures_of(settings)
    store = Path(settings.local, "quality.db")
    store.write_bytes(b"plus une base " * 500)
    with pytest.raises(StoreError, match="--sans-copie"):
        restore(settings, path, AT, "moi", SECRET)
    done = restore(settings, path, AT, "moi", SECRET, Choices(backs_up=False))
    assert figures_of(settings) == before
    assert (done.aside / "quality.db").exists()


def test_only_the_last_backups_are_kept(sealed, tmp_path):
    settings, _ = sealed
    folder = tmp_path / "kept"
    for minute in range(4):
        back_up(settings, folder, AT + timedelta(minutes=minute), "moi")
    (folder / "autre.txt").write_text("rien à voir")
    assert len(keep_last(folder, 2)) == 2
    assert sorted(each.name for each in folder.iterdir()) == [
        "autre.txt", "vigie-20250616-060200.tar.gz", "vigie-20250616-060300.tar.gz",
    ]  # fmt: skip


# --- the drill: from the first released schema to this one, and back


def first_release(settings: Settings, target: Path) -> None:
    """Write the store of ``settings`` as the first released program kept it."""
    target.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{target}")
    with engine.begin() as connection:
        bring_up_to_date(connection, "0001")
        connection.execute(text("DELETE FROM marks"))
    engine.dispose()
    with closing(sqlite3.connect(target)) as old:
        old.execute("ATTACH DATABASE ? AS now", [str(Path(settings.local, "quality.db"))])
        names = old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            if name == "alembic_version" or name.startswith("sqlite_"):
                continue
            columns = ", ".join(
                f'"{each[1]}"' for each in old.execute(f'PRAGMA main.table_info("{name}")')
            )
            old.execute(
                f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM now."{name}"'
            )
        old.execute("DELETE FROM marks WHERE name NOT IN ('data_version', 'pseudonym_key')")
        old.commit()


def test_a_store_of_the_first_release_is_upgraded_with_the_same_figures_and_back(tmp_path):
    settings = installed(tmp_path / "here")
    prefecture = opened(settings)
    for each in FILES:
        prefecture.send(*each, AT)
    prefecture.assess(AT)
    expected = figures(prefecture)
    prefecture.warehouse.store.dispose()
    old = replace(settings, database_url=f"sqlite:///{settings.local}/premiere.db")
    first_release(settings, Path(settings.local, "premiere.db"))

    done = upgrade(old, AT, "moi", SECRET)

    assert (done.before, done.facts) == ("0001", 21)
    assert inspect_store(old.database_url).is_up_to_date
    assert figures_of(old) == expected
    later = opened(old)
    later.assess(AT, everything=True)
    assert figures(later) == expected
    later.warehouse.store.dispose()
    # Back: what was backed up is the old store, at its own step.
    assert look_through(done.backup.path, SECRET).manifest.step == "0001"
    restore(old, done.backup.path, AT + timedelta(minutes=1), "moi", SECRET)
    assert figures_of(old) == expected
    assert upgrade(old, AT, "moi").backup is None


@pytest.mark.parametrize("step", ["_put", "copy_in"])
def test_a_restoration_that_is_killed_is_made_again(sealed, monkeypatch, step, tmp_path):
    settings, path = sealed
    before = figures_of(settings)
    other = installed(tmp_path / "other")
    opened(other).warehouse.store.dispose()

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(f"etl.pipeline.restoring.{step}", killed)
        restore(other, path, AT, "moi", SECRET)
    restore(other, path, AT + timedelta(minutes=1), "moi", SECRET)
    assert figures_of(other) == before


def test_a_backup_for_which_there_is_no_room_leaves_nothing_behind(
    sealed, monkeypatch, tmp_path
):
    settings, _ = sealed

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("etl.pipeline.archiving.os.fsync", full)
    place = tmp_path / "full"
    with pytest.raises(StoreError, match="No space left"):
        back_up(settings, place, AT, "moi")
    assert list(place.iterdir()) == []
