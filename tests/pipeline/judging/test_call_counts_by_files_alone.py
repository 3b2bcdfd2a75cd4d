"""A switch that only counts calls by half-hours: a declared ratio, and no call is made up."""

import pytest

from etl.domain.datasets import Dataset
from etl.pipeline import Orders, Status, ingest_paths
from etl.store.facts import load_facts
from tests.pipeline import folders
from tests.pipeline.prefecture import local

AT = local("2025-04-10T08:00")
SAMPLE = folders.DATA / "samples" / "comptages_appels.csv"
HEADER = """
number = 21
title = "Nous répondons à vos appels (comptages)"
short_title = "Appels comptés"
module = "relation"
heading = "Téléphonie"
source = "Charte d'une autre préfecture"
"""
INDICATOR = """
[[indicators]]
code = "21{letter}"
title = "Part comptée : {subject}"
dataset = "events"
rule = "share_of_amounts"
statistic = "ratio"
unit = "%"
better = "{better}"
population = "census"
mandatory = true
enough = 2
where = {{ kind = ["call_counts"], subject = ["{subject}"] }}
parameters = {{ desk = "standard" }}
why_it_matters = "Un appel sans réponse en provoque un second."
formula = "Appels comptés par demi-heure, aux heures d'ouverture du standard."
evidence = ["Comptages du standard"]

[[indicators.targets]]
since = 2025-01-01
value = {value}
comparison = "{comparison}"
origin = "local"
source = "Charte d'une autre préfecture"
decided_by = "Comité qualité"
"""
WANTED = (
    ("a", "answered", "higher", 0.85, "at_least"),
    ("b", "abandoned", "lower", 0.10, "below"),
    ("c", "answered_within", "higher", 0.90, "at_least"),
)


@pytest.fixture
def declared(declared):
    """Return the shipped declarations with an engagement measured by counts."""
    names = ("letter", "subject", "better", "value", "comparison")
    indicators = [INDICATOR.format(**dict(zip(names, each, strict=True))) for each in WANTED]
    path = declared / "engagements" / "e21-comptages.toml"
    path.write_text(HEADER + "".join(indicators), "utf-8")
    return declared


@pytest.fixture
def counted(prefecture):
    # The sample shows every cell that is refused: more than a file may have unasked.
    orders = Orders(force=True, reason="Échantillon des rejets")
    (report,) = ingest_paths(prefecture.warehouse, [SAMPLE], AT, orders=orders)
    assert (report.status, report.source) == (Status.IMPORTED, "comptages_appels")
    prefecture.assess(AT)
    return prefecture


# Of the sample: 07:30 is before the opening, 10:00 counted no call, 10:30 told no count and
# stays unknown, 11:30 and the lines after it have cells that are refused.
@pytest.mark.parametrize(
    ("indicator", "part", "whole", "intervals"),
    [("21a", 18 + 9 + 8, 20 + 10 + 8, 3), ("21b", 2 + 1 + 0 + 1, 20 + 10 + 8 + 6, 4),
     ("21c", 15 + 9, 18 + 9, 2)],
)  # fmt: skip
def test_a_ratio_of_counts_is_the_ratio_of_the_calls(
    counted, indicator, part, whole, intervals
):
    found = counted.finding(indicator, "2025-03", "gourdon")
    assert found["value"] == part / whole
    assert found["counted"] == intervals


def test_counts_make_no_call_and_no_wait(counted):
    with counted.warehouse.store.reading() as connection:
        assert load_facts(connection, Dataset.CALLS).empty
        facts = load_facts(connection, Dataset.EVENTS)
    assert set(facts["kind"].astype("str")) == {"call_counts"}
    assert counted.verdict(10, "2025-03", "gourdon") == "not_measured"


def test_counts_sent_again_replace_those_sent_before(counted):
    rows = ["Gourdon;Accueil;10/03/2025;09:00;20;20;0;20"]
    header = SAMPLE.read_text("utf-8").splitlines()[1]
    report = counted.send("corrige.csv", header, rows, AT)
    assert report.saved.superseded == 3
    counted.assess(AT)
    found = counted.finding("21a", "2025-03", "gourdon")
    assert found["value"] == (20 + 9 + 8) / (20 + 10 + 8)


def test_volumes_alone_leave_the_share_unknown(declared, opened):
    folders.change(declared, "sources/comptages_appels.toml", ', "Appels décrochés"]', "]")
    prefecture = opened()
    rows = [f"Gourdon;Accueil;10/03/2025;{hour:02}:00;50" for hour in range(9, 12)]
    header = "Site;File;Jour;Tranche;Appels présentés"
    report = prefecture.send("volumes.csv", header, rows, AT)
    assert report.status is Status.IMPORTED
    prefecture.assess(AT)
    assert prefecture.verdict(21, "2025-03", "gourdon") != "met"
    assert prefecture.findings("21a")["value"].isna().all()
