"""The six kinds of facts."""

from enum import StrEnum


class Dataset(StrEnum):
    """One table of facts each; every contact or check of a prefecture is one of these."""

    CALLS = "calls"
    MAILS = "mails"
    VISITS = "visits"
    MYSTERY = "mystery_observations"
    SURVEYS = "survey_answers"
    EVENTS = "events"
