"""A mailbox for the benchmarks: threads of the demonstration, dressed as servers send them."""

import quopri
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import count, islice
from pathlib import Path

import numpy as np

from etl.samples.messages import Message, written
from etl.samples.threads import Thread, messages_of

FIRST_S = 1_704_096_000  # 1 January 2024
_BETWEEN_S = 600
_BOUNDARY = "----=_Part_4271_1099"
_PARTS = f'multipart/alternative; boundary="{_BOUNDARY}"'
_QUOTED = "Content-Transfer-Encoding: quoted-printable"
_SIGNED = (
    "v=1; a=rsa-sha256; c=relaxed/relaxed; d=exemple.fr; s=20230601; t={sent};\n"
    "        h=to:subject:message-id:date:from:mime-version:from:to:cc:subject;\n"
    "        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU={sent};\n"
    "        b=dGhpcyBpcyBub3QgYSBzaWduYXR1cmUgb2YgYW55dGhpbmcgYXQgYWxsLCBqdXN0IGxl\n"
    "         dHRlcnMgdGhhdCBhIHNlcnZlciB3b3VsZCBoYXZlIHdyaXR0ZW4gdGhlcmU={sent}"
)
_RECEIVED = (
    "from {server} ([192.0.2.{last}])\n        by mx.exemple.fr (Postfix) with ESMTPS id "
    "4Q{sent}\n        for <prefecture@exemple.fr>; Mon, 1 Jan 2024 10:00:00 +0100 (CET)"
)


def write_mbox(path: Path, messages: int, seed: int = 7) -> None:
    """Write a mailbox of that many messages, a third of them in two parts (text, HTML)."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for each in islice(_messages(np.random.default_rng(seed)), messages):
            file.write(written(_dressed(each)) + "\n")


def _messages(draw: np.random.Generator) -> Iterator[Message]:
    for number in count():
        sent = FIRST_S + number * _BETWEEN_S
        is_answered, is_acknowledged, returned, absent, thanks, form = draw.random(6) < (
            0.9, 0.4, 0.02, 0.03, 0.2, 0.1,
        )  # fmt: skip
        answered = sent + int(draw.integers(3_600, 500_000)) if is_answered else 0
        yield from messages_of(
            Thread(
                number, "information", int(draw.integers(0, 5_000)), bool(form),
                int(draw.integers(0, 9)), bool(is_acknowledged), bool(returned),
                bool(absent), bool(thanks), False, sent, answered,
            )
        )  # fmt: skip


def _dressed(message: Message) -> Message:
    """Return the message with the headers of its way, and a longer body."""
    sent = message.sent_s
    way = [
        f"Received: {_RECEIVED.format(server=server, last=sent % 250, sent=sent)}"
        for server in ("relay.exemple.org", "smtp.exemple.net", "poste.exemple.com")
    ]
    headers = (
        *message.headers,
        f"Return-Path: <{message.sender}>",
        *way,
        f"DKIM-Signature: {_SIGNED.format(sent=sent)}",
        "User-Agent: Mozilla Thunderbird",
        "Content-Language: fr",
    )
    if sent // _BETWEEN_S % 3 or message.content_type.startswith("multipart"):
        return replace(message, headers=headers, body=message.body + _signature(8))
    return replace(message, headers=headers, content_type=_PARTS, body=_two_parts(message.body))


@lru_cache(maxsize=8192)
def _two_parts(body: str) -> str:
    text = quopri.encodestring((body + _signature(12)).encode()).decode("ascii")
    page = f'<html><body><p style="margin:0">{body}</p>{_signature(24)}</body></html>'
    html = quopri.encodestring(page.encode()).decode("ascii")
    parts = [
        f"--{_BOUNDARY}\nContent-Type: text/{kind}; charset=utf-8\n{_QUOTED}\n\n{part}\n"
        for kind, part in (("plain", text), ("html", html))
    ]
    return "".join(parts) + f"--{_BOUNDARY}--\n"


def _signature(lines: int) -> str:
    said = "Place Chapou, 46009 Cahors cedex - accueil du lundi au vendredi de 8 h 30 à 16 h"
    return f"-- \n{said}\n" * (lines // 2)
