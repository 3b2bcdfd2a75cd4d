"""What a user names becomes the files to import; hostile archives are refused."""

import zipfile
from pathlib import Path

import pytest

from etl.errors import UnreadableFileError, UsageError
from etl.pipeline.files import count_lines, expanded, fingerprint


def names(*paths: Path) -> list[str]:
    with expanded(paths) as files:
        return [each.name for each in files]


def test_a_folder_gives_its_files_in_order_without_hidden_ones(tmp_path):
    for name in ("b.csv", "a.csv", ".hidden", "Thumbs.db"):
        Path(tmp_path, name).write_text("x")
    Path(tmp_path, "sub").mkdir()
    Path(tmp_path, "sub", "c.csv").write_text("x")
    assert names(tmp_path) == ["a.csv", "b.csv", "c.csv"]


@pytest.mark.parametrize("inside", ["cur/1.eml", "new/1", "message.eml"])
def test_a_mail_folder_is_one_mailbox(tmp_path, inside):
    message = tmp_path / "boite" / inside
    message.parent.mkdir(parents=True)
    message.write_text("Subject: x\n\n")
    assert names(tmp_path) == ["boite"]


def test_an_archive_gives_its_files_while_it_is_open(tmp_path):
    archive = tmp_path / "exports.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("mars/appels.csv", "a;b\n")
    with expanded([archive]) as (only,):
        assert only.read_text() == "a;b\n"
    assert not only.exists()


def test_a_workbook_is_not_an_archive_of_exports(tmp_path):
    workbook = tmp_path / "grille.xlsx"
    with zipfile.ZipFile(workbook, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    assert names(workbook) == ["grille.xlsx"]


@pytest.mark.parametrize(
    ("member", "content"),
    [("../sorti.csv", "x"), ("/absolu.csv", "x"), ("bombe.csv", "0" * 5_000_000)],
    ids=["parent path", "absolute path", "ratio"],
)
def test_a_hostile_archive_is_refused_whole(tmp_path, member, content):
    archive = tmp_path / "hostile.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(member, content)
    with pytest.raises(UnreadableFileError, match=r"hostile\.zip"), expanded([archive]):
        pass
    assert not (tmp_path.parent / "sorti.csv").exists()


def test_a_damaged_archive_is_refused_in_french(tmp_path):
    archive = tmp_path / "tronquee.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", "a;b\n" * 1000)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:40] + b"\xff" * 400 + whole[440:])
    with pytest.raises(UnreadableFileError, match="endommagée"), expanded([archive]):
        pass


def test_a_missing_file_is_named():
    with pytest.raises(UsageError, match=r"absent\.csv"), expanded([Path("absent.csv")]):
        pass


def test_the_fingerprint_is_that_of_the_content_not_of_the_name(tmp_path):
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    one.write_text("same")
    two.write_text("same")
    other.write_text("other")
    assert fingerprint(one) == fingerprint(two) != fingerprint(other)


def test_the_fingerprint_of_a_folder_changes_with_any_message(tmp_path):
    for name in ("1.eml", "2.eml"):
        Path(tmp_path, name).write_text("x")
    before = fingerprint(tmp_path)
    Path(tmp_path, "2.eml").write_text("y")
    assert fingerprint(tmp_path) != before


def test_lines_are_counted_for_text_only(tmp_path):
    text, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    text.write_text("a\nb\n")
    packed.write_bytes(b"\x1f\x8b\n\n")
    assert (count_lines(text), count_lines(packed), count_lines(tmp_path)) == (2, None, None)
