"""« En détail » : a share by channel, reason or half-hour adds up to the figure itself."""

from collections import Counter
from datetime import date

import pytest

from dashboard import gateway
from dashboard.gateway import splitting
from dashboard.gateway.cases import judged, sites_of
from dashboard.gateway.warehouse import version
from dashboard.wording import HIDDEN
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from tests.pages.conftest import said

JUNE = Period(date(2026, 6, 1))


def finding_of(number, code):
    found = gateway.findings_of(number, "*", JUNE)
    return next(each for each in found if each.indicator.code == code)


def asked_of(finding):
    return gateway.Asked(finding.indicator.code, "*", JUNE, finding.as_of)


@pytest.mark.parametrize(
    ("number", "code", "name"),
    [(17, "17a", "channel"), (17, "17d", "reason"), (10, "10b", "queue"), (7, "7b", "desk"),
     (5, "5a", "scenario")],
)  # fmt: skip
def test_the_parts_add_up_to_the_figure(demo_folder, number, code, name):
    finding = finding_of(number, code)
    rows = splitting.parts(asked_of(finding), name)
    assert rows["counted"].sum() == finding.counted
    part = finding.missed if code == "10b" else finding.met
    assert rows["part"].sum() == part
    assert rows["counted"].is_monotonic_decreasing
    own = judged(version(), asked_of(finding), sites_of(asked_of(finding)))
    cases = [each for each in own.to_dict("records") if each["outcome"] in ("met", "missed")]
    by_hand = Counter("" if each[name] != each[name] else each[name] for each in cases)
    assert dict(zip(rows["value"], rows["counted"], strict=True)) == by_hand


def test_the_half_hours_and_what_has_no_hour_add_up_to_the_figure(demo_folder):
    for number, code in ((17, "17d"), (10, "10a")):
        finding = finding_of(number, code)
        rows, untimed = splitting.week(asked_of(finding))
        assert rows["counted"].sum() + untimed == finding.counted
        # Letters are dated by day; calls never are.
        assert (untimed > 0) is (code == "17d")
        assert rows["slot"].mod(30).eq(0).all() and rows["weekday"].between(0, 6).all()


def test_a_small_part_leaves_the_house_hidden_and_no_total_gives_it_back(demo_folder):
    finding = finding_of(17, "17a")
    rows = splitting.parts(asked_of(finding), "reason")
    assert (rows["counted"] < 5).any()
    out = splitting.exported_parts(rows, "Motif", Dataset.MAILS)
    assert len(out) == len(rows)
    small = (rows["counted"] < 5).to_numpy()
    assert (out.loc[small, "Effectif"] == HIDDEN).all()
    assert (out.loc[small, "Résultat"] == HIDDEN).all()
    assert splitting.exported_parts(rows, "Motif", Dataset.EVENTS)["Effectif"].dtype == "int64"


def test_nothing_is_computed_until_it_is_asked_for(demo_folder, show):
    place = {"numero": "17", "indicateur": "17a", "periode": "2026-06"}
    text = said(show(demo_folder, "engagement", **place))
    assert "En détail" in text and "par motif" not in text
    at = show(demo_folder, "engagement", **place, detail="reason")
    assert not at.exception
    assert "Courriels répondus en 5 jours ouvrés, par motif" in said(at)


def test_what_is_no_share_has_no_detail(demo_folder):
    assert splitting.dimensions(finding_of(17, "17c_median").indicator) == ()
    assert "moment" in splitting.dimensions(finding_of(17, "17a").indicator)
