"""What a change of the register rests on, as the journal holds it (journal/clauses.py)."""

from shouwang.office.journal import clauses
from shouwang.office.registry.models import Change


def of_change(change: Change) -> str:
    """Which request, of which kind, with how many papers, and whether in so many words; those stand in the request."""
    papers = change.papers.count() if change.pk else 0
    return clauses.joined(
        f"change:{change.pk or ''}:{change.kind}",
        f"papers:{papers}" if papers else "",
        "reason" if change.reason else "",
    )


def of_source(source: str) -> str:
    """Of what is written in bulk: `import:12`, `undo:import:12`; other sources have procedures."""
    told = source.replace("undo:import:", "undo:")
    return told if told.startswith(("import:", "undo:")) else ""


def _worded(value: str) -> str:
    number, _colon, kind = value.partition(":")
    label = dict(Change.Kind.choices).get(kind, kind)
    return " ".join(str(part) for part in (Change._meta.verbose_name, number, label) if part)


clauses.WORDED["change"] = _worded
