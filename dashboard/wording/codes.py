"""The codes of indicators, as a reader writes them."""

CODES = {
    "median": "médiane",
    "p90": "9 sur 10",
    "nette": "note nette",
    "traites": "traités",
    "decroche": "décroché",
    "delai": "délai",
    "reponse": "réponse",
    "retex": "retour d'expérience",
    "avec": "avec rendez-vous",
    "sans": "sans rendez-vous",
}


def tidy(code: str) -> str:
    """Return an indicator's code as a reader writes it.

    >>> tidy("17c_retard"), tidy("17c_p90"), tidy("50c_decroche")
    ('17c retard', '17c 9 sur 10', '50c décroché')
    """
    number, _, word = code.partition("_")
    return f"{number} {CODES.get(word, word)}".rstrip()
