"""Tables whose columns a source declares: CSV of any writing, XLSX, ODS."""

from collections.abc import Iterator
from pathlib import Path

from etl.domain.datasets import Dataset
from etl.domain.pauses import ABOUT_SOURCE
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.frames.batches import Batch
from etl.readers.base import FileHead, encoding_of, read_head
from etl.readers.csv_stream import Piece, read_pieces
from etl.readers.layout import DELIMITERS, find_layout
from etl.readers.shaping import shaped
from etl.readers.sheets import MAGICS, has_table, read_sheets, with_sheet_layouts
from etl.readers.steps import gathered, is_journal


class DelimitedFormat:
    """A table is known by the headers of a declared source, wherever they stand.

    Setting ``fallbacks``: columns of the fact that take the value of another where the
    file has nothing. Settings ``only`` and ``except``: words of columns of the file by which
    records are kept or left out (they are counted, not rejected). Setting ``totals``: of a
    table with a column for each item (``melt``), the items whose total is another column than
    that of ``columns.total``. Settings ``step`` and ``steps``: a contact has many rows, see
    ``etl.readers.steps``. Setting ``about_source``: the source that brings the contacts which
    these facts are about, by the same identifiers.
    """

    name = "delimited"
    datasets = frozenset(Dataset)
    settings = frozenset(
        {"fallbacks", "only", "except", "totals", "step", "steps", ABOUT_SOURCE}
    )

    def identify(self, head: FileHead) -> bool:
        if head.is_folder or not head.head:
            return False
        if head.head.startswith(MAGICS):
            return True
        return any(mark in head.text() for mark in DELIMITERS) and not _is_binary(head)

    def fits(self, head: FileHead, source: Source) -> bool:
        if head.head.startswith(MAGICS):
            return has_table(head.path, source)
        return find_layout(head, source) is not None

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        head = read_head(path)
        if head.head.startswith(MAGICS):
            yield from _batches(read_sheets(path, source), with_sheet_layouts(source))
            return
        layout = find_layout(head, source)
        if layout is None:
            wanted = ", ".join(source.signature)
            raise UnreadableFileError(path, f"En-têtes introuvables : {wanted}.")
        yield from _batches(read_pieces(path, layout), source)


def _batches(pieces: Iterator[Piece], source: Source) -> Iterator[Batch]:
    return gathered(pieces, source) if is_journal(source) else shaped(pieces, source)


def _is_binary(head: FileHead) -> bool:
    """Say whether the head has null bytes that no UTF-16 explains."""
    start = head.head[:4096]
    wide = encoding_of(head.head) == "utf-16" or start.count(0) > len(start) // 4
    return not wide and 0 in start
