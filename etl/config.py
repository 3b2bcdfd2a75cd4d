"""Settings: the defaults, then ``quality.toml``, then ``QUALITY_*`` variables."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from etl.errors import ConfigurationError

# The colours that may be chosen.
NEUTRAL, STATE = "", "etat"
THEMES = (NEUTRAL, STATE)
# Ways of knowing visitors.
OIDC, PROXY = "oidc", "proxy"


@dataclass(frozen=True)
class Settings:
    """Where things are. Paths are relative to the working folder."""

    database_url: str = "sqlite:///data/local/quality.db"
    declarations: str = "data"
    local: str = "data/local"
    # Key of the pseudonyms (64 hexadecimal digits); empty: a file of ``local``, made once.
    secret_key: str = field(default="", repr=False)
    # How visitors are known: "" (nobody is asked: this machine only), "oidc" or "proxy".
    identity: str = ""
    # The address that visitors type: https://qualite.prefecture.example.
    public_url: str = ""
    # OpenID Connect: the provider (its address before « /.well-known/… »), and who we are.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    # The secret, or better the file that holds it.
    oidc_client_secret: str = field(default="", repr=False)
    oidc_client_secret_file: str = ""
    oidc_scopes: str = "openid email"
    # Identity providers behind ProConnect that are let in (« idp_id »); empty: all of them.
    oidc_idps: str = ""
    # Trusted proxy: the header that names the visitor, and the addresses it may come from.
    proxy_header: str = "X-Remote-User"
    proxy_addresses: str = ""
    # Folder of the files given as evidence; empty: ``preuves`` in ``local``.
    evidence: str = ""
    # Colours: "" (neutral) or "etat", those of the State, for a body entitled to them.
    theme: str = ""
    # File whose content seals backups; empty: they are sealed only when a key is given.
    backup_key_file: str = ""
    # The mail server of the digest (« starttls », « tls » or « none »), and who reads it.
    smtp_host: str = ""
    smtp_port: str = "587"
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    smtp_ca_file: str = ""
    digest_from: str = ""
    digest_to: str = ""
    # How many days ahead a digest tells actions, evidence and exercises that fall due.
    digest_ahead: str = "14"
    # What opens the metrics to another machine (a bearer token); empty: this machine only.
    metrics_token: str = field(default="", repr=False)
    # « json »: logs as lines of JSON; anything else: as text.
    log_format: str = ""

    @property
    def evidence_folder(self) -> Path:
        return Path(self.evidence) if self.evidence else Path(self.local, "preuves")

    @property
    def key_file(self) -> Path:
        return Path(self.local, "pseudonym.key")


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; raise ``ConfigurationError`` for a key that does not exist."""
    names = [field.name for field in fields(Settings)]
    try:
        chosen = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"« {path} » : TOML illisible ({error}).") from error
    if unknown := chosen.keys() - set(names):
        raise ConfigurationError(f"« {path} » : clés inconnues : {', '.join(sorted(unknown))}.")
    variables = {name: environ.get(f"QUALITY_{name.upper()}") for name in names}
    settings = Settings(**chosen | {name: value for name, value in variables.items() if value})
    if settings.theme not in THEMES:
        admitted = "vide (couleurs neutres), ou « etat »"
        raise ConfigurationError(f"« theme » vaut « {settings.theme} » : {admitted}.")
    return settings
