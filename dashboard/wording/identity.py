"""The French of the door: what is said to those who are not in yet."""

from etl.formats import NARROW, NO_BREAK

LOCAL_ONLY = "Sans identité\u00a0: cette machine seulement."
LOG_OUT, LOG_IN_AGAIN = "Se déconnecter", "Se reconnecter"
REFUSED_TITLE = "Accès refusé"
NOT_OPEN = (
    "Le fournisseur d'identité vous a reconnu, mais aucun accès à Vigie Qualité ne vous est "
    "ouvert aujourd'hui. Demandez-le à l'administrateur de votre préfecture."
)
NOT_PROVEN = (
    "L'identification n'a pas abouti\u00a0: le lien a déjà servi, a expiré, ou ne vient pas du "
    "fournisseur d'identité. Recommencez."
)
PROVIDER_SILENT = (
    "Le fournisseur d'identité ne répond pas, ou répond autre chose que ce qui est convenu. "
    "Réessayez dans quelques minutes."
)
TOO_MANY = "Trop d'essais depuis votre poste. Attendez dix minutes."
LEFT_TITLE = "Vous êtes déconnecté"
LEFT = "Votre session est fermée. Fermez aussi le navigateur sur un poste partagé."
STRANGER = "Cette page est réservée aux personnes identifiées."
UNKNOWN_HOST = "Cette adresse n'est pas celle de Vigie Qualité."
NOT_FROM_HERE = (
    "Vigie Qualité tourne sans identité\u00a0: elle ne répond qu'à la machine où elle tourne. "
    "Pour l'ouvrir à d'autres, réglez « identity » dans « quality.toml »."
)
TRY_AGAIN, HOME = "Recommencer", "Ouvrir Vigie Qualité"
NO_PUBLIC_URL = (
    "« public_url » : l'adresse que tapent les visiteurs est attendue, sans chemin "
    "(https://qualite.prefecture.example)."
)
NOT_HTTPS = "« public_url » : une identité ne voyage qu'en https."
NOT_AN_ADDRESS = "« proxy_addresses » : des adresses ou des réseaux sont attendus (10.0.0.5)."
SECRET_UNREADABLE = "« oidc_client_secret_file » : ce fichier est illisible ou vide."


def connected(name: str) -> str:
    return f"Connecté{NO_BREAK}: {name}"


def unknown_mode(mode: str) -> str:
    return f"« identity » : « {mode} » n'est pas connu{NARROW}; « oidc » ou « proxy »."


def missing(name: str) -> str:
    return f"« {name} » : ce réglage manque pour identifier les visiteurs."


def open_to_all(address: str) -> str:
    return (
        f"Refus d'écouter sur « {address} » : aucune identité n'est réglée, et quiconque "
        "atteindrait cette adresse serait administrateur. Réglez « identity » (« oidc » ou "
        "« proxy ») dans « quality.toml », ou écoutez sur 127.0.0.1."
    )
