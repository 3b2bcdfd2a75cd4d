"""Exports of calls for the benchmarks: a narrow table, and 3CX's own 27 columns."""

from pathlib import Path

import numpy as np
import pandas as pd

SITES = np.array(["Cahors", "Figeac", "Gourdon"])
ISSUES = np.array(["Décroché", "Abandon", "Débordement"])
FIRST_DAY = pd.Timestamp("2024-01-01")
FIRST_HISTORY_DAY = pd.Timestamp("2016-01-01")
TWO_YEARS_S = 2 * 365 * 86400
THREECX = [
    "historyid", "callid", "duration", "time_start", "time_answered", "time_end",
    "reason_terminated", "from_no", "to_no", "from_dn", "to_dn", "dial_no",
    "reason_changed", "final_number", "final_dn", "bill_code", "bill_rate", "bill_cost",
    "bill_name", "chain", "from_type", "to_type", "final_type", "from_dispname",
    "to_dispname", "final_dispname", "missed_queue_calls",
]  # fmt: skip


def _starts(draw: np.random.Generator, rows: int) -> pd.DatetimeIndex:
    seconds = np.sort(draw.integers(0, TWO_YEARS_S, rows))
    return FIRST_DAY + pd.to_timedelta(seconds, unit="s")


def _callers(draw: np.random.Generator, rows: int) -> pd.Series:
    return "0536490" + pd.Series(draw.integers(100, 999, rows)).astype("str")


def write_distributor(path: Path, rows: int, seed: int = 7) -> None:
    """Write the export of a call distributor: eight columns, in order of time."""
    draw = np.random.default_rng(seed)
    _distributed(draw, _starts(draw, rows), 0).to_csv(path, sep=";", index=False)


def write_history(path: Path, first_day: int, days: int, calls_a_day: int) -> None:
    """Write the same export, day after day from the first: a long file in little memory."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for day in range(first_day, first_day + days):
            draw = np.random.default_rng(day)
            seconds = np.sort(draw.integers(0, 86_400, calls_a_day))
            start = FIRST_HISTORY_DAY + pd.to_timedelta(day * 86_400 + seconds, unit="s")
            frame = _distributed(draw, start, day * calls_a_day)
            frame.to_csv(file, sep=";", index=False, header=day == first_day)


def _distributed(
    draw: np.random.Generator, starts: pd.DatetimeIndex, first_number: int
) -> pd.DataFrame:
    rows = len(starts)
    return pd.DataFrame(
        {
            "N° appel": np.arange(first_number, first_number + rows),
            "Site": SITES[draw.integers(0, 3, rows)],
            "Date": starts.strftime("%d/%m/%Y %H:%M:%S"),
            "Attente (s)": draw.exponential(20, rows).astype(int),
            "Durée (s)": draw.exponential(150, rows).astype(int),
            "Issue": ISSUES[draw.choice(3, rows, p=[0.85, 0.12, 0.03])],
            "File": "standard",
            "Numéro appelant": _callers(draw, rows),
        }
    )


def write_threecx(path: Path, rows: int, seed: int = 7) -> None:
    """Write 3CX call data records of one queue, with their header."""
    draw = np.random.default_rng(seed)
    start = _starts(draw, rows)
    talk = draw.exponential(150, rows).astype(int)
    answered = draw.random(rows) < 0.85
    end = start + pd.to_timedelta(draw.exponential(20, rows).astype(int) + talk * answered, "s")
    spoken = (FIRST_DAY + pd.to_timedelta(talk, unit="s")).strftime("%H:%M:%S")
    caller, number = _callers(draw, rows), pd.Series(np.arange(rows)).astype("str")
    agent = pd.Series(draw.integers(100, 199, rows)).astype("str")
    known = {
        "historyid": "Call " + number,
        "callid": "00000171DEDAF013_" + number,
        "duration": np.where(answered, spoken, ""),
        **dict.fromkeys(("time_start", "time_answered"), start.strftime("%Y/%m/%d %H:%M:%S")),
        "time_end": end.strftime("%Y/%m/%d %H:%M:%S"),
        "reason_terminated": "TerminatedBySrc",
        "from_no": caller,
        "to_no": "Ext.800",
        "from_dn": "10000",
        **dict.fromkeys(("to_dn", "dial_no"), "800"),
        "reason_changed": np.where(answered, "ReplacedDst", ""),
        "final_number": "Ext." + agent,
        "final_dn": agent,
        "chain": "Chain: " + caller + ",Ext.800,Ext." + agent + ",",
        "from_type": "External",
        **dict.fromkeys(("to_type", "final_type"), "Internal"),
    }
    pd.DataFrame({name: known.get(name, "") for name in THREECX}, index=range(rows)).to_csv(
        path, index=False
    )
