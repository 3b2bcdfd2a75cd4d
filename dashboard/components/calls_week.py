"""The week of the telephone, half-hour by half-hour: calls, answer rate, waits."""

import pandas as pd

from dashboard import gateway, wording
from dashboard.components import week as grid
from dashboard.gateway.telephone import received
from dashboard.wording import calls as words
from dashboard.wording import figures
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.formats import ABSENT, NARROW, number

EXPORTED = {
    "Appels aux heures d'ouverture": "arrivals",
    "Appels hors des heures d'ouverture": "outside",
    "Appels en moyenne": "a_day",
    "Décrochés par un agent": "met",
    "Appels comptés": "counted",
    "Attentes connues": "answered",
    "Neuvième décile de l'attente (s)": "wait_p90",
}
# Of them, what is computed from counts.
FIGURES = ("Appels en moyenne", "Neuvième décile de l'attente (s)")
# And what is counted among others: the rest is a count too.
PARTS = (
    ("Appels comptés", "Décrochés par un agent"),
    ("Appels aux heures d'ouverture", "Attentes connues"),
)


def show_week(site: str, period: Period) -> None:
    """Show the week as a grid, by calls, by answer rate or by wait."""
    grid.show_week(words.VIEWS, words.LEGENDS, _week, site, period)


def _week(site: str, period: Period) -> grid.Week:
    week = received(site, period).week
    week = week.assign(rate=week["met"] / week["counted"])
    return grid.Week(
        titles=figures.CALLS_WEEK,
        drawn=lambda view: _drawn(grid.around_opening(week), view),
        shown=_shown(week),
        exported=_exported(week),
        counted=wording.counted(week["arrivals"].sum() + week["outside"].sum(), words.CALLS),
        about=Dataset.CALLS,
        reading=_reading(week),
        file_name=f"vigie-telephone-{period.code}-semaine.csv",
        hours=True,
        fullest=words.FULLEST,
    )


def _drawn(week: pd.DataFrame, view: str) -> pd.DataFrame:
    rate = week["rate"].where(week["counted"] >= words.FEWEST)
    wait = week["wait_p90"].where(week["answered"] >= words.FEWEST)
    if view == words.BY_RATE:
        value, label = 1 - rate, [_percent(each) for each in rate]
    elif view == words.BY_WAIT:
        value, label = wait, [grid.known(each, 0) for each in wait]
    else:
        value, label = week["a_day"], [grid.known(each, 1) for each in week["a_day"]]
    said = [
        words.cell(
            int(each["weekday"]),
            int(each["slot"]),
            (int(each["arrivals"]), int(each["outside"])),
            float(each["rate"]),
            float(each["wait_p90"]),
        )
        for each in week.to_dict("records")
    ]
    return week.assign(value=value, label=label, said=said)


def _percent(share: float) -> str:
    return "" if pd.isna(share) else wording.value_text(share, "%").removesuffix(f"{NARROW}%")


def _reading(week: pd.DataFrame) -> str:
    judged = week[week["counted"] >= words.FEWEST]
    waited = week[week["answered"] >= words.FEWEST]
    told = [
        grid.tell_extreme(grid.opened_of(week), "a_day", words.busiest),
        grid.tell_extreme(judged, "rate", words.worst, lowest=True),
        grid.tell_extreme(waited, "wait_p90", words.longest),
        words.outside(int(week["outside"].sum())),
    ]
    return " ".join(filter(None, told))


def _shown(week: pd.DataFrame) -> pd.DataFrame:
    return grid.to_read(
        week,
        {
            "Appels": [number(each) for each in week["arrivals"]],
            "Hors ouverture": [number(each) for each in week["outside"]],
            "En moyenne": [number(each, 1) for each in week["a_day"]],
            "Décroché": [_shared(each) for each in week["rate"]],
            "Neuf sur dix en": [wording.value_text(each, "s") for each in week["wait_p90"]],
        },
    )


def _shared(rate: float) -> str:
    return ABSENT if pd.isna(rate) else wording.value_text(rate, "%")


def _exported(week: pd.DataFrame) -> pd.DataFrame:
    of_counts = [each for each in EXPORTED if each not in FIGURES]
    table = grid.to_compute(week, EXPORTED)
    return gateway.without_small_counts(table, of_counts, FIGURES, parts=PARTS)
