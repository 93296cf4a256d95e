"""What may be taken away of a list, and how the journal tells of it: for files and for paper.

Functions take a list page (lists.py), which is made with them.
"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist

from shouwang.office.journal import entries


def may_take(page: Any) -> bool:
    """Whether all its rows may be taken away: that right may reach less far than looking."""
    may = page.export_permission
    return bool(page.name and may and page.user.may_anywhere(may) and reaches(page, page.user, may))


def reaches(page: Any, user: Any, permission: Any) -> bool:
    """Whether the permission reaches all rows of the list."""
    reach = user.reach(permission)
    if not reach:
        return False
    if page.permission and user.reach(page.permission) == reach:
        return True
    allowed = page.model._default_manager.visible_to(user, permission)
    return not page.matching.exclude(pk__in=allowed.values("pk")).exists()


def note_printed(page: Any) -> None:
    """The rows of this page only; the next one is noted when it comes."""
    entries.record(
        "list.printed",
        area_code=place(page.user, page.export_permission) or place(page.user, page.permission),
        detail={
            "list": page.name,
            "query": told(page),
            "columns": [column.name for column in page.chosen],
            "rows": len(page.slice.rows),
        },
    )


def told(page: Any) -> str:
    """The query, for the journal: whoever was looked for by name stands in it as a digest."""
    asked = page.query.copy()
    for column in page.columns_declared:
        hide = _hiding(page, column.name)
        for name in [f"f_{column.name}{end}" for end in ("", "_from", "_to")]:
            if hide and asked.get(name):
                asked[name] = hide(asked[name])
    return str(page.kept(asked))


def _hiding(page: Any, name: str) -> Any:
    try:
        return getattr(page.model._meta.get_field(name), "journal_value", None)
    except FieldDoesNotExist:
        return None


def place(user: Any, permission: Any) -> str:
    """The area for which somebody has a permission; for one that all have, the first of theirs."""
    given = [one for one in user.appointments_now if not permission or permission in one.duty.permissions]
    return str(given[0].area_code) if given else ""
