"""One indicator through time: its chart, what the chart says, its figures."""

from collections.abc import Mapping, Sequence
from itertools import dropwhile

import pandas as pd
import streamlit as st

from dashboard import gateway, theme, wording
from dashboard.charts.history import history_figure
from dashboard.components.alike import show_alike
from dashboard.components.annotations import choose_events, list_events
from dashboard.components.figure import DataBox, show_boxed
from dashboard.components.finding import Named, finding_of
from dashboard.wording import annotations, figures, glossary, phrases, variation
from etl.domain.annotations import Annotation, LimitChange
from etl.domain.periods import PeriodKind
from etl.formats import number

FEWEST_POINTS = 2


def show_history(named: Named) -> None:
    """Show an indicator through time, where it was ever measured."""
    kind = named[2].kind
    measured, events = show_alike(_count, named)
    if not measured:
        return
    st.header(
        wording.HISTORIES[kind], anchor=False, help=glossary.explained("Variation ordinaire")
    )
    if measured < FEWEST_POINTS:
        st.caption(phrases.ONE_POINT)
        return
    with_events = choose_events(events)
    show_boxed("historique", _history, named, with_events)
    if with_events:
        show_alike(_list_events, named)


def _past(named: Named) -> tuple[gateway.Finding, ...]:
    """Return the periods until this one; what lies before the first measure is no history."""
    past = gateway.history(*named)
    return tuple(dropwhile(lambda each: each.value is None, past))


def _told(past: Sequence[gateway.Finding]) -> tuple[Annotation, ...]:
    return gateway.annotations(past[-1].site, past[0].period.start, past[-1].period.end)


def _count(named: Named) -> tuple[int, int]:
    """Return how many periods have a value, and how many events fell in them all."""
    past = _past(named)
    measured = sum(each.value is not None for each in past)
    return measured, len(_told(past)) if measured else 0


def _list_events(named: Named) -> None:
    list_events(_told(_past(named)), gateway.site_titles())


def _history(named: Named, with_events: bool) -> DataBox:
    finding, past, control = finding_of(named), _past(named), gateway.control(*named)
    told, kind, own = _told(past), finding.period.kind, finding.indicator
    shown = told if with_events else ()
    unit = wording.SHOWN_UNITS.get(own.unit, own.unit)
    verdicts = [each.verdict for each in past if each.value is not None]
    marked = _marked(shown, past, control)
    return DataBox(
        key="historique",
        title=figures.history(own.title, kind),
        in_period=False,
        figure=history_figure(_drawn(past, control), unit, kind, marked),
        sentence=phrases.history_sentence(own.title, verdicts, kind)
        + (variation.LEGEND if control else ""),
        listed=annotations.sentence(shown),
        shown=_shown(past, control, marked),
        exported=gateway.history_table(past, control, _by_period(told, past)),
        file_name=f"vigie-{own.code}-{finding.period.code}.csv",
        counted=_counted(past),
        about=own.dataset,
        import_ids=tuple({each for one in past for each in one.import_ids}),
        reading=_reading(finding, control),
        lecture=gateway.lecture(finding),
        basis=_basis(control),
    )


def _counted(past: Sequence[gateway.Finding]) -> str:
    """Return what all the periods of a chart count; months that share cases are not added."""
    own = past[-1].indicator
    if own.window_months > 1 and past[-1].period.kind is PeriodKind.MONTH:
        return ""
    return wording.counted(sum(each.counted for each in past), wording.OBSERVED[own.dataset])


def _marked(
    told: Sequence[Annotation],
    past: Sequence[gateway.Finding],
    control: gateway.Control | None,
) -> pd.DataFrame:
    """Return one row an event that is drawn: its period, its mark, whether limits change."""
    decided = control.decided if control else ()
    rows = [
        {
            "start": _start_of(each, past),
            "mark": annotations.mark(number),
            "said": each.title,
            "moves": each in decided and each.limits is not LimitChange.EXCLUDE,
        }
        for number, each in enumerate(told, start=1)
    ]
    return pd.DataFrame(rows, columns=["start", "mark", "said", "moves"])


def _start_of(annotation: Annotation, past: Sequence[gateway.Finding]) -> pd.Timestamp:
    """Return the period that an event begins in; the first shown for an older one."""
    begun = [each.period.start for each in past if each.period.start <= annotation.first]
    return pd.Timestamp(begun[-1] if begun else past[0].period.start)


def _by_period(
    told: Sequence[Annotation], past: Sequence[gateway.Finding]
) -> Mapping[str, str]:
    """Return the titles of the events of each period."""
    return {
        each.period.code: " ; ".join(
            one.title
            for one in told
            if one.first < each.period.end and (one.last or one.first) >= each.period.start
        )
        for each in past
    }


def _basis(control: gateway.Control | None) -> str:
    if control is None:
        return ""
    found, runs = control, control.runs
    told = annotations.basis(
        found.kind.value, found.known, (found.since, found.until), found.decided
    )
    if runs is None:
        return told
    counts = annotations.runs_text(
        (runs.longest, runs.longest_allowed),
        (runs.crossings, runs.crossings_needed),
        runs.signal,
    )
    return f"{told} {counts}"


def _reading(finding: gateway.Finding, control: gateway.Control | None) -> str:
    if control is not None:
        return variation.reading_sentence(control.reading, control.at, control.known)
    is_monthly = finding.period.kind is PeriodKind.MONTH
    return variation.no_chart(finding.indicator.window_months) if is_monthly else ""


def _drawn(past: Sequence[gateway.Finding], control: gateway.Control | None) -> pd.DataFrame:
    starts = pd.to_datetime([each.period.start for each in past])
    frame = pd.DataFrame(
        {
            "start": starts,
            "label": [wording.period_text(each.period) for each in past],
            "verdict": [each.verdict.value for each in past],
            "said": [_said(each) for each in past],
        }
    )
    numbers = {
        name: pd.Series([getattr(each, name) for each in past], dtype="float64")
        for name in ("value", "low", "high", "target")
    }
    frame = frame.assign(**numbers)
    if control is None:
        return frame
    judged = control.points.reindex(starts).reset_index(drop=True)
    signals = judged["signal"].map(variation.signal_text, na_action="ignore").fillna("")
    return frame.join(judged[["centre", "floor", "ceiling", "variation"]]).assign(
        said=frame["said"] + ("<br>" + signals).where(signals != "", "")
    )


def _said(each: gateway.Finding) -> str:
    value = wording.value_text(each.value, each.indicator.unit, each.target)
    counted = wording.counted(each.counted, wording.OBSERVED[each.indicator.dataset])
    verdict = wording.VERDICTS[each.verdict]
    running = f" ({phrases.RUNNING})" if each.is_running else ""
    period = wording.period_text(each.period)
    return f"<b>{period}</b>{running}<br>{value} · {counted}<br>{verdict}"


def _shown(
    past: Sequence[gateway.Finding], control: gateway.Control | None, marked: pd.DataFrame
) -> pd.DataFrame:
    """Return the table to read, newest first, every cell a ready text."""
    limits = {} if control is None else _limits(past, control)
    lines = (marked["mark"] + " " + marked["said"]).groupby(marked["start"]).agg(", ".join)
    happened = lines.to_dict()
    return pd.DataFrame(
        [
            {
                "Période": wording.period_text(each.period),
                "Résultat": wording.value_text(each.value, each.indicator.unit, each.target),
                "Intervalle": wording.interval_text(each.low, each.high, each.indicator.unit),
                "Effectif": number(each.counted),
                "Objectif": wording.target_text(
                    each.target, each.comparison, each.indicator.unit
                ),
                **limits.get(each.period.code, {}),
                **_happened(happened, each),
                "Verdict": f"{theme.MARKS[each.verdict]} {wording.VERDICTS[each.verdict]}",
            }
            for each in reversed(past)
        ]
    )


def _happened(happened: Mapping[pd.Timestamp, str], finding: gateway.Finding) -> dict[str, str]:
    if not happened:
        return {}
    return {annotations.TITLE: happened.get(pd.Timestamp(finding.period.start), "")}


def _limits(
    past: Sequence[gateway.Finding], control: gateway.Control
) -> dict[str, dict[str, str]]:
    """Return, for each month, its mean, its limits and what singles it out."""
    starts = pd.to_datetime([each.period.start for each in past])
    rows = control.points.reindex(starts)
    columns = (rows[name] for name in ("centre", "floor", "ceiling", "signal"))
    return {
        each.period.code: {
            "Moyenne": wording.value_text(centre, each.indicator.unit),
            "Limites": variation.limits_text(floor, ceiling, each.indicator.unit),
            "Signal": variation.signal_text(signal) if isinstance(signal, str) else "",
        }
        for each, centre, floor, ceiling, signal in zip(past, *columns, strict=True)
    }
