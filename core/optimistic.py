"""Two people at one form: who saves later learns what the other one has stored, and loses nothing of the own text.

Optimistic concurrency control (Kung and Robinson, "On Optimistic Methods for Concurrency Control", 1981), by field: the
page carries a digest of every stored value it shows. Nobody waits for a lock, and two people who change different
fields do not disturb each other.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

SEEN = "seen"
_SHOWN_LETTERS = 400


class _SeenField(forms.CharField):
    def has_changed(self, initial, data) -> bool:
        return False


class OptimisticForm(forms.BaseForm):
    """Mixin of forms that edit what is stored: before `forms.Form` or `forms.ModelForm` in the list of bases.

    A field that only another person has changed since the page was opened follows what is stored. One that both have
    changed is an error that says what is stored now; sending the form again replaces that. Files are left out. The
    template has to show `form.seen` where it names fields one by one.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is None or not instance._state.adding:
            self.fields[SEEN] = _SeenField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
            self.initial = {**self.initial, SEEN: self._stored_digests}

    def _stored_digests(self) -> str:
        return json.dumps({name: digest_of(self._stored(name)) for name in self._watched()}, separators=(",", ":"))

    def _watched(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name != SEEN and not field.disabled and not isinstance(field, forms.FileField)
        ]

    def _stored(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        if SEEN not in self.fields:
            return cleaned
        seen = parsed_seen(cleaned.pop(SEEN, ""))
        for name in self._watched():
            stored = self._stored(name)
            if name not in seen or seen[name] == digest_of(stored) or name not in cleaned:
                continue
            if digest_of(cleaned[name]) == digest_of(stored):
                continue
            if digest_of(cleaned[name]) == seen[name] and self._follow(name, stored, cleaned):
                continue
            self.add_error(name, self._told(name, stored))
        if seen:
            self._put(SEEN, self._stored_digests())
        return cleaned

    def _follow(self, name: str, stored: Any, cleaned: dict[str, Any]) -> bool:
        """Put what is stored in the place of what the person left alone; False where the field does not take it."""
        field = self.fields[name]
        value = field.prepare_value(stored)
        if isinstance(field.widget, forms.MultiWidget):
            return False
        try:
            cleaned[name] = field.clean(value)
        except ValidationError:
            return False
        if isinstance(field.widget, forms.CheckboxInput):
            self._put(name, "on" if value else "")
        elif isinstance(field.widget, forms.widgets.ChoiceWidget):
            self._put(name, [str(part) for part in value or []] if _is_several(value) else str(value or ""))
        else:
            self._put(name, field.widget.format_value(value) or "")
        return True

    def _put(self, name: str, value: str | list[str]) -> None:
        """Let the form show `value` when it comes back with an error."""
        self.data = self.data.copy()
        if isinstance(value, list) and isinstance(self.data, QueryDict):
            self.data.setlist(self.add_prefix(name), value)
        else:
            self.data[self.add_prefix(name)] = value

    def _told(self, name: str, stored: Any) -> str:
        now = _shown(self.fields[name], stored)
        if not now:
            return _(
                "Somebody has emptied this field in the meantime. Your entry is kept here; save again to replace "
                "theirs."
            )
        return _(
            "Somebody has changed this in the meantime, now it says: “%(now)s”. Your entry is kept here; save again to "
            "replace theirs."
        ) % {"now": now}


def parsed_seen(sent: str) -> dict[str, str]:
    """Return the digests that a page has sent back, by field; {} where that is none of ours."""
    try:
        seen = json.loads(sent or "{}")
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def digest_of(value: Any) -> str:
    """Return what is equal for equal values, stored or typed."""
    return blake2b(json.dumps(_plain(value), sort_keys=True).encode(), digest_size=8).hexdigest()


def _plain(value: Any) -> Any:
    """Return `value`, from the database or from a cleaned form, in one spelling for both."""
    if value is None or value is False:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return "\n".join(value.strip().splitlines())
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable):
        return sorted(json.dumps(_plain(part), sort_keys=True) for part in value) or ""
    return str(value)


def _shown(field: forms.Field, value: Any) -> str:
    """Return what is stored as the page would say it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return number_format(value)
    choices = getattr(field, "choices", None)
    if choices is None:
        return Truncator("" if value is None else str(value)).chars(_SHOWN_LETTERS)
    wanted = {_plain(part) for part in (value if _is_several(value) else [value])}
    return ", ".join(label for key, label in _options(choices) if key in wanted)


def _is_several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _options(choices: Iterable) -> Iterable[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _options(label)
        elif key not in (None, ""):
            yield str(key), str(label)
