"""The key lists of an area, with their numbers."""

from typing import Any

from shouwang.office.accounts.permissions import Permission
from shouwang.office.screening import queries
from shouwang.office.screening.lists import keylists
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.place import PlacePage


class KeyLists(PlacePage):
    permission = Permission.STATISTICS_VIEW
    address = "screening:keylists"
    template_name = "screening/area_keylists.html"

    def numbers(self, run: Run) -> dict[str, Any]:
        counted = queries.divisions(run, keylists.KINDS, self.reach, inside=self.area.span)
        if not counted and self.is_empty(run):
            return self.nobody(run)
        return {"cards": keylists.cards(run, counted, self.links)}
