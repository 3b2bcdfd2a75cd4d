"""Invented people: names from lists, addresses of the domains kept for examples."""

import numpy as np
from numpy.typing import NDArray

FIRST = (
    "Adèle", "Baptiste", "Camille", "Denis", "Élodie", "Fabien", "Gaëlle", "Hugo", "Inès",
    "Jérôme", "Karine", "Loïc", "Maëlle", "Noé", "Océane", "Pascal", "Quentin", "Rachel",
    "Solène", "Théo", "Ursule", "Valérie", "William", "Xavier", "Yasmine", "Zoé",
)  # fmt: skip
LAST = (
    "Albaret", "Bessières", "Calmejane", "Delpech", "Estival", "Fournols", "Garrigou", "Issaly",
    "Jouclas", "Lacombe", "Marcenac", "Nadal", "Ournac", "Pezet", "Quercy", "Rouquié",
    "Sembel", "Teyssèdre", "Ussel", "Vayssade",
)  # fmt: skip
DOMAINS = ("example.org", "exemple.fr")
_ASCII = str.maketrans("éèêëàâîïôöùûç", "eeeeaaiioouuc")


def draw_people(random: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Return people as numbers; few enough for some to write again."""
    return random.integers(0, len(FIRST) * len(LAST) * 3, size)


def full_name(person: int) -> str:
    names = len(FIRST) * len(LAST)
    return f"{FIRST[person % names % len(FIRST)]} {LAST[person % names // len(FIRST)]}"


def address(person: int) -> str:
    """Return the e-mail address of a person.

    >>> address(0), address(600)
    ('adele.albaret0@example.org', 'camille.delpech600@example.org')
    """
    first, last = full_name(person).lower().translate(_ASCII).split(" ")
    return f"{first}.{last}{person}@{DOMAINS[person % len(DOMAINS)]}"
