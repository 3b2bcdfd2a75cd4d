"""How many examples a property is tried on: few at every commit, many by night."""

import os

TIMES = int(os.environ.get("QUALITY_EXAMPLES", "1"))


def examples(usual: int) -> int:
    """Return the usual number, times ``QUALITY_EXAMPLES`` (50 for a night)."""
    return usual * TIMES
