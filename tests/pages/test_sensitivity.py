"""« Banc de sensibilité » : the own choice is the finding; another one is what it says."""

from datetime import date

import pytest

from dashboard import gateway
from dashboard.components.sensitivity import KEY
from dashboard.gateway.sensitivity import sensitivity
from dashboard.gateway.warehouse import warehouse
from dashboard.wording.sensitivity import option, sentence
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.pipeline.sensitivity import _without_called_again
from etl.store.facts import load_facts
from tests.pages.conftest import said
from tests.spec.prefecture import facts

MARCH = Period(date(2026, 3, 1))


def bench(number, code, site="cahors"):
    findings = gateway.findings_of(number, site, MARCH)
    finding = next(each for each in findings if each.indicator.code == code)
    found = sensitivity(finding)
    return finding, found.set_index(["choice", "option"])


@pytest.mark.usefixtures("demo_folder")
@pytest.mark.parametrize(
    ("number", "code", "site"),
    [(10, "10a", "*"), (10, "10b", "cahors"), (10, "10c", "cahors"), (17, "17a", "*"),
     (17, "17b", "cahors"), (17, "17c_p90", "cahors"), (17, "17d", "cahors")],
)  # fmt: skip
def test_the_own_choice_is_the_finding_itself(number, code, site):
    finding, found = bench(number, code, site)
    own = found.iloc[0]
    assert (own["value"], own["counted"]) == (finding.value, finding.counted)
    assert own["verdict"] == finding.verdict
    assert found["flips"].tolist() == (found["verdict"] != finding.verdict).tolist()


@pytest.mark.usefixtures("demo_folder")
def test_a_formula_and_short_abandons_are_counted_as_the_table_of_formulas_does():
    finding, found = bench(10, "10a")
    variants = gateway.variant_table(finding).set_index("Formule")["Résultat"]
    without = variants["Taux de décroché, abandons courts écartés"]
    assert found.loc[("short_abandons", "5"), "value"] == without
    assert found.loc[("formula", "decroche_sans_abandons_courts"), "value"] == without


@pytest.mark.usefixtures("demo_folder")
def test_all_hours_count_what_the_log_holds_and_net_delays_need_their_pauses():
    _, found = bench(10, "10a")
    with warehouse().store.reading() as connection:
        span = warehouse().calendar("cahors").instants(MARCH.start, MARCH.end)
        calls = load_facts(connection, Dataset.CALLS, span, sites=["cahors"])
    ends = calls.loc[calls["direction"] == "inbound", "outcome"].astype("str").value_counts()
    asked = ["answered", "abandoned", "overflowed", "unanswered", "cut_by_closing"]
    counted = int(ends.reindex(asked).fillna(0).sum())
    assert found.loc[("hours", "all"), "counted"] == counted
    assert found.loc[("hours", "all"), "value"] == ends["answered"] / counted
    finding, mails = bench(17, "17a")
    gross = mails.loc[("pauses", "without")]
    assert gross["value"] == (finding.met - finding.saved) / gross["counted"]


def test_a_lost_call_is_left_out_where_its_caller_calls_again_within_the_hour():
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome   | caller
        2025-03-03 09:00:00 | inbound   | abandoned | a
        2025-03-03 10:00:00 | inbound   | abandoned | a
        2025-03-03 11:00:01 | inbound   | answered  | a
        2025-03-03 11:30:00 | inbound   | answered  | a
        2025-03-03 09:00:00 | inbound   | abandoned |
        2025-03-03 09:10:00 | inbound   | answered  |
        """,
    )
    assert len(_without_called_again(calls)) == len(calls) - 1


def test_the_bench_is_computed_only_when_it_is_opened(show, full_folder):
    where = {"numero": "10", "indicateur": "10a", "periode": "2025-03"}
    at = show(full_folder, "engagement", **where)
    assert "Chaque ligne change un seul choix" not in said(at)
    at.session_state[KEY] = True
    at.run()
    assert not at.exception
    assert "Abandons de moins de 5 s écartés" in said(at)


def test_sentences():
    assert option("formula", "x", {"x": "Taux global"}).endswith("Taux global")
    assert "aucun des 9" in sentence(9, 0)
    told = sentence(9, 2).replace("\u00a0", " ").replace("\u202f", " ")
    assert told == (
        "Le verdict dépend de ce qu'on choisit : 2 autres choix le changeraient, sur 9."
    )
