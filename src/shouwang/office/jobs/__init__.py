"""Work that takes longer than a page may: a row with a state, done by a worker.

    @jobs.handler("imports.read", label=_("读取表格"))
    def read(running: Running, *, batch: int) -> dict[str, Any]:
        running.progress(_("读取"), done, total)           # also tells when to stop
        return {"address": "/imports/7/"}                  # where the result is shown

    queue.enqueue("imports.read", {"batch": 7}, by=user, area_code=user_area)

Handlers are registered when their module is imported, which the app's `ready` does.
"""

from shouwang.office.jobs.handlers import HANDLERS, handler

__all__ = ["HANDLERS", "handler"]
