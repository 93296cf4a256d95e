"""Two people at one form: whoever saves says what they had before them, and the second is told what the first made of it.

Records with versions of their own (households, persons, income sheets) show field by field what changed; here is what
suffices for a name or a setting.
"""

from typing import Any

from django import forms

from shouwang.engine.errors import Refused


class Overtaken(Refused):
    """Somebody else saved meanwhile.  `now`: the mark of what there is by now."""

    def __init__(self, why: str, remedy: str, now: str) -> None:
        super().__init__(why, remedy)
        self.now = now


class Seen(forms.Form):
    """A form about something that others may change; `seen`: the mark of what was on the screen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def renew(form: Any, overtaken: Overtaken) -> None:
    """For the form that comes back with what happened: sent once more, it is meant."""
    form.data = form.data.copy()
    form.data[form.add_prefix("seen")] = overtaken.now
