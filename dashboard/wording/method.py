"""The page of the method: its headings, and what is true of every figure."""

from collections.abc import Mapping
from enum import StrEnum

from etl.domain.datasets import Dataset
from etl.domain.engagements import Direction, Population

TITLE = "Méthode"
INTRODUCTION = (
    "Comment chaque chiffre est fait : ce qui est compté, contre quel objectif, avec quels "
    "calendriers et quels fichiers. Cette page est écrite à partir des déclarations, pas à "
    "côté d'elles."
)
SEARCH = "Chercher"
SEARCH_HELP = "un code, un mot : 17a, courriel, Wilson…"
NOTHING = "Rien ne correspond à cette recherche."
ALL_INDICATORS = "Tous les indicateurs"
READ_METHOD = "Lire la méthode de cet indicateur"
INDICATOR = "Indicateur"
SECTION = "Rubrique"


class Section(StrEnum):
    """One part of the page; its value is in the address."""

    DEFINITIONS = "definitions"
    CALENDARS = "calendriers"
    SOURCES = "sources"
    EVENTS = "evenements"
    RULES = "regles"
    DEPARTURES = "ecarts"
    GLOSSARY = "glossaire"


SECTIONS: Mapping[Section, str] = {
    Section.DEFINITIONS: "Définitions",
    Section.CALENDARS: "Calendriers",
    Section.SOURCES: "Sources",
    Section.EVENTS: "Évènements",
    Section.RULES: "Règles et statistiques",
    Section.DEPARTURES: "Écarts assumés",
    Section.GLOSSARY: "Glossaire",
}
DATASETS: Mapping[Dataset, str] = {
    Dataset.CALLS: "appels",
    Dataset.MAILS: "courriers, courriels et formulaires",
    Dataset.VISITS: "visites au guichet",
    Dataset.MYSTERY: "tests mystères",
    Dataset.SURVEYS: "réponses aux enquêtes",
    Dataset.EVENTS: "relevés et évènements",
}
POPULATIONS: Mapping[Population, str] = {
    Population.CENSUS: "tous les contacts",
    Population.SAMPLE: "un échantillon",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.HIGHER: "plus haut vaut mieux",
    Direction.LOWER: "plus bas vaut mieux",
}
DEPARTURES_INTRODUCTION = (
    "Là où Vigie Qualité ne fait pas comme d'autres. Chaque choix a ses tests : s'il "
    "cessait d'être tenu, ils échoueraient."
)
# Heading, then paragraphs: what is true of every figure.
RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Du contact au verdict",
        (
            "Chaque contact est jugé : tenu, non tenu, en cours, mesure absente ou hors champ. "
            "Ce qui est en cours ne compte ni pour ni contre ; ce qui est échu sans réponse "
            "compte contre.",
            "La valeur observée est comparée à l'objectif sans être arrondie ; elle est "
            "affichée arrondie vers le bas : 89,96 % ne s'affiche jamais 90 %.",
            "Quand l'effectif suffit, la valeur décide. En dessous, l'intervalle à 95 % doit "
            "être tout entier du même côté de l'objectif ; sinon, à confirmer. Au-delà de "
            "20 % de mesures absentes, à confirmer aussi.",
            "Le verdict d'un engagement est le plus grave de ses indicateurs qui décident : "
            "non conforme, non mesuré, à confirmer, conforme. Non mesuré n'est jamais vert.",
        ),
    ),
    (
        "Mois, trimestres, années, tous les sites",
        (
            "Les mois ne se moyennent pas : trimestres, années et ensemble des sites "
            "additionnent les décomptes, et les quantiles se calculent sur toutes les valeurs.",
            "Un indicateur rare se mesure sur une fenêtre de plusieurs mois, écrite dans sa "
            "définition.",
        ),
    ),
    (
        "Intervalle à 95 %",
        (
            "Proportions : intervalle de Wilson. Quantiles : statistiques d'ordre. Un "
            "comptage complet n'a pas d'intervalle.",
        ),
    ),
    (
        "Enquêtes mystères cotées deux fois",
        (
            "La première cotation d'un test compte seule ; une seconde (« Oui » à la colonne "
            "« Seconde cotation ») ne compte dans aucun résultat, même sans la première. Elle "
            "mesure l'accord de deux enquêteurs ; leurs codes, gardés comme empreintes, "
            "servent à écarter qui se relit soi-même.",
            "Une marque est satisfaite ou non ; un point que l'un des deux dit sans objet est "
            "compté à part. Accord : part des marques identiques, intervalle de Wilson. Hors "
            "hasard : AC1 de Gwet (2008), intervalle de Student ; kappa de Cohen à côté, non "
            "défini si toutes les marques sont les mêmes. Rien sous dix doubles cotations.",
        ),
    ),
    (
        "Cartes de contrôle",
        (
            "Proportions : carte p, ou p′ de Laney à partir de 1 000 contacts par mois en "
            "moyenne. Autres valeurs : carte XmR (moyenne ± 2,66 étendues mobiles moyennes).",
            "Signaux, du plus fort au plus faible : un point hors des limites ; sept points "
            "de hausse ou de baisse ; deux points sur trois près d'une limite ; sept points "
            "du même côté de la moyenne. Règles « Making data count » du NHS.",
            "À moins de douze mois, les limites sont provisoires. Seul un évènement du "
            "journal, daté et motivé, les recalcule, les fige ou en retire un mois. Un "
            "nouveau calcul commence au premier mois entier.",
            "À côté, les suites d'Anhøj : une suite trop longue ou trop peu de passages de la "
            "moyenne. Elles sont dites et ne décident de rien.",
            "Le drapeau « à surveiller » : une variation particulière dans le mauvais sens, "
            "ou un objectif hors de portée des limites. Il ne change jamais un verdict.",
        ),
    ),
    (
        "Comparaisons",
        (
            "Entonnoir à 95 % et 99,8 % autour du résultat d'ensemble. À partir de dix "
            "unités, les limites tiennent compte de ce qui les sépare d'ordinaire "
            "(Spiegelhalter) ; au-dessous, du seul hasard. Rien sous 30 observations, jamais "
            "de classement.",
        ),
    ),
)
