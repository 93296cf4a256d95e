"""Requests that a client may send again without doing them twice."""

from django.db import models

from shouwang.office.accounts.models import Token
from shouwang.office.imports.models import Batch
from shouwang.office.screening.models import Run


class Repeat(models.Model):
    """The batch or the run that a token's request with an `Idempotency-Key` made; for a day, see repeats.py."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    """SHA-256 of the client's key: clients write there what they like."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was sent: the same key for something else is a mistake."""
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="+", null=True)
    run = models.ForeignKey(Run, models.CASCADE, related_name="+", null=True)
    """One of the two; neither only inside the transaction that makes it."""
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="api_repeat_once"),)
