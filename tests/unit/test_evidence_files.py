"""Hostile files given as evidence: each refused, or kept under a harmless name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.audit.evidence import EvidenceError
from etl.audit.files import LARGEST, LONGEST_NAME, MEDIA, clean_name, examined
from etl.errors import StoreError
from etl.store.vault import fetch, keep, place_of

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def archive(*names, mimetype="", content=b"x"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for each in names:
            made.writestr(each, content)
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("Bilan.pdf", PDF, "pdf"),
        ("BILAN.PDF", PDF, "pdf"),
        ("hall.png", PNG, "png"),
        ("hall.jpeg", b"\xff\xd8\xff\xe0" + bytes(9), "jpg"),
        ("note.docx", DOCX, "docx"),
        ("grille.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("grille.ods", archive("content.xml", mimetype=MEDIA["ods"]), "ods"),
        ("relevé.csv", "N°;Date\n1;03/05/2026\n".encode("cp1252"), "csv"),
        ("note.txt", b"Tout va bien.", "txt"),
    ],
)
def test_a_piece_of_an_admitted_type_is_kept_under_its_type(name, content, media):
    found = examined(name, content)
    assert found.media == MEDIA[media]
    assert found.name.endswith(f".{media}")
    assert (found.size, len(found.sha256)) == (len(content), 64)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.pdf", b""),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("dessin.pdf", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("page.html", b"<!DOCTYPE html><p>"),
        ("page.txt", b"Bonjour < script >alert(1)</script>"),
        ("programme.pdf", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("programme.exe", b"MZ\x90\x00"),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("tard.pdf", b"GIF89a" + PDF),
        ("bilan.docx", PDF),
        ("bilan.pdf", DOCX),
        ("bilan.pdf.exe", PDF),
        ("bilan", PDF),
        ("nul.csv", b"a;b\x00c"),
        ("macros.docx", archive("[Content_Types].xml", "word/a.xml", "word/vbaProject.bin")),
        ("macros.odt", archive("Basic/script.xml", mimetype=MEDIA["odt"])),
        ("archive.docx", archive("a.txt")),
        ("faux.odt", archive("a.txt", mimetype="text/html")),
        ("coupé.docx", DOCX[:40]),
    ],
    # An archive tells the second it was made in: its bytes are no name.
    ids=lambda each: each if isinstance(each, str) else "content",
)
def test_what_is_not_what_its_name_says_or_could_run_is_refused(name, content):
    with pytest.raises(EvidenceError):
        examined(name, content)


def test_a_file_is_admitted_up_to_its_largest_size():
    assert examined("a.pdf", PDF.ljust(100), largest=100)
    with pytest.raises(EvidenceError, match="lourd"):
        examined("a.pdf", PDF.ljust(101), largest=100)
    assert LARGEST == 20 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\Windows\\bilan.pdf", "bilan.pdf"),
        ("C:\\bilan.pdf", "bilan.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "_img src=x onerror=_alert(1)__.pdf"),
        ("bilan\u202efdp.exe.pdf", "bilanfdp.exe.pdf"),
        ("bilan\r\nSet-Cookie: a.pdf", "bilanSet-Cookie_ a.pdf"),
        ("  .pdf", "piece.pdf"),
        ("....pdf", "piece.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("été\u00a02026.pdf", "été 2026.pdf"),
    ],
)
def test_a_name_is_cleaned(name, kept):
    assert clean_name(name, "pdf") == kept


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_runs(name):
    found = clean_name(name, "pdf")
    assert found.endswith(".pdf") and len(found) <= LONGEST_NAME
    assert not set(found) & set('/\\<>:"|?*\x00\r\n')
    assert not found.startswith(".") and found.isprintable()


def test_the_same_content_is_kept_once_readable_by_its_owner_only(tmp_path):
    first, again = keep(tmp_path / "preuves", PDF), keep(tmp_path / "preuves", PDF)
    assert first == again
    (file,) = (each for each in (tmp_path / "preuves").rglob("*") if each.is_file())
    assert file.stat().st_mode & 0o777 == 0o600
    assert fetch(tmp_path / "preuves", first) == PDF


def test_a_file_that_was_altered_or_lost_is_not_given_back(tmp_path):
    sha256 = keep(tmp_path, PDF)
    place_of(tmp_path, sha256).write_bytes(PDF + b"!")
    with pytest.raises(StoreError, match="altéré"):
        fetch(tmp_path, sha256)
    place_of(tmp_path, sha256).unlink()
    with pytest.raises(StoreError, match="n'est plus"):
        fetch(tmp_path, sha256)


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "g" * 64, "A" * 64, "a" * 63])
def test_a_hash_is_never_a_path(tmp_path, sha256):
    with pytest.raises(StoreError):
        fetch(tmp_path, sha256)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "plein")))
    with pytest.raises(StoreError):
        keep(tmp_path, PDF)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
