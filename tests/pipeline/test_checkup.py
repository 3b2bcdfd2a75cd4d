"""The doctor names what is wrong, what to do, and ends with a code."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from etl.cli import main
from etl.config import Settings
from etl.domain.checkup import Health
from etl.pipeline import open_warehouse
from etl.pipeline.backup import back_up
from etl.pipeline.checkup import check_up
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, Prefecture, calls, local

AT = local("2025-04-16T08:00")


@pytest.fixture
def settings(tmp_path):
    place = tmp_path / "local"
    place.mkdir(mode=0o700)
    made = Settings(
        database_url=f"sqlite:///{place}/quality.db",
        declarations=str(folders.DATA),
        local=str(place),
        identity="oidc",
    )
    prefecture = Prefecture(open_warehouse(made), tmp_path)
    prefecture.send("avril.csv", CALLS, calls(AT.date(), "aal"), AT)
    prefecture.assess(AT)
    prefecture.warehouse.store.dispose()
    secret = b"une phrase que personne ne devine"
    back_up(made, place / "sauvegardes", AT, "moi", secret)
    return made


def found(settings, health, at=AT):
    return {each.name: each for each in check_up(settings, at) if each.health is health}


def test_a_sound_installation_has_nothing_to_mend(settings):
    assert found(settings, Health.BAD) == found(settings, Health.WARNING) == {}
    assert {"Base", "Clés", "Sauvegardes", "Journal des actes"} <= set(
        found(settings, Health.GOOD)
    )


def test_each_trouble_is_named_with_what_to_do(settings):
    place = Path(settings.local)
    settings.key_file.chmod(0o644)
    place.chmod(0o755)
    (place / ".travail-coupe").mkdir()
    os.utime(place / ".travail-coupe", times=(0, 0))
    bad, warned = found(settings, Health.BAD), found(settings, Health.WARNING)
    assert "chmod 600" in bad["Clés"].mend
    assert "chmod 700" in warned["Dossier des données"].mend
    assert "relancez" in warned["Travaux interrompus"].mend


def test_time_brings_its_own_troubles(settings):
    later = AT + timedelta(days=100)
    warned = found(settings, Health.WARNING, later)
    assert "Appels" in warned["Sources"].found and "100 jours" in warned["Sauvegardes"].found
    back = found(settings, Health.BAD, AT - timedelta(hours=1))
    assert "NTP" in back["Horloge"].mend


def test_a_damaged_store_is_told_and_the_rest_is_looked_at(settings):
    store = Path(settings.local, "quality.db")
    store.write_bytes(b"plus une base " * 500)
    bad = found(settings, Health.BAD)
    assert "pas une base" in bad["Vérification"].found
    assert "Sauvegardes" in found(settings, Health.GOOD)


def test_the_command_ends_with_a_code(settings, monkeypatch, capsys):
    for name in ("database_url", "declarations", "local", "identity"):
        monkeypatch.setenv(f"QUALITY_{name.upper()}", getattr(settings, name))
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "✓ Base" in said and "0 à réparer" in said and "Bibliothèques" in said
    settings.key_file.chmod(0o644)
    assert main(["doctor"]) == 30
    assert "→ chmod 600" in capsys.readouterr().out
