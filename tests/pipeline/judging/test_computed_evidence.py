"""A frozen figure is evidence by itself: reviewed when its edition is validated."""

from datetime import date

from etl.domain.editions import Act
from etl.domain.evidence import EvidenceState
from etl.domain.periods import parse_period
from etl.pipeline import editions
from etl.pipeline.computed import computed_entries, held_entries
from tests.pipeline.prefecture import CALLS, calls, local

AT, LATER = local("2025-04-10T08:00"), local("2025-05-02T08:00")


def test_a_closed_edition_waits_and_a_validated_one_proves_what_it_measured(prefecture):
    prefecture.send("appels.csv", CALLS, calls(date(2025, 3, 4), "aal" * 12), AT)
    assert computed_entries(prefecture.warehouse) == []
    edition = editions.close(prefecture.warehouse, parse_period("2025-T1"), Act("Claire", AT))
    told = {(each.content.engagement, each.content.piece) for each in _held(prefecture)}
    assert (10, "Relevés mensuels") in told and (10, "Mode de calcul écrit") in told
    assert not [each for each in told if each[0] == 17]
    assert {each.content.state for each in _held(prefecture)} == {EvidenceState.DEPOSITED}
    editions.validate(prefecture.warehouse, edition.number, Act("Hugo", LATER))
    (one, *_) = _held(prefecture)
    assert one.content.state is EvidenceState.VALIDATED
    assert one.content.sha256 == edition.sha256
    assert (one.content.dated, one.content.valid_until) == (
        date(2025, 3, 31),
        date(2026, 3, 30),
    )


def _held(prefecture):
    return held_entries(prefecture.warehouse)
