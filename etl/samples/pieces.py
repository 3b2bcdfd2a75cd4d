"""Small documents of the demonstration: pages that a reader opens, without a library."""


def one_page(title: str, lines: tuple[str, ...] = ()) -> bytes:
    """Return a PDF of one page: a title and a few lines, in the reader's own Helvetica."""
    shown = [f"BT /F1 18 Tf 60 770 Td ({_escaped(title)}) Tj ET".encode("cp1252")]
    for place, line in enumerate(lines):
        shown.append(
            f"BT /F1 11 Tf 60 {730 - 18 * place} Td ({_escaped(line)}) Tj ET".encode("cp1252")
        )
    stream = b"\n".join(shown)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, len(written))
    )


def _escaped(text: str) -> str:
    kept = text.encode("cp1252", "replace").decode("cp1252")
    return kept.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
