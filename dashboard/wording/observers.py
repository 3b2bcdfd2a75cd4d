"""The agreement of the observers of mystery tests, in French."""

from dashboard.wording import counted, value_text
from dashboard.wording.mystery import CHANNELS
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.assessments.agreement import ENOUGH_PAIRS
from etl.formats import NARROW, NO_BREAK, number

TITLE = "Accord entre enquêteurs"
FIGURE = "Part des marques identiques de deux enquêteurs, point par point"
NONE = "Accord non mesuré" + COLON + " aucun test n'a été coté deux fois."
HOW_TO = (
    f"Pour le mesurer{COLON} faites coter un test sur dix par un second enquêteur, sans qu'il "
    "voie la première cotation (appel réécouté, courriel transféré). Dans la grille, ajoutez "
    f"une ligne{COLON} même campagne, même numéro de test, le code de cet enquêteur dans "
    f"«{NARROW}Enquêteur{NARROW}», «{NARROW}Oui{NARROW}» dans «{NARROW}Seconde "
    f"cotation{NARROW}». La première cotation compte seule dans les résultats."
)
PRIVACY = (
    "Un code d'enquêteur (E1, E2…) n'est gardé que comme empreinte à clé secrète, pour savoir "
    "que deux cotations ne sont pas de la même personne."
)
LEGEND = (
    f"Disque{COLON} part des doubles cotations où les deux enquêteurs disent la même chose"
    f"{SEMICOLON} trait{COLON} intervalle à 95{NARROW}%. Les points les moins sûrs viennent "
    "d'abord."
)
READING = (
    "L'AC1 de Gwet retire l'accord dû au hasard et reste juste quand presque tous les tests "
    "sont satisfaisants, où le kappa de Cohen devient trompeur (1 : accord parfait, 0 : pas "
    "mieux que le hasard)."
)
NOT_MEASURED = "non mesuré"
NOT_DEFINED = "non défini"
PAIR = ("double cotation", "doubles cotations")
RATED_TWICE = ("test coté deux fois", "tests cotés deux fois")


def summary(channel: str, code: str, tests: int, agreed: int, pairs: int) -> str:
    """Say how many tests were rated twice, and how often both observers agreed."""
    share = value_text(agreed / pairs, "%") if pairs else NOT_MEASURED
    return (
        f"{CHANNELS.get(channel, channel).capitalize()}, jusqu'à la campagne {code}{COLON} "
        f"{counted(tests, RATED_TWICE)}{SEMICOLON} les deux enquêteurs disent la même chose de "
        f"{number(agreed)} points sur {number(pairs)} ({share})."
    )


def weakest(title: str, share: float, pairs: int) -> str:
    return (
        f"Le point le moins sûr{COLON} {title.lower()}, {value_text(share, '%')} d'accord sur "
        f"{counted(pairs, PAIR)}."
    )


def too_few(most: int) -> str:
    return (
        f"Point par point, l'accord n'est pas mesuré{COLON} {counted(most, PAIR)} au plus, il "
        f"en faut {ENOUGH_PAIRS}."
    )


def left_out(points: int) -> str:
    """Say how many points are in the table only."""
    if not points:
        return ""
    told = counted(points, ("point a", "points ont"))
    return f"{told} moins de {ENOUGH_PAIRS} doubles cotations{COLON} {NOT_MEASURED}."


def apart(tests: int) -> str:
    """Say which second ratings are not compared."""
    if not tests:
        return ""
    told = counted(tests, ("seconde cotation n'est", "secondes cotations ne sont"))
    word = "comparée" if tests == 1 else "comparées"
    return (
        f"{told} pas {word}{COLON} première cotation absente, ou deux fois le même enquêteur."
    )


def unnamed(tests: int) -> str:
    """Say of how many tests two different observers are supposed, and not known."""
    if not tests:
        return ""
    told = counted(tests, ("test n'a", "tests n'ont"))
    return f"{told} pas les deux codes{COLON} deux enquêteurs différents y sont supposés."


def coefficient(value: float, low: float, high: float) -> str:
    """Return a coefficient with its interval, where it has one.

    >>> coefficient(0.9407, 0.89, 0.98).replace("\\xa0", " ")
    '0,94 (0,89 à 0,98)'
    """
    if value != value:
        return NOT_DEFINED
    if low != low:
        return number(value, 2)
    return f"{number(value, 2)} ({number(low, 2)} à {number(high, 2)})".replace(" ", NO_BREAK)


def said(title: str, agreed: int, pairs: int) -> str:
    return f"<b>{title}</b><br>{number(agreed)} sur {counted(pairs, PAIR)}"


def label(title: str, share: float, agreed: int, pairs: int) -> str:
    return f"{title} · {value_text(share, '%')} ({agreed}/{pairs})"
