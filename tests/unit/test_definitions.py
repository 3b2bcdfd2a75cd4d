"""Declarations: what a prefecture may write."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from etl.domain.engagements import Limit, Origin, Unit
from etl.domain.sites import Slot
from etl.errors import DefinitionError, UsageError
from tests.declared import ENGAGEMENT, SITE, Folder, load, mistakes, writer


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return writer(tmp_path)


def test_declarations_become_the_domain(folder: Folder) -> None:
    declared = load(folder())
    target = declared.indicator("17a").target_on(date(2025, 3, 1))
    assert declared.engagement_of("17a") is declared.engagement(17)
    assert declared.engagement(17).applicability[0].site == "cahors"
    assert declared.indicator("17a").where == {"channel": ("email",)}
    assert target is not None
    assert (target.value, target.origin) == (0.9, Origin.PROPOSED)
    assert target.limit == Limit(5, Unit.WORKING_DAYS)


def test_hours_written_for_people_become_slots(folder: Folder) -> None:
    hours = load(folder()).sites["cahors"].desks["accueil"][0]
    assert hours.slots == (
        Slot(1, time(9), time(12)),
        Slot(1, time(13, 30), time(16, 30)),
        Slot(5, time(9), time(12)),
    )


def test_a_lone_text_stands_for_a_list_of_one(folder: Folder) -> None:
    source = load(folder()).source("registre")
    assert source.signature == ("N°",)
    assert source.columns["source_id"].header == ("N°",)
    assert source.columns["received_at"].layouts == ("%d/%m/%Y %H:%M",)


def test_another_charter_comes_by_a_file_alone(folder: Folder) -> None:
    path = folder() / "engagements" / "e21-titres.toml"
    text = ENGAGEMENT.replace("17", "21").replace('"relation"', '"titres"')
    path.write_text(text, "utf-8")
    declared = load(path.parent.parent)
    assert [each.number for each in declared.engagements] == [17, 21]
    assert declared.engagement_of("21a").module == "titres"
    assert declared.charter.title_of("titres") == "titres"


def test_the_charter_names_its_modules_and_their_headings(folder: Folder) -> None:
    path = folder() / "engagements" / "charter.toml"
    path.write_text(
        'title = "Charte"\nedition = 2022-08-01\n'
        '[modules.relation]\ntitle = "La relation"\nheadings = ["Courriers et courriels"]',
        "utf-8",
    )
    declared = load(path.parent.parent)
    assert declared.charter.title_of("relation") == "La relation"
    assert declared.charter.edition == date(2022, 8, 1)
    path.write_text(
        'title = "Charte"\n[modules.relation]\ntitle = "R"\nheadings = ["Téléphonie"]', "utf-8"
    )
    assert [key for key, _ in mistakes(path.parent.parent)] == ["heading"]


def test_a_file_that_is_not_toml_is_named(folder: Folder) -> None:
    with pytest.raises(DefinitionError, match=r"cahors\.toml.*TOML illisible"):
        load(folder(site="code = "))


def test_an_error_names_the_file_the_key_and_the_reason(folder: Folder) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(folder(engagement=ENGAGEMENT.replace("0.90", "90")))
    assert caught.value.exit_code == 4
    assert str(caught.value.path).endswith("e17.toml")
    assert caught.value.key == "indicators[17a].targets[2022-09-01].value"


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"aucun fichier \.toml"):
        load(tmp_path)


def test_an_unknown_code_is_told_to_the_person_who_asked(folder: Folder) -> None:
    declared = load(folder())
    with pytest.raises(UsageError, match="17z"):
        declared.indicator("17z")
    with pytest.raises(UsageError, match="99"):
        declared.engagement(99)
    with pytest.raises(UsageError, match="inconnue"):
        declared.source("inconnue")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("0.90", "0.95", True),
        ("amount = 5", "amount = 6", True),
        ('channel = "email"', 'channel = "letter"', True),
        ("applies = true", "applies = false", True),
        ("Courriels répondus", "Courriels traités", False),
        ("Sans réponse", "Faute de réponse", False),
    ],
)
def test_the_fingerprint_changes_with_what_decides_a_figure(
    folder: Folder, old: str, new: str, changes: bool
) -> None:
    before = load(folder()).fingerprint("17a")
    after = load(folder(engagement=ENGAGEMENT.replace(old, new))).fingerprint("17a")
    assert (before != after) is changes
    assert len(before) == 64


def test_the_fingerprint_changes_with_the_hours_but_not_with_the_title_of_a_site(
    folder: Folder,
) -> None:
    before = load(folder()).fingerprint("17a")
    later = load(folder(site=SITE.replace("16:30", "16:00"))).fingerprint("17a")
    renamed = load(folder(site=SITE.replace("Préfecture du Lot", "PREF 46"))).fingerprint("17a")
    assert before != later
    assert before == renamed


def test_declarations_do_not_change(folder: Folder) -> None:
    declared = load(folder())
    assert replace(declared) == declared
    with pytest.raises(AttributeError):
        declared.sources = ()  # type: ignore[misc]
