"""What the settings of identity come to: checked once, refused in French."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.wording import identity as words
from etl.config import OIDC, PROXY, Settings
from etl.errors import ConfigurationError

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MODES = ("", OIDC, PROXY)


@dataclass(frozen=True)
class Policy:
    """Who is let in and how: the mode, our own address, the hosts and proxies that we know."""

    mode: str
    origin: str
    hosts: frozenset[str]
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy_header: bytes = b""

    @property
    def is_local(self) -> bool:
        return not self.mode

    @property
    def is_secure(self) -> bool:
        """Tell whether visitors come by https: cookies then go by nothing else."""
        return self.origin.startswith("https://")

    @property
    def cookie(self) -> str:
        """Return the name of our cookie; the prefix binds it to this very host."""
        return "__Host-vigie" if self.is_secure else "vigie"

    def trusts(self, address: str) -> bool:
        """Tell whether an address is that of a declared proxy."""
        try:
            told = ip_address(address)
        except ValueError:
            return False
        return any(told in each for each in self.proxies)


def policy_of(settings: Settings) -> Policy:
    """Return the policy; raise ``ConfigurationError`` where a setting is missing or unsafe."""
    mode = settings.identity
    if mode not in MODES:
        raise ConfigurationError(words.unknown_mode(mode))
    if not mode:
        return Policy("", "", LOOPBACK_NAMES)
    origin = settings.public_url.rstrip("/")
    told = urlsplit(origin)
    host = (told.hostname or "").lower()
    if told.scheme not in ("http", "https") or not host or told.path or told.query:
        raise ConfigurationError(words.NO_PUBLIC_URL)
    if told.scheme == "http" and host not in LOOPBACK_NAMES:
        raise ConfigurationError(words.NOT_HTTPS)
    if mode == PROXY:
        return _of_proxy(settings, origin, host)
    for name in ("oidc_issuer", "oidc_client_id"):
        if not getattr(settings, name):
            raise ConfigurationError(words.missing(name))
    client_secret(settings)
    return Policy(mode, origin, frozenset({host}))


def _of_proxy(settings: Settings, origin: str, host: str) -> Policy:
    told = [each.strip() for each in settings.proxy_addresses.split(",") if each.strip()]
    try:
        proxies = tuple(ip_network(each) for each in told)
    except ValueError as error:
        raise ConfigurationError(words.NOT_AN_ADDRESS) from error
    if not proxies:
        raise ConfigurationError(words.missing("proxy_addresses"))
    header = settings.proxy_header.strip().lower()
    if not header or not header.replace("-", "").isalnum():
        raise ConfigurationError(words.missing("proxy_header"))
    return Policy(PROXY, origin, frozenset({host}), proxies, header.encode())


def client_secret(settings: Settings) -> str:
    """Return the secret that the provider gave us, from a file or from the environment."""
    if not settings.oidc_client_secret_file:
        if not settings.oidc_client_secret:
            raise ConfigurationError(words.missing("oidc_client_secret_file"))
        return settings.oidc_client_secret
    try:
        told = Path(settings.oidc_client_secret_file).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigurationError(words.SECRET_UNREADABLE) from error
    if not told:
        raise ConfigurationError(words.SECRET_UNREADABLE)
    return told


def is_loopback(address: str) -> bool:
    """Tell whether an address, or a name, is that of this machine alone."""
    if address.lower() in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def refuse_to_be_reached(settings: Settings, address: str) -> None:
    """Raise ``ConfigurationError`` for an address that others reach, without identity."""
    if not policy_of(settings).mode and not is_loopback(address):
        raise ConfigurationError(words.open_to_all(address))
