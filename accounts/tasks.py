"""Postmen of this room."""

from celery import shared_task

from accounts.session_store import SessionStore


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    SessionStore.clear_expired()
