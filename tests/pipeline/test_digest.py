"""A digest tells each thing once, by a real mail server, and again only after it ended."""

import email
import ipaddress
import socket
import ssl
from datetime import UTC, date, datetime, timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from etl.audit.plan import Step
from etl.cli.digests import ahead_of, sender_of, server_of
from etl.config import Settings
from etl.domain.actions import Action, ActionState
from etl.domain.digest import Subject, Topic, changes
from etl.domain.registers import Signature
from etl.errors import ConfigurationError
from etl.exports.mailing import MailError, MailServer, Security, message, send
from etl.pipeline.digesting import digest
from etl.pipeline.evidence import Deposit, deposit_file
from etl.pipeline.plans import advance_action, write_action
from tests import blank
from tests.pipeline.prefecture import CALLS, CRISIS, MAILS, calls, fact_of_crisis, local, mail

AT = local("2025-04-16T08:00")
SOURCE = Subject(Topic.SOURCE, "appels_acd")
E17 = Subject(Topic.VERDICT, "17")
DAY = Subject(Topic.DUE, "2025-04-16")


@pytest.fixture
def url(tmp_path):
    return blank.sqlite_url(tmp_path / "data/quality.db")


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({}, {SOURCE: "heard"}, []),
        ({}, {SOURCE: "silent"}, [("heard", "silent")]),
        ({SOURCE: "silent"}, {SOURCE: "silent"}, []),
        ({SOURCE: "silent"}, {SOURCE: "heard"}, [("silent", "heard")]),
        ({SOURCE: "heard"}, {SOURCE: "silent"}, [("heard", "silent")]),
        ({}, {E17: "missed"}, []),
        ({E17: "met"}, {E17: "missed"}, [("met", "missed")]),
        ({E17: "missed"}, {E17: "missed"}, []),
        ({E17: "missed"}, {}, []),
        ({}, {DAY: "due"}, [("none", "due")]),
        ({DAY: "due"}, {DAY: "due"}, []),
        ({DAY: "due"}, {}, []),
    ],
)
def test_a_thing_is_told_when_it_begins_and_again_only_after_it_ended(before, now, told):
    assert [(each.was, each.now) for each in changes(before, now)] == told


class Kept:
    """Keeps the messages that a server takes."""

    def __init__(self):
        self.messages, self.refuses = [], False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "554 no"
        self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def _admit(server, session, envelope, mechanism, given):
    right = given.password == b"bon mot de passe"
    return AuthResult(success=right, handled=right)


@pytest.fixture
def mail_server(request):
    kept = Kept()
    more = getattr(request, "param", {})
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        kept.port = tried.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port, **more)
    controller.start()
    yield kept
    controller.stop()


def settings_for(kept, **more):
    return Settings(
        smtp_host="127.0.0.1", smtp_port=str(kept.port), digest_from="vigie@example.org",
        digest_to="qualite@example.org, chef@example.org", **{"smtp_security": "none"} | more,
    )  # fmt: skip


def test_what_changed_is_sent_once_without_any_person(prefecture, mail_server):
    sending = sender_of(settings_for(mail_server), AT)
    prefecture.send("mars.csv", CALLS, calls(date(2025, 3, 4), "a" * 30), AT)
    letters = [mail("M1", "09/04/2025 09:00"), mail("M2", "09/04/2025 10:00")]
    prefecture.send("courriels.csv", MAILS, letters, AT)
    prefecture.assess(AT)
    digest(prefecture.warehouse, AT, sending)
    (first,) = mail_server.messages
    said = first.get_content().replace("\u00a0", " ")
    assert "2 demandes ouvertes à répondre le 16/04/2025 au plus tard" in said
    assert first["To"] == "qualite@example.org, chef@example.org"
    assert "a@example.org" not in said and "0199000001" not in said
    # The same again: nothing. Then the month turns out badly: one line.
    digest(prefecture.warehouse, AT + timedelta(minutes=5), sending)
    assert len(mail_server.messages) == 1
    prefecture.send("mars2.csv", CALLS, calls(date(2025, 3, 5), "l" * 30, first=50), AT)
    prefecture.assess(AT)
    digest(prefecture.warehouse, AT + timedelta(minutes=10), sending)
    assert "Engagement 10," in mail_server.messages[1].get_content()
    # Nobody sends any more: told once, then nothing, then that it came back.
    later = AT + timedelta(days=120)
    digest(prefecture.warehouse, later, sending)
    assert "n'envoie plus rien" in mail_server.messages[2].get_content()
    digest(prefecture.warehouse, later + timedelta(hours=1), sending)
    assert len(mail_server.messages) == 3


def test_what_could_not_be_sent_is_told_by_the_next(prefecture, mail_server):
    prefecture.send("mars.csv", CALLS, calls(date(2025, 3, 4), "a" * 30), AT)
    prefecture.assess(AT)
    later = AT + timedelta(days=120)
    mail_server.refuses = True
    sending = sender_of(settings_for(mail_server), later)
    with pytest.raises(MailError, match="refuse"):
        digest(prefecture.warehouse, later, sending)
    mail_server.refuses = False
    digest(prefecture.warehouse, later, sending)
    assert len(mail_server.messages) == 1


@pytest.mark.parametrize(
    "mail_server", [{"authenticator": _admit, "auth_require_tls": False}], indirect=True
)
def test_an_account_is_asked_for_and_a_wrong_one_is_told(mail_server, tmp_path):
    secret = tmp_path / "secret"
    made = message("v@example.org", ["q@example.org"], "Objet", "Texte é", AT)
    for password, works in (("bon mot de passe", True), ("autre", False)):
        secret.write_text(password + "\n")
        server = server_of(
            settings_for(mail_server, smtp_user="vigie", smtp_password_file=str(secret))
        )
        if works:
            send(server, made)
        else:
            with pytest.raises(MailError, match="mot de passe"):
                send(server, made)
    assert len(mail_server.messages) == 1
    assert mail_server.messages[0].get_content().strip() == "Texte é"


def test_a_server_that_cannot_encrypt_gets_nothing(mail_server):
    made = message("v@example.org", ["q@example.org"], "Objet", "Texte", AT)
    server = MailServer("127.0.0.1", mail_server.port, Security.STARTTLS, "vigie", "secret")
    with pytest.raises(MailError, match="chiffrer"):
        send(server, made)
    assert mail_server.messages == []


@pytest.fixture
def certificate(tmp_path):
    """Return a certificate of 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    first = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(first).not_valid_after(first + timedelta(days=36500))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_starttls_trusts_the_authority_that_is_named_and_no_other(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    made = message("v@example.org", ["q@example.org"], "Objet", "Texte", AT)
    kept = Kept()
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    controller = Controller(
        kept, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True
    )
    controller.start()
    try:
        with pytest.raises(MailError, match="certificat"):
            send(MailServer("127.0.0.1", port, Security.STARTTLS), made)
        assert kept.messages == []
        ours = str(certificate[0])
        send(MailServer("127.0.0.1", port, Security.STARTTLS, ca_file=ours), made)
    finally:
        controller.stop()
    assert len(kept.messages) == 1


def test_a_server_that_is_away_and_missing_settings_are_told():
    made = message("v@example.org", ["q@example.org"], "Objet", "Texte", AT)
    with pytest.raises(MailError, match="injoignable"):
        send(MailServer("127.0.0.1", 1, Security.NONE), made)
    with pytest.raises(ConfigurationError, match="smtp_host"):
        server_of(Settings())
    with pytest.raises(ConfigurationError, match="digest_to"):
        sender_of(Settings(smtp_host="127.0.0.1"), AT)
    with pytest.raises(ConfigurationError, match="smtp_security"):
        server_of(Settings(smtp_host="127.0.0.1", smtp_security="ssl"))


ACTION, PIECE, EXERCISE = "Plan d'actions", "Preuves", "À tenir de nouveau"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        # Told 14 days before the last day (30 April), and when it is over; never between.
        (-15, []),
        (-14, ["à terminer le 30/04/2025 au plus tard"]),
        (-13, []),
        (0, []),
        (1, ["en retard, l'échéance était le 30/04/2025"]),
        (2, []),
    ],
)
def test_an_action_is_told_before_its_last_day_and_after_it(
    prefecture, mail_server, days, told
):
    last = local("2025-04-30T08:00")
    write(prefecture, "Deux agents de plus", last.date())
    sending = sender_of(settings_for(mail_server), AT)
    # As each day before would have: the state is kept from one day to the next.
    for day in range(-15, days):
        digest(prefecture.warehouse, last + timedelta(days=day), sending)
    mail_server.messages.clear()
    digest(prefecture.warehouse, last + timedelta(days=days), sending)
    said = [each.get_content().replace("\u00a0", " ") for each in mail_server.messages]
    assert [line.rpartition(" : ")[2] for text in said for line in lines(text, ACTION)] == told


def write(prefecture, title, due):
    action = Action(10, title, "Congés", "Accueil", due)
    return write_action(prefecture.warehouse, action, Signature("Claire Martin", AT))


def lines(text, heading):
    """Return the lines of a message under a heading."""
    paragraphs = [each.splitlines() for each in text.replace("\r\n", "\n").split("\n\n")]
    return [line for each in paragraphs if each[0] == heading for line in each[1:]]


def test_an_action_that_is_done_is_quiet_and_one_that_is_postponed_is_told_anew(
    prefecture, mail_server
):
    sending = sender_of(settings_for(mail_server), AT)
    first = write(prefecture, "Rappeler", AT.date())
    write(prefecture, "Former", AT.date())
    digest(prefecture.warehouse, AT, sending)
    assert len(lines(mail_server.messages[0].get_content(), ACTION)) == 2
    signed = Signature("Claire Martin", AT)
    for step in (Step(ActionState.DOING), Step(ActionState.CHECKING, AT.date())):
        first = advance_action(prefecture.warehouse, first, step, signed)
    digest(prefecture.warehouse, AT + timedelta(days=1), sending)
    (late,) = lines(mail_server.messages[1].get_content(), ACTION)
    assert "Former" in late and "(Accueil)" in late
    # Taken up again, after it was said to be done: it is late, and it is news.
    again = advance_action(prefecture.warehouse, first, Step(ActionState.DOING), signed)
    digest(prefecture.warehouse, AT + timedelta(days=1, hours=1), sending)
    (late,) = lines(mail_server.messages[2].get_content(), ACTION)
    assert "Rappeler" in late and again.content.state is ActionState.DOING
    digest(prefecture.warehouse, AT + timedelta(days=2), sending)
    assert len(mail_server.messages) == 3


def deposit(prefecture, dated, until, content=b"Bilan"):
    given = Deposit(10, "Publication des résultats", dated, "Accueil", valid_until=until)
    return deposit_file(
        prefecture.warehouse, given, ("bilan.txt", content), Signature("Hugo Petit", AT)
    )


def test_evidence_is_told_before_it_expires_unless_another_piece_outlasts_it(
    prefecture, mail_server
):
    sending = sender_of(settings_for(mail_server), AT)
    soon = AT.date() + timedelta(days=14)
    deposit(prefecture, AT.date(), soon)
    digest(prefecture.warehouse, AT - timedelta(days=1), sending)
    assert mail_server.messages == []
    digest(prefecture.warehouse, AT, sending)
    (line,) = lines(mail_server.messages[0].get_content(), PIECE)
    assert (
        "Publication des résultats" in line and "ne prouvera plus rien après le 30/04" in line
    )
    # It expires: told. Then another one stands: quiet, until that one expires.
    after = AT + timedelta(days=15)
    digest(prefecture.warehouse, after, sending)
    assert "a expiré" in lines(mail_server.messages[1].get_content(), PIECE)[0]
    deposit(prefecture, AT.date(), AT.date() + timedelta(days=300), b"Un autre bilan")
    digest(prefecture.warehouse, after, sending)
    assert len(mail_server.messages) == 2


def test_an_exercise_is_told_before_the_year_without_one_ends(prefecture, mail_server):
    sending = sender_of(settings_for(mail_server), AT)
    row = fact_of_crisis("X1", "Exercice de communication", "10/03/2024 09:00")
    prefecture.send("crise.csv", CRISIS, [row], AT)
    prefecture.assess(AT)
    # Held in March 2024, it counts in the twelve months that end in February 2025, and in
    # those that end in March 2025; what is measured in April 2025 lacks one.
    for day, told in (
        ("2025-03-16T08:00", []),
        ("2025-03-17T08:00", ["le prochain est à tenir le 31/03/2025 au plus tard"]),
        ("2025-03-31T08:00", []),
        ("2025-04-01T08:00", ["le prochain était à tenir le 31/03/2025 au plus tard"]),
        ("2025-04-02T08:00", []),
    ):
        mail_server.messages.clear()
        digest(prefecture.warehouse, local(day), sending)
        said = [each.get_content().replace("\u00a0", " ") for each in mail_server.messages]
        found = [line for text in said for line in lines(text, EXERCISE)]
        assert [line.rpartition(" : ")[2] for line in found] == told


def test_a_wrong_number_of_days_is_told():
    assert ahead_of(Settings(digest_ahead="7")) == timedelta(days=7)
    with pytest.raises(ConfigurationError, match="digest_ahead"):
        ahead_of(Settings(digest_ahead="bientôt"))
