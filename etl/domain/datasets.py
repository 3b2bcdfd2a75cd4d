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


# Facts that are about somebody; checks and exercises are nobody's secret.
OF_PEOPLE = (Dataset.CALLS, Dataset.MAILS, Dataset.VISITS, Dataset.SURVEYS)
