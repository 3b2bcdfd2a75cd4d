"""A file given as evidence: known by its content, never by its name, and never opened."""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from etl.audit.evidence import EvidenceError

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 120
# What may be kept: extension to media type. Nothing that a browser would run.
MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
_SIGNATURES = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_OFFICE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|basic/|scripts/|activex/)", re.IGNORECASE)
# Text that a browser or a shell would take for something to run.
_RUNS = re.compile(r"<\s*(!doctype|html|svg|script|iframe|object|embed|\?xml|\?php)", re.I)
_FORBIDDEN = re.compile(r'[<>:"|?*%$&;`\'{}\[\]\\]')
_TEXTS = ("csv", "txt")
_MOST_MEMBERS = 5000
_LONGEST_MIMETYPE = 100


@dataclass(frozen=True)
class Examined:
    """A file as it will be kept: its name cleaned, its type told by its content."""

    name: str
    media: str
    sha256: str
    size: int


def examined(name: str, content: bytes, largest: int = LARGEST) -> Examined:
    """Return what is known of a file; raise ``EvidenceError`` for what must not be kept."""
    if not content:
        raise EvidenceError("Fichier vide : rien à déposer.")
    if len(content) > largest:
        raise EvidenceError(f"Fichier trop lourd : {largest // 1024 // 1024}\u00a0Mo au plus.")
    claimed = _extension(name)
    found = _sniffed(content)
    if found in _TEXTS and claimed in _TEXTS:
        found = claimed
    if not found or found != claimed:
        raise EvidenceError(
            "Le contenu du fichier n'est pas celui qu'annonce son nom, ou ce type n'est pas "
            f"admis. Types admis : {', '.join(MEDIA)} (sans macro)."
        )
    return Examined(
        clean_name(name, found),
        MEDIA[found],
        hashlib.sha256(content).hexdigest(),
        len(content),
    )


def clean_name(name: str, extension: str) -> str:
    """Return a name without folder, mark that runs, direction override or control.

    >>> clean_name("../../etc/<script>Bilan 2026.pdf", "pdf")
    '_script_Bilan 2026.pdf'
    """
    last = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name)
    plain = "".join(_harmless(each) for each in last)
    stem = plain.rpartition(".")[0] if "." in plain else plain
    stem = " ".join(_FORBIDDEN.sub("_", stem).split()).strip(" .-") or "piece"
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip(' .')}.{extension}"


def _harmless(mark: str) -> str:
    """Return a mark of a name; no control, no hidden mark, one kind of space."""
    kind = unicodedata.category(mark)[0]
    return {"C": "", "Z": " "}.get(kind, mark)


def _extension(name: str) -> str:
    end = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[2].strip().casefold()
    return "jpg" if end == "jpeg" else end


def _sniffed(content: bytes) -> str:
    """Return the extension that a content deserves, or nothing."""
    for signature, extension in _SIGNATURES:
        if content.startswith(signature):
            return extension
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return "txt" if _is_plain_text(content) else ""


def _office(content: bytes) -> str:
    """Return what an office archive is; nothing is expanded but its declared type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = [each.filename for each in members[:_MOST_MEMBERS]]
            is_odd = len(members) > _MOST_MEMBERS or any(each.flag_bits & 1 for each in members)
            if is_odd or any(_MACROS.search(each) for each in names):
                return ""
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    told = file.read(_LONGEST_MIMETYPE).decode("ascii", "replace").strip()
                return next((each for each in ("odt", "ods", "odp") if MEDIA[each] == told), "")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next(
        (kind for start, kind in _OFFICE if any(n.startswith(start) for n in names)), ""
    )


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    has_controls = any(ord(each) < 32 and each not in "\t\r\n" for each in text)
    return not has_controls and not text.startswith(("MZ", "#!")) and not _RUNS.search(text)
