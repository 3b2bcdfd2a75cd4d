"""``python -m etl`` as a process: codes, plain lines, interruptions, and sudden deaths."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from etl.cli import commands, main
from etl.domain.datasets import Dataset
from etl.pipeline import Status, ingest_paths
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, local

AT = local("2025-06-16T08:00")
SAMPLES = folders.DATA / "samples"
MANY = 250_000
linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@pytest.fixture
def variables(tmp_path):
    return {
        "QUALITY_DATABASE_URL": f"sqlite:///{tmp_path}/quality.db",
        "QUALITY_LOCAL": str(tmp_path),
        "QUALITY_DECLARATIONS": str(folders.DATA),
        "QUALITY_SECRET_KEY": folders.SECRET,
    }


@pytest.fixture
def _here(variables, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def start(variables, *words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *words],
        cwd=folders.ROOT,
        env={**os.environ, **variables, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # What was started in the background does not hear an interruption; these must.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def run(variables, *words, **more):
    process = start(variables, *words, **more)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


# --- codes and lines


def test_plain_lines_have_no_control_codes_and_are_not_cut(variables, tmp_path):
    unknown = tmp_path / "inconnu.csv"
    unknown.write_text("Poste;Lieu\n201;Hall\n", "utf-8")
    code, out, err = run(
        variables, "ingest", str(SAMPLES / "registre_courrier.csv"), str(unknown), COLUMNS="40"
    )
    assert code == 10
    assert err == ""
    assert "\x1b" not in out and "\r" not in out
    lines = out.splitlines()
    assert lines[0].startswith("✓ registre_courrier.csv (registre_courrier)\xa0: ")
    assert "lus, " in lines[0]
    assert lines[0].endswith("2\xa0rejetés, à regarder\xa0: 33,3\u202f% de rejets")
    assert lines[1].startswith("✗ « inconnu.csv » : format non reconnu.")
    assert "1\xa0fichier refusé" in out
    assert "réévalués" in lines[-1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ingest", str(SAMPLES / "controles.csv")], 0, "controles.csv"),
        (["ingest", "absent.csv"], 2, "introuvable"),
        (["avaler"], 2, "Commande mal écrite"),
        (["status", "--config", "{folder}/faux.toml"], 3, "clés inconnues : couleur"),
    ],
    ids=["imported", "absent", "unknown command", "unknown setting"],
)
@pytest.mark.usefixtures("_here")
def test_a_command_ends_with_a_code_that_tells_what_happened(
    words, code, said, tmp_path, capsys
):
    (tmp_path / "faux.toml").write_text('couleur = "bleu"\n')
    assert main([word.format(folder=tmp_path) for word in words]) == code
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
    assert "Traceback" not in captured.err


@pytest.mark.usefixtures("_here")
def test_a_wrong_declaration_ends_with_4_and_names_file_and_key(tmp_path, monkeypatch, capsys):
    declared = tmp_path / "declared"
    declared.mkdir()
    folders.declarations(declared, ["e10"])
    folders.change(declared, "engagements/e10*", '"answered_by_agent"', '"answered_by_robot"')
    monkeypatch.setenv("QUALITY_DECLARATIONS", str(declared))
    assert main(["status"]) == 4
    said = capsys.readouterr().err
    assert "e10-repondre-a-tous-les-appels.toml" in said and "rule" in said


@pytest.mark.parametrize("text", ["zz", "46" * 31])
@pytest.mark.usefixtures("_here")
def test_a_wrong_key_ends_with_3_and_is_not_told(monkeypatch, capsys, text):
    monkeypatch.setenv("QUALITY_SECRET_KEY", text)
    assert main(["status"]) == 3
    said = capsys.readouterr().err
    assert "64 chiffres" in said and "4646" not in said


@pytest.mark.usefixtures("_here")
def test_another_key_is_refused_by_the_store(monkeypatch, capsys):
    assert main(["status"]) == 0
    monkeypatch.setenv("QUALITY_SECRET_KEY", "47" * 32)
    assert main(["status"]) in (3, 20)
    assert "clé" in capsys.readouterr().err.lower()


# --- the demonstration


def one_sample(folder, until):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "registre_courrier.csv"
    path.write_bytes((SAMPLES / path.name).read_bytes())
    return [path]


@pytest.mark.usefixtures("_here")
def test_the_demonstration_is_loaded_once_when_asked_if_empty(monkeypatch, capsys, tmp_path):
    # The files of the whole demonstration take a minute; one of them tells as much here.
    monkeypatch.setattr(commands, "write_demonstration", one_sample)
    assert main(["demo", "--si-vide"]) == 0
    assert "1\xa0export de démonstration" in capsys.readouterr().out
    assert (tmp_path / "demonstration" / "registre_courrier.csv").exists()
    assert main(["demo", "--si-vide"]) == 0
    again = capsys.readouterr().out
    assert "n'est pas chargée" in again and "export de démonstration" not in again


@pytest.mark.usefixtures("_here")
def test_the_demonstration_never_enters_a_warehouse_that_is_in_use(capsys):
    assert main(["ingest", str(SAMPLES / "controles.csv")]) == 0
    capsys.readouterr()
    assert main(["demo", "--si-vide"]) == 0
    assert "Des données sont déjà là" in capsys.readouterr().out


@pytest.mark.usefixtures("_here")
def test_the_files_of_the_demonstration_go_where_one_says(monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "write_demonstration", one_sample)
    assert main(["demo", "--dossier", str(tmp_path / "ailleurs")]) == 0
    assert (tmp_path / "ailleurs" / "registre_courrier.csv").exists()


# --- interruptions


@pytest.fixture(scope="module")
def big_file(tmp_path_factory):
    start_at = datetime(2020, 1, 1)
    rows = (
        f"K{place};Cahors;{start_at + timedelta(minutes=place * 10):%d/%m/%Y %H:%M:%S}"
        ";10;60;Décroché;general;0199000001;-"
        for place in range(MANY)
    )
    path = tmp_path_factory.mktemp("big") / "grand.csv"
    path.write_text("\n".join([CALLS, *rows]), "utf-8")
    return path


def is_open(process, path):
    try:
        descriptors = [each.readlink() for each in Path(f"/proc/{process.pid}/fd").iterdir()]
    except OSError:
        return False
    return path in descriptors


def wait_until(process, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while process.poll() is None and not condition():
        assert time.monotonic() < deadline, "the import never came to that point"
        time.sleep(0.01)


def staged(folder):
    return any(each.stat().st_size > 200_000 for each in folder.glob("quality.db-wal"))


def kept(folder):
    warehouse = folders.warehouse(folder)
    with warehouse.store.reading() as connection:
        found = len(load_facts(connection, Dataset.CALLS)), len(list_imports(connection))
    warehouse.store.dispose()
    return found


def struck(variables, folder, files, moment, blow):
    """Strike an import at a moment, and once more when it was over before; tell how it ended.

    On a busy machine the import may be done while this process waits for its turn.
    """
    for _ in range(8):
        for each in folder.glob("quality.db*"):
            each.unlink()
        process = start(variables, "ingest", *map(str, files))
        moment(process)
        process.send_signal(blow)
        out, err = process.communicate(timeout=60)
        if process.returncode != 0:
            return process.returncode, out, err
    pytest.fail("the import was over before the signal, each time")


def opens(path, after=0.0):
    """Return the moment when a process holds a file, or some seconds later."""

    def moment(process):
        wait_until(process, lambda: is_open(process, path))
        time.sleep(after)

    return moment


def has_read(path, folder, and_staged):
    """Return the moment when a process has read a file, and perhaps begun to write it down."""

    def moment(process):
        opens(path)(process)
        wait_until(process, lambda: not is_open(process, path))
        if and_staged:
            wait_until(process, lambda: staged(folder))

    return moment


@linux
@pytest.mark.parametrize("moment", ["reading", "merging", "committing"])
def test_a_sudden_death_leaves_nothing_half_loaded(variables, big_file, tmp_path, moment):
    is_reading = moment == "reading"
    when = (
        opens(big_file, after=0.5)
        if is_reading
        else has_read(big_file, tmp_path, and_staged=moment == "committing")
    )
    code, _, _ = struck(variables, tmp_path, [big_file], when, signal.SIGKILL)
    assert code == -signal.SIGKILL
    facts, imports = kept(tmp_path)
    assert (imports == 0) == (facts == 0)
    if is_reading:
        assert facts == 0
    warehouse = folders.warehouse(tmp_path)
    (report,) = ingest_paths(warehouse, [big_file], AT)
    warehouse.store.dispose()
    assert report.status is (Status.KNOWN if imports else Status.IMPORTED)
    facts, imports = kept(tmp_path)
    assert imports == 1
    assert MANY - 100 < facts <= MANY


@linux
def test_an_interrupted_import_says_that_nothing_was_kept(variables, big_file, tmp_path):
    when = opens(big_file, after=0.3)
    code, out, err = struck(variables, tmp_path, [big_file], when, signal.SIGINT)
    assert code == 130
    assert err == "Interrompu : rien n'a été conservé du fichier en cours.\n"
    assert "Traceback" not in out
    assert kept(tmp_path) == (0, 0)


@linux
def test_what_was_imported_before_an_interruption_stays(variables, big_file, tmp_path):
    files = [SAMPLES / "appels_acd.csv", big_file]
    struck(variables, tmp_path, files, opens(big_file), signal.SIGINT)
    facts, imports = kept(tmp_path)
    assert imports == 1 and 0 < facts < 100
