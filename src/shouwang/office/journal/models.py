"""The tables of the journal.  Names, not foreign keys: the journal outlives whatever it tells of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST = "0" * 64
"""What the first entry of a lane follows."""
LANES = 64
"""Chains side by side on PostgreSQL, so that writers need not wait for each other; SQLite has one writer anyway."""


class Lane(models.Model):
    """The end of one chain.  Whoever writes locks a lane that nobody else holds."""

    number = models.BigIntegerField(default=0)
    """Of the last entry."""
    digest = models.CharField(max_length=64, default=FIRST)


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

    class Meta:
        constraints = (models.UniqueConstraint(fields=("lane", "number"), name="journal_entry_place"),)
        indexes = (
            models.Index(fields=("-at",), name="journal_entry_at"),
            models.Index(fields=("kind", "ident", "-at"), name="journal_entry_subject"),
            models.Index(fields=("actor", "-at"), name="journal_entry_actor"),
            models.Index(fields=("area_code", "-at"), name="journal_entry_area"),
        )


class Seal(models.Model):
    """The heads of all lanes at one moment, sealed with a key that is not in the data base; can be printed."""

    at = models.DateTimeField()
    heads = models.TextField()
    """Canonical JSON: lane → [number, digest]."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    """SHA-256 over time, heads and the seal before."""
    mark = models.CharField(max_length=64)
    """HMAC of the digest with the installation's journal key."""
