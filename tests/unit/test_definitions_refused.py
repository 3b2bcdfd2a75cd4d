"""Declarations: what is said of each mistake."""

from pathlib import Path

import pytest

from tests.declared import ENGAGEMENT, SITE, SOURCE, Folder, mistakes, told, writer


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return writer(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("answered_in_time", "answerd", "rule", "règle inconnue « answerd »"),
        ("answered_in_time", "events_held", "dataset", "ne juge pas « mails »"),
        (
            'rule = "answered_in_time"',
            'rule = "satisfied"',
            "parameters.threshold",
            "manquante",
        ),
        ("where =", "parameters = { dsk = 3 }\nwhere =", "parameters.dsk", "paramètre inconnu"),
        (
            "where =",
            'parameters = { desk = "x" }\nwhere =',
            "parameters.desk",
            "guichet inconnu",
        ),
        (
            "where =",
            "parameters = { desk = [] }\nwhere =",
            "parameters.desk",
            "guichet inconnu",
        ),
        ("channel =", "canal =", "where.canal", "colonne inconnue"),
        ('"email"', '"fax"', "where.channel", "valeur inconnue « fax »"),
        ('channel = "email"', 'sender = "x"', "where.sender", "ne sert pas à choisir"),
        ('channel = "email"', "channel = []", "where.channel", "aucune valeur admise"),
        ('channel = "email"', 'complete = "oui"', "where.complete", "false, true"),
        ('channel = "email"', 'service = "titres"', "where.service", "accueil"),
        ('unit = "%"', 'unit = "%%"', "unit", "unité inconnue"),
        ('code = "17a"', 'code = "18a"', "code", "17a"),
        ('evidence = ["Export"]', "evidence = []", "evidence", "aucune preuve"),
        ('formula = "Répondus, rapportés aux reçus."', "", "formula", "texte vide"),
        ("mandatory = true", "mandatory = true\nenough = 0", "enough", "positif"),
        ("mandatory = true", "mandatory = true\nwindow_months = 37", "window_months", "1 à 36"),
    ],
)
def test_a_wrong_indicator_is_refused(
    folder: Folder, old: str, new: str, key: str, reason: str
) -> None:
    own = told(folder(engagement=ENGAGEMENT.replace(old, new)))
    assert key in own, own
    assert reason in own[key]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("since = 2022-09-01\nvalue", "value", "since", "clé manquante"),
        ("since = 2022-09-01\nvalue", "since = 2022-09-02\nvalue", "since", "premier jour"),
        ('origin = "proposé"', "", "origin", "clé manquante"),
        ('origin = "proposé"', 'origin = "moi"', "origin", "valeurs admises : charte, local"),
        ('source = "Comité qualité"\n', "", "source", "clé manquante"),
        ('source = "Comité qualité"', 'source = " "', "source", "texte vide"),
        ("0.90", "90", "value", "part de 0 à 1"),
        ("0.90", "-0.01", "value", "part de 0 à 1"),
        ("0.90", "nan", "value", "nombre fini"),
        ("0.90", '"0.90"', "value", "nombre attendu"),
        ("value = 0.90\n", 'value = 0.9\ncomparison = "at_most"\n', "comparison", "contredit"),
        ('limit = { amount = 5, unit = "working_days" }', "", "limit", "besoin d'un délai"),
        ('unit = "working_days"', 'unit = "weeks"', "limit.unit", "valeur inconnue « weeks »"),
        ('unit = "working_days"', 'unit = "opening_hours"', "limit.unit", "« desk »"),
        ("amount = 5", "amount = 0", "limit.amount", "positif"),
        ('limit_origin = "charte"', "", "limit_origin", "qui a fixé"),
        ('limit_source = "Guide des usagers"', "", "limit_source", "texte vide"),
        ("amount = 5", "amount = 2.5", "limit.amount", "nombre entier de jours"),
        ('"working_days" }', '"hours", cut_off = 16:30:00 }', "limit.cut_off", "en jours"),
        (
            '"working_days" }',
            '"hours", receipt = "next_open_day" }',
            "limit.receipt",
            "en jours",
        ),
        ('"working_days" }', '"working_days", receipt = "x" }', "limit.receipt", "day_zero"),
    ],
)
def test_a_wrong_target_is_refused(
    folder: Folder, old: str, new: str, key: str, reason: str
) -> None:
    head, _, target = ENGAGEMENT.partition("[[indicators.targets]]")
    text = f"{head}[[indicators.targets]]{target.replace(old, new, 1)}"
    own = told(folder(engagement=text))
    assert key in own, own
    assert reason in own[key]


@pytest.mark.parametrize(
    "rules",
    [
        'unit = "workable_days"',
        'unit = "working_days", cut_off = 16:30:00',
        'unit = "calendar_days", receipt = "next_open_day"',
    ],
)
def test_a_limit_declares_its_unit_its_day_zero_and_its_cut_off(folder, rules) -> None:
    assert not mistakes(folder(engagement=ENGAGEMENT.replace('unit = "working_days"', rules)))


def test_pauses_are_counted_or_not_and_nothing_else(folder: Folder) -> None:
    declared = ENGAGEMENT.replace("where =", "parameters = { pauses = 1 }\nwhere =")
    (reason,) = told(folder(engagement=declared)).values()
    assert "true ou false" in reason


@pytest.mark.parametrize("value", ["0", "1", "0.90"])
def test_a_share_may_be_any_fraction(folder: Folder, value: str) -> None:
    assert not mistakes(folder(engagement=ENGAGEMENT.replace("0.90", value)))


def test_a_mandatory_indicator_needs_a_value_and_a_followed_one_does_not(
    folder: Folder,
) -> None:
    without = ENGAGEMENT.replace("value = 0.90", "")
    assert [key for key, _ in mistakes(folder(engagement=without))] == [
        "indicators[17a].targets"
    ]
    assert not mistakes(folder(engagement=without.replace("= true\nwhere", "= false\nwhere")))


def test_each_admitted_kind_of_contact_has_its_limit(folder: Folder) -> None:
    by_channel = ENGAGEMENT.replace(
        'where = { channel = "email" }',
        'where = { channel = ["email", "letter"] }\nparameters = { limit_by = "channel" }',
    )
    days = '{ amount = 5, unit = "working_days" }'
    one = by_channel.replace("limit = {", "limits.email = {")
    both = one.replace("limit_origin", f"limits.letter = {days}\nlimit_origin")
    three = both.replace("limit_origin", f"limits.form = {days}\nlimit_origin")
    assert not mistakes(folder(engagement=both))
    assert [key.rpartition("].")[2] for key, _ in mistakes(folder(engagement=one))] == [
        "limits.letter"
    ]
    assert [key.rpartition("].")[2] for key, _ in mistakes(folder(engagement=three))] == [
        "limits.form"
    ]


def test_a_limit_keeps_to_the_units_of_its_rule(folder: Folder) -> None:
    text = ENGAGEMENT.replace("answered_in_time", "answered_within")
    assert mistakes(folder(engagement=text))[0][0].endswith("limit.unit")
    assert not mistakes(folder(engagement=text.replace("working_days", "seconds")))


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("number = 17", 'number = "17"', "number", "nombre entier attendu"),
        ("number = 17", "number = 17\nnumero = 3", "numero", "clé inconnue"),
        ('title = "Nous', 'titre = "Nous', "title", "clé manquante"),
        ('reason = "Le service existe."\n', "", "reason", "clé manquante"),
        ('reason = "Le service existe."', 'reason = ""', "reason", "texte vide"),
        ('["cahors"]\nsince = 2022-09-01', '["cahors"]', "since", "clé manquante"),
        ('sites = ["cahors"]', 'sites = ["agen"]', "site", "valeur inconnue « agen »"),
    ],
)
def test_a_wrong_engagement_is_refused(
    folder: Folder, old: str, new: str, key: str, reason: str
) -> None:
    own = told(folder(engagement=ENGAGEMENT.replace(old, new)))
    assert key in own, own
    assert reason in own[key]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("monday", "lundi", "lundi", "valeur inconnue « lundi »"),
        ('"09:00-12:00", "13', '"09:00-12", "13', "monday", "plage illisible « 09:00-12 »"),
        ('"09:00-12:00", "13', '"09:00-25:00", "13', "monday", "plage illisible"),
        ('"09:00-12:00", "13', '"12:00-12:00", "13', "monday", "se termine avant"),
        ('"09:00-12:00", "13', '"09:00-13:31", "13', "monday", "du lundi se chevauchent"),
        ('friday = ["09:00-12:00"]', 'friday = "09:00-12:00"', "friday", "liste de plages"),
        ("metropole", "hexagone", "zone", "valeur inconnue « hexagone »"),
        ("Europe/Paris", "Europe/Cahors", "timezone", "fuseau horaire inconnu"),
        ("last = 2025-05-30", "last = 2025-05-29", "last", "se termine avant"),
        ('reason = "Pont de l\'Ascension"', 'reason = ""', "reason", "texte vide"),
        ("first =", 'desk = "caisse"\nfirst =', "desk", "valeur inconnue « caisse »"),
    ],
)
def test_a_wrong_site_is_refused(
    folder: Folder, old: str, new: str, key: str, reason: str
) -> None:
    own = told(folder(site=SITE.replace(old, new)))
    assert key in own, own
    assert reason in own[key]


def test_slots_may_touch(folder: Folder) -> None:
    assert not mistakes(folder(site=SITE.replace('"09:00-12:00", "13', '"09:00-13:30", "13')))


def test_two_sets_of_hours_cannot_begin_on_the_same_day(folder: Folder) -> None:
    twice = SITE + '\n[[desks.accueil]]\nsince = 2022-09-01\ntuesday = ["09:00-12:00"]\n'
    assert mistakes(folder(site=twice)) == [
        ("desks.accueil.since", "« 2022-09-01 » est déclaré plusieurs fois")
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('"delimited"', '"excel"', "format", "valeur inconnue « excel »"),
        (
            "signature =",
            "settings = { encodin = 1 }\nsignature =",
            "settings.encodin",
            "encoding",
        ),
        ('site = "cahors"', 'site = "agen"', "site", "valeur inconnue « agen »"),
        ("signature =", 'service = "x"\nsignature =', "service", "valeur inconnue « x »"),
        ('source_id = { header = "N°" }', "", "columns.source_id", "clé manquante"),
        ("channel = {", "canal = {", "columns.canal", "colonne inconnue"),
        ('= "email"', '= "mel"', "columns.channel.meanings", "valeur inconnue « mel »"),
        ('parse = "choice"', 'parse = "text"', "columns.channel.parse", "ne convient pas"),
        ('header = "Canal", ', "", "columns.channel", "ni colonne du fichier"),
        (', layouts = "%d/%m/%Y %H:%M"', "", "columns.received_at.layouts", "clé manquante"),
        ('parse = "choice"', 'parse = "guess"', "columns.channel.parse", "valeur inconnue"),
    ],
)
def test_a_wrong_source_is_refused(
    folder: Folder, old: str, new: str, key: str, reason: str
) -> None:
    own = dict(mistakes(folder(source=SOURCE.replace(old, new))))
    assert key in own, own
    assert reason in own[key]


def test_a_constant_is_a_word_of_its_column(folder: Folder) -> None:
    constant = SOURCE + 'nature = { parse = "constant", constant = "plainte" }\n'
    assert mistakes(folder(source=constant))[0][0] == "columns.nature.meanings"
    assert not mistakes(folder(source=constant.replace("plainte", "complaint")))


def test_twins_are_refused(folder: Folder) -> None:
    root = folder()
    for name in ("sites/z.toml", "engagements/z.toml", "sources/z.toml"):
        twin = next((root / name).parent.glob("*.toml")).read_text("utf-8")
        (root / name).write_text(twin, "utf-8")
    assert [key for key, _ in mistakes(root)] == ["code", "number", "name"]
