"""Small tables as workbooks, made while whoever asked waits."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse

from shouwang.office.journal import entries
from shouwang.office.kit import sheets, workroom
from shouwang.office.kit.kinds import MEDIA
from shouwang.office.kit.sheets import Heading


def answer(
    action: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    note: str,
    area_code: str,
    detail: dict[str, Any],
) -> HttpResponse:
    """To be sent; the journal says who took what away, under `action`."""
    made = BytesIO()
    with workroom.private() as room:
        count = sheets.write(made, headings, rows, title=title, note=note, room=room)
    entries.record(action, area_code=area_code, detail=detail | {"rows": count})
    made.seek(0)
    sent = FileResponse(made, as_attachment=True, filename=f"{title}.xlsx", content_type=MEDIA["xlsx"])
    sent["Cache-Control"] = "private, no-store"
    # FileResponse is what a server sends; it is no HttpResponse by type only.
    return sent  # type: ignore[return-value]
