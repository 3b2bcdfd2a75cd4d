"""« Courriels et courriers » : what falls due, what can be saved, how old the stock is."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard import gateway
from dashboard.gateway import mails, rescuing
from dashboard.gateway.cases import judged
from dashboard.gateway.warehouse import version, warehouse
from dashboard.wording import mails as words
from etl.calendars.holidays import public_holidays
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.store.facts import load_facts
from etl.store.pauses import load_pauses
from tests.pages.conftest import said

SITES = ("cahors", "figeac", "gourdon")
JUNE = Period(date(2026, 6, 1))
# A Thursday on which much is open; its morning in Paris.
DAY = date(2026, 6, 25)
MORNING = datetime(2026, 6, 24, 22, tzinfo=UTC)
LIMITS = {"email": 5, "form": 5, "letter": 10}
PARIS = "Europe/Paris"


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def by_hand(demo_folder):
    """Count with plain Python, day by day, what is open on the morning of ``DAY``."""
    span = datetime(2020, 1, 1, tzinfo=UTC), MORNING
    with warehouse().store.reading() as connection:
        facts = load_facts(connection, Dataset.MAILS, span, SITES)
        pauses = load_pauses(connection, Dataset.MAILS, span, SITES)
    holidays = public_holidays("metropole", range(2024, 2028))
    held = defaultdict(list)
    for row in pauses.to_dict("records"):
        if row["started_at"] <= MORNING:
            over = pd.notna(row["done_at"]) and row["done_at"] <= MORNING
            last = local(row["done_at"]) if over else DAY
            held[row["fact_id"]].append((local(row["started_at"]), last, over))
    return [
        counted(row, held[row["fact_id"]], holidays)
        for row in facts.to_dict("records")
        if row["nature"] in ("information", "complaint")
        and row["status"] not in ("unreachable", "duplicate")
        and not (pd.notna(row["answered_at"]) and row["answered_at"] <= MORNING)
    ]


def local(at):
    return pd.Timestamp(at).tz_convert(PARIS).date()


def counted(row, held, holidays):
    """Walk along the days of one request: a day counts if it is worked and not suspended."""

    def works(day):
        return day.weekday() < 5 and day not in holidays

    day, left, due, age = local(row["received_at"]), LIMITS[row["channel"]], None, 0
    while due is None or day < DAY:
        day += timedelta(days=1)
        if works(day) and not any(first < day <= last for first, last, _ in held):
            left, age = left - 1, age + (day <= DAY)
        if left == 0 and due is None:
            due = day
            for first, last, _ in sorted(held):
                due = max(due, last) if first <= due else due
            while not works(due):
                due += timedelta(days=1)
    late, suspended = due < DAY, any(not over for *_, over in held)
    return SimpleNamespace(due=due, age=age, late=late, suspended=suspended and not late, **row)


def gateway_rows(group):
    """Return the facts behind all the pages of a group."""
    first = mails.due_page("*", MORNING, group, 1)
    pages = [mails.due_page("*", MORNING, group, each + 1) for each in range(first.pages)]
    return {door["cas"] for page in pages for door in page.doors}


def test_what_falls_due_is_what_plain_python_counts(by_hand):
    tomorrow, sunday = DAY + timedelta(days=1), DAY + timedelta(days=6 - DAY.weekday())
    running = [each for each in by_hand if not each.late and not each.suspended]
    wanted = {
        words.TODAY: [each for each in running if each.due == DAY],
        words.TOMORROW: [each for each in running if each.due == tomorrow],
        words.WEEK: [each for each in running if each.due <= sunday],
        words.LATER: [each for each in running if each.due > sunday],
        words.WAITING: [each for each in by_hand if each.suspended],
        words.LATE: [each for each in by_hand if each.late],
    }
    counts = mails.situation("*", MORNING).counts
    for group, own in wanted.items():
        assert gateway_rows(group) == {each.fact_id for each in own}, group
        assert counts[group] == len(own), group
    assert all(wanted[each] for each in (words.WEEK, words.LATER, words.WAITING, words.LATE))
    assert mails.situation("*", MORNING).open == len(by_hand)


def test_the_stock_by_age_and_channel_is_what_plain_python_counts(by_hand):
    found = mails.ages("*", MORNING)
    bounds = [-1, *words.AGES]
    for low, high in zip(bounds, words.AGES, strict=False):
        own = [each for each in by_hand if low < each.age <= high]
        letters = [each for each in own if each.channel == "letter"]
        others = [each for each in own if each.channel != "letter"]
        assert found.loc[high].to_dict() == {
            "email_in_time": sum(not each.late for each in others),
            "email_late": sum(each.late for each in others),
            "letter_in_time": sum(not each.late for each in letters),
            "letter_late": sum(each.late for each in letters),
        }, high


def test_the_month_is_saved_by_the_number_that_plain_python_finds(demo_folder):
    for each in rescuing.rescues("*", JUNE, MORNING):
        asked = gateway.Asked(each.indicator.code, "*", JUNE, MORNING)
        cases = judged(version(), asked, SITES)
        cases = cases[cases["received_at"] < MORNING]
        met, missed, pending = (
            sum(cases["outcome"] == name) for name in ("met", "missed", "pending")
        )
        total = met + missed + pending
        enough = [k for k in range(pending + 1) if (met + k) / total >= 0.9]
        assert each.found.needed == (enough[0] if enough else None)
        assert (each.found.met, each.found.missed, each.found.pending) == (met, missed, pending)
        shown = rescuing.worklist("*", JUNE, MORNING, each.indicator.code, 1)
        wanted = min(each.found.needed or 0, 20)
        assert len(shown.rows) == wanted
        pending_ids = set(cases.loc[cases["outcome"] == "pending", "fact_id"])
        assert {door["cas"] for door in shown.doors} <= pending_ids


def test_a_lost_month_is_lost_on_the_day_of_the_failure_too_many(demo_folder):
    """Gourdon answers too few of its e-mails in time: count its failures by hand."""
    at = mails.now_known().at
    lost = rescuing.rescues("gourdon", JUNE, at)[0]
    assert lost.indicator.code == "17a" and lost.found.needed is None
    cases = judged(version(), gateway.Asked("17a", "gourdon", JUNE, at), ("gourdon",))
    late = sorted(cases.loc[cases["outcome"] == "missed", "deadline_at"])
    total = len(cases[cases["outcome"].isin(["met", "missed", "pending"])])
    failed = next(n for n in range(1, total) if (total - n) / total < 0.9)
    assert lost.lost_on == late[failed - 1].tz_convert(PARIS).date()
    assert lost.found.bearable == failed - 1


def test_pending_requests_are_those_of_the_finding(demo_folder):
    """At the last import, the open requests in time of a month are its pending ones."""
    moment = mails.now_known()
    for each in rescuing.rescues("*", JUNE, moment.at):
        own = gateway.findings_of(gateway.engagement_number(each.indicator.code), "*", JUNE)
        finding = next(one for one in own if one.indicator.code == each.indicator.code)
        found = each.found
        assert (found.met, found.missed, found.pending) == (
            finding.met,
            finding.missed,
            finding.pending,
        )


def test_a_door_opens_the_case_explained_on_its_fiche(demo_folder, show):
    door = mails.due_page("*", MORNING, words.TODAY, 1).doors[0]
    at = show(
        demo_folder, "engagement", site="*", **{name: str(each) for name, each in door.items()}
    )
    assert not at.exception
    assert "Expliquer cette échéance" in [each.label for each in at.expander]
    assert f"{DAY:%d/%m/%Y}" not in said(at) or "En retard à partir de" in said(at)


def test_the_page_says_it_all_at_a_day(demo_folder, show):
    at = show(demo_folder, "mails", site="*", periode="2026-06", au=DAY.isoformat())
    assert not at.exception and not at.error
    text, found = said(at), mails.situation("*", MORNING)
    assert f"Au matin du 25 juin 2026, {found.open} demandes attendent" in text
    assert f"dont {found.counts[words.LATE]} en retard" in text
    headings = [each.value for each in at.header]
    assert headings[:3] == ["Échéances", "Sauver le mois", "Demandes ouvertes, par âge"]
    assert "Répondus en n jours ouvrés ou moins" in headings
    keys = " ".join(each.proto.id for each in at.get("download_button"))
    assert all(
        each in keys for each in ("csv-echeances", "csv-liste", "csv-ages", "csv-delais")
    )
    assert "engagement?site=" in text


def test_another_site_shows_its_own_requests_only(demo_folder, show):
    at = show(demo_folder, "mails", site="figeac", periode="2026-06", au=DAY.isoformat())
    assert not at.exception
    whole = mails.situation("*", MORNING).open
    own = [mails.situation(site, MORNING).open for site in SITES]
    assert sum(own) == whole
    assert f"{own[1]} demandes attendent" in said(at)
    assert "Cahors" not in at.table[0].value.to_string()


def test_the_perimeter_keeps_other_sites_away(demo_folder, show):
    at = show(demo_folder, "mails", user={"sites": "figeac"}, site="*", au=DAY.isoformat())
    assert not at.exception
    figeac = mails.situation("figeac", MORNING).open
    assert f"{figeac} demandes attendent" in said(at)


def test_the_day_of_the_last_import_is_its_instant_and_none_comes_later(demo_folder):
    last = mails.now_known()
    assert mails.moment(last.day + timedelta(days=3)) == last == mails.moment(last.day)
    assert mails.moment(DAY).at == MORNING


def test_one_late_letter_is_the_whole_stock(one_contact_folder, show):
    at = show(one_contact_folder, "mails")
    assert not at.exception


def test_the_overview_says_what_is_urgent_with_a_link(demo_folder, show):
    at = show(demo_folder, "overview")
    counts = mails.situation("*", mails.now_known().at).counts
    told = words.priority(counts)
    assert str(counts[words.LATE]) in told
    label = next(each.proto for each in at.get("page_link") if each.proto.label == told)
    assert "courriels" in label.page


@pytest.mark.parametrize(
    ("today", "tomorrow", "late", "told"),
    [
        (3, 5, 0, "3 réponses sont dues aujourd'hui, 5 demain."),
        (1, 0, 0, "1 réponse est due aujourd'hui."),
        (0, 1, 2, "1 réponse est due demain ; 2 demandes sont en retard et sans réponse."),
        (0, 0, 1, "1 demande est en retard et sans réponse."),
        (0, 0, 0, ""),
    ],
)
def test_the_most_urgent_line(today, tomorrow, late, told):
    counts = {words.TODAY: today, words.TOMORROW: tomorrow, words.LATE: late}
    assert plain(words.priority(counts)) == told


@pytest.mark.parametrize(
    ("needed", "pending", "told"),
    [
        (0, 0, "L'objectif est tenu ; plus rien n'est ouvert."),
        (0, 1, "L'objectif est tenu, quoi qu'il advienne de la demande ouverte."),
        (0, 4, "L'objectif est tenu, quoi qu'il advienne des 4 demandes ouvertes."),
        (3, 4, "Il suffit de répondre à temps à 3 des 4 demandes ouvertes : "
               "1 peut encore être manquée."),
        (4, 4, "Il faut répondre à temps à toutes les 4 demandes ouvertes : aucune marge."),
    ],
)  # fmt: skip
def test_what_saves_a_month_is_said(needed, pending, told):
    assert plain(words.rescue_sentence(needed, pending)) == told


def test_what_is_lost_is_said_with_its_day():
    assert plain(words.lost_sentence(date(2026, 3, 12), 44, 440, 0.9, None)) == (
        "Hors d'atteinte depuis le 12 mars 2026 : un objectif de 90 % sur 440 demandes "
        "supporte 44 réponses manquées au plus."
    )
    assert plain(words.lost_sentence(date(2026, 3, 12), 1, 10, 0.9, 20)).endswith(
        "Il redeviendrait atteignable avec 20 nouvelles demandes, toutes répondues à temps."
    )
