"""Fuzzer of the readers: samples are damaged in many ways, none may end in a traceback.

    python -m tests.fuzz --files 20000 --seed 1

Each file goes the way of an import: found, read, checked against its contract. It may be
read, in part or not at all, or refused with a ``UserError``; nothing else. What is accepted
and what is rejected make together what was read, and each file is done in a few seconds.
A run is known by its seed: the same one damages the same files in the same way.
"""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.load import Declarations, load_declarations
from etl.errors import UserError
from etl.indicators.rules import RULES
from etl.pipeline.files import expanded, fingerprint
from etl.readers.registry import SETTINGS, find_reader
from tests.damage import DAMAGES

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
# A damaged file is small; what takes longer than this hangs.
MOST_SECONDS = 20
MOST_BYTES = 512 * 1024


class HungError(Exception):
    """A file took too long."""


@dataclass
class Outcome:
    """What became of the files: how many, by kind of end, and the failures with their cause."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def originals(folder: Path | None = None) -> list[Path]:
    """Return the files to damage: the samples, and those of another folder."""
    folders = [SAMPLES, *([folder] if folder else [])]
    found = [path for each in folders for path in sorted(each.rglob("*")) if path.is_file()]
    return [path for path in found if path.stat().st_size <= MOST_BYTES]


def damaged(files: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, the damage and the content of ``count`` damaged files."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        path = files[number % len(files)]
        content = path.read_bytes()
        names = []
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            name = chance.choice(sorted(DAMAGES))
            content = DAMAGES[name](content, chance)
            names.append(name)
        yield path.name, f"{number} {'+'.join(names)}", content


def run(count: int, seed: int, folder: Path | None = None) -> Outcome:
    """Damage and read ``count`` files; a failure is told with what makes it again."""
    declarations = load_declarations(ROOT / "data", RULES, SETTINGS)
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="vigie-fuzz-") as scratch:
        for name, damage, content in damaged(originals(folder), count, seed):
            place = Path(scratch) / "envoi"
            place.mkdir()
            path = place / name
            path.write_bytes(content)
            begun = time.perf_counter()
            try:
                with at_most(MOST_SECONDS):
                    end = read(path, declarations)
            except Exception as error:  # the very thing that is looked for
                end = type(error).__name__
                where = traceback.extract_tb(error.__traceback__)[-1]
                outcome.failures.append(
                    f"{name} ({damage}): {end} at {Path(where.filename).name}:{where.lineno}: "
                    f"{str(error)[:200]}"
                )
                print(outcome.failures[-1], flush=True)
            spent = time.perf_counter() - begun
            outcome.slowest = max(outcome.slowest, (spent, f"{name} ({damage})"))
            outcome.files += 1
            outcome.ends[end] += 1
            shutil.rmtree(place)
    return outcome


def read(path: Path, declarations: Declarations) -> str:
    """Read a file as an import does; return how it ended."""
    with expanded([path]) as files:
        ends = {_end(each.problem, each.path, declarations) for each in files}
    return "/".join(sorted(ends)) or "nothing inside"


def _end(problem: UserError | None, path: Path, declarations: Declarations) -> str:
    try:
        if problem:
            raise problem
        if fingerprint(path)[1] == 0:
            return "empty"
        reader = find_reader(path, declarations.sources)
        records = accepted = rejected = 0
        for batch in reader.read(path):
            checked = check(batch, CONTRACTS[batch.dataset], declarations.sites)
            assert len(checked.accepted) + checked.rejected == len(batch.rows)
            assert set(checked.rejections["line"]) <= set(batch.rows.index)
            records += len(batch.rows)
            accepted += len(checked.accepted)
            rejected += checked.rejected
        assert accepted + rejected == records
    except UserError as error:
        assert str(error).startswith("«"), str(error)
        return f"refused ({type(error).__name__})"
    if not records:
        return "no record"
    return "read" if not rejected else "read in part" if accepted else "all rejected"


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise HungError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="other files to damage, beside the samples")
    options = parser.parse_args(arguments)
    outcome = run(options.files, options.seed, options.folder)
    for end, count in outcome.ends.most_common():
        print(f"{count:7d}  {end}")
    print(f"slowest: {outcome.slowest[0]:.1f} s, {outcome.slowest[1]}")
    print(f"{outcome.files} files, seed {options.seed}, {len(outcome.failures)} failures")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
