"""The statement of accessibility: what was checked, what is known to fail, whom to tell."""

TITLE = "Accessibilité"
STATE = (
    "Vigie Qualité n'est pas encore conforme au référentiel général d'amélioration de "
    "l'accessibilité (RGAA) : aucun audit n'a été mené."
)
# Heading, then paragraphs; what is in a tuple is a list.
SECTIONS: tuple[tuple[str, tuple[str | tuple[str, ...], ...]], ...] = (
    (
        "État de conformité",
        (
            "Déclaré non conforme : en l'absence d'audit de conformité, aucun autre état ne "
            "peut être déclaré. Cela ne dit pas que tout échoue ; cela dit que rien n'est "
            "certifié.",
        ),
    ),
    (
        "Ce qui est vérifié",
        (
            "À chaque version, des contrôles automatiques visitent chaque page dans un vrai "
            "navigateur, en clair et en sombre, sur écran large et étroit :",
            (
                "aucun défaut grave ou critique relevé par axe-core ;",
                "un seul titre principal, aucun niveau de titre sauté ;",
                "aucun défilement horizontal de la page à 360 pixels ;",
                "toute la page en français, déclarée comme telle ;",
                "un contraste d'au moins 4,5 pour les textes et de 3 pour les formes ;",
                "aucun verdict dit par la couleur seule : une forme et un mot l'accompagnent ;",
                "chaque graphique suivi d'une phrase, d'un tableau et d'un fichier CSV ;",
                "une fiche atteinte et ouverte au clavier seul.",
            ),
            "Ces contrôles ne remplacent ni un audit ni l'essai par des personnes "
            "handicapées : ils trouvent une partie des défauts.",
        ),
    ),
    (
        "Ce qui n'est pas accessible",
        (
            "Limites connues, qui viennent de l'outil de construction des pages (Streamlit) :",
            (
                "au changement de page, le focus repart du début du document et rien n'est "
                "annoncé aux lecteurs d'écran ;",
                "les graphiques ne se parcourent pas au clavier : leurs valeurs sont dans le "
                "tableau « Les chiffres du graphique » ;",
                "à l'impression, les graphiques gardent la largeur de l'écran et peuvent être "
                "coupés à droite ;",
                "les pages ont besoin de JavaScript.",
            ),
        ),
    ),
    (
        "Établissement de cette déclaration",
        (
            "Déclaration rédigée par l'équipe du projet à partir des contrôles ci-dessus, avec "
            "Chromium. Aucun essai avec un lecteur d'écran n'a été consigné à ce jour.",
        ),
    ),
    (
        "Signaler une difficulté",
        (
            "Si vous n'arrivez pas à lire un contenu ou à utiliser une page, écrivez au "
            "référent accessibilité : une réponse ou une autre voie d'accès vous sera donnée.",
            "Contact : à compléter par la préfecture.",
        ),
    ),
    (
        "Voies de recours",
        (
            "Si votre signalement reste sans réponse, vous pouvez saisir le Défenseur des "
            "droits :",
            (
                "en ligne : defenseurdesdroits.fr ;",
                "par téléphone : 09\u00a069\u00a039\u00a000\u00a000 ;",
                "par courrier gratuit, sans affranchir : Défenseur des droits, Libre réponse "
                "71120, 75342 Paris CEDEX 07.",
            ),
        ),
    ),
)
