"""How a telephone figure was counted, in words; and the same calls by other formulas."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.cases import Asked, judged, sites_of
from dashboard.gateway.disclosing import without_small_counts
from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import version, warehouse
from dashboard.wording import telephone as words
from etl.assessments.counting import (
    account_of,
    plain_sentence,
    share_sentence,
    version_sentence,
)
from etl.domain.datasets import Dataset
from etl.domain.engagements import Statistic
from etl.domain.formulas import FormulaKind
from etl.domain.periods import Period, add_months
from etl.pipeline.telephone import call_variants

# What the figure counts, of the contacts that are met or missed.
PARTS = {Statistic.SHARE: "met", Statistic.SHARE_MISSED: "missed"}


@dataclass(frozen=True)
class FormulaAccount:
    """What stands under a telephone figure: numerator and denominator, formula, version.

    ``formula`` is empty where the figure has no declared formula, only words.
    """

    share: str
    formula: str
    numerator: str
    denominator: str
    part: int
    whole: int


def formula_account(finding: Finding) -> FormulaAccount | None:
    """Return how a telephone finding was counted; ``None`` for any other one."""
    indicator = finding.indicator
    formula = warehouse().declarations.formula_of(indicator)
    part = PARTS.get(indicator.statistic)
    if indicator.dataset is not Dataset.CALLS or part is None:
        return None
    own, whole = int(getattr(finding, part)), finding.met + finding.missed
    if formula is None:
        told = plain_sentence(indicator.formula, own, whole)
        return FormulaAccount(told, "", "", indicator.formula, own, whole)
    months = [finding.span_start]
    while (following := add_months(months[-1], 1)) < finding.period.end:
        months.append(following)
    account = account_of(indicator, formula, months)
    return FormulaAccount(
        share=share_sentence(account, own, whole),
        formula=version_sentence(account),
        numerator=account.numerator,
        denominator=account.denominator,
        part=own,
        whole=whole,
    )


def counted_columns(finding: Finding) -> dict[str, object]:
    """Return the columns that a formula adds to the figures of a spreadsheet, if any."""
    account = formula_account(finding)
    if account is None or not account.formula:
        return {}
    return {
        "Numérateur": account.part,
        "Dénominateur": account.whole,
        "Ce que compte le numérateur": account.numerator,
        "Ce que compte le dénominateur": account.denominator,
        "Formule": account.formula,
    }


def variant_table(finding: Finding) -> pd.DataFrame:
    """Return the same calls by every declared formula, under French headings, unrounded."""
    asked = _asked(finding)
    return _variant_table(version(), asked, sites_of(asked))


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _variant_table(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    found = _variants(version, asked.code, sites, asked.period, asked.as_of)
    # The formula that was applied comes first.
    found = found.sort_values("own", ascending=False, kind="stable", ignore_index=True)
    own = found["title"] + (words.OWN_REST if _is_the_rest(asked.code) else words.OWN)
    return pd.DataFrame(
        {
            "Formule": found["title"].where(~found["own"], own),
            "Résultat": found["value"],
            "Numérateur": found["numerator"],
            "Dénominateur": found["denominator"],
            "Écartés": found["excluded"],
            "Mesure absente": found["unknown"],
        }
    )


def published_variants(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of formulas as it leaves the house.

    All its rows are of the same calls: a small count in one is the difference of two others.
    """
    counts = ("Numérateur", "Dénominateur", "Écartés", "Mesure absente", "Autres")
    rest = table["Dénominateur"] - table["Numérateur"]
    told = table.assign(Autres=rest, Ensemble="")
    told = without_small_counts(told, counts, ("Résultat",), "Ensemble")
    return told.drop(columns=["Autres", "Ensemble"])


def _variants(
    version: int, code: str, sites: tuple[str, ...], period: Period, as_of: datetime
) -> pd.DataFrame:
    return call_variants(warehouse(), code, sites, period, as_of)


def class_table(finding: Finding) -> pd.DataFrame:
    """Return what became of every call, by how it ended: « Appels », « Nombre », « Compte »."""
    asked = _asked(finding)
    return _class_table(version(), asked, sites_of(asked))


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _class_table(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    frame = judged(version, asked, sites)
    if frame.empty:
        return pd.DataFrame(columns=["Appels", "Nombre", "Décompte"])
    often = frame[["call_class", "outcome"]].value_counts().reset_index()
    order = {name: place for place, name in enumerate(words.CLASSES)}
    often = often.sort_values("call_class", key=lambda column: column.map(order))
    outcomes = {str(each): text for each, text in wording.OUTCOMES.items()}
    return pd.DataFrame(
        {
            "Appels": words.classes_in_words(often["call_class"], _is_timed(asked.code)),
            "Nombre": often["count"],
            "Décompte": often["outcome"].map(outcomes),
        }
    )


def _is_the_rest(code: str) -> bool:
    """Tell whether a figure is the share of the calls that its formula does not serve."""
    indicator = warehouse().declarations.indicator(code)
    formula = warehouse().declarations.formula_of(indicator)
    lost = indicator.statistic is Statistic.SHARE_MISSED
    return lost and formula is not None and formula.kind is not FormulaKind.ABANDON_RATE


def _is_timed(code: str) -> bool:
    return warehouse().declarations.indicator(code).rule == words.TIMED_RULE


def _asked(finding: Finding) -> Asked:
    return Asked(finding.indicator.code, finding.site, finding.period, finding.as_of)
