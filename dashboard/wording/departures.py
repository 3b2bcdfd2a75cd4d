"""Where this product does not do as others do: what they do, what it does, why, what proves it.

The one place that says so: the page of the method shows it, DECISIONS refers to it.
"""

from dataclasses import dataclass

MAKING_DATA_COUNT = "NHS, Making data count"
PLOTTHEDOTS = "NHSRplotthedots"
DASHBOARDS = "Tableaux de bord étudiés"
TELEPHONY = "Statistiques des standards"
FUNNELS = "FunnelPlotR, indicateurs de santé publique anglais"
TICKETING = "Outils de suivi des demandes"


@dataclass(frozen=True)
class Departure:
    """``tests`` are the files that fail if the product stops doing as is said here."""

    subject: str
    others: str
    theirs: str
    ours: str
    why: str
    tests: tuple[str, ...]


DEPARTURES: tuple[Departure, ...] = (
    Departure(
        "Étendues mobiles extrêmes",
        PLOTTHEDOTS,
        "Écarte par défaut les étendues au-delà de 3,267 fois la moyenne avant de calculer "
        "les limites ; le classeur du NHS ne le fait pas.",
        "Les garde toutes, comme le classeur.",
        "Un mois retiré du calcul par la machine n'a ni auteur ni motif ; un évènement du "
        "journal les a.",
        ("tests/unit/test_control_charts.py", "tests/agreement/test_spc.py"),
    ),
    Departure(
        "Carte des proportions",
        MAKING_DATA_COUNT,
        "Une carte XmR pour tout, même pour des proportions.",
        "Une carte p pour une proportion, p′ de Laney à partir de 1 000 contacts par mois en "
        "moyenne, XmR pour le reste.",
        "Un mois de 12 courriels et un mois de 900 n'ont pas la même incertitude ; sur de "
        "grands effectifs, la carte p prend chaque mois pour un signal.",
        ("tests/unit/test_control_charts.py", "tests/pages/test_control.py"),
    ),
    Departure(
        "Nouveau calcul des limites",
        PLOTTHEDOTS,
        "Une liste de dates passée à la fonction ; ailleurs, des outils le font d'eux-mêmes.",
        "Seul un évènement du journal, daté, motivé, signé d'une fonction, déplace les "
        "limites ; jamais le logiciel.",
        "Un nouveau calcul automatique cache une dégradation.",
        ("tests/unit/test_plans.py",),
    ),
    Departure(
        "Assurance après un nouveau calcul",
        PLOTTHEDOTS,
        "Comparait l'objectif aux anciennes limites (anomalie n° 172, corrigée).",
        "Compare l'objectif aux limites en vigueur au dernier mois connu.",
        "C'est de l'avenir que l'on parle.",
        ("tests/unit/test_plans.py",),
    ),
    Departure(
        "Limites figées et recalculées ensemble",
        PLOTTHEDOTS,
        "Longtemps l'un ou l'autre (demande n° 93).",
        "Les deux à la fois : chaque période entre deux évènements peut être figée.",
        "Sans cela, les limites s'élargissent à mesure que de mauvais mois arrivent.",
        ("tests/unit/test_plans.py",),
    ),
    Departure(
        "Moins de douze mois",
        MAKING_DATA_COUNT,
        "Pas d'icône avant treize points.",
        "Icônes et limites montrées, dites provisoires ; elles ne lèvent aucun drapeau.",
        "Le lecteur voit où l'on en est sans que rien ne s'y appuie.",
        ("tests/unit/test_control_charts.py", "tests/unit/test_plans.py"),
    ),
    Departure(
        "Suites",
        MAKING_DATA_COUNT,
        "Six points selon certains outils, sept selon d'autres.",
        "Sept points, règle nommée sous chaque graphique ; les suites d'Anhøj sont comptées à "
        "côté et ne décident de rien.",
        "Six points d'un même côté arrivent deux fois plus souvent par hasard que sept.",
        ("tests/unit/test_control_charts.py",),
    ),
    Departure(
        "Ce qui mérite l'attention",
        MAKING_DATA_COUNT,
        "Une icône d'assurance « tantôt tenu, tantôt manqué » parmi d'autres.",
        "Le même signe, mais le drapeau « à surveiller » n'est levé que par une dégradation "
        "réelle ou un objectif hors de portée.",
        "La plupart des séries tiennent leur objectif selon les mois : un drapeau sur "
        "chacune ne se lirait plus.",
        ("tests/unit/test_control_charts.py",),
    ),
    Departure(
        "Variation et verdict",
        MAKING_DATA_COUNT,
        "Déconseille les feux tricolores, mois par mois.",
        "Rend un verdict sur la période, et dit la variation à côté sans qu'elle le change.",
        "Un engagement pris devant l'usager se tient ou non ; la variation dit s'il y a lieu "
        "d'agir.",
        ("tests/unit/test_verdicts.py", "tests/pages/test_control.py"),
    ),
    Departure(
        "Points qui se recouvrent",
        PLOTTHEDOTS,
        "Trace une carte de toute série qu'on lui donne.",
        "Pas de limites pour un indicateur mesuré sur plusieurs mois glissants ; la page le "
        "dit.",
        "Des mois qui partagent leurs contacts varient trop peu : les limites seraient "
        "fausses.",
        ("tests/pages/test_control.py",),
    ),
    Departure(
        "Entonnoir à peu de sites",
        FUNNELS,
        "Ajuste la sur-dispersion sur demande, quel que soit le nombre d'unités.",
        "Ajuste à partir de dix unités ; au-dessous, limites du seul hasard, et la page le "
        "dit. Ordre alphabétique, jamais de rang, rien sous 30 observations.",
        "Trois sites ne permettent pas d'estimer ce qui les sépare d'ordinaire.",
        ("tests/unit/test_funnel.py", "tests/pages/test_compare.py"),
    ),
    Departure(
        "Taux de décroché",
        TELEPHONY,
        "Une formule par outil, rarement écrite : le même journal donne de 67 à 80 %.",
        "Une formule déclarée, datée, imprimée ; celle de Services publics + par défaut.",
        "Un taux sans sa formule ne se compare à aucun autre.",
        ("tests/spec/test_telephone_formulas.py",),
    ),
    Departure(
        "Attente inconnue",
        TELEPHONY,
        "Un appel est décroché ou perdu, que son attente soit connue ou non.",
        "Un appel décroché dont le journal ne dit pas l'attente n'est ni tenu ni manqué ; "
        "au-delà de 20 %, le verdict reste à confirmer.",
        "Ce qui n'est pas mesuré n'est jamais vert.",
        ("tests/unit/test_verdicts.py",),
    ),
    Departure(
        "Jours fériés",
        TICKETING,
        "Listes saisies à la main, souvent sans l'Ascension ni le lundi de Pentecôte.",
        "Jours fériés légaux de la zone du site, calculés ; fermetures déclarées à part.",
        "Un délai compté un jour de trop est une promesse manquée à tort.",
        ("tests/unit/test_calendars_holidays.py",),
    ),
    Departure(
        "Petits effectifs",
        DASHBOARDS,
        "Le taux seul, sans son incertitude.",
        "Publie l'effectif et l'intervalle de Wilson à 95 % ; sous l'effectif suffisant, "
        "l'intervalle entier doit être du bon côté.",
        "27 courriels sur 30, c'est entre 74 et 97 %.",
        ("tests/agreement/test_proportions.py", "tests/unit/test_verdicts.py"),
    ),
)
