"""A mailbox of 100,000 messages, against each parsed by ``mailbox`` and ``email``.

The peers do less: one parses each message by the default policy and looks at nothing; the other
also reads the seven headers that a request is made of. Ours finds threads, acknowledgements
and answers. Each is a process of its own.
"""

import email
import json
import mailbox
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.benchmarks.mailboxes import write_mbox
from tests.benchmarks.measuring import Figures, measured, peak_mb, ratios, told

MODULE = "tests.benchmarks.bench_mailbox"
HEADERS = ("from", "to", "subject", "date", "message-id", "in-reply-to", "references")


def parsed(path: str) -> Iterator[EmailMessage]:
    """Yield each message as ``email`` parses it by its default policy."""
    box = mailbox.mbox(
        path,
        factory=lambda file: email.message_from_binary_file(file, policy=default),
        create=False,
    )
    yield from box


def peer(path: str) -> int:
    return sum(1 for _ in parsed(path))


def peer_with_headers(path: str) -> int:
    return sum(len([each[name] for name in HEADERS]) > 0 for each in parsed(path))


def ours(path: str) -> int:
    from etl.domain.datasets import Dataset
    from etl.domain.sources import Source
    from etl.readers.mailbox.format import MailboxFormat

    habits = {
        "own_domains": ["lot.gouv.fr"],
        "form_senders": ["formulaire-contact@lot.gouv.fr"],
    }
    source = Source(
        "courriels", "Courriels", Dataset.MAILS, "mailbox", "cahors", settings=habits
    )
    batches = MailboxFormat().read(Path(path), source)
    return sum(len(each.rows) + sum(each.set_aside.values()) for each in batches)


WORKS = {each.__name__: each for each in (peer, peer_with_headers, ours)}


def main(messages: int = 100_000, runs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "box.mbox")
        write_mbox(path, messages)
        found: dict[str, list[Figures]] = {name: [] for name in WORKS}
        for _ in range(runs):
            for name, figures in found.items():
                figures.append(measured(MODULE, name, str(path)))
        for name, figures in found.items():
            print(f"{messages:,} messages, {name}: {told(figures[-1])}")
        for name in ("peer", "peer_with_headers"):
            print(f"  {ratios(f'{name} / ours', found[name], found['ours'])}")
        write_mbox(path, messages // 4)
        less = measured(MODULE, "ours", str(path))
        growth = found["ours"][-1]["peak_mb"] / less["peak_mb"]
        print(f"  peak memory, {messages:,} messages / {messages // 4:,}: {growth:.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        count = WORKS[sys.argv[1]](sys.argv[2])
        print(json.dumps({"messages": count, "peak_mb": peak_mb()}))
    else:
        main()
