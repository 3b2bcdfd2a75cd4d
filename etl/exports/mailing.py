"""A message sent by a mail server: plain text, over an encrypted connection."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from enum import StrEnum

from etl.errors import UserError

PATIENCE_S = 20.0


class Security(StrEnum):
    """How the connection is protected: from the beginning, after a greeting, or not."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class MailError(UserError):
    """The message could not be handed over."""

    exit_code = 21


@dataclass(frozen=True)
class MailServer:
    """A server, and the account by which it is asked; ``ca_file``: its own authority."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


def message(
    sender: str, recipients: Sequence[str], subject: str, text: str, at: datetime
) -> EmailMessage:
    """Return a message of plain text."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, ", ".join(recipients), subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def send(server: MailServer, made: EmailMessage) -> None:
    """Hand a message over; raise ``MailError``, without any address, if that cannot be."""
    try:
        with _opened(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            refused = connection.send_message(made)
    except smtplib.SMTPAuthenticationError as error:
        raise _told(server, "ce compte ou ce mot de passe est refusé") from error
    except smtplib.SMTPNotSupportedError as error:
        raise _told(server, "il ne sait pas chiffrer (STARTTLS) ou identifier") from error
    except ssl.SSLError as error:
        raise _told(server, "son certificat n'est pas reconnu") from error
    except smtplib.SMTPException as error:
        raise _told(server, "il refuse le message") from error
    except OSError as error:
        raise _told(server, "il est injoignable") from error
    if refused:
        raise _told(server, f"il refuse {len(refused)} destinataire(s)")


def _opened(server: MailServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context(cafile=server.ca_file or None)
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=trusted)
    connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S)
    try:
        if server.security is Security.STARTTLS:
            connection.starttls(context=trusted)
    except BaseException:
        connection.close()
        raise
    return connection


def _told(server: MailServer, reason: str) -> MailError:
    return MailError(
        f"Serveur de messagerie « {server.host}:{server.port} » : {reason}. "
        "Rien n'est noté comme envoyé : le prochain envoi le redira."
    )
