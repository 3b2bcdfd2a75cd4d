"""How many failed attempts an address made lately: in memory, bounded."""

import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

MOST_FAILURES = 20
SPAN_S = 600.0
MOST_ADDRESSES = 10_000


@dataclass
class Attempts:
    """Failures by address; the address that was quiet longest is forgotten first."""

    _failures: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def failed(self, address: str) -> None:
        told = self._failures.pop(address, None) or deque(maxlen=MOST_FAILURES)
        told.append(time.monotonic())
        self._failures[address] = told
        while len(self._failures) > MOST_ADDRESSES:
            self._failures.popitem(last=False)

    def is_over(self, address: str) -> bool:
        """Tell whether an address failed too often within ten minutes."""
        told = self._failures.get(address) or deque()
        return len(told) == MOST_FAILURES and time.monotonic() - told[0] < SPAN_S
