"""Where a figure comes from: rule, target, definition, imports, evidence."""

import pandas as pd
import streamlit as st

from dashboard import access, gateway, wording
from dashboard.components import html, links
from dashboard.components.finding import Named, finding_of
from dashboard.wording import pauses, phrases
from etl import formats
from etl.domain.engagements import Engagement, Origin, Target
from etl.domain.roles import Right

FINGERPRINT_LENGTH = 12


def show_method(named: Named) -> None:
    finding = finding_of(named)
    indicator, own = finding.indicator, gateway.engagement(gateway.engagement_number(named[0]))
    st.header("Pourquoi et comment", anchor=False)
    html.show(html.paragraph(indicator.why_it_matters))
    with st.expander(phrases.ORIGIN_QUESTION, icon=":material/info:"):
        html.show(html.details(_method(own, finding)))
        files = gateway.files_behind(finding.import_ids)
        if len(files):
            st.markdown("**Fichiers importés**")
            html.show(html.bullets(_files(files)))
    with st.expander("Preuves attendues à l'audit", icon=":material/folder_open:"):
        html.show(html.bullets(indicator.evidence))
    if access.may(Right.SEE_AUDIT):
        links.to_evidence(
            phrases.SEE_EVIDENCE, icon=":material/folder_managed:", engagement=own.number
        )
        links.to_actions(phrases.SEE_ACTIONS, icon=":material/checklist:")
    links.to_method(indicator.code)
    links.to_replay(indicator.code)


def _method(own: Engagement, finding: gateway.Finding) -> list[tuple[str, str]]:
    decided, indicator = finding.decided, finding.indicator
    return [
        ("Formule", indicator.formula),
        ("Règle de jugement", f"{indicator.rule} ({wording.STATISTICS[indicator.statistic]})"),
        ("Règle du verdict", wording.RULE_NAMES.get(finding.rule, finding.rule)),
        ("Effectif suffisant", formats.number(indicator.enough)),
        ("Mesuré sur", wording.span_text(finding.span_start, finding.period.end)),
        *(_target(decided) if decided else []),
        ("Suspensions", gateway.pause_rule(indicator)),
        ("Jours fériés", gateway.calendar_warning(finding.site)),
        ("Engagement", own.source),
        ("Évalué le", formats.instant(finding.as_of, gateway.timezone(finding.site))),
        ("Définition (empreinte)", finding.definition[:FINGERPRINT_LENGTH]),
    ]


def _target(decided: Target) -> list[tuple[str, str]]:
    limits = [("Délai à tenir", wording.limit_text(decided.limit))] if decided.limit else []
    by_kind = ", ".join(
        f"{phrases.limited(kind)}\u00a0: {wording.limit_text(limit)}"
        for kind, limit in decided.limits.items()
    )
    return [
        *limits,
        ("Délais à tenir", by_kind),
        ("Décompte du délai", _counting(decided)),
        ("Origine du délai", _origin(decided.limit_origin, decided.limit_source)),
        ("Origine de l'objectif", _origin(decided.origin, decided.source)),
        ("Décidé par", decided.decided_by),
        ("En vigueur depuis le", formats.long_day(decided.since)),
    ]


def _counting(decided: Target) -> str:
    """Return how the limits are counted, once for those counted alike."""
    limits = [decided.limit] if decided.limit else [*decided.limits.values()]
    told = dict.fromkeys(pauses.counting_text(each) for each in limits)
    return ". ".join(filter(None, told))


def _origin(origin: Origin | None, source: str) -> str:
    named = wording.ORIGINS[origin] if origin else ""
    return ". ".join(each for each in (named[:1].upper() + named[1:], source) if each)


def _files(files: pd.DataFrame) -> list[str]:
    rows = zip(files["title"], files["file_name"], files["imported_at"], strict=True)
    return [phrases.import_text(title, name, at) for title, name, at in rows]
