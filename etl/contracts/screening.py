"""Free text without what names a person: replaced at the door, before anything is kept."""

import re
import unicodedata

import pandas as pd

NUMBER, ADDRESS, PERSON = "[numéro]", "[adresse]", "[nom]"
LONGEST_TEXT = 2000
# An index of PostgreSQL holds no longer text.
MOST_BYTES = 2500
_REGION = "FR"
_FEWEST_ACCOUNT_DIGITS = 10
_FEWEST_CALLED_DIGITS = 8

# Digits with few other marks between them, as people write numbers to call.
_CALLED = re.compile(r"(?<!\w)(?:\+|00)?\s?\(?\d(?:[\s.\-/()_,·]{0,3}\d){7,16}(?!\w)")
_IBAN = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[\s.\-]?(?=[A-Z]*\d)[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE
)
# Social security number: sex, year, month, department (2A, 2B), town, order, key.
_NIR = re.compile(
    r"(?<!\d)[1-478][\s.\-]?\d{2}[\s.\-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.\-]?(?:\d{2}|2[AB])"
    r"[\s.\-]?\d{3}[\s.\-]?\d{3}(?:[\s.\-]?\d{2})?(?!\d)",
    re.IGNORECASE,
)
# Long runs of digits, with or without spaces: file numbers, cards, foreigners' numbers.
_LONG = re.compile(r"(?<![\w])\d(?:[\s.\-]?\d){7,}(?![\w])")
_AT = r"(?:\s?@\s?|\s?[\[({]\s?(?:at|arobase|à)\s?[\])}]\s?|\s+(?:at|arobase)\s+)"
_DOT = r"(?:\s?\.\s?|\s?[\[({]\s?(?:dot|point)\s?[\])}]\s?|\s+(?:dot|point)\s+)"
_MAIL = re.compile(
    rf"[\w.+\-]+(?:{_DOT}[\w+\-]+)*{_AT}[\w\-]+(?:{_DOT}[\w\-]+)*{_DOT}[a-z]{{2,}}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@[\w.]{2,}")
# Dates and years are no numbers to call: they stand aside meanwhile, as marks of private use.
_DATE = re.compile(
    r"(?<![\d/.\-])(?:\d{1,2}([/.\-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|"
    r"(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d)(?![\d/\-]|\.\d)"
)
_FIRST_MARK, _MOST_DATES = 0xE000, 200
_DATED = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MOST_DATES)}]")
_STREET = re.compile(
    r"\b\d{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd\.?|blvd\.?|place|pl\.?|"
    r"impasse|imp\.?|chemin|ch\.?|allées?|quai|route|rte\.?|cours|square|passage|lotissement|"
    r"résidence|esplanade|faubourg|sentier|hameau)\b[^.;:!?\n]{1,60}?"
    r"(?=[.;:!?\n]|,(?!\s*\d{5})|$)",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"\b(?:\d{5}|\d{2}\s\d{3})\s+[A-ZÀ-Ý][\w'’\-]+(?:[\s\-][A-ZÀ-Ý][\w'’\-]+){0,3}"
)
_CIVILITY = (
    r"(?:M\.|M(?=\s[A-ZÀ-Ý]{2})|MM\.|Mr\.?|Mme\.?|Mmes|Mlle\.?|Mgr|Me|Dr\.?|Pr\.?|"
    r"[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]esdames|[Mm]essieurs|[Mm]aître|[Dd]octeur|"
    r"MME|MLLE|MONSIEUR|MADAME)"
)
_PARTICLE = r"(?:de|du|des|d'|d’|le|la|van|von|ben|el|al|da|dos)"
_NAME = r"(?!\[)[A-ZÀ-Ý][\w'’\-]*"
_TITLED = re.compile(
    rf"(?<!\w)({_CIVILITY})\s+(?:{_PARTICLE}\s*)?{_NAME}(?:\s+(?:{_PARTICLE}\s*)?{_NAME}){{0,3}}"
)
_CALLED_SO = re.compile(
    r"((?:[Jj]e\s+m['’]appelle|[Mm]on\s+nom\s+est|[Jj]e\s+suis|[Ss]igné|[Cc]ordialement)\s*:?,?\s+)"
    rf"{_NAME}(?:\s+{_NAME}){{0,3}}"
)
# Capitalised words that follow a civility and name a function, not a person.
_FUNCTIONS = re.compile(
    r"(?i)(?:le|la|l['’])?\s*(?:préf[eè]te?|sous-préf[eè]te?|maire|ministre|secrétaire|directeur|directrice|"
    r"présidente?|procureure?|commissaire|juge)\b"
)


def screened(text: pd.Series) -> pd.Series:
    """Return texts in which numbers, addresses and names of persons are replaced.

    Each distinct text is looked at once. It errs on the side of hiding: a file number, an
    amount of eight digits go too. A name without civility is not told from another word.
    """
    codes, distinct = pd.factorize(text)
    kept = pd.array([*(screen(str(each)) for each in distinct), None], dtype="str")
    return pd.Series(kept.take(codes), index=text.index, dtype="str")


def screen(text: str) -> str:
    """Return one text without what names a person, at most ``LONGEST_TEXT`` long.

    >>> screen("Rappelez Mme Dupont au 06 12 34 56 78 (zoe.d@exemple.fr)")
    'Rappelez Mme [nom] au [numéro] ([adresse])'
    """
    # Wide and foreign digits, hidden marks: what looks like a number is one.
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(_ascii_digit(each) for each in plain if unicodedata.category(each) != "Cf")
    plain = _MAIL.sub(ADDRESS, plain)
    plain = _HANDLE.sub(ADDRESS, plain)
    plain = _IBAN.sub(_without_account, plain)
    plain = _NIR.sub(NUMBER, plain)
    plain = _STREET.sub(ADDRESS, plain)
    plain = _TOWN.sub(ADDRESS, plain)
    plain, dates = _without_dates(plain)
    plain = _without_numbers_to_call(plain)
    plain = _LONG.sub(NUMBER, plain)
    plain = _DATED.sub(lambda match: dates[ord(match[0]) - _FIRST_MARK], plain)
    plain = _TITLED.sub(_without_name, plain)
    plain = _CALLED_SO.sub(rf"\g<1>{PERSON}", plain)
    return plain[:LONGEST_TEXT].encode()[:MOST_BYTES].decode(errors="ignore")


def _ascii_digit(mark: str) -> str:
    value = unicodedata.digit(mark, None)
    return mark if value is None else str(value)


def _without_numbers_to_call(text: str) -> str:
    """Hide what a telephone would ring, as its library knows, then what looks like it."""
    # Large, and only comments need it: not loaded with every command.
    import phonenumbers

    found = phonenumbers.PhoneNumberMatcher(
        text, _REGION, leniency=phonenumbers.Leniency.POSSIBLE
    )
    for match in reversed(list(found)):
        if sum(each.isdigit() for each in match.raw_string) >= _FEWEST_CALLED_DIGITS:
            text = text[: match.start] + NUMBER + text[match.end :]
    return _CALLED.sub(NUMBER, text)


def _without_dates(text: str) -> tuple[str, list[str]]:
    """Return the text with a mark for each of its dates, and the dates in order."""
    dates: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        dates.append(match[0])
        return chr(_FIRST_MARK + len(dates) - 1)

    return _DATE.sub(put_aside, _DATED.sub("", text), count=_MOST_DATES), dates


def _without_account(match: re.Match[str]) -> str:
    digits = sum(each.isdigit() for each in match[0])
    return NUMBER if digits >= _FEWEST_ACCOUNT_DIGITS else match[0]


def _without_name(match: re.Match[str]) -> str:
    civility, rest = match[1], match[0][len(match[1]) :]
    return match[0] if _FUNCTIONS.match(rest.strip()) else f"{civility} {PERSON}"
