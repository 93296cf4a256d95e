"""Merging areas: the area ends, and all that lies in it goes along – records and work, in one transaction."""

from typing import Any

from django.db import transaction

from shouwang.office.accounts import appointments
from shouwang.office.areas import changes
from shouwang.office.areas.views import PERMISSION, Merge
from shouwang.office.imports import batches
from shouwang.office.registry import moves


class Merging(Merge):
    permission = PERMISSION

    @transaction.atomic
    def perform(self, answers: dict[str, Any]) -> None:
        into, on = answers["into"], answers["on"]
        changes.merge([self.object], into=into, on=on, by=self.user)
        self.object.refresh_from_db()
        moves.follow(self.object, by=self.user, on=on)
        appointments.follow(self.object, by=self.user, on=on)
        batches.follow(self.object, by=self.user)
