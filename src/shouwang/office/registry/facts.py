"""What is held about households and persons: the columns of the engine's tables, once for the present and once for
the past."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.kit.sealing import SealedField
from shouwang.office.kit.scope import AreaBound
from shouwang.office.registry import fields

HOUSEHOLD_KEYS = ("household_id", "area_code")
PERSON_KEYS = ("person_id", "household_id")


class Held(AreaBound):
    """From which day on it is so, since when we know it, and what told us."""

    since = models.DateField(_("自"))
    recorded_at = models.DateTimeField(_("登记时间"))
    source = models.CharField(_("来源"), max_length=40)
    """`import:12`, `change:7`, `form`: what this state was written by."""

    class Meta(AreaBound.Meta):
        abstract = True

    if TYPE_CHECKING:
        # Most fields come from the engine's declaration, which no type checker runs.
        def __getattr__(self, name: str) -> Any: ...


class HouseholdFacts(Held):
    bank_account = SealedField(_("一卡通账号"), mask="account", null=True, blank=True)

    class Meta(Held.Meta):
        abstract = True


class PersonFacts(Held):
    bank_account = SealedField(_("银行账号"), mask="account", null=True, blank=True)

    class Meta(Held.Meta):
        abstract = True


fields.declare(HouseholdFacts, HOUSEHOLDS, without=HOUSEHOLD_KEYS)
fields.declare(PersonFacts, PERSONS, without=PERSON_KEYS)
