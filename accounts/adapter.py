"""How allauth behaves here."""

import base64
import secrets

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import get_language

from accounts import letters
from mail.services import post

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may open an account; what an account may do depends on the organisation it belongs to."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send allauth's messages as letters of the house. They carry links that are their recipient's alone."""
        occasion = template_prefix.rpartition("/")[2]
        letter = letters.account_letter(occasion, email=email, **context)
        if letter is None:
            super().send_mail(template_prefix, email, context)
            return
        post(
            letter,
            to=[email],
            key=letters.new_key(occasion),
            kind=f"account.{occasion}",
            language=(get_language() or "de")[:2],
            is_confidential=True,
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored encrypted: who gets hold of the database alone cannot sign in with it."""

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER  # allauth would take the host that the request names

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. After a change of SECRET_KEY (without the old one in SECRET_KEY_FALLBACKS) no code fits
        any more: the person is told "wrong code", and an operator resets the factor."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("second_factor_unreadable", hint="SECRET_KEY has changed; see reset_factor")
            return base64.b32encode(secrets.token_bytes(20)).decode()  # never a guessable one


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"dzm second factor").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
