"""« Je donne mon avis »: the export of the reviews of a procedure, present and older."""

from collections.abc import Mapping, Sequence

from etl.readers.parsers import normal
from etl.readers.survey_export import Heading, SurveyFormat, asked_places, own_places

PRESENT = {"id": ("identifiant avis",), "submitdate": ("date de l'avis",)}
OLDER = {"id": ("id",), "submitdate": ("date",)}
_OLDER_HEADINGS = {"date", "id", "bouton", "satisfaction démarche"}
# Where the button stood, and whom to write to.
IGNORED = frozenset(
    ("nom du formulaire", "lien d'intégration", "bouton", "adresse mail", "adresse e-mail")
)
_UTC = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_LOCAL = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")
# A text joins options by a slash; a workbook writes them as a list, one a line.
_SEVERAL = r" / |\r?\n"


class JeDonneMonAvisFormat(SurveyFormat):
    """A present export writes instants in UTC, an older one days of the local calendar."""

    name = "jdma"

    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        headings = list(rows[0])
        words = {normal(each) for each in headings}
        if all(word in words for each in PRESENT.values() for word in each):
            return _heading(headings, PRESENT, _UTC, "UTC")
        if words >= _OLDER_HEADINGS:
            return _heading(headings, OLDER, _LOCAL, None)
        return None


def _heading(
    headings: Sequence[str],
    own_columns: Mapping[str, tuple[str, ...]],
    layouts: tuple[str, ...],
    timezone: str | None,
) -> Heading:
    own = own_places(headings, own_columns)
    return Heading(
        len(headings),
        own,
        asked_places(headings, own, IGNORED),
        readings=(layouts,),
        several=_SEVERAL,
        timezone=timezone,
    )
