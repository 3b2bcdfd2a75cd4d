"""Run a command in a process of its own, and kill it (SIGKILL) at a chosen instant.

The processes are forked from one that has loaded the program already: an instant lies in the
command, not in the imports of Python.
"""

import contextlib
import io
import multiprocessing
import os
import signal
import sys
import time
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

# What a command does that another process could see: files made, written, moved, taken away.
SEEN = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod"})
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
PRELOADED = ["tests.faults.dying", "etl.cli.commands", "etl.pipeline.assessing", "psycopg"]
LONGEST_S = 120


@dataclass(frozen=True)
class Command:
    """A command with what surrounds it; ``typed`` is what a person types at its question."""

    words: Sequence[str]
    folder: Path
    variables: Mapping[str, str]
    typed: str = ""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its code (negative: killed), what it said, its steps and seconds."""

    code: int
    said: str
    steps: int
    seconds: float


def run(command: Command, at_step: int = 0, after_s: float = 0.0) -> Ended:
    """Run a command, killed at its step of that number, or after so many seconds, if any."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    report = command.folder / ".said"
    report.write_text("", "utf-8")
    process = context.Process(target=_live, args=(command, at_step, str(report)))
    started = time.monotonic()
    with _no_script_of_its_own():
        process.start()
    process.join(after_s or LONGEST_S)
    if process.is_alive():
        process.kill()
        process.join(LONGEST_S)
    seconds, code = time.monotonic() - started, process.exitcode
    process.close()
    said, _, steps = report.read_text("utf-8").partition("\n#steps ")
    report.unlink()
    return Ended(-1 if code is None else code, said, int(steps or 0), seconds)


@contextlib.contextmanager
def _no_script_of_its_own() -> Iterator[None]:
    """Let a new process start without the script that this one runs.

    A test of a page leaves the application as ``__main__``, and a new process would run it.
    """
    own = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = own


def _live(command: Command, at_step: int, report: str) -> None:
    """Do a command from its beginning; count its steps, and die at one of them."""
    steps = _Steps(at_step)
    os.environ.update(command.variables)
    os.chdir(command.folder)
    sys.stdin = io.StringIO(command.typed)
    from etl.cli import main

    with Path(report).open("a", encoding="utf-8") as file:
        with contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
            steps.listen()
            code = main(list(command.words))
        file.write(f"\n#steps {steps.count}")
    os._exit(code)


class _Steps:
    """Counts what a command asks of the store and of the disk."""

    def __init__(self, last: int) -> None:
        self.count, self.last = 0, last

    def listen(self) -> None:
        event.listen(Engine, "before_cursor_execute", lambda *_: self.step())
        event.listen(Engine, "commit", lambda *_: self.step())
        sys.addaudithook(self.heard)

    def heard(self, name: str, arguments: tuple[object, ...]) -> None:
        if name in SEEN:
            self.step()
        elif name == "open":
            flags = arguments[2]
            if isinstance(flags, int) and flags & WRITES:
                self.step()

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
