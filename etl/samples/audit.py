"""The audit's registers of the demonstration: what its people deposited, found and decided.

Plain data, told in days before the day of the demonstration; the pipeline writes it by the
same operations as a person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

QUALITY, DEPUTY = "Référent qualité", "Secrétaire générale adjointe"
PHONE, MAIL, DESK = "Référent téléphonie", "Bureau du courrier", "Chef de l'accueil"
WEB, OFFICE, TRAINING = "Référent numérique", "Cabinet", "Bureau des ressources humaines"


@dataclass(frozen=True)
class SamplePiece:
    """A piece: who deposited it how many days ago, and what became of it."""

    engagement: int
    piece: str
    owner: str
    days: int
    opinion: str = "validated"
    link: str = ""
    site: str = "*"
    remark: str = ""


_FILES: dict[str, tuple[tuple[int, tuple[str, ...]], ...]] = {
    DESK: (
        (1, ("Guide des usagers daté", "Grilles de contrôle remplies")),
        (5, ("Annuaire interne à jour", "Fiche réflexe du standard", "Corrigés types")),
        (5, ("Grilles remplies",)),
        (6, ("Grille signée", "Registre public d'accessibilité", "Photos")),
        (7, ("Affichage des heures d'affluence", "Planning de renfort")),
        (15, ("Planning", "Fermetures", "Inventaire", "Relevé de fréquentation")),
        (15, ("Profil anonyme des usagers",)),
    ),
    QUALITY: (
        (2, ("Grilles d'appels et de courriels mystères remplies", "Bilan de campagne")),
        (2, ("Procédure de la campagne", "Questionnaire", "Export anonymisé des réponses")),
        (3, ("Affiche des résultats", "Rapport d'enquête", "Registre des réclamations")),
        (3, ("Plan de campagne", "Scénarios", "Grilles", "Convocation")),
        (3, ("Relevé de décisions", "Analyse des causes")),
        (16, ("Grille de relecture", "Modèles", "Échantillon anonymisé", "Réponses reçues")),
    ),
    PHONE: (
        (8, ("Arborescence", "Script", "Date d'enregistrement des messages")),
        (9, ("Affiches", "Message du serveur vocal", "Grilles remplies")),
        (10, ("Relevés mensuels", "Mode de calcul écrit", "Corrigés types")),
        (10, ("Grilles remplies",)),
    ),
    MAIL: (
        (17, ("Extraits du registre", "Cachets d'arrivée", "Export des boîtes")),
        (17, ("Horodatages des envois et des réponses", "Règle de calcul écrite")),
        (18, ("Procédure d'enregistrement", "Rapport de qualité des données")),
    ),
    WEB: (
        (11, ("Export du gestionnaire de contenus", "Circuit de mise à jour")),
        (12, ("Grille signée", "Corrections apportées")),
        (13, ("Tableau de bord «\u202fJe donne mon avis\u202f»",)),
        (14, ("Fiche trimestrielle affichée",)),
        (19, ("Charte de modération",)),
        (20, ("Circuit de validation",)),
    ),
    OFFICE: (
        (47, ("Main courante horodatée", "Annuaire", "Fiches réflexes")),
        (48, ("Messages horodatés", "Décision préfectorale", "Communiqués")),
        (49, ("Scénario", "Feuille d'émargement", "Retour d'expérience")),
        (50, ("Ordre du préfet", "Message aux médias", "Procès-verbal de test")),
    ),
    TRAINING: ((4, ("Plan de formation", "Contenus de formation")),),
}
# What is not simply validated: to be reviewed, rejected, expired (a long time ago).
_OTHERWISE: dict[tuple[int, str], tuple[int, str]] = {
    (9, "Message du serveur vocal"): (9, "deposited"),
    (16, "Échantillon anonymisé"): (6, "deposited"),
    (3, "Analyse des causes"): (12, "reviewed"),
    (12, "Corrections apportées"): (20, "rejected"),
    (47, "Annuaire"): (230, "validated"),
    (6, "Grille signée"): (196, "validated"),
    (49, "Retour d'expérience"): (60, "validated"),
}
_REASON = "La date des corrections ne se lit pas : à déposer de nouveau."


def sample_pieces() -> Iterator[SamplePiece]:
    """Yield the pieces that the demonstration holds, oldest deposits not first."""
    for owner, groups in _FILES.items():
        for engagement, titles in groups:
            for place, title in enumerate(titles):
                usual = (45 + 9 * ((engagement + place) % 11), "validated")
                days, opinion = _OTHERWISE.get((engagement, title), usual)
                remark = _REASON if opinion == "rejected" else ""
                yield SamplePiece(engagement, title, owner, days, opinion, remark=remark)
    for engagement, title in (
        (3, "Page internet des résultats"),
        (10, "Publication des résultats"),
    ):
        link = "https://www.lot.gouv.fr/nos-engagements"
        yield SamplePiece(engagement, title, QUALITY, 40, link=link)
    link = "https://www.lot.gouv.fr/accessibilite"
    yield SamplePiece(11, "Déclaration d'accessibilité", WEB, 300, link=link)


@dataclass(frozen=True)
class SampleAction:
    """An action: its steps are days before the day of the demonstration."""

    title: str
    cause: str
    owner: str
    decided: int
    due: int
    indicator: str = ""
    done: int | None = None
    proof: str = ""


@dataclass(frozen=True)
class SampleFinding:
    """A finding with its actions; ``days`` ago. ``closed``: why it is."""

    engagement: int
    category: str
    title: str
    fact: str
    days: int
    site: str = "*"
    indicator: str = ""
    closed: str = ""
    actions: tuple[SampleAction, ...] = ()


SAMPLE_FINDINGS = (
    SampleFinding(
        17, "major", "Les courriels de Cahors s'accumulent sans réponse",
        "Le taux de réponse en cinq jours ouvrés est passé sous l'objectif : la boîte n'est "
        "relevée par personne pendant les absences.", 390, "cahors", "17a",
        closed="L'effet est visible sur la carte de contrôle.",
        actions=(
            SampleAction(
                "Relever la boîte deux fois par jour, à deux",
                "Un seul agent relevait la boîte", MAIL, 380, 320, "17a", done=340,
                proof="Note de service sur le rattrapage",
            ),
        ),
    ),
    SampleFinding(
        10, "major", "Les appels de Gourdon ne sont pas décrochés aux heures d'ouverture",
        "Deux postes sont vacants à l'accueil : le standard n'est pas tenu pendant la pause de "
        "midi ni le vendredi.", 150, "gourdon", "10a",
        actions=(
            SampleAction(
                "Renvoyer les appels de Gourdon vers Cahors pendant la pause",
                "Un seul agent tient l'accueil et le standard", PHONE, 140, 90, "10a", done=110,
            ),
            SampleAction(
                "Pourvoir les deux postes vacants de l'accueil",
                "Départs non remplacés", TRAINING, 140, 20, "10a",
            ),
        ),
    ),
    SampleFinding(
        12, "minor", "Des fiches du site donnent des horaires anciens",
        "Le contrôle trimestriel trouve moins de 98 % de fiches exactes : les changements "
        "d'horaires ne remontent pas au référent numérique.", 75, indicator="12a",
        actions=(
            SampleAction(
                "Prévenir le référent numérique à chaque changement d'horaires",
                "Personne n'est chargé de transmettre les changements", WEB, 70, -25, "12a",
            ),
        ),
    ),
    SampleFinding(
        4, "minor", "Un agent d'accueil n'est pas encore formé",
        "Le plan de formation prévoit cent pour cent des agents en contact avec le public.",
        40, indicator="4a",
    ),
    SampleFinding(
        48, "minor", "Les médias ont été prévenus après une heure lors de la crue",
        "Le premier communiqué est parti après le délai promis : le modèle n'était pas prêt.",
        120, indicator="48c",
        actions=(
            SampleAction(
                "Tenir prêts trois modèles de premier communiqué",
                "Le texte était rédigé pendant la crise", OFFICE, 110, 60, "48c", done=80,
                proof="Pièces de l'exercice de communication",
            ),
        ),
    ),
    SampleFinding(
        17, "strength", "Les courriels reçoivent leur réponse dans le délai",
        "Le rattrapage du retard a tenu : la boîte est relevée deux fois par jour.", 60,
        indicator="17a",
    ),
)  # fmt: skip
