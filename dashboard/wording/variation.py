"""What a control chart says, in French: variation, assurance, signals, limits."""

from collections.abc import Mapping

from dashboard.wording import counted, interval_text
from dashboard.wording.phrases import COLON, SEMICOLON, period_phrase
from etl.assessments.chart_rules import Signal
from etl.assessments.control_charts import ENOUGH_POINTS
from etl.assessments.variation import Assurance, Reading, Variation
from etl.domain.periods import Period
from etl.formats import ABSENT

TO_WATCH = "à surveiller"
BAND = "variation ordinaire"
MONTHS = ("mois mesuré", "mois mesurés")
RULE_SETS: Mapping[str, str] = {
    "making_data_count_7_points": "« Making data count » (NHS), suites de 7 points"
}
VARIATIONS: Mapping[Variation, str] = {
    Variation.COMMON: "variation ordinaire, rien ne distingue ce mois des autres",
    Variation.IMPROVEMENT: "variation particulière dans le bon sens",
    Variation.CONCERN: "variation particulière dans le mauvais sens",
    Variation.HIGH: "variation particulière à la hausse",
    Variation.LOW: "variation particulière à la baisse",
}
ASSURANCES: Mapping[Assurance, str] = {
    Assurance.PASSING: "Si rien ne change, l'objectif sera tenu chaque mois",
    Assurance.FAILING: "Si rien ne change, l'objectif sera manqué chaque mois",
    Assurance.HIT_OR_MISS: (
        "Si rien ne change, l'objectif sera tantôt tenu, tantôt manqué, au gré du hasard"
    ),
}
# The same in a word or two, beside a sign.
SHORT_VARIATIONS: Mapping[Variation, str] = {
    Variation.COMMON: "variation ordinaire",
    Variation.IMPROVEMENT: "amélioration réelle",
    Variation.CONCERN: "dégradation réelle",
    Variation.HIGH: "hausse réelle",
    Variation.LOW: "baisse réelle",
}
SHORT_ASSURANCES: Mapping[Assurance, str] = {
    Assurance.PASSING: "objectif assuré",
    Assurance.FAILING: "objectif hors de portée",
    Assurance.HIT_OR_MISS: "objectif selon les mois",
}
# What each sign means, in the order of the legend.
SIGNS_TITLE = "Lire les signes"
SIGNS = (
    f"Variation ordinaire{COLON} rien ne distingue ce mois des autres.",
    f"Variation particulière dans le bon sens{COLON} il y a une cause. La flèche dit si la "
    "valeur monte ou descend.",
    f"Variation particulière dans le mauvais sens{COLON} il y a une cause à chercher.",
    f"Objectif assuré{COLON} si rien ne change, il sera tenu chaque mois.",
    f"Objectif selon les mois{COLON} tantôt tenu, tantôt manqué, au gré du hasard.",
    f"Objectif hors de portée{COLON} si rien ne change, il sera manqué chaque mois.",
    f"À surveiller{COLON} dégradation réelle, ou objectif hors de portée. Ne change jamais le "
    "verdict.",
)
PROVISIONAL = " (provisoire)"
SIGNALS: Mapping[Signal, str] = {
    Signal.ABOVE_LIMITS: "au-dessus de la limite haute",
    Signal.BELOW_LIMITS: "au-dessous de la limite basse",
    Signal.RISING: "sept mois de hausse de suite",
    Signal.FALLING: "sept mois de baisse de suite",
    Signal.NEAR_HIGH: "deux mois sur trois près de la limite haute",
    Signal.NEAR_LOW: "deux mois sur trois près de la limite basse",
    Signal.RUN_ABOVE: "au moins sept mois de suite au-dessus de la moyenne",
    Signal.RUN_BELOW: "au moins sept mois de suite au-dessous de la moyenne",
}
# The same in fewer words, for a table.
SHORT_SIGNALS: Mapping[Signal, str] = {
    Signal.ABOVE_LIMITS: "au-dessus des limites",
    Signal.BELOW_LIMITS: "au-dessous des limites",
    Signal.RISING: "hausse continue",
    Signal.FALLING: "baisse continue",
    Signal.NEAR_HIGH: "près de la limite haute",
    Signal.NEAR_LOW: "près de la limite basse",
    Signal.RUN_ABOVE: "suite au-dessus",
    Signal.RUN_BELOW: "suite au-dessous",
}
# A month that an event leaves out of limits.
EXCLUDED, EXCLUDED_TEXT = "excluded", "hors calcul"
LEGEND = (
    f" Bande claire{COLON} variation ordinaire (moyenne ± 3 écarts){SEMICOLON} trait fin"
    f"{COLON} moyenne{SEMICOLON} point entouré{COLON} variation particulière, d'un losange "
    "si elle va dans le mauvais sens."
)


def reading_sentence(reading: Reading, at: Period, known: int) -> str:
    """Say what a chart says at its latest month, by which rules, on how many months."""
    when = period_phrase(at)
    parts = [f"{when[0].upper()}{when[1:]}, {_variation(reading)}."]
    if reading.assurance is not None:
        parts.append(f"{ASSURANCES[reading.assurance]}.")
    if reading.provisional:
        parts.append(
            f"Limites provisoires{COLON} {counted(known, MONTHS)}, il en faut {ENOUGH_POINTS}."
        )
    parts.append(f"Règles{COLON} {RULE_SETS.get(reading.rules, reading.rules)}.")
    return " ".join(parts)


def signal_sentence(reading: Reading) -> str:
    """Say what the chart says of its month; nothing where it cannot tell."""
    return (
        ""
        if reading.variation is None
        else f"La carte de contrôle montre une {_variation(reading)}."
    )


def _variation(reading: Reading) -> str:
    if reading.variation is None:
        return "pas de quoi juger la variation"
    said = VARIATIONS[reading.variation]
    reason = SIGNALS.get(reading.signal)
    return f"{said}{COLON} {reason}" if reason else said


def signal_text(signal: str) -> str:
    """Return what singles a month out; nothing for an ordinary one."""
    if signal == EXCLUDED:
        return EXCLUDED_TEXT
    return SHORT_SIGNALS.get(Signal(signal), "")


def limits_text(floor: float, ceiling: float, unit: str) -> str:
    """Return the limits of ordinary variation of a month."""
    known = floor == floor and ceiling == ceiling
    return interval_text(floor, ceiling, unit) if known else ABSENT


def no_chart(window_months: int) -> str:
    """Say why an indicator has no limits of variation; nothing where it has."""
    if window_months < 2:
        return ""
    return (
        f"Chaque point mesure {window_months} mois glissants{COLON} les points se recouvrent, "
        "leur variation n'est pas jugée."
    )
