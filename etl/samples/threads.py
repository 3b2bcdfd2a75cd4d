"""A request by mail and what follows it: machines, our answer, thanks."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from etl.samples.messages import Message
from etl.samples.people import address, full_name

US, OUR_NAME = "prefecture@lot.gouv.fr", "Préfecture du Lot - Accueil"
FORM = "formulaire-contact@lot.gouv.fr"
SUBJECTS = {
    "information": (
        "Horaires d'ouverture", "Permis de conduire international", "Carte grise perdue",
        "Création d'une association", "Pièces à fournir", "Prise de rendez-vous",
        "Déclaration de manifestation", "Changement d'adresse", "Vote par procuration",
    ),
    "complaint": (
        "Réclamation sur l'attente au guichet", "Suggestion pour le hall d'accueil",
        "Réclamation : sans réponse depuis un mois",
    ),
    "individual": ("Dossier n° 46-{} : où en est-il ?", "Titre de séjour n° {}"),
}  # fmt: skip
ASKED = "Bonjour,\n\nPouvez-vous me renseigner à ce sujet ?\n\nMerci d'avance,\n{}\n"
ANSWERED = (
    "Bonjour,\n\nVoici les informations demandées. La démarche se fait en ligne.\n\n"
    "Bien cordialement,\nLe service de l'accueil\nPréfecture du Lot\n"
)
ACKNOWLEDGED = (
    "Nous accusons réception de votre message. Il recevra une réponse sous cinq jours ouvrés.\n"
    "Ceci est un message automatique, merci de ne pas y répondre.\n"
)
ABSENT = "Je suis en congés, sans accès à ma messagerie.\n"
THANKS = "Bonjour,\n\nMerci beaucoup pour votre aide.\n\n{}\n"
BOUNDARY = "=_retour"
RETURNED = (
    f"--{BOUNDARY}\nContent-Type: text/plain\n\n"
    "Your message could not be delivered: mailbox full.\n"
    f"--{BOUNDARY}\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.2.2\n\n"
    f"--{BOUNDARY}\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{{}}>\n\n--{BOUNDARY}--\n"
)
REPORT = f'multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"'
AUTOMATIC = ("Auto-Submitted: auto-replied",)
HOUR_S = 3600


class Thread(NamedTuple):
    """One request; an ``answered_s`` of zero is a request without an answer."""

    number: int
    nature: str
    person: int
    form: bool
    topic: int
    acknowledged: bool
    returned: bool
    absent: bool
    thanks: bool
    twice: bool
    received_s: int
    answered_s: int


@lru_cache(maxsize=4096)
def subject_of(nature: str, topic: int, number: int) -> str:
    subjects = SUBJECTS[nature]
    return subjects[topic % len(subjects)].format(1000 + number)


def messages_of(thread: Thread) -> Iterator[Message]:
    """Yield the messages of a thread in order; the first is the request."""
    request = _request(thread)
    yield request
    if thread.twice:
        yield request
    if thread.acknowledged:
        yield _from_us(thread, 45, "ar", "Accusé de réception : ", ACKNOWLEDGED, AUTOMATIC)
    if thread.answered_s:
        waited = thread.answered_s - thread.received_s
        yield _from_us(thread, waited, "re", "Re: ", ANSWERED)
        yield from _after_the_answer(thread)


def _request(thread: Thread) -> Message:
    citizen, name = address(thread.person), full_name(thread.person)
    return Message(
        thread.received_s,
        f"{thread.number}.{thread.received_s}@{citizen.partition('@')[2]}",
        FORM if thread.form else citizen,
        "Formulaire de contact" if thread.form else name,
        US,
        _subject(thread),
        ASKED.format(name),
        headers=(f"Reply-To: {citizen}",) if thread.form else (),
    )


def _subject(thread: Thread) -> str:
    rank = thread.number % 400 if thread.nature == "individual" else 0
    return subject_of(thread.nature, thread.topic, rank)


def _from_us(
    thread: Thread,
    after_s: int,
    kind: str,
    prefix: str,
    body: str,
    headers: tuple[str, ...] = (),
) -> Message:
    return Message(
        thread.received_s + after_s,
        _our_id(thread, kind),
        US,
        OUR_NAME,
        address(thread.person),
        prefix + _subject(thread),
        body,
        _request(thread).identifier,
        headers,
    )


def _our_id(thread: Thread, kind: str) -> str:
    return f"{kind}.{thread.number}.{thread.received_s}@lot.gouv.fr"


def _after_the_answer(thread: Thread) -> Iterator[Message]:
    """Yield what comes back: an absence, thanks, or the answer itself, undelivered."""
    answer, citizen = _our_id(thread, "re"), address(thread.person)
    name, subject = full_name(thread.person), _subject(thread)
    kept = f"{thread.number}.{thread.answered_s}@{citizen.partition('@')[2]}"
    if thread.returned:
        yield Message(
            thread.answered_s + 20, f"bounce.{kept}", "MAILER-DAEMON@lot.gouv.fr",
            "Mail Delivery System", US, "Undelivered Mail Returned to Sender",
            RETURNED.format(answer), headers=("Auto-Submitted: auto-replied",),
            content_type=REPORT,
        )  # fmt: skip
        return
    if thread.absent:
        yield Message(
            thread.answered_s + 4, f"abs.{kept}", citizen, name, US,
            f"Réponse automatique : {subject}", ABSENT, answer, AUTOMATIC,
        )  # fmt: skip
    if thread.thanks:
        yield Message(
            thread.answered_s + 5 * HOUR_S, f"merci.{kept}", citizen, name, US,
            f"Re: {subject}", THANKS.format(name), answer,
        )  # fmt: skip
