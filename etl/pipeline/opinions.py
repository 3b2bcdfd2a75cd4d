"""What visitors answered and wrote: scores of each question, comments, themes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

COLUMNS = ("site", "service", "survey", "response", "question", "score", "complete",
           "answered_at", "verbatim")  # fmt: skip
# What a comment speaks of, by the beginnings of words, accents left out.
THEMES: Mapping[str, tuple[str, ...]] = {
    "attente": ("attente", "attend", "queue", "file", "long"),
    "accueil": ("accueil", "aimab", "courtois", "poli", "sourire", "gentil"),
    "horaires": ("horaire", "ouver", "ferm", "midi"),
    "téléphone": ("telephon", "standard", "appel", "decroch"),
    "délai de réponse": ("delai", "reponse", "relanc", "retard"),
    "démarches en ligne": ("site", "internet", "ligne", "ants", "numerique"),
    "locaux": ("local", "salle", "parking", "acces", "chaise", "propre"),
    "information": ("information", "renseign", "clair", "expliqu", "comprend"),
}


def answers(
    warehouse: Warehouse, sites: Sequence[str], period: Period, as_of: datetime
) -> pd.DataFrame:
    """Return the answers of a period, one row an answer to a question, with its local day."""
    frames = [_answers_of(warehouse, site, period, as_of) for site in sites]
    return pd.concat([pd.DataFrame(), *frames], ignore_index=True)


def _answers_of(
    warehouse: Warehouse, site: str, period: Period, as_of: datetime
) -> pd.DataFrame:
    calendar = warehouse.calendar(site)
    with warehouse.store.reading() as connection:
        span = calendar.instants(period.start, period.end)
        facts = load_facts(connection, Dataset.SURVEYS, span, sites=[site], columns=COLUMNS)
    facts = facts[facts["answered_at"] <= as_of]
    texts = ("site", "survey", "question", "verbatim")
    return facts.astype(dict.fromkeys(texts, "str")).assign(
        day=calendar.local(facts["answered_at"]).dt.date
    )


def scores(answered: pd.DataFrame) -> pd.DataFrame:
    """Return how many answers each score of each question has: question, score, answers."""
    told = answered[answered["score"].notna()]
    return told.groupby(["question", "score"]).size().rename("answers").reset_index()


def comments(answered: pd.DataFrame) -> pd.DataFrame:
    """Return the comments, newest first: site, service, day, text (screened)."""
    told = answered[answered["verbatim"].notna()]
    return (
        told.sort_values("answered_at", ascending=False, kind="stable")
        .rename(columns={"verbatim": "text"})[["site", "service", "day", "text"]]
        .reset_index(drop=True)
    )


def searched(told: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return the comments that hold all the words, case and accents left out."""
    plain = _plain(told["text"])
    kept = pd.Series(True, index=told.index)
    for word in _plain(pd.Series(words.split(), dtype="str")):
        kept &= plain.str.contains(word, regex=False)
    return told[kept].reset_index(drop=True)


def themes(told: pd.DataFrame) -> pd.DataFrame:
    """Return how many comments speak of each theme: theme, comments; the most first."""
    plain = _plain(told["text"])
    found = {
        theme: int(plain.str.contains(rf"\b(?:{'|'.join(begins)})").sum())
        for theme, begins in THEMES.items()
    }
    counted = pd.DataFrame({"theme": list(found), "comments": list(found.values())})
    counted = counted[counted["comments"] > 0]
    return counted.sort_values("comments", ascending=False, kind="stable", ignore_index=True)


def of_theme(told: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return the comments that speak of a theme."""
    begins = "|".join(THEMES.get(theme, ("",)))
    return told[_plain(told["text"]).str.contains(rf"\b(?:{begins})")].reset_index(drop=True)


def _plain(text: pd.Series) -> pd.Series:
    decomposed = text.astype("str").str.casefold().str.normalize("NFKD")
    return decomposed.str.replace(r"[\u0300-\u036f]", "", regex=True)
