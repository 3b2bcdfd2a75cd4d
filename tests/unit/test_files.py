"""What a user names becomes the files to import; hostile archives are refused."""

import zipfile
from pathlib import Path

import pytest

from etl.errors import UsageError
from etl.pipeline.files import count_lines, expanded, fingerprint


def names(*paths: Path) -> list[str]:
    with expanded(paths) as files:
        return [each.path.name for each in files]


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
        assert only.path.read_text() == "a;b\n"
    assert not only.path.exists()


def test_a_workbook_is_not_an_archive_of_exports(tmp_path):
    workbook = tmp_path / "grille.xlsx"
    with zipfile.ZipFile(workbook, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    assert names(workbook) == ["grille.xlsx"]


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
