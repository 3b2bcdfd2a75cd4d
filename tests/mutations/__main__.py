"""``python -m tests.mutations [WORD]``: break each rule in a copy, and see its test fail.

Not part of the test run: it takes minutes. The copy is a git worktree of the last commit, in
a temporary folder that is removed afterwards; the working tree is never touched.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutations.declared import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


def survivors(mutations: list[Mutation]) -> list[Mutation]:
    """Return the mutations that no test noticed."""
    with tempfile.TemporaryDirectory(prefix="vigie-mutations-") as folder:
        copy = Path(folder, "copy")
        _git("worktree", "add", "--detach", "--quiet", str(copy), "HEAD")
        try:
            return [each for each in mutations if not _is_noticed(each, copy)]
        finally:
            _git("worktree", "remove", "--force", str(copy))


def _is_noticed(mutation: Mutation, copy: Path) -> bool:
    path = copy / mutation.file
    sound = path.read_text("utf-8")
    _write(path, sound.replace(mutation.old, mutation.new))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *mutation.test.split()],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    _write(path, sound)
    # 1 is a test that failed; anything else is a test that could not run.
    is_noticed = done.returncode == 1
    print("✓" if is_noticed else "✗", f"{mutation.file}: {mutation.what}", flush=True)
    return is_noticed


def _write(path: Path, text: str) -> None:
    """Write a file at a new instant, however short the run: Python compiles it again."""
    later = path.stat().st_mtime + 10
    path.write_text(text, "utf-8")
    os.utime(path, (later, later))


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [each for each in MUTATIONS if wanted in f"{each.file} {each.what}"]
    left = survivors(chosen)
    print(f"{len(chosen) - len(left)} of {len(chosen)} noticed.")
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
