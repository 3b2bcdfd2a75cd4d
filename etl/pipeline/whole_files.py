"""Files that are there whole or not at all, whenever the program dies."""

import os
import shutil
import tempfile
from pathlib import Path

# What a death leaves under such a name, the doctor takes away.
PART = ".part"


def write_new(path: Path, content: bytes) -> None:
    """Write a file, for its owner only; raise ``FileExistsError`` where there is one.

    Of two that write it at once, one does, and the other is refused.
    """
    unfinished = _unfinished(path, content)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: what is there already is still not replaced.
        if path.exists():
            raise FileExistsError(path) from None
        shutil.copyfile(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def replace_whole(path: Path, content: bytes) -> None:
    """Put a file, for its owner only, in the place of the one that may be there."""
    _unfinished(path, content).replace(path)


def _unfinished(path: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(PART, f".{path.name}-", path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
