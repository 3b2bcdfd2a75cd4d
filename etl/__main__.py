"""``python -m etl``."""

import gc
import sys


def run() -> int:
    """Run the command; what it imports is there to the end, and is never looked through."""
    gc.disable()
    from etl.cli import main

    gc.freeze()
    gc.enable()
    return main()


if __name__ == "__main__":
    sys.exit(run())
