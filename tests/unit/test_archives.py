"""Archives: what a service sends is opened, what is hostile is refused in French."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from etl.errors import UnreadableFileError
from etl.pipeline import files
from etl.pipeline.files import LEFT_BEHIND_S, Opened, expanded, sweep
from etl.readers import base, bounds
from etl.readers.registry import find_reader
from tests.golden.reading import SAMPLES, declarations, read

CALLS = (SAMPLES / "asterisk_cdr.csv").read_bytes()


def zipped(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def opened(folder: Path, content: bytes, name: str = "envoi.zip") -> list[tuple[str, str]]:
    """Return the name of each file that came out, with the reason of its refusal."""
    path = folder / name
    path.write_bytes(content)
    with expanded([path]) as found:
        return [(each.path.name, str(each.problem or "")) for each in found]


def refusal(folder: Path, content: bytes, name: str = "envoi.zip") -> str:
    ((only, problem),) = opened(folder, content, name)
    assert only == name
    assert problem.startswith(f"« {name} »")
    return problem


def linked() -> bytes:
    link = zipfile.ZipInfo("lien.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return whole.getvalue()


def altered(position: int, value: int) -> Callable[[], bytes]:
    """Return an archive whose directory and whose member say ``value`` at ``position``."""

    def make() -> bytes:
        data = bytearray(zipped({"appels.csv": CALLS}))
        local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
        data[local + position] = data[central + position + 2] = value
        return bytes(data)

    return make


def twice(first: str, second: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (first, second):
            archive.writestr(name, b"a;b\n")
    return whole.getvalue()


def nested(depth: int) -> bytes:
    content = zipped({"appels.csv": CALLS})
    for place in range(1, depth):
        content = zipped({f"dedans{place}.zip": content}, zipfile.ZIP_STORED)
    return content


def liar() -> bytes:
    """Return an archive that announces fewer bytes than it holds."""
    data = bytearray(zipped({"appels.csv": b"0" * 4000}))
    central = data.index(b"PK\x01\x02")
    for place in (data.index(b"PK\x03\x04") + 22, central + 24):
        data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "a path above": (lambda: zipped({"../sorti.csv": b"x"}), "chemin qui en sort"),
    "a path above, the other way": (lambda: zipped({"..\\sorti.csv": b"x"}), "qui en sort"),
    "a path above, further on": (lambda: zipped({"a/../../b.csv": b"x"}), "qui en sort"),
    "an absolute path": (lambda: zipped({"/tmp/absolu.csv": b"x"}), "chemin qui en sort"),
    "an absolute path of Windows": (lambda: zipped({"C:\\a.csv": b"x"}), "qui en sort"),
    "a link": (linked, "contient un lien"),
    "a password": (altered(6, 1), "mot de passe"),
    "an unknown packing": (altered(8, 97), "compressée d'une manière inconnue"),
    "the same name twice": (lambda: twice("a.csv", "a.csv"), "deux fois « a.csv »"),
    "the same name but for case": (lambda: twice("A.csv", "a.CSV"), "deux fois « a.CSV »"),
    "a file that is also a folder": (lambda: twice("a", "a/b.csv"), "ne peut être écrit ici"),
    "no name": (lambda: zipped({".": b"x"}), "sans nom"),
    "a name too long": (lambda: zipped({"é" * 200: b"x"}), "plus de 255"),
    "a bomb": (lambda: zipped({"bombe.csv": b"0" * 5_000_000}), "démesurée"),
    "a member that lies about its size": (liar, "endommagée"),
    "archives without end": (lambda: nested(4), "l'une dans l'autre"),
}


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_whole_with_its_reason(tmp_path, make, words):
    found = opened(tmp_path, make())
    assert len(found) == 1
    assert words in found[0][1]
    assert not (tmp_path.parent / "sorti.csv").exists()


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.pipeline.archives.MAX_MEMBERS", 3)
    three = {f"{place}.csv": CALLS for place in range(3)}
    assert len(opened(tmp_path, zipped(three))) == 3
    assert "plus de 3 fichiers" in refusal(tmp_path, zipped({**three, "4.csv": CALLS}))


def test_the_bounds_are_those_of_all_archives_inside_together(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.pipeline.archives.MAX_UNPACKED_BYTES", 2 * len(CALLS) + 3000)
    inner = zipped({"appels.csv": CALLS})
    found = opened(tmp_path, zipped({f"{name}.zip": inner for name in "abc"}))
    assert [problem == "" for _, problem in found] == [True, True, False]
    assert "démesurée" in found[2][1]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_archives_inside_an_archive_are_opened(tmp_path, depth):
    assert opened(tmp_path, nested(depth)) == [("appels.csv", "")]


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_truncated_archive_is_refused_in_french(tmp_path, cut):
    assert "endommagée" in refusal(tmp_path, zipped({"appels.csv": CALLS})[:cut])


def test_a_damaged_member_is_refused_in_french(tmp_path):
    data = zipped({"appels.csv": CALLS}, zipfile.ZIP_STORED)
    assert "endommagée" in refusal(tmp_path, data.replace(b"0536490011", b"0536490099", 1))


def test_a_refused_archive_stops_no_other_file(tmp_path):
    (tmp_path / "a.zip").write_bytes(linked())
    (tmp_path / "b.csv").write_bytes(CALLS)
    with expanded([tmp_path]) as found:
        assert [(each.path.name, each.problem is None) for each in found] == [
            ("a.zip", False),
            ("b.csv", True),
        ]


def test_folders_written_by_windows_and_leftovers_of_a_mac_are_understood(tmp_path):
    content = zipped({"mars\\appels.csv": CALLS, "__MACOSX/._appels.csv": b"x", "vide/": b""})
    assert opened(tmp_path, content) == [("appels.csv", "")]


def test_an_empty_archive_gives_nothing(tmp_path):
    assert opened(tmp_path, zipped({})) == []


def test_a_link_that_leads_back_to_its_folder_is_not_followed_for_ever(tmp_path):
    (tmp_path / "b.csv").write_bytes(CALLS)
    (tmp_path / "retour").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "perdu").symlink_to(tmp_path / "absent")
    with expanded([tmp_path]) as found:
        assert [each.path.name for each in found] == ["b.csv"]


def test_what_is_neither_file_nor_folder_is_refused(tmp_path):
    os.mkfifo(tmp_path / "tuyau")
    with expanded([tmp_path / "tuyau"]) as found:
        assert "ni un fichier ni un dossier" in str(found[0].problem)


def test_archives_live_as_long_as_the_import(tmp_path):
    path = tmp_path / "envoi.zip"
    path.write_bytes(nested(2))
    with expanded([path]) as found:
        assert found == [Opened(found[0].path)]
        assert read(found[0].path).source == "standard_cdr"
    assert not found[0].path.exists()


# --- gzip


def test_a_gzip_bomb_is_stopped_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "Master.csv.gz"
    path.write_bytes(gzip.compress(CALLS + b"\n" * 3_000_000))
    with pytest.raises(UnreadableFileError, match="démesuré"):
        read(path)
    monkeypatch.setattr(bounds, "MAX_RATIO", 10_000)
    assert len(read(path).accepted)


def test_a_gzip_file_of_a_hundred_times_its_size_is_read_to_its_end(tmp_path):
    path = tmp_path / "Master.csv.gz"
    path.write_bytes(gzip.compress(CALLS * 1000))
    unpacked = 1000 * len(CALLS)
    assert 60 < unpacked / path.stat().st_size < bounds.MAX_RATIO
    with base.open_bytes(path) as file:
        assert sum(len(piece) for piece in iter(lambda: file.read(1 << 20), b"")) == unpacked


@pytest.mark.parametrize("inside", [gzip.compress(CALLS), zipped({"appels.csv": CALLS})])
def test_an_archive_inside_a_gzip_file_is_refused(tmp_path, inside):
    path = tmp_path / "envoi.gz"
    path.write_bytes(gzip.compress(inside))
    with pytest.raises(UnreadableFileError, match="archive dans une archive"):
        find_reader(path, declarations().sources)


def test_a_truncated_gzip_file_is_refused(tmp_path):
    path = tmp_path / "Master.csv.gz"
    path.write_bytes(gzip.compress(CALLS)[:-20])
    with pytest.raises(UnreadableFileError, match="gzip est endommagée"):
        read(path)


# --- what nothing here opens


def tarred() -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        archive.add(SAMPLES / "asterisk_cdr.csv", "appels.csv")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (tarred, "tar"),
        (lambda: gzip.compress(tarred()), "tar"),
        (lambda: bz2.compress(CALLS), "bzip2"),
        (lambda: lzma.compress(CALLS), "xz"),
        (lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "7z"),
        (lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 99, "RAR"),
    ],
    ids=["tar", "tar.gz", "bz2", "xz", "7z", "rar"],
)
def test_other_archives_are_named(tmp_path, make, kind):
    path = tmp_path / "envoi"
    path.write_bytes(make())
    with pytest.raises(UnreadableFileError, match=f"archive {kind}, que cet outil n'ouvre pas"):
        find_reader(path, declarations().sources)


# --- workbooks


def workbook(sheet: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": sheet})


def test_a_workbook_that_would_be_enormous_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "grille.xlsx"
    path.write_bytes(workbook(b"0" * 5_000_000))
    with expanded([path]) as found:
        assert found == [Opened(path)]
    with pytest.raises(UnreadableFileError, match="classeur, une fois ouvert"):
        find_reader(path, declarations().sources)


def test_a_big_workbook_is_measured_and_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "MAX_WORKBOOK_BYTES", 20_000)
    sheet = os.urandom(9000)
    data = bytearray(workbook(sheet))
    path = tmp_path / "grille.xlsx"
    path.write_bytes(data)
    bounds.refuse_what_cannot_be_opened(path, bytes(data[:64]), packed=False)
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (100).to_bytes(4, "little")
    lying = tmp_path / "menteur.xlsx"
    lying.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="démesuré"):
        bounds.refuse_what_cannot_be_opened(lying, bytes(data[:64]), packed=False)


def test_bounds_are_declared_once():
    text = Path(files.__file__).read_text("utf-8")
    assert "1024" not in text.replace("16 * 1024", "")


def test_what_a_killed_import_left_is_swept_and_what_is_recent_stays(tmp_path):
    places = [tmp_path / name for name in ("vigie-old", "vigie-recent", "others", "vigie-now")]
    for place in places:
        place.mkdir()
        (place / "a.csv").write_text("a")
    now = places[-1].stat().st_mtime
    for place, age in zip(places, (LEFT_BEHIND_S + 5, LEFT_BEHIND_S - 60, 10**7), strict=False):
        os.utime(place, (now - age, now - age))
    sweep(places[-1])
    assert [each.exists() for each in places] == [False, True, True, True]
