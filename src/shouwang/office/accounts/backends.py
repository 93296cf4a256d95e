"""Whom a session belongs to: Django's own way by name and password, and a record found by SQL made once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from shouwang.office.accounts.models import User
from shouwang.office.kit.asking import Question

PERSON = Question(lambda pk: User.objects.filter(pk=pk), pk=int)
"""Every request asks it."""


class ByPassword(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        found = PERSON.records(User, pk=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
