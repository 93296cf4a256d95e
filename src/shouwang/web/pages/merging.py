"""Merging areas: the area ends, and all that lies in it goes along – records and work, in one transaction."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext, ngettext

from shouwang.office.accounts import appointments
from shouwang.office.areas import changes
from shouwang.office.areas.pages.places import PERMISSION, Merge
from shouwang.office.imports import batches
from shouwang.office.registry.homes import moves


class Merging(Merge):
    permission = PERMISSION

    @property
    def consequences(self) -> list[str]:
        key_areas = gettext(
            "重点区域：并入以后说的还是原来那些户的，接着标记；会把别的户也算进去的，到生效日结束，请重新标记。"
        )
        return [*super().consequences, key_areas]

    @transaction.atomic
    def perform(self, answers: dict[str, Any]) -> None:
        into, on = answers["into"], answers["on"]
        changes.merge([self.object], into=into, on=on, by=self.user)
        self.object.refresh_from_db()
        self.tell_ended(moves.follow(self.object, by=self.user, on=on)["keyarea_ended"])
        appointments.follow(self.object, by=self.user, on=on)
        batches.follow(self.object, by=self.user)

    def tell_ended(self, count: int) -> None:
        if count:
            said = ngettext(
                "%(count)s 处重点区域随撤并结束：并入以后会把别的户也算进去。仍要关注的，请到重点区域名册重新标记。",
                "%(count)s 处重点区域随撤并结束：并入以后会把别的户也算进去。仍要关注的，请到重点区域名册重新标记。",
                count,
            )
            self.tell(said % {"count": count})
