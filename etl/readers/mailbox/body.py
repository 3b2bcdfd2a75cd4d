"""The first words of a message, for the rules that need them; they are not kept."""

import binascii
import re
from base64 import b64decode
from quopri import decodestring

from etl.readers.mailbox.headers import Headers, first, text_of

_BOUNDARY = re.compile(r"boundary\s*=\s*\"?([^\";]+)", re.I)
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.I)
_TAG = re.compile(r"<[^<>]{0,500}>")
_QUOTE = re.compile(
    r"^\s*(?:>|-{2,} ?(?:message|original|forwarded)|_{10,}|le .{5,80} a [ée]crit\s*:"
    r"|on .{5,80} wrote\s*:|de\s?: .{3,80}@)",
    re.I,
)
_DEEPEST = 4
_MOST_LINES = 120


def first_text(headers: Headers, body: bytes) -> str:
    """Return the words of the first text part, on one line, without what is quoted."""
    kind = first(headers, "content-type")
    coding = first(headers, "content-transfer-encoding")
    for _ in range(_DEEPEST):
        found = _BOUNDARY.search(kind)
        if not kind.lower().lstrip().startswith("multipart") or not found:
            break
        kind, coding, body = _first_part(body, found.group(1).strip().encode())
    text = _charset_text(_decoded(body, coding.strip().lower()), kind)
    if "html" in kind.lower():
        text = _TAG.sub(" ", text)
    return " ".join(" ".join(_unquoted(text)).split())


def _first_part(body: bytes, boundary: bytes) -> tuple[str, str, bytes]:
    rest = body.partition(b"--" + boundary)[2].partition(b"\n")[2]
    if not rest:
        return "", "", body
    part = rest.partition(b"\n--" + boundary)[0].replace(b"\r\n", b"\n")
    block, _, content = (
        part.partition(b"\n\n") if not part.startswith(b"\n") else (b"", b"", part)
    )
    values = {"content-type": "", "content-transfer-encoding": ""}
    for line in re.sub(rb"\n[ \t]+", b" ", block).split(b"\n"):
        name, _, value = line.partition(b":")
        key = name.strip().lower().decode("latin-1")
        if key in values:
            values[key] = text_of(value.strip())
    return values["content-type"], values["content-transfer-encoding"], content


def _decoded(body: bytes, coding: str) -> bytes:
    if coding == "quoted-printable":
        return decodestring(body)
    if coding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            return b64decode(letters[: len(letters) // 4 * 4])
        except binascii.Error:
            return body
    return body


def _charset_text(body: bytes, kind: str) -> str:
    found = _CHARSET.search(kind)
    try:
        return body.decode(found.group(1) if found else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return text_of(body)


def _unquoted(text: str) -> list[str]:
    """Return the lines before the first quotation of another message."""
    lines: list[str] = []
    for line in text.splitlines()[:_MOST_LINES]:
        if _QUOTE.match(line) and any(each.strip() for each in lines):
            break
        lines.append(line)
    return lines
