"""Secrets of links. Invitations: the mail holds the secret, the table its hash: who reads the table cannot accept."""

import hashlib
import secrets
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

MAX_LENGTH = 100


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is stored. The secret is random and long, so that a plain hash is enough."""
    return hashlib.sha256(token[:MAX_LENGTH].encode("utf-8", "surrogatepass")).hexdigest()


_FIND = TimestampSigner(salt="organisations.find")
FIND_IS_VALID = timedelta(hours=12)


def proof_of_find(organisation_id: int, user) -> str:
    """Return what shows later that `user` has found this organisation by its name."""
    return _FIND.sign(f"{organisation_id}.{user.pk}").rpartition(f"{organisation_id}.{user.pk}:")[2]


def was_found(proof: str, organisation_id: int, user) -> bool:
    try:
        _FIND.unsign(f"{organisation_id}.{user.pk}:{proof}", max_age=FIND_IS_VALID)
    except BadSignature:
        return False
    return True
