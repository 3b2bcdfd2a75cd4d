"""Every page, by deep links to what is another site's: nothing of it is shown.

The address asks for the site, the import and the cases of Cahors, with every choice that a
page knows; the visitor is of Figeac, in each role that a site may be given to.
"""

import pytest

from dashboard import access, gateway
from etl.domain.people import Visitor
from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import Role
from tests.pages import warehouses
from tests.pages.conftest import (
    PAGES,
    empty_folder,
    libraries_out_of_the_way,
    registered,
    said,
    show,
    visiting,
)
from tests.perimeter.asked import MONTH
from tests.perimeter.worlds import SECRET

__all__ = ["empty_folder", "libraries_out_of_the_way", "registered", "show", "visiting"]

OWNER = Visitor("admin@lot.fr", Role.ADMINISTRATOR, EVERYTHING)
FIGEAC = Perimeter(frozenset({"figeac"}))
NAMES = (SECRET, "Préfecture du Lot, Cahors", "Tous les sites")
CHOICES = {
    "site": "cahors",
    "periode": MONTH.code,
    "numero": "17",
    "indicateur": "17b",
    "issue": "tous",
    "fichier": "1",
    "au": "2025-03-20",
    "echeance": "late",
    "niveau": "services",
    "guichet": "accueil",
    "theme": "accueil",
}


@pytest.fixture
def cases_of_cahors(secret_world, monkeypatch):
    for name, value in warehouses.variables(secret_world).items():
        monkeypatch.setenv(name, value)
    with access.acting_as(OWNER):
        (found,) = [e for e in gateway.findings_of(17, "cahors", MONTH)
                    if e.indicator.code == "17b"]  # fmt: skip
        asked = gateway.Asked("17b", "cahors", MONTH, found.as_of)
        return gateway.case_page(asked, "tous", 1).ids


@pytest.mark.parametrize("role", [Role.READER, Role.AUDITOR, Role.QUALITY_MANAGER])
def test_no_deep_link_shows_what_is_another_sites(
    show, visiting, secret_world, cases_of_cahors, subtests, role
):
    visiting(role, FIGEAC)
    at = show(secret_world, **CHOICES, cas=str(cases_of_cahors[0]))
    for page, script in PAGES.items():
        with subtests.test(page):
            for name, value in CHOICES.items():
                at.query_params[name] = value
            at.query_params["cas"] = str(cases_of_cahors[0])
            at = at.switch_page(script).run() if script else at.run()
            assert not at.exception
            assert [each for each in NAMES if each in everything(at)] == []


def everything(at) -> str:
    """Return all that a page says, the options of its choices too."""
    choices = [*at.selectbox, *at.multiselect, *at.get("pills")]
    options = [str(each) for one in choices for each in getattr(one, "options", ())]
    charts = [each.proto.spec for each in at.get("plotly_chart")]
    return "\n".join([said(at), *options, *charts])
