"""Would the verdict of a finding hold by another defensible choice?"""

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.cases import Asked, sites_of
from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import version, warehouse
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


def formula_titles() -> dict[str, str]:
    formulas = warehouse().declarations.formulas
    return {code: formula.title for code, formula in formulas.items()}


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _sensitivity(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    return computed(warehouse(), asked.code, sites, asked.period, asked.as_of)
