"""What is broken, where, and which test tells."""

from dataclasses import dataclass

SPEC = "tests/spec/"
ANSWERS, TELEPHONE = SPEC + "test_e17_written_answers.py", SPEC + "test_e05_e10_telephone.py"
TRACES, VOICE = SPEC + "test_e18_traceability.py", SPEC + "test_e08_voice_server.py"
WAITING, DESKS = SPEC + "test_e07_waiting.py", SPEC + "test_e13_e15_appointments_and_support.py"
MYSTERY = SPEC + "test_e02_e05_e09_e16_mystery_tests.py"
OBSERVERS = "tests/agreement/test_observers.py"
SURVEYS, CRISIS = SPEC + "test_e02_e03_e13_e14_surveys.py", SPEC + "test_e47_e50_crisis.py"
CHECKS, NETWORKS = SPEC + "test_e01_e06_e12_checks.py", SPEC + "test_e19_e20_social_networks.py"
AMOUNTS = SPEC + "test_e03_e04_e11_e15_counts_and_amounts.py"
CALENDARS = SPEC + "test_edge_cases_calendars.py"
FIGURES, REQUESTS = SPEC + "test_edge_cases_figures.py", SPEC + "test_edge_cases_requests.py"
VERDICTS, MEASURES = "tests/unit/test_verdicts.py", "tests/unit/test_measures.py"
TALLIES, ERLANG = "tests/unit/test_tallies.py", "tests/unit/test_erlang.py"
DISCLOSURE, LECTURE = "tests/unit/test_disclosure.py", "tests/unit/test_lecture.py"
PROPORTIONS, SURVIVAL = "tests/unit/test_proportions.py", "tests/unit/test_survival.py"
PAUSES, FORMULAS = SPEC + "test_pauses.py", SPEC + "test_telephone_formulas.py"
HOLIDAYS = "tests/unit/test_calendars_holidays.py " + CALENDARS
CHARTS = "tests/unit/test_control_charts.py"


@dataclass(frozen=True)
class Mutation:
    """``old`` stands once in ``file`` and becomes ``new``; ``test`` must then fail."""

    what: str
    file: str
    old: str
    new: str
    test: str


def _in(file: str, *rows: tuple[str, str, str, str]) -> tuple[Mutation, ...]:
    return tuple(Mutation(what, file, old, new, test) for what, old, new, test in rows)


MUTATIONS: tuple[Mutation, ...] = (
    *_in(
        "etl/indicators/answers.py",
        ("answered_in_time: midnight", "met=done < late_from", "met=done <= late_from",
         ANSWERS),
        ("answered_in_time: pending", "pending=done.isna() & (late_from > given.as_of)",
         "pending=done.isna() & (late_from >= given.as_of)", ANSWERS),
        ("answered_in_time: clock error", "unknown=late_from.isna() | (done < received)",
         "unknown=late_from.isna()", ANSWERS),
        ("answered_in_time: what nobody can answer", 'isin(["duplicate", "unreachable"])',
         'isin(["duplicate"])', ANSWERS),
        ("answer_delay: so far", "until = given.held(received, done), done.fillna(given.as_of)",
         "until = given.held(received, done), done", ANSWERS),
        ("answered_in_time: workable days", "units == {Unit.WORKABLE_DAYS}",
         "units == {Unit.CALENDAR_DAYS}", ANSWERS),
        ("limits: a form is an e-mail", 'keys.replace("form", "email")', "keys", ANSWERS),
        ("acknowledged_in_time: an answer is worth one",
         "acknowledged.mask(acknowledged.isna() | (answered < acknowledged), answered)",
         "acknowledged", ANSWERS),
        ("what had not come yet", "instants.where(instants <= given.as_of)", "instants",
         ANSWERS),
        ("registered_in_time and complete_records: a copy",
         'requests["status"].eq("duplicate").fillna(False)',
         'requests["status"].eq("request").fillna(False)', TRACES),
    ),
    *_in(
        "etl/indicators/calls.py",
        ("call_wait: unknown", 'calls["direction"].isna() | wait.isna()',
         'calls["direction"].isna()', TELEPHONE),
        ("transfers_completed", 'calls["transfer"].eq("completed")',
         'calls["transfer"].eq("failed")', TELEPHONE),
        ("voice_server_served", 'given, "served")\n', 'given, "passed")\n', VOICE),
        ("voice_server_abandoned", 'given, "served", "passed")', 'given, "served")', VOICE),
        ("only the public's calls", '.isin(["outbound", "internal"])', '.isin(["outbound"])',
         TELEPHONE),
        ("only while the desk is open", "outside | ~while_open", "outside", TELEPHONE),
    ),
    *_in(
        "etl/indicators/visits.py",
        ("received_within: the limit", "in_time = end.fillna(given.as_of) < late_from",
         "in_time = end.fillna(given.as_of) <= late_from - _MINUTE", WAITING),
        ("received_within: who gave up", "| (gave_up & in_time & end.notna())", "", WAITING),
        ("visit_wait: a no-show", "excluded=_is_no_show(visits),\n        unknown=_unknown",
         "unknown=_unknown", WAITING),
        ("a late visitor", 'late = visits["arrived_at"] > hour',
         'late = visits["arrived_at"] < hour', WAITING),
        ("support_completed", "_is_no_show(visits) | never_received", "never_received", DESKS),
        ("appointment_delay", "met=days >= 0", "met=days > 0", DESKS),
    ),
    *_in(
        "etl/indicators/mystery.py",
        ("items_satisfied: all of them", 'tests["satisfied"].eq(tests["asked"])',
         'tests["satisfied"].gt(0)', MYSTERY),
        ("items_satisfied: who was not reached", '| tests["unreached"].gt(0)', "", MYSTERY),
        ("a second rating is no test", "observations = observations[~again]",
         "observations = observations", MYSTERY),
    ),
    *_in(
        "etl/pipeline/double_ratings.py",
        ("who rates twice agrees with nobody", "compared = both[~same]", "compared = both",
         MYSTERY),
        ("what only one marks is not compared", "pairs = compared[marked[0] & marked[1]]",
         "pairs = compared", MYSTERY),
    ),
    *_in(
        "etl/assessments/agreement.py",
        ("agreement: enough pairs", "counted >= ENOUGH_PAIRS", "counted > ENOUGH_PAIRS",
         OBSERVERS),
        ("agreement: chance", "chance = 2 * prevalence", "chance = prevalence", OBSERVERS),
    ),
    *_in(
        "etl/indicators/surveys.py",
        ("satisfied", 'score >= parameters.number(given, "threshold")',
         'score > parameters.number(given, "threshold")', SURVEYS),
        ("net_satisfaction", 'score <= parameters.number(given, "dissatisfied")',
         'score < parameters.number(given, "dissatisfied")', SURVEYS),
        ("score: a blank", "excluded=found.isna()", "pending=found.isna()", SURVEYS),
    ),
    *_in(
        "etl/indicators/events.py",
        ("events_held, checks_passed: planned", 'events["started_at"] > given.as_of\n',
         'events["started_at"] < given.as_of\n', CHECKS),
        ("share_of_amounts", 'excluded=events["total"].eq(0)', 'excluded=events["total"].lt(0)',
         AMOUNTS),
        ("amounts", 'met=events["amount"].notna(),', 'met=events["amount"].gt(1),', AMOUNTS),
        ("active_subjects", "_SEVEN_DAYS = 7", "_SEVEN_DAYS = 8", NETWORKS),
        ("held_outside_hours", 'met=~given.calendar.is_open(events["started_at"], desk)',
         'met=given.calendar.is_open(events["started_at"], desk)', CRISIS),
        ("in_exercise_or_real", 'exercise.ne(wanted).fillna(False) if',
         'exercise.eq(wanted).fillna(False) if', CRISIS),
        ("delay: kept", "met=done.notna() & ~(done >= late_from)", "met=done.notna()", CRISIS),
    ),
    *_in(
        "etl/indicators/measures.py",
        ("a share of nothing", "part / whole.where(whole > 0)", "part / whole.clip(lower=1)",
         MEASURES),
        ("Wilson", "widened = 1 + square / whole", "widened = 1", MEASURES),
        ("a quantile", "position = share * (int(places[-1]) - 1)",
         "position = share * int(places[-1])", MEASURES),
        ("no width, no certainty", "np.where(low < high, low, np.nan)", "low", MEASURES),
    ),
    *_in(
        "etl/indicators/tallies.py",
        ("only what counts is summed", "usable = known & _counts(outcome) & ~np.isnan(value)",
         "usable = known & ~np.isnan(value)", TALLIES),
        ("the last month", 'transform("max")', 'transform("min")', TALLIES),
    ),
    *_in(
        "etl/assessments/verdicts.py",
        ("a target hit exactly", "[value >= target, value <= target,",
         "[value > target, value <= target,", VERDICTS),
        ("an upper bound hit exactly", "value <= target, value < target, value > target",
         "value < target, value < target, value > target", VERDICTS),
        ("enough contacts", 'measured["counted"] >= measured["enough"]',
         'measured["counted"] > measured["enough"]', VERDICTS),
        ("a fifth unknown", "> UNKNOWN_AT_MOST\n", ">= UNKNOWN_AT_MOST\n", VERDICTS),
        ("a year that runs", "(by_number | one_sided) & (reached | ~may_grow)",
         "by_number | one_sided", VERDICTS),
        ("nothing measured is never green", '.astype(bool) | measured["value"].isna(),',
         ".astype(bool),", VERDICTS),
        ("a net share", "one_sided &= ~", "one_sided |= ~", VERDICTS),
    ),
    *_in(
        "etl/assessments/proportions.py",
        ("Newcombe", "below = gap - np.hypot(share - low, other_high - other)",
         "below = gap - np.hypot(share - low, other - other_low)", PROPORTIONS),
        ("unknown bounds", "_share(part + lost, whole + lost)", "_share(part, whole)",
         PROPORTIONS),
    ),
    *_in(
        "etl/assessments/chart_rules.py",
        ("a point on a limit", "outside = distance > 3", "outside = distance >= 3", CHARTS),
        ("a trend", "ends_of_run(steps, length - 1)", "ends_of_run(steps, length)", CHARTS),
    ),
    *_in(
        "etl/assessments/erlang.py",
        ("Erlang B", "carried / (line + carried)", "carried / (line + offered)", ERLANG),
        ("a load that reaches the agents", "stable = offered < served",
         "stable = offered <= served", ERLANG),
        ("patience", "/ lost if lost else", "/ len(waited) if lost else", ERLANG),
    ),
    *_in(
        "etl/assessments/disclosure.py",
        ("a small count", "(counts < SMALLEST)", "(counts < SMALLEST - 1)", DISCLOSURE),
        ("subtraction", "high - low + 1 >= POSSIBLE", "high - low + 1 >= 1", DISCLOSURE),
    ),
    *_in(
        "etl/assessments/commentary.py",
        ("an unproved change", "low[0] <= 0 <= high[0]", "low[0] == 0 == high[0]", LECTURE),
        ("elision", '_VOWELS = "ao"', '_VOWELS = "a"', LECTURE),
    ),
    *_in(
        "etl/readers/mailbox/requests.py",
        ("an internal note", 'messages["own"] & ~messages["internal"]', 'messages["own"]',
         REQUESTS),
        ("a thread of ours", "| (ours & first_in)", "", REQUESTS),
    ),
    *_in(
        "etl/calendars/working_time.py",
        ("an end before the start", "(ended >= began) & (not opening.is_empty)",
         "(not opening.is_empty)", "tests/unit/test_calendars_opening.py"),
        ("a local month", 'astype("datetime64[M]")', 'astype("datetime64[Y]")',
         "tests/unit/test_calendars_deadlines.py " + CALENDARS),
    ),
    *_in(
        "etl/calendars/pauses.py",
        ("pauses: united", 'ends=("ends", "max")', 'ends=("ends", "first")', PAUSES),
        ("pauses: inside the case", 'np.maximum(microseconds(pauses["started_at"]), first)',
         'microseconds(pauses["started_at"])', PAUSES),
        ("pauses: too late to move it", "np.where(is_running, counted.after(over, left)",
         "np.where(begun >= 0, counted.after(over, left)", PAUSES),
    ),
    *_in(
        "dashboard/gateway/disclosing.py",
        ("what leaves the house: rows together", 'transform("any")', 'transform("all")',
         "tests/unit/test_disclosed_exports.py"),
    ),
    *_in(
        "etl/calendars/holidays.py",
        ("holidays: Whit Monday of 2005 to 2007", "_whit_mondays(found) | ", "", HOLIDAYS),
        ("holidays: Saint-Martin", "year < 2018", "year < 2008", HOLIDAYS),
    ),
    *_in(
        "etl/indicators/call_classes.py",
        ("formulas: in time", "wait <= threshold_s", "wait < threshold_s", FORMULAS),
        ("formulas: a short abandon", "wait < switches.short_abandon_s",
         "wait <= switches.short_abandon_s", FORMULAS),
        ("formulas: closed hours", "places[~opened]", "places[opened]", FORMULAS),
    ),
    *_in(
        "etl/pipeline/annotations.py",
        ("events: an unknown indicator", "known.issuperset(_codes(each))", "True",
         "tests/pipeline/test_annotations.py"),
    ),
    *_in(
        "etl/formats.py",
        ("one is singular", "FIRST_PLURAL else unit", "1 else unit",
         "tests/unit/test_formats.py"),
        ("rounded down", "quantize(step, ROUND_FLOOR)", "quantize(step)", FIGURES),
        ("never like a target", "if cut != goal", "if cut == goal", FIGURES),
    ),
)  # fmt: skip
