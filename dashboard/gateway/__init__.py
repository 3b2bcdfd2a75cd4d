"""The only door to the ETL: every read is cached by data version and kept to the perimeter."""

from dashboard.gateway.cards import Card, cards
from dashboard.gateway.cases import Asked, Case, CasePage, case, case_page, cases_csv
from dashboard.gateway.control import (
    Control,
    control,
    history_table,
    is_flagged,
    is_watched,
    reading_of,
)
from dashboard.gateway.delays import Delays, delays, delays_table
from dashboard.gateway.emergency import (
    Event,
    Held,
    clocks_since,
    emergency_events,
    emergency_findings,
    held,
)
from dashboard.gateway.explaining import DayLine, DeadlineAccount
from dashboard.gateway.figures import (
    Finding,
    breakdown,
    findings_of,
    history,
    sentence,
)
from dashboard.gateway.journal import (
    REJECTIONS_A_PAGE,
    count_rejections,
    files_behind,
    imports,
    rejections,
    rejections_csv,
    sources,
)
from dashboard.gateway.outlook import missing, outlook
from dashboard.gateway.staffing import staffing
from dashboard.gateway.warehouse import (
    State,
    csv,
    data_as_of,
    engagement,
    engagements,
    latest_finished,
    periods,
    service_title,
    site_titles,
    source_title,
    state,
    timezone,
    warm_up,
)
from etl.assessments.variation import Reading

__all__ = [
    "REJECTIONS_A_PAGE",
    "Asked",
    "Card",
    "Case",
    "CasePage",
    "Control",
    "DayLine",
    "DeadlineAccount",
    "Delays",
    "Event",
    "Finding",
    "Held",
    "Reading",
    "State",
    "breakdown",
    "cards",
    "case",
    "case_page",
    "cases_csv",
    "clocks_since",
    "control",
    "count_rejections",
    "csv",
    "data_as_of",
    "delays",
    "delays_table",
    "emergency_events",
    "emergency_findings",
    "engagement",
    "engagements",
    "files_behind",
    "findings_of",
    "held",
    "history",
    "history_table",
    "imports",
    "is_flagged",
    "is_watched",
    "latest_finished",
    "missing",
    "outlook",
    "periods",
    "reading_of",
    "rejections",
    "rejections_csv",
    "sentence",
    "service_title",
    "site_titles",
    "source_title",
    "sources",
    "staffing",
    "state",
    "timezone",
    "warm_up",
]
