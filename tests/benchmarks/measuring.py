"""How a benchmark measures a command: a process of its own, its seconds and its memory."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

Figures = dict[str, float]


def peak_mb() -> float:
    """Return the peak memory of this process and of the largest it waited for.

    ``ru_maxrss`` of the process itself would tell its parent's too.
    """
    status = Path("/proc/self/status").read_text("ascii")
    own = int(status.split("VmHWM:")[1].split()[0])
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def measured(module: str, *words: str, **variables: str) -> Figures:
    """Run ``python -m module words``; return the figures it prints, and its seconds.

    ``cpu_s`` is the processor's time, user and system: on a machine that others use too, it
    tells more than ``wall_s``.
    """
    began, before = time.perf_counter(), os.times()
    ended = subprocess.run(
        [sys.executable, "-m", module, *words],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | variables,
    )
    wall, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    told = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    figures: Figures = {"wall_s": wall, "cpu_s": cpu}
    for line in told:
        figures |= json.loads(line)
    return figures


def told(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:,.2f}" for name, value in figures.items())


def ratios(label: str, over: Sequence[Figures], under: Sequence[Figures]) -> str:
    """Return the ratio of each pair, wall clock and processor time."""
    pairs = [
        f"{one['wall_s'] / other['wall_s']:.2f} ({one['cpu_s'] / other['cpu_s']:.2f})"
        for one, other in zip(over, under, strict=True)
    ]
    load = os.getloadavg()[0]
    return f"{label}, wall (processor), each pair: {'; '.join(pairs)}; load {load:.1f}"
