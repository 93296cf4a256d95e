"""The tables of the journal.  Names, not foreign keys: the journal outlives whatever it tells of.

Entries and seals are only ever added; the data base itself refuses everything else (guards.py).
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal import chain

FIRST, LANES = chain.FIRST, chain.LANES
COUNTY_AND_ABOVE = "000000"
"""How the code of a county, city or province ends."""


class Lane(models.Model):
    """The end of one chain.  Whoever writes locks a lane that nobody else holds."""

    number = models.BigIntegerField(default=0)
    """Of the last entry."""
    digest = models.CharField(max_length=64, default=FIRST)
    mark = models.CharField(max_length=64, blank=True, default="")
    """HMAC of the three with the installation's journal key: who has only the data base cannot move the end back."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any, permission: Any) -> Self:
        """Entries about the places that somebody reaches.

        Entries without a place – sign-ins, users, seals – concern the installation: auditors of a county and above
        see them, those of a township do not.  Who reaches only linked households, reaches no entries.
        """
        spans = user.reach(permission).spans if hasattr(user, "reach") else ()
        condition = Q(pk__in=())
        for low, high in spans:
            condition |= Q(area_code__range=(low, high))
            if low.endswith(COUNTY_AND_ABOVE):
                condition |= Q(area_code="")
        return self.filter(condition)


class Entry(models.Model):
    lane = models.SmallIntegerField(_("链"))
    number = models.BigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("操作人"), max_length=64)
    line = models.BigIntegerField(_("岗位"), null=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    action = models.CharField(_("事项"), max_length=60)
    kind = models.CharField(_("对象类别"), max_length=40, blank=True)
    ident = models.CharField(_("对象"), max_length=64, blank=True)
    area_code = models.CharField(_("行政区划"), max_length=12, blank=True)
    day = models.DateField(_("生效日"), null=True)
    clause = models.CharField(_("依据"), max_length=200, blank=True)
    detail = models.TextField(_("内容"), default="{}")
    """Canonical JSON.  Personal fields stand in it as keyed digests, never as text."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("日志")
        constraints = (models.UniqueConstraint(fields=("lane", "number"), name="journal_entry_place"),)
        indexes = (
            models.Index(fields=("-at",), name="journal_entry_at"),
            models.Index(fields=("kind", "ident", "-at"), name="journal_entry_subject"),
            models.Index(fields=("actor", "-at"), name="journal_entry_actor"),
            models.Index(fields=("action", "-at"), name="journal_entry_action"),
            models.Index(fields=("area_code", "-at"), name="journal_entry_area"),
        )

    def __str__(self) -> str:
        return f"{self.lane}-{self.number}"


class Seal(models.Model):
    """The ends of all lanes at one moment, sealed with a key that is not in the data base; can be printed."""

    number = models.BigIntegerField(unique=True)
    """From 1, without gaps."""
    at = models.DateTimeField()
    heads = models.TextField()
    """Canonical JSON: lane → [number, digest]; lanes without entries are left out."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    """SHA-256 over number, time, heads and the seal before."""
    mark = models.CharField(max_length=64)
    """HMAC of the digest with the installation's journal key."""

    class Meta:
        verbose_name = _("日志封印")
