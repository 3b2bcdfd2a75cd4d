"""« Évènements » : told once on the page, seen on every chart, the reason of new limits."""

from datetime import date

import pytest

from dashboard import gateway
from dashboard.gateway import annotating
from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.domain.assessments import EVERYWHERE
from etl.domain.perimeter import Perimeter
from etl.domain.roles import RIGHTS, Right, Role
from etl.errors import UserError
from tests.pages import warehouses
from tests.pages.conftest import said

TITLE = "Panne de la file d'attente"
STRIKE = "Grève nationale"


@pytest.fixture
def own_folder(own_copy, monkeypatch):
    """Return a folder of samples that a test may write in, and read it from here too."""
    folder = own_copy("full", warehouses.build_full)
    for name, value in warehouses.variables(folder).items():
        monkeypatch.setenv(name, value)
    return folder


def event(**more):
    told = {"site": "cahors", "first": date(2025, 3, 10), "title": TITLE, "author": "Accueil",
            "kind": AnnotationKind.EQUIPMENT}  # fmt: skip
    return Annotation(**(told | more))


def fill(at, **texts):
    for name, text in texts.items():
        at.text_input(key=f"{name}-0").set_value(text)
    return at


def send(at, label):
    next(each for each in at.button if each.label == label).click().run()
    return at


def test_an_event_told_on_the_page_is_in_the_register_and_on_the_charts(own_folder, show):
    at = show(own_folder, "events")
    assert not at.exception
    fill(at, quoi=TITLE, debut="10/03/2025", fin="11/03/2025", qui="Accueil", piece="Note")
    send(at, "Inscrire au journal")
    assert not at.exception and not at.error
    assert "il est sur tous les graphiques" in at.success[0].value
    register = next(each.value for each in at.table if "Import" in each.value.columns)
    row = register[register["Évènement"] == TITLE].iloc[0]
    assert row["Quand"] == "du 10 mars 2025 au 11 mars 2025"
    assert row["Import"].startswith("n° ") and "tableau de bord" in row["Import"]
    # A chart with an axis of time numbers it; another names it among those of its period.
    own = {"site": "cahors", "periode": "2025-03"}
    assert TITLE in said(show(own_folder, "reception", **own))
    assert TITLE not in said(show(own_folder, "reception", **(own | {"evenements": "non"})))
    assert TITLE not in said(show(own_folder, "reception", **(own | {"periode": "2025-04"})))


REFUSED = [
    ({"quoi": TITLE, "debut": "31/02/2025", "fin": "", "qui": "Accueil"}, "jj/mm/aaaa"),
    ({"quoi": TITLE, "debut": "", "fin": "", "qui": "Accueil"}, "jj/mm/aaaa"),
    ({"quoi": TITLE, "debut": "10/03/2025", "fin": "demain", "qui": "A"}, "jj/mm/aaaa"),
    ({"quoi": "", "debut": "10/03/2025", "fin": "", "qui": "Accueil"}, "Il manque l'intitulé"),
    ({"quoi": TITLE, "debut": "10/03/2025", "fin": "", "qui": ""}, "Il manque la fonction"),
]


def test_what_cannot_be_kept_is_said_and_the_fields_stay_filled(show, full_folder, subtests):
    at = show(full_folder, "events")
    for texts, told in REFUSED:
        with subtests.test(told, **texts):
            send(fill(at, **texts), "Inscrire au journal")
            assert told in at.error[0].value
            assert {each: at.text_input(key=f"{each}-0").value for each in texts} == texts


def test_a_known_event_becomes_the_reason_of_new_limits(own_folder, show):
    at = show(own_folder, "events")
    select = next(each for each in at.selectbox if each.label == "À cause de")
    place = next(i for i, each in enumerate(select.options) if each.startswith(STRIKE))
    select.select_index(place)
    send(at, "Changer les limites")
    assert "donnez son motif" in at.error[0].value
    fill(at, motif="Le standard était fermé")
    at.multiselect(key="concernes-0").set_value(["10a"])
    send(at, "Changer les limites")
    assert not at.error
    (strike,) = [each for each in gateway.register_of_events() if each.title == STRIKE]
    assert (strike.limits, strike.indicators) == (LimitChange.REBASE, ("10a",))
    told = gateway.imports().iloc[0]
    assert told["reason"] == "Le standard était fermé"


def test_an_event_says_nothing_of_what_the_files_say_until_when(own_folder):
    before = gateway.data_as_of()
    annotating.tell_event(event(), "saisie")
    assert gateway.data_as_of() == before


def test_only_who_may_annotate_does(show, full_folder, visiting, subtests):
    for role in Role:
        with subtests.test(role.value):
            visiting(role)
            allowed = Right.ANNOTATE in RIGHTS[role]
            at = show(full_folder, "events")
            assert not at.exception
            offered = [each for each in at.button if each.label == "Inscrire au journal"]
            assert bool(offered) is allowed
            if not allowed:
                with pytest.raises(UserError, match="Votre rôle"):
                    annotating.tell_event(event(), "saisie")


@pytest.mark.usefixtures("own_folder")
def test_a_visitor_of_one_site_tells_events_of_that_site_only(visiting):
    visiting(Role.SERVICE_HEAD, Perimeter(frozenset({"figeac"})))
    for told in (event(), event(site=EVERYWHERE), event(site="figeac", everywhere=True)):
        with pytest.raises(UserError, match="votre compte ne voit pas"):
            annotating.tell_event(told, "saisie")
    assert annotating.tell_event(event(site="figeac"), "saisie") > 0
