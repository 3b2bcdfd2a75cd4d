"""``python -m etl digest``: tell by e-mail what changed, once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import say
from etl.config import Settings, load_settings
from etl.domain.digest import Digest
from etl.errors import ConfigurationError
from etl.exports.mailing import MailServer, Security, message, send
from etl.pipeline import open_warehouse
from etl.pipeline.digesting import Send, digest
from etl.wording import digest as words

MOST_DAYS = 366


def digest_command(
    only_preview: Annotated[
        bool, typer.Option("--apercu", help="Montrer le message, ne rien envoyer ni noter.")
    ] = False,
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings, at = load_settings(config), now()
    sending = _show if only_preview else sender_of(settings, at)
    warehouse, ahead = open_warehouse(settings), ahead_of(settings)
    told = digest(warehouse, at, sending, keeps=not only_preview, ahead=ahead)
    if not told.changes:
        say(words.NOTHING)
    return 0


def _show(told: Digest) -> None:
    say(words.subject(told))
    say(words.text(told))


def sender_of(settings: Settings, at: datetime) -> Send:
    """Return what sends a digest; raise ``ConfigurationError`` where settings are missing."""
    server = server_of(settings)
    recipients = [each.strip() for each in settings.digest_to.split(",") if each.strip()]
    if not settings.digest_from or not recipients:
        raise ConfigurationError("« digest_from » et « digest_to » sont à renseigner.")

    def sending(told: Digest) -> None:
        made = message(
            settings.digest_from, recipients, words.subject(told), words.text(told), at
        )
        send(server, made)

    return sending


def ahead_of(settings: Settings) -> timedelta:
    if not settings.digest_ahead.isascii() or not settings.digest_ahead.isdigit():
        raise ConfigurationError("« digest_ahead » est un nombre de jours.")
    return timedelta(days=min(int(settings.digest_ahead), MOST_DAYS))


def server_of(settings: Settings) -> MailServer:
    if not settings.smtp_host:
        raise ConfigurationError("« smtp_host » : le serveur de messagerie est à renseigner.")
    try:
        password = ""
        if settings.smtp_password_file:
            password = Path(settings.smtp_password_file).read_text("utf-8").strip()
        return MailServer(
            settings.smtp_host,
            int(settings.smtp_port),
            Security(settings.smtp_security),
            settings.smtp_user,
            password,
            settings.smtp_ca_file,
        )
    except ValueError as error:
        raise ConfigurationError(
            "« smtp_port » est un nombre ; « smtp_security » : starttls, tls ou none."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"« smtp_password_file » : fichier illisible ({error.strerror})."
        ) from error
