"""ODK Central and KoboToolbox submissions: one a row, groups and options in the headings."""

from collections.abc import Sequence

from etl.readers.parsers import normal
from etl.readers.survey_export import Heading, SurveyFormat, asked_places, own_places

OWN_COLUMNS = {
    "id": ("key", "_uuid"),
    "submitdate": ("submissiondate", "_submission_time"),
    "enddate": ("end",),
    "startdate": ("start",),
}
# What the tools and the telephone of the interviewer add.
IGNORED = frozenset(
    (
        *("meta-instanceid", "meta/instanceid", "meta-instancename", "meta/instancename"),
        *("meta/rootuuid", "instanceid", "instancename", "today", "deviceid", "device_id"),
        *("username", "phonenumber", "subscriberid", "simserial", "simid", "audit", "email"),
        *("meta-audit", "meta/audit", "__version__", "_id", "_validation_status", "_notes"),
        *("_status", "_submitted_by", "_tags", "_index", "_geolocation", "submitterid"),
        *("submittername", "attachmentspresent", "attachmentsexpected", "status", "edits"),
        *("reviewstate", "formversion", "meta/deprecatedid"),
    )
)
_REPEATED = frozenset(("parent_key", "_parent_index"))
_REFUSED = (
    "C'est le fichier d'un groupe répété, sans date ni identifiant d'enquête : "
    "importez le fichier principal du formulaire."
)
# Instants have their offset; those without are in UTC.
LAYOUTS = ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f",
           "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")  # fmt: skip


class OdkFormat(SurveyFormat):
    """A submission is dated by the end of the interview, else by its arrival."""

    name = "odk"

    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        headings = list(rows[0])
        words = {normal(each) for each in headings}
        if words & _REPEATED:
            return Heading(len(headings), {}, {}, refused=_REFUSED)
        if not ({"key", "submissiondate"} <= words or {"_uuid", "_submission_time"} <= words):
            return None
        own = own_places(headings, OWN_COLUMNS)
        asked = _with_parents(asked_places(headings, own, IGNORED))
        last = max((*asked, *own.values()))
        return Heading(
            len(headings),
            own,
            asked,
            readings=(LAYOUTS,),
            several=r"\s+",
            timezone="UTC",
            optional=len(headings) - 1 - last,
        )


def _with_parents(asked: dict[int, str]) -> dict[int, str]:
    """Return ``question [option]`` for the columns of options; their joined one is left out."""
    names = set(asked.values())
    parents = {each.rpartition("/")[0] for each in names} & names
    found = {}
    for place, heading in asked.items():
        parent, _, option = heading.rpartition("/")
        if heading not in parents:
            found[place] = f"{parent} [{option}]" if parent in parents else heading
    return found
