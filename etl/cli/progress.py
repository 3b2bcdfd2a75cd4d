"""Following an import: bars on a terminal, plain lines elsewhere."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from etl import wording
from etl.pipeline import ImportReport


class TerminalProgress:
    """Two bars: the files, and the lines of the file being read, with rows a second."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self.records = 0

    def __enter__(self) -> "TerminalProgress":
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def begin(self, files: int) -> None:
        self.files = self.bars.add_task("Fichiers", total=files, rate="")
        self.lines = self.bars.add_task("", total=None, rate="", visible=False)

    def file(self, name: str, lines: int | None) -> None:
        self.records = 0
        self.bars.reset(self.lines, total=lines, description=name, rate="", visible=True)

    def read(self, records: int, line: int) -> None:
        self.records += records
        elapsed = self.bars.tasks[self.lines].elapsed or 0.0
        rate = wording.rate(self.records, elapsed)
        self.bars.update(self.lines, completed=line, rate=rate)

    def done(self, report: ImportReport) -> None:
        self.bars.update(self.lines, visible=False)
        self.bars.advance(self.files)
        self.console.print(wording.import_line(report), highlight=False, markup=False)


class PlainProgress:
    """One line a file, for a log or a pipe."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __enter__(self) -> "PlainProgress":
        return self

    def __exit__(self, *_: object) -> None: ...
    def begin(self, files: int) -> None: ...
    def file(self, name: str, lines: int | None) -> None: ...
    def read(self, records: int, line: int) -> None: ...

    def done(self, report: ImportReport) -> None:
        self.console.print(
            wording.import_line(report), highlight=False, markup=False, soft_wrap=True
        )


def follower(console: Console) -> TerminalProgress | PlainProgress:
    return TerminalProgress(console) if console.is_terminal else PlainProgress(console)
