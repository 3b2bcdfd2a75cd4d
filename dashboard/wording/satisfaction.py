"""Satisfaction, comments and complaints, in French."""

from collections.abc import Mapping

from dashboard.wording import counted, plural, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.formats import ABSENT, NARROW, number

TITLE = "Satisfaction et réclamations"
NO_ANSWER = "Aucune réponse à une enquête sur cette période."
HOW_TO = "Les enquêtes de LimeSurvey, SurveyMonkey, Google Forms, ODK ou JDMA s'importent."
QUESTIONS, COMMENTS, COMPLAINTS = "Question par question", "Commentaires", "Réclamations"
LEGEND = (
    "Chaque barre est une question, de la note la plus basse à la plus haute "
    f"(du clair au foncé){SEMICOLON} la note et la part des réponses y sont écrites."
)
SEARCH, THEME, EVERY_THEME = "Chercher dans les commentaires", "Thème", "Tous les thèmes"
SCREENED = (
    "Numéros, adresses et noms précédés d'une civilité ont été retirés à l'import. Les thèmes "
    "sont reconnus à des mots-clés."
)
NO_COMMENT = "Aucun commentaire ne répond à cette recherche."
NO_KEPT = (
    "Aucun commentaire n'est conservé : une source ne garde que les questions ouvertes qu'elle "
    "déclare (« verbatims »)."
)
NO_COMPLAINT = "Aucune réclamation sur cette période."
NO_REASON = "Motif non précisé"
RESPONSES, VISITORS = ("questionnaire", "questionnaires"), ("usager reçu", "usagers reçus")
ANSWERS = ("réponse", "réponses")
TITLES: Mapping[str, str] = {
    "amabilite": "Amabilité",
    "globale": "Satisfaction globale",
    "titres": "Délivrance des titres",
    "effort": "Facilité de la démarche",
    "demarche": "Démarche en ligne",
    "horaires": "Horaires",
    "attente": "Attente",
}


def question(code: str) -> str:
    return TITLES.get(code, code.replace("_", " ").capitalize())


def summary(responses: int, visits: int, comments: int) -> str:
    """Say how many answered, of how many visitors, and how many wrote something."""
    told = counted(responses, RESPONSES)
    if visits:
        told += f" pour {counted(visits, VISITORS)} ({value_text(responses / visits, '%')})"
    wrote = f"{number(comments)} {plural(comments, ('commentaire', 'commentaires'))}"
    return f"{told}{SEMICOLON} {wrote}."


def label(code: str, asked: int, mean: float) -> str:
    return f"{question(code)} · moyenne {number(mean, 1)} · {counted(asked, ANSWERS)}"


def part(score: float, share: float) -> str:
    return f"{_score(score)} · {value_text(share, '%')}"


def said(code: str, score: float, answers: int, share: float) -> str:
    return (
        f"<b>{question(code)}</b><br>note {_score(score)}{COLON} {counted(answers, ANSWERS)}, "
        f"{value_text(share, '%')}"
    )


def _score(score: float) -> str:
    return number(score, 0 if float(score).is_integer() else 1)


def found(count: int) -> str:
    return counted(count, ("commentaire", "commentaires"))


def theme(name: str, count: int) -> str:
    return f"{name} ({number(count)})"


def median(days: float) -> str:
    return ABSENT if days != days else value_text(days, "j. ouvrés")


def quoted(text: str) -> str:
    return f"«{NARROW}{' '.join(text.split())}{NARROW}»"
