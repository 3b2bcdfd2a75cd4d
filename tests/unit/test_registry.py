"""Which reader a file gets: by its content, then by the names that sources expect."""

from dataclasses import replace
from pathlib import Path

import pytest

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import AmbiguousFormatError, UnknownFormatError, UnreadableFileError
from etl.readers.base import read_head
from etl.readers.registry import FORMATS, SETTINGS, UndeclaredSourceError, find_reader

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
LOG = "1741593600|1741593600.1|standard|NONE|ENTERQUEUE||0536490011|1\n"
CAHORS = Source("standard_cahors", "Cahors", Dataset.CALLS, "asterisk_queue_log", "cahors")
FIGEAC = replace(CAHORS, name="standard_figeac", site="figeac")


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "queue_log-cahors"
    path.write_text(LOG, "ascii")
    return path


def named(source, *patterns):
    return replace(source, file_patterns=patterns)


def test_the_only_source_of_the_format_is_taken_whatever_the_name(log):
    assert find_reader(log, [named(CAHORS, "other*")]).source.name == "standard_cahors"


def test_between_sources_the_pattern_of_the_name_decides(log):
    sources = [named(FIGEAC, "*figeac*"), named(CAHORS, "*CAHORS*")]
    assert find_reader(log, sources).source.name == "standard_cahors"


def test_a_source_whose_pattern_matches_comes_before_one_without(log):
    assert find_reader(log, [FIGEAC, named(CAHORS, "*cahors*")]).source.site == "cahors"


def test_a_source_without_pattern_comes_before_one_whose_pattern_does_not_match(log):
    assert find_reader(log, [named(FIGEAC, "*figeac*"), CAHORS]).source.site == "cahors"


def test_two_sources_that_claim_a_file_are_an_error_that_names_them(log):
    with pytest.raises(AmbiguousFormatError, match=r"standard_cahors, standard_figeac"):
        find_reader(log, [CAHORS, FIGEAC])


def test_a_known_format_without_source_says_so(log):
    with pytest.raises(UndeclaredSourceError, match="asterisk_queue_log"):
        find_reader(log, [])


def test_an_unknown_file_is_shown_by_its_first_line(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Compte rendu de réunion\n", "utf-8")
    with pytest.raises(UnknownFormatError, match="Compte rendu de réunion"):
        find_reader(path, [CAHORS])


def test_an_absent_file_is_an_error_for_its_reader(tmp_path):
    with pytest.raises(UnreadableFileError, match="n'existe pas"):
        find_reader(tmp_path / "nothing", [CAHORS])


def test_a_damaged_archive_is_an_error_for_its_reader(tmp_path):
    path = tmp_path / "queue_log.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00 damaged")
    with pytest.raises(UnreadableFileError, match="gzip"):
        find_reader(path, [CAHORS])


def test_a_binary_file_is_not_a_log(tmp_path):
    path = tmp_path / "queue_log"
    path.write_bytes(bytes(range(256)) * 100)
    with pytest.raises(UnknownFormatError):
        find_reader(path, [CAHORS])


def test_some_damaged_first_lines_do_not_hide_the_format(tmp_path):
    path = tmp_path / "queue_log"
    path.write_text("16\n" + LOG * 3, "ascii")
    assert find_reader(path, [CAHORS]).format.name == "asterisk_queue_log"


@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_one_format_at_most_beside_tables_recognises_a_sample(sample):
    head = read_head(sample)
    claims = [each.name for each in FORMATS if each.identify(head)]
    assert len([name for name in claims if name != "delimited"]) <= 1
    assert claims


def test_formats_have_names_of_their_own():
    assert len(SETTINGS) == len(FORMATS)
