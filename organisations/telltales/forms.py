"""A form whose text reaches the other side: it warns once and asks for a tick before it goes on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import LogEntry
from organisations.models import Organisation
from organisations.telltales.kinds import Piece, Telltale, pieces_of
from organisations.telltales.search import find_telltales


class TelltaleForm(forms.Form):
    """Mix-in. `hide(organisation, ...)` says whom the texts in `telltale_fields` must not give away; without it
    nothing is looked for. Pages show `marked` with `organisations/_telltales.html`.
    """

    telltale_fields: tuple[str, ...] = ("text",)
    confirmed = forms.BooleanField(
        label=_("I have seen these places, they give nothing away"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "confirmed"])  # the tick comes last
        self.telltales: list[Telltale] = []
        self.marked: list[list[Piece]] = []
        self._hidden: dict[str, Any] | None = None

    def hide(self, organisation: Organisation, *, also: Iterable[str] = (), public: Iterable[str] = ()) -> None:
        """Look for what gives `organisation` away; see `find_telltales`."""
        self._hidden = {"organisation": organisation, "also": list(also), "public": list(public)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._hidden is None:
            return cleaned
        for name in self.telltale_fields:
            text = cleaned.get(name) or ""
            found = find_telltales(text=text, **self._hidden)
            if found:
                self.telltales += found
                self.marked.append(list(pieces_of(text, found)))
        if self.telltales:
            self.fields["confirmed"].widget = forms.CheckboxInput()
            self.fields["confirmed"].widget.is_required = False
            if not cleaned.get("confirmed"):
                self.add_error("confirmed", _("Change these places or confirm that they give nothing away."))
        return cleaned

    def note_confirmed(self, obj: Any, actor: Any) -> None:
        """Write into the log of `obj` that `actor` let the places pass that were found, by kind; the log says when."""
        if self.telltales:
            kinds = [telltale.kind.value for telltale in self.telltales]
            counts = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
            LogEntry.objects.record(obj, "confirm_telltales", actor=actor, details={"telltales": counts})
