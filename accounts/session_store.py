"""Sessions in the database, each with its account, device and last use, so that people can look at them and end them.

A row is found by the hash of the session key: who reads the database, or a backup, cannot continue a session.
No network address is kept. Ending a session is deleting its row; a request under way then fails to save it.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

DEVICE_KEY = "device"  # browser and system as recognised at the sign-in
REMEMBERED_EVERY = timedelta(minutes=5)  # reading a page costs no write more often than this


def hash_key(session_key: str) -> str:
    return sha256(session_key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    last_used_at: datetime | None = None

    @classmethod
    def get_model_class(cls):
        from accounts.models import Session

        return Session

    @property
    def row_key(self) -> str:
        """The key under which this session lies in the database; empty for one that is not saved."""
        return hash_key(self.session_key) if self.session_key else ""

    def _get_session_from_db(self):
        row = self.model.objects.filter(session_key=self.row_key, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
            return None
        self.last_used_at = row.last_used_at
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(hash_key(session_key))

    def create_model_instance(self, data: dict):
        row = super().create_model_instance(data)
        row.session_key = hash_key(row.session_key)
        row.user_id = data.get(USER_KEY)
        row.browser, row.system = data.get(DEVICE_KEY, ("", ""))
        row.last_used_at = self.last_used_at = timezone.now()
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=hash_key(key)).delete()

    def remember_use(self, now: datetime) -> None:
        """Note that the session is used, at most every few minutes."""
        if self.last_used_at and now - self.last_used_at >= REMEMBERED_EVERY:
            self.model.objects.filter(session_key=self.row_key).update(last_used_at=now)
            self.last_used_at = now


def read_session(stored: str) -> str:
    """Return what the stored session holds as text, so that a search for a person's values looks into it as well."""
    return str(SessionStore().decode(stored))
