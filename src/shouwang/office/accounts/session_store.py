"""Sessions in the data base, as Django keeps them; the row is found by SQL made once, as every request asks for it."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from shouwang.office.kit.asking import Question

STORED = Question(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), key=str, at=datetime
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = STORED.records(Session, key=self.session_key, at=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None
