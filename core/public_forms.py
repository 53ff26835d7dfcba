"""Forms that anybody may send without signing in, kept from programs without a puzzle and without a third party.

A field that people do not see, a moment before which nobody has typed anything, and a limit per network address.
Whoever is stopped reads why and loses nothing.
"""

import time
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SALT = "public-form"


class PublicForm(forms.Form):
    """A form with a hidden trap and the signed moment at which it was opened."""

    was_limited = False

    trap = forms.CharField(
        label=gettext_lazy("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, initial: dict | None = None, **kwargs):
        super().__init__(*args, initial={"opened": _now(), **(initial or {})}, **kwargs)

    @property
    def shown_fields(self) -> list:
        return [field for field in self.visible_fields() if field.name != "trap"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("trap"):
            self.add_error("trap", _("Please empty this field: only programs fill it in."))
        age = _age(cleaned.get("opened", ""))
        if age is None:
            self.data = self.data.copy()
            self.data["opened"] = _now()
            self.add_error(None, _("The form was open for long. What you have typed is kept: please send again."))
        elif age < settings.PUBLIC_FORM_SECONDS:
            self.add_error(None, _("That was very quick. Please wait a few seconds and send again."))
        return cleaned

    def is_limited(self, request: HttpRequest, action: str, key: str | None = None) -> bool:
        """Count one use of `action` (a key of ACCOUNT_RATE_LIMITS); whether its limit is reached. Then the form says
        so and keeps what was typed. With `key` it is also the limit of the address that a mail would go to."""
        if ratelimit.consume(request, action=action, key=key):
            return False
        self.was_limited = True
        if key is None:
            problem = _("Too many messages came from your network. Please send again in an hour, or call us.")
        else:
            problem = _("Too many e-mails were asked for. Please look into your mailbox, or try again tomorrow.")
        self.add_error(None, problem)
        return True


def _now() -> str:
    return signing.dumps(int(time.time()), salt=_SALT)


def _age(opened: str) -> float | None:
    """Return for how many seconds the form has been open; None when that is unknown or too long ago."""
    try:
        age = time.time() - signing.loads(opened, salt=_SALT)
    except signing.BadSignature:
        return None
    return age if age <= settings.PUBLIC_FORM_HOURS * 3600 else None
