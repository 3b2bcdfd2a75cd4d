"""Who wrote a message: a person, an answering machine, a mail server, a mailing."""

import io

import pytest

from etl.readers.mailbox.automatic import class_of
from etl.readers.mailbox.body import first_text
from etl.readers.mailbox.boxes import split_mbox
from etl.readers.mailbox.headers import epoch, parse_message

AGENT = "From: agent@lot.gouv.fr\n"
SERVER = "From: MAILER-DAEMON@mx.example.org\n"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (f"{AGENT}Subject: Votre question\n\nBonjour.", "ordinary"),
        (f"{AGENT}Auto-Submitted: no\nSubject: x\n\nBonjour.", "ordinary"),
        (f"{AGENT}Precedence: list\nList-Post: <l>\nSubject: x\n\nBonjour.", "ordinary"),
        (f"{AGENT}Auto-Submitted: auto-replied\nSubject: x\n\nMerci.", "acknowledgement"),
        (f"{AGENT}Precedence: auto_reply\nSubject: x\n\nMerci.", "acknowledgement"),
        (f"{AGENT}Subject: Accusé de réception\n\nBonjour.", "acknowledgement"),
        (f"{AGENT}Subject: RE: Accusé de réception\n\nOuvert le lundi.", "ordinary"),
        (
            f"{AGENT}Subject: x\n\nVotre demande n° 12 a bien été enregistrée.",
            "acknowledgement",
        ),
        (
            f"{AGENT}Subject: x\n\nNous accusons réception de votre courriel." + " mot" * 500,
            "ordinary",
        ),
        (
            f"{AGENT}Subject: x\n\nNous accusons réception de votre courriel."
            + " mot" * 500
            + " Ceci est un message automatique.",
            "acknowledgement",
        ),
        (
            "From: ne-pas-repondre@lot.gouv.fr\nSubject: x\n\n"
            "Nous accusons réception de votre courriel." + " mot" * 500,
            "acknowledgement",
        ),
        (
            f"{AGENT}Subject: x\nContent-Transfer-Encoding: base64\n\n"
            "Tm91cyBhY2N1c29ucyByw6ljZXB0aW9uIGRlIHZvdHJlIGRlbWFuZGUu\n",
            "acknowledgement",
        ),
        (f"{AGENT}Subject: x\n\nOui.\n\n> Nous accusons réception de votre avis", "ordinary"),
        (f"{AGENT}Subject: Réponse automatique : x\n\nDe retour lundi.", "automatic_reply"),
        (f"{AGENT}Subject: Absence du bureau\n\nLundi.", "automatic_reply"),
        (
            f"{AGENT}X-Auto-Response-Suppress: All\nSubject: x\n\nJe suis en congés.",
            "automatic_reply",
        ),
        (f"{AGENT}Return-Path: <>\nSubject: x\n\nJe suis absent.", "automatic_reply"),
        (f"{SERVER}Subject: Undelivered\n\nunknown user", "bounce"),
        (f"{SERVER}Subject: Delayed\n\nYour message has been delayed.", "delay"),
        (f"{AGENT}X-Failed-Recipients: x@example.org\nSubject: x\n\nx", "bounce"),
        (f"{AGENT}Subject: Non remis : x\n\nVotre message n'a pas pu être remis.", "bounce"),
        (f"{AGENT}Subject: TR: Non remis\n\nLe message n'a pas pu être remis.", "ordinary"),
        (f"{AGENT}Subject: Delivery failure\n\nBonjour, est-ce normal ?", "ordinary"),
        (
            f"{AGENT}Content-Type: multipart/report;\n report-type=disposition-notification"
            "\nSubject: Lu : x\n\nx",
            "receipt",
        ),
        (f"{AGENT}Precedence: bulk\nSubject: x\n\nOffres.", "bulk"),
        (f"{AGENT}List-Unsubscribe: <m>\nSubject: x\n\nOffres.", "bulk"),
        (f"{AGENT}X-Spam-Flag: YES\nSubject: x\n\nOffres.", "bulk"),
    ],
)
def test_each_message_has_its_class(message: str, expected: str) -> None:
    headers, body = parse_message(message.encode())
    assert class_of(headers, body, first_text(headers, body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 3 Mar 2025 10:00:00 +0100", 1740992400),
        ("3 Mar 2025 10:00:00 +0100 (CET)", 1740992400),
        ("Mon, 3 Mar 2025 04:00:00 EST", 1740992400),
        ("Mon, 3 Mar 2025 09:00:00 -0000", 1740992400),
        ("Mon, 3 Mar 2025 09:00:00", 1740992400),
        ("Mon Mar  3 09:00:00 2025", 1740992400),
        ("Mon, 3 Mar 2025 10:00:00 +1900", None),
        ("Mon, 31 Feb 2025 10:00:00 +0100", None),
        ("Mon, 3 Mar 2025 25:00:00 +0100", None),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("Mon, 3 Mär 2025", None),
        ("", None),
    ],
)
def test_dates_are_read_or_refused(text: str, expected: int | None) -> None:
    assert epoch(text) == expected


def test_a_mailbox_is_cut_at_from_lines_that_begin_a_message() -> None:
    box = (
        b"From a Mon Mar  3 09:00:00 2025\r\nSubject: one\r\n\r\nFrom here on\r\n\r\n"
        b"From there on, nothing begins\r\n\r\n>From a quotation\r\n\r\n"
        b"From b Mon Mar  3 09:00:00 2025\r\nSubject: two\r\n\r\n"
    )
    found = [parse_message(each)[0]["subject"] for each in split_mbox(io.BytesIO(box))]
    assert found == [["one"], ["two"]]


def test_headers_are_read_whatever_their_line_ends_and_folds() -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        message = end.join([b"Subject: one", b"\ttwo", b"TO: a@b", b"", b"Subject: body"])
        headers, body = parse_message(message)
        assert headers == {"subject": ["one two"], "to": ["a@b"]}
        assert body == b"Subject: body"
