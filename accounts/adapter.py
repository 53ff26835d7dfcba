"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from accounts import letters
from mail.services import post


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
