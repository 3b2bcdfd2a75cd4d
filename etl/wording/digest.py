"""The French of the digest: counts and titles, never a person."""

from collections.abc import Callable, Mapping
from datetime import date

from etl.domain.assessments import Verdict
from etl.domain.digest import Change, Digest, Topic
from etl.domain.names import verdict
from etl.formats import NO_BREAK, day, month
from etl.wording import counted

SUBJECT = "Vigie Qualité"
NOTHING = "Rien n'a changé : aucun message n'est envoyé."
FOOT = (
    "Ce message ne part que lorsqu'il y a du nouveau, et ne le dit qu'une fois.\n"
    "Détails et cas : dans le tableau de bord, selon vos droits."
)


def subject(told: Digest) -> str:
    return f"{SUBJECT}{NO_BREAK}: {counted(len(told.changes), 'nouveauté')}"


def text(told: Digest) -> str:
    """Return the message: verdicts first, then what falls due, then sources."""
    parts = []
    for topic, heading in HEADINGS.items():
        own = [each for each in told.changes if each.subject.topic is topic]
        if own:
            lines = "\n".join(f"- {LINES[topic](told, each)}" for each in own)
            parts.append(f"{heading}\n{lines}")
    return "\n\n".join([*parts, FOOT]) + "\n"


def _verdict(told: Digest, change: Change) -> str:
    title = told.titles.get(change.subject, "")
    was, now = (verdict(Verdict(each)) for each in (change.was, change.now))
    of = f" ({month(told.month)})" if told.month else ""
    return f"Engagement {int(change.subject.code)}, {title}{of}{NO_BREAK}: {was} → {now}"


def _source(told: Digest, change: Change) -> str:
    title = told.titles.get(change.subject, change.subject.code)
    return f"{title}{NO_BREAK}: " + (
        "n'envoie plus rien" if change.now == "silent" else "envoie de nouveau"
    )


def _due(told: Digest, change: Change) -> str:
    count = told.due.get(change.subject, 0)
    limit = day(date.fromisoformat(change.subject.code))
    requests = counted(count, "demande ouverte", "demandes ouvertes")
    return f"{requests} à répondre le {limit} au plus tard"


def _reminder(told: Digest, change: Change) -> str:
    title = told.titles.get(change.subject, change.subject.code)
    last = day(told.last_days[change.subject])
    return f"{title}{NO_BREAK}: {_WHEN[change.subject.topic, change.now].format(last)}"


_WHEN: Mapping[tuple[Topic, str], str] = {
    (Topic.ACTION, "soon"): "à terminer le {} au plus tard",
    (Topic.ACTION, "late"): "en retard, l'échéance était le {}",
    (Topic.EVIDENCE, "soon"): "ne prouvera plus rien après le {}",
    (Topic.EVIDENCE, "late"): "a expiré, son dernier jour était le {}",
    (Topic.EXERCISE, "soon"): "le prochain est à tenir le {} au plus tard",
    (Topic.EXERCISE, "late"): "le prochain était à tenir le {} au plus tard",
}
HEADINGS: Mapping[Topic, str] = {
    Topic.VERDICT: "Engagements dont le verdict a changé",
    Topic.DUE: "Échéances proches",
    Topic.ACTION: "Plan d'actions",
    Topic.EVIDENCE: "Preuves",
    Topic.EXERCISE: "À tenir de nouveau",
    Topic.SOURCE: "Sources",
}
LINES: Mapping[Topic, Callable[[Digest, Change], str]] = {
    Topic.VERDICT: _verdict,
    Topic.DUE: _due,
    Topic.ACTION: _reminder,
    Topic.EVIDENCE: _reminder,
    Topic.EXERCISE: _reminder,
    Topic.SOURCE: _source,
}
