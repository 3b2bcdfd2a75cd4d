"""« Expliquer cette échéance » : the account of a case ends where its deadline is."""

from datetime import date

import pandas as pd
import pytest

from dashboard import gateway
from dashboard.gateway.cases import judged
from dashboard.gateway.explaining import account_of
from dashboard.gateway.warehouse import version, warehouse
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

YEAR = Period(date(2025, 1, 1), PeriodKind.YEAR)
SITES = ("cahors", "figeac", "gourdon")
# Working days, calendar days by channel, minutes, hours, of letters, visits and events.
TIMED = ("17a", "17b", "17c_median", "17d", "18a", "3c", "7b", "1b", "12b", "20b_delai",
         "47a", "48a", "49b_retex", "50a")  # fmt: skip


def cases_of(code: str) -> tuple[gateway.Asked, pd.DataFrame]:
    number = warehouse().declarations.engagement_of(code).number
    finding = next(
        each
        for each in gateway.findings_of(number, EVERYWHERE, YEAR)
        if each.indicator.code == code
    )
    asked = gateway.Asked(code, EVERYWHERE, YEAR, finding.as_of)
    frame = judged(version(), asked, SITES)
    return asked, frame[frame["deadline_at"].notna()]


@pytest.mark.parametrize("code", TIMED)
def test_the_account_is_that_of_the_deadline_which_judged_the_case(demo_folder, code):
    asked, frame = cases_of(code)
    indicator = warehouse().declarations.indicator(code)
    some = frame.iloc[:: max(1, len(frame) // 25)]
    accounts = [account_of(row, indicator, asked.as_of) for _, row in some.iterrows()]
    assert len(accounts) > 0
    assert all(each is not None and each.days for each in accounts)


@pytest.mark.parametrize(("code", "words"), [("17a", "échéance"), ("17b", "échéance")])
def test_the_day_of_the_account_is_the_eve_of_the_midnight_of_the_table(
    demo_folder, code, words
):
    asked, frame = cases_of(code)
    indicator = warehouse().declarations.indicator(code)
    for _, row in frame.iloc[:: max(1, len(frame) // 20)].iterrows():
        due = row["deadline_at"].tz_convert("Europe/Paris") - pd.Timedelta(hours=1)
        last = [
            each.day
            for each in account_of(row, indicator, asked.as_of).days
            if each.status.startswith(words)
        ]
        assert len(last) == 1
        assert f" {due.day}" in last[0].replace("1er", "1") and str(due.year) in last[0]


def test_a_date_agreed_in_advance_is_not_explained_by_a_limit(demo_folder):
    asked, frame = cases_of("49b_actions")
    indicator = warehouse().declarations.indicator("49b_actions")
    agreed = frame[frame["due_at"].notna()]
    assert len(agreed) > 0
    assert all(account_of(row, indicator, asked.as_of) is None for _, row in agreed.iterrows())


def test_a_case_without_limit_in_time_has_no_account(demo_folder):
    finding = next(
        each for each in gateway.findings_of(10, "cahors", YEAR) if each.indicator.code == "10a"
    )
    asked = gateway.Asked("10a", "cahors", YEAR, finding.as_of)
    first = gateway.case_page(asked, "tous", 1).ids[0]
    assert gateway.case(asked, first).account is None


def test_an_opened_case_shows_its_account_day_by_day(demo_folder, show):
    at = show(demo_folder, "engagement", numero="17", indicateur="17a", periode="2025-03")
    finding = gateway.findings_of(17, EVERYWHERE, Period(date(2025, 3, 1)))[0]
    asked = gateway.Asked("17a", EVERYWHERE, finding.period, finding.as_of)
    at.selectbox(key="cas").set_value(gateway.case_page(asked, "missed", 1).ids[0]).run()
    assert not at.exception
    assert any(each.label == "Expliquer cette échéance" for each in at.expander)
    table = next(each.value for each in at.table if "Décompte" in each.value.columns)
    assert table["Décompte"].iloc[0].startswith("jour de réception")
    assert "à traiter en 5 jours ouvrés" in said(at)
