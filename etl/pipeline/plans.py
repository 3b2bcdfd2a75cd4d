"""Findings and actions: drafted, written, advanced; and what the charts say of an action."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from etl.assessments.commentary import Summary, finding_sentence
from etl.assessments.effects import effect_of
from etl.audit.drafting import Standing, drafts
from etl.audit.plan import PlanError, Step, advanced, closed
from etl.domain.actions import (
    Action,
    ActionState,
    AuditFinding,
    Effect,
    EffectReading,
    FindingState,
)
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.engagements import Comparison, Statistic
from etl.domain.periods import PeriodKind, parse_period
from etl.domain.registers import Entry, Register, Signature
from etl.errors import UsageError
from etl.pipeline.annotations import annotations
from etl.pipeline.registers import checked, checked_site, text_of
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_findings, load_verdicts
from etl.store.registers import add_entry, load_history, load_latest, revise

COUNTS = (Statistic.COUNT, Statistic.COUNT_MISSED, Statistic.PER_WEEK)
# Units of the declarations that are not words to show after a number.
UNITS = {"nb": "", "nb/semaine": "par semaine"}


def finding_entries(warehouse: Warehouse) -> list[Entry[AuditFinding]]:
    with warehouse.store.reading() as connection:
        return load_latest(connection, Register.FINDING, AuditFinding)


def action_entries(warehouse: Warehouse) -> list[Entry[Action]]:
    with warehouse.store.reading() as connection:
        return load_latest(connection, Register.ACTION, Action)


def finding_history(warehouse: Warehouse, number: int) -> list[Entry[AuditFinding]]:
    """Return every revision of a finding, oldest first."""
    with warehouse.store.reading() as connection:
        return load_history(connection, Register.FINDING, number, AuditFinding)


def action_history(warehouse: Warehouse, number: int) -> list[Entry[Action]]:
    """Return every revision of an action, oldest first."""
    with warehouse.store.reading() as connection:
        return load_history(connection, Register.ACTION, number, Action)


def write_finding(
    warehouse: Warehouse,
    finding: AuditFinding,
    signed: Signature,
    seen: Entry[AuditFinding] | None = None,
) -> Entry[AuditFinding]:
    """Keep a finding, drafted or not; with ``seen``, as its next revision."""
    signed = checked(signed)
    own = replace(
        finding,
        title=text_of(finding.title, "Titre"),
        fact=text_of(finding.fact, "Constat"),
        site=checked_site(warehouse, finding.site),
        remark=text_of(finding.remark),
    )
    _check_subject(warehouse, own.engagement, own.indicator)
    with warehouse.store.writing() as connection:
        if seen is None:
            return add_entry(connection, Register.FINDING, own, signed)
        if (seen.content.state, seen.content.site) != (own.state, own.site):
            raise PlanError("L'état et le site d'un constat ne se réécrivent pas.")
        return revise(connection, Register.FINDING, seen, own, signed)


def close_finding(
    warehouse: Warehouse,
    seen: Entry[AuditFinding],
    state: FindingState,
    remark: str,
    signed: Signature,
) -> Entry[AuditFinding]:
    """Close or dismiss a finding; ``PlanError`` where its actions do not allow it."""
    signed, told = checked(signed), text_of(remark)
    with warehouse.store.writing() as connection:
        actions = load_latest(connection, Register.ACTION, Action)
        content = closed(seen, actions, state, told)
        return revise(connection, Register.FINDING, seen, content, signed)


def write_action(
    warehouse: Warehouse,
    action: Action,
    signed: Signature,
    seen: Entry[Action] | None = None,
) -> Entry[Action]:
    """Keep a planned action; with ``seen``, change its words, its owner or its day."""
    signed = checked(signed)
    own = replace(
        action,
        title=text_of(action.title, "Action"),
        cause=text_of(action.cause, "Cause"),
        owner=text_of(action.owner, "Pilote (fonction ou service)"),
        site=checked_site(warehouse, action.site),
        remark=text_of(action.remark),
    )
    _check_subject(warehouse, own.engagement, own.indicator)
    with warehouse.store.writing() as connection:
        if own.finding is not None:
            load_history(connection, Register.FINDING, own.finding, AuditFinding)
        if seen is None:
            return add_entry(connection, Register.ACTION, own, signed)
        if (seen.content.state, seen.content.site) != (own.state, own.site):
            raise PlanError("L'étape d'une action se franchit, elle ne se réécrit pas.")
        return revise(connection, Register.ACTION, seen, own, signed)


def advance_action(
    warehouse: Warehouse, seen: Entry[Action], step: Step, signed: Signature
) -> Entry[Action]:
    """Take an action one step further; ``PlanError`` where it is not allowed."""
    signed = checked(signed)
    told = replace(step, proof=text_of(step.proof), remark=text_of(step.remark))
    content = advanced(seen.content, told, warehouse.local(signed.at).date())
    with warehouse.store.writing() as connection:
        return revise(connection, Register.ACTION, seen, content, signed)


def _check_subject(warehouse: Warehouse, engagement: int, indicator: str) -> None:
    own = warehouse.declarations.engagement(engagement)
    if indicator and indicator not in {each.code for each in own.indicators}:
        raise UsageError(
            f"L'indicateur « {indicator} » n'est pas de l'engagement {engagement}."
        )


def effect(warehouse: Warehouse, action: Action, at: datetime) -> EffectReading | None:
    """Return what the charts say of an action as of ``at``; ``None`` before it is done."""
    if action.done_on is None or action.state is ActionState.ABANDONED:
        return None
    if not action.indicator:
        return EffectReading(Effect.UNKNOWN)
    with warehouse.store.reading() as connection:
        found = load_findings(
            connection,
            sites=[action.site],
            kind=PeriodKind.MONTH,
            indicators=[action.indicator],
            service=EVERYWHERE,
        )
    today = pd.Timestamp(warehouse.local(at).date())
    found = found.assign(start=pd.to_datetime(found["start"]), end=pd.to_datetime(found["end"]))
    months = found[found["end"] <= today].sort_values("start").set_index("start")
    if months["value"].notna().any():
        months = months.loc[months["value"].first_valid_index() :]
    indicator = warehouse.declarations.indicator(action.indicator)
    told = annotations(warehouse)
    return effect_of(indicator, months, action.done_on, told, action.site)


def proposed_findings(warehouse: Warehouse, site: str, at: datetime) -> list[AuditFinding]:
    """Return the findings that the verdicts of the last finished month call for at a site."""
    return drafts(standings(warehouse, site, at), finding_entries(warehouse))


def standings(warehouse: Warehouse, site: str, at: datetime) -> list[Standing]:
    """Return what each engagement is worth at a site over the finished months."""
    with warehouse.store.reading() as connection:
        frame = load_verdicts(connection, sites=[site], kind=PeriodKind.MONTH)
        frame = frame[pd.to_datetime(frame["end"]) <= pd.Timestamp(warehouse.local(at).date())]
        if frame.empty:
            return []
        last = str(frame.loc[pd.to_datetime(frame["start"]).idxmax(), "period"])
        findings = load_findings(
            connection, sites=[site], kind=PeriodKind.MONTH, periods=[last], service=EVERYWHERE
        )
    by_number = frame.sort_values("start").groupby("engagement")
    return [
        _standing(warehouse, own, findings)
        for own in (each for _, each in by_number)
        if own["period"].iloc[-1] == last
    ]


def _standing(warehouse: Warehouse, own: pd.DataFrame, findings: pd.DataFrame) -> Standing:
    latest = own.iloc[-1]
    engagement = warehouse.declarations.engagement(int(latest["engagement"]))
    blocking = _codes(latest["blocking"])
    verdict = Verdict(str(latest["verdict"]))
    return Standing(
        engagement=engagement.number,
        title=engagement.short_title,
        site=str(latest["site"]),
        period=parse_period(str(latest["period"])),
        verdict=verdict,
        months=_in_a_row(own["verdict"].tolist()),
        indicator=blocking[0] if blocking else engagement.indicators[0].code,
        facts=_facts(warehouse, findings, blocking),
    )


def _in_a_row(verdicts: Sequence[str]) -> int:
    """Return for how many months the last verdict has lasted."""
    changed = (place for place, each in enumerate(reversed(verdicts)) if each != verdicts[-1])
    return next(changed, len(verdicts))


def _facts(warehouse: Warehouse, findings: pd.DataFrame, codes: Sequence[str]) -> str:
    rows = findings[findings["indicator"].isin(codes)].sort_values("indicator")
    return " ".join(_sentence(warehouse, row) for row in rows.to_dict("records"))


def _sentence(warehouse: Warehouse, row: dict[str, object]) -> str:
    indicator = warehouse.declarations.indicator(str(row["indicator"]))
    value, target, counted = (_number(row[name]) for name in ("value", "target", "counted"))
    is_count = indicator.statistic in COUNTS
    return finding_sentence(
        Summary(
            title=indicator.title,
            period=parse_period(str(row["period"])),
            unit=UNITS.get(indicator.unit, indicator.unit),
            verdict=Verdict(str(row["verdict"])),
            value=value,
            counted=None if is_count or counted is None else int(counted),
            target=target,
            comparison=Comparison(str(row["comparison"] or Comparison.AT_LEAST)),
        )
    )


def _number(value: object) -> float | None:
    found = float(str(value)) if value is not None else float("nan")
    return None if found != found else found


def _codes(text: object) -> list[str]:
    found = json.loads(text) if isinstance(text, str) else text
    return [str(each) for each in found] if isinstance(found, list) else []
