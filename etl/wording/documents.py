"""A short document in sections, as Markdown or as one page of HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Section:
    """A title, paragraphs, and a table whose first row is its heading."""

    title: str
    paragraphs: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Document:
    """What is written for people, whatever they read it with."""

    title: str
    sections: Sequence[Section] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [f"# {self.title}", ""]
        for each in self.sections:
            lines += [f"## {each.title}", ""]
            for paragraph in each.paragraphs:
                lines += [paragraph, ""]
            if each.rows:
                first, *others = [_row(row) for row in each.rows]
                lines += [first, "|" + " --- |" * len(each.rows[0]), *others, ""]
        return "\n".join(lines)

    def html(self) -> str:
        body = "".join(_section(each) for each in self.sections)
        return (
            '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title><style>{STYLE}</style></head>"
            f"<body><h1>{escape(self.title)}</h1>{body}</body></html>\n"
        )


STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{border:1px solid #999;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}"
)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def _section(section: Section) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in section.paragraphs)
    table = ""
    if section.rows:
        first, *others = section.rows
        head = "".join(f'<th scope="col">{escape(each)}</th>' for each in first)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in others
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<h2>{escape(section.title)}</h2>{paragraphs}{table}"
