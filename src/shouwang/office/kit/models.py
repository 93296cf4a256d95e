"""What pages remember of what was sent to them."""

from django.db import models

from shouwang.office.kit import clock


class Sent(models.Model):
    """A form that added something, and where that is to be seen; see once.py."""

    mark = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of who sent what where, with the token of the form."""
    answer = models.CharField(max_length=500)
    """Address of the page with what was made."""
    at = models.DateTimeField(default=clock.now, db_index=True)
