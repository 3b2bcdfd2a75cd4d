"""What files must hold: as a table, as a template to fill, as a schema."""

import pandas as pd

from dashboard.gateway.warehouse import own_sources
from dashboard.wording import expected as words
from etl.domain.expected import ExpectedFile
from etl.exports.table_schema import table_schema
from etl.exports.template import CONTENTS, comment, template, words_of
from etl.pipeline import expected_files


def expected() -> dict[str, ExpectedFile]:
    """Return the described files by name, in the order of their titles."""
    found = expected_files(own_sources())
    return {each.name: each for each in sorted(found, key=lambda each: each.title)}


def expected_columns(file: ExpectedFile) -> pd.DataFrame:
    rows = [
        (
            each.heading,
            CONTENTS[each.content][0],
            words.words(words_of(each)),
            " ".join(comment(each).split("\n")[1:]),
        )
        for each in file.columns
    ]
    return pd.DataFrame(rows, columns=list(words.COLUMNS))


def template_of(file: ExpectedFile) -> bytes:
    return template(file)


def schema_of(file: ExpectedFile) -> bytes:
    return table_schema(file)


def tools() -> pd.DataFrame:
    """Return the sources whose files have the form of their tool."""
    rows = [
        (each.title, words.FORMATS.get(each.format, each.format))
        for each in own_sources()
        if not each.columns
    ]
    return pd.DataFrame(sorted(rows), columns=list(words.TOOLS))
