"""Would the verdict of a finding hold by another defensible choice?"""

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.cases import Asked, sites_of
from dashboard.gateway.disclosing import SHARES
from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import version, warehouse
from etl.assessments.disclosure import is_small
from etl.domain.datasets import Dataset
from etl.pipeline.sensitivity import sensitivity as computed

TESTED = (Dataset.CALLS, Dataset.MAILS)


def is_tested(finding: Finding) -> bool:
    """Tell whether other choices are known: calls and mails with something to reach."""
    own = finding.indicator
    reached = finding.target is not None and finding.value is not None
    return own.dataset in TESTED and reached and not finding.is_silent


def sensitivity(finding: Finding) -> pd.DataFrame:
    """Return the figure and the verdict by each choice; columns of ``etl.pipeline``."""
    asked = Asked(finding.indicator.code, finding.site, finding.period, finding.as_of)
    return _sensitivity(version(), asked, sites_of(asked))


def published(table: pd.DataFrame, finding: Finding) -> pd.DataFrame:
    """Return the table of choices (« Résultat », « Cas ») as it leaves the house.

    All its rows are of the same contacts: a small count in one, or the small difference of
    two, tells of a few people. Then no row keeps its figures; the verdicts stay.
    """
    cases = table["Cas"].fillna(0).to_numpy(dtype="float64")
    numbers = [cases]
    if finding.indicator.statistic in SHARES:
        part = np.rint(cases * table["Résultat"].fillna(0).to_numpy(dtype="float64"))
        numbers += [part, cases - part]
    apart = [np.abs(np.subtract.outer(each, each)).ravel() for each in numbers]
    told = np.concatenate([*numbers, *apart])
    if not is_small(pd.DataFrame({"count": told})).any(axis=None):
        return table
    return table.assign(**{"Résultat": wording.HIDDEN, "Cas": wording.HIDDEN})


def formula_titles() -> dict[str, str]:
    formulas = warehouse().declarations.formulas
    return {code: formula.title for code, formula in formulas.items()}


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _sensitivity(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    return computed(warehouse(), asked.code, sites, asked.period, asked.as_of)
