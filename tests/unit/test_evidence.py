"""What is expected as evidence, what it is worth on a day, and who may say so."""

from datetime import UTC, date, datetime

import pytest

from etl.audit.evidence import (
    EvidenceError,
    checked_link,
    expected_pieces,
    pieces_of,
    reviewed,
    state_on,
)
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.registers import Entry
from etl.pipeline import load_definitions
from etl.pipeline.evidence import validity_end
from tests.pipeline.folders import DATA
from tests.tables import table

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = date(2026, 6, 1)
PIECE = "Publication des résultats"


@pytest.fixture(scope="module")
def ten():
    return load_definitions(DATA).engagement(10)


def entry(state="deposited", until=date(2026, 12, 31), site="*", number=1, author="Accueil"):
    content = Evidence(
        engagement=10,
        piece=PIECE,
        kind=EvidenceKind.LINK,
        state=EvidenceState(state),
        dated=date(2026, 1, 1),
        owner="Référent qualité",
        valid_until=until,
        site=site,
        link="https://www.example.org",
    )
    return Entry(number, 1, author, AT, content)


def worth(ten, entries, site="*"):
    found = pieces_of(ten, entries, site, DAY)
    return next(each.state.value for each in found if each.expected.title == PIECE)


def test_a_piece_that_several_indicators_ask_for_is_expected_once(ten):
    titles = [each.title for each in expected_pieces(ten)]
    assert titles.count("Relevés mensuels") == 1
    piece = next(each for each in expected_pieces(ten) if each.title == "Relevés mensuels")
    assert {"10a", "10b", "10c"} <= set(piece.indicators)
    assert piece.terms.mandatory


def test_a_piece_proves_on_its_last_day_and_no_longer_on_the_next():
    days = table("""
        until      | state
        2026-05-31 | expired
        2026-06-01 | validated
        2026-06-02 | validated
    """)
    found = [
        state_on(entry("validated", date.fromisoformat(str(each))).content, DAY).value
        for each in days["until"]
    ]
    assert found == list(days["state"])


def test_what_was_rejected_does_not_expire():
    assert state_on(entry("rejected", date(2020, 1, 1)).content, DAY) is EvidenceState.REJECTED


def test_a_piece_is_worth_the_best_of_what_is_held(ten):
    assert worth(ten, []) == "expected"
    assert worth(ten, [entry("rejected")]) == "rejected"
    assert worth(ten, [entry("rejected"), entry("validated", date(2026, 5, 31))]) == "expired"
    assert worth(ten, [entry("deposited"), entry("validated", number=2)]) == "validated"


def test_a_piece_of_everywhere_proves_a_site_and_not_the_reverse_between_sites(ten):
    assert worth(ten, [entry("validated")], "figeac") == "validated"
    assert worth(ten, [entry("validated", site="cahors")], "figeac") == "expected"
    assert worth(ten, [entry("validated", site="cahors")]) == "validated"


def test_a_review_goes_forward_and_a_validated_piece_may_only_be_rejected():
    rows = table("""
        before    | asked     | allowed
        deposited | reviewed  | yes
        deposited | validated | yes
        deposited | rejected  | yes
        reviewed  | validated | yes
        reviewed  | deposited | no
        validated | rejected  | yes
        validated | reviewed  | no
        rejected  | validated | no
        deposited | expired   | no
    """)
    for row in rows.to_dict("records"):
        asked = EvidenceState(row["asked"])
        history = [entry(), entry(row["before"])]
        if row["allowed"] == "yes":
            found = reviewed(history, asked, "Cabinet", "Illisible", DAY)
            assert found.state is asked
        else:
            with pytest.raises(EvidenceError):
                reviewed(history, asked, "Cabinet", "Illisible", DAY)


@pytest.mark.parametrize("reviewer", ["Accueil", " accueil ", "ACCUEIL"])
def test_who_deposited_does_not_review(reviewer):
    with pytest.raises(EvidenceError, match="autre personne"):
        reviewed([entry()], EvidenceState.VALIDATED, reviewer, "", DAY)


def test_who_deposited_the_last_version_is_the_depositor():
    history = [entry(author="Accueil"), entry("rejected", author="Cabinet")]
    history.append(entry(author="Standard"))
    assert reviewed(history, EvidenceState.VALIDATED, "Accueil", "", DAY)
    with pytest.raises(EvidenceError):
        reviewed(history, EvidenceState.VALIDATED, "Standard", "", DAY)


def test_a_rejection_says_why_and_an_expired_piece_is_not_validated():
    with pytest.raises(EvidenceError, match="justifie"):
        reviewed([entry()], EvidenceState.REJECTED, "Cabinet", "  ", DAY)
    old = entry(until=date(2026, 5, 31))
    with pytest.raises(EvidenceError, match="expiré"):
        reviewed([old], EvidenceState.VALIDATED, "Cabinet", "", DAY)
    assert reviewed([old], EvidenceState.REJECTED, "Cabinet", "Trop ancienne", DAY)


def test_validity_runs_for_whole_months_and_ends_the_day_before():
    assert validity_end(date(2026, 6, 1), 12) == date(2027, 5, 31)
    assert validity_end(date(2026, 1, 31), 1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "https://",
        "//example.org/a",
        "https://user:secret@example.org/",
        "https://example.org/<script>",
        "https://example.org/a\nb",
        "https://example.org/" + "a" * 500,
        "https://[::1",
        "",
    ],
)
def test_an_address_that_is_not_a_page_is_refused(link):
    with pytest.raises(EvidenceError):
        checked_link(link)
