"""The conditions of a rule: which limit each contact must keep."""

from datetime import UTC, datetime

from etl.calendars.working_time import calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Site
from etl.indicators.conditions import Conditions
from tests.tables import PARIS, table

CALENDAR = calendar_of(Site("essai", "Essai", PARIS, "metropole"))
AS_OF = datetime(2026, 3, 31, tzinfo=UTC)
LIMITS = {"email": Limit(5, Unit.WORKING_DAYS), "letter": Limit(10, Unit.WORKING_DAYS)}

MAILS = table("""
    received_at      | channel
    2026-03-02 09:00 | email
    2026-03-02 09:00 | letter
    2026-03-02 09:00 | form
    2026-03-02 09:00 |
""")


def days(given: Conditions, by: str | None) -> list[str | None]:
    late = given.deadline(MAILS["received_at"], by=None if by is None else MAILS[by])
    return list(CALENDAR.local(late).dt.strftime("%d").fillna("-"))


def test_each_contact_keeps_the_limit_of_its_own_kind():
    given = Conditions(CALENDAR, AS_OF, limits=LIMITS)
    assert days(given, "channel") == ["10", "17", "-", "-"]


def test_a_kind_without_a_limit_of_its_own_keeps_the_common_one():
    given = Conditions(CALENDAR, AS_OF, limit=Limit(1, Unit.WORKING_DAYS), limits=LIMITS)
    assert days(given, "channel") == ["10", "17", "04", "04"]
    assert days(given, None) == ["04"] * 4


def test_without_any_limit_nothing_is_ever_late():
    assert days(Conditions(CALENDAR, AS_OF), None) == ["-"] * 4
