"""The first page after signing in: what waits for somebody."""

from typing import Any

from shouwang.office.kit.pages import Page


class Desk(Page):
    template_name = "web/desk.html"
    permission = None

    def context(self) -> dict[str, Any]:
        return {}
