"""Forms of the register. Shares are entered as whole numbers of parts of one whole, as deeds name them: 1 of 32, or
whole euros of the share capital."""

import datetime
import math
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from shares.arithmetic import REGISTER_START, Shares, after_increase, after_transfer, common_whole, held
from shares.enums import EventKind, Way
from shares.models import Holder
from shares.selectors import Register
from shares.services import Draft, problems_of

LARGEST_WHOLE = 10**9  # parts of it stay exact in the columns of the database, also beside parts of another whole


def _amount(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=LARGEST_WHOLE, required=False, **options)


class AsOfForm(forms.Form):
    """Asks for the date of the register; empty means today."""

    mark_optional = False

    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=DayInput(),
        error_messages={"invalid": _("Enter a date, for example 2018-02-15.")},
    )

    def clean_as_of(self) -> datetime.date | None:
        date = self.cleaned_data["as_of"]
        if date and date < REGISTER_START:
            raise ValidationError(
                gettext("The register starts on %(date)s. Choose that day or a later one.")
                % {"date": date_format(REGISTER_START, "DATE_FORMAT")}
            )
        return date


class HolderForm(forms.ModelForm):
    """Adds a holder, who holds nothing until an event says so."""

    class Meta:
        model = Holder
        fields = ["name", "kind", "county", "municipalities"]
        widgets = {"municipalities": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        field.queryset = field.queryset.of_hub()


class PartsForm(forms.Form):
    """Base of the forms that ask for the parts of several holders: a field for each of `holders`, named
    `<prefix_of_parts>_<id>`."""

    mark_optional = False
    prefix_of_parts = "parts"

    whole = forms.IntegerField(label=_("All parts together"), min_value=1, max_value=LARGEST_WHOLE)

    def __init__(self, *args, register: Register, holders: list[Holder], **kwargs):
        super().__init__(*args, **kwargs)
        self.register = register
        self.held = {row.holder.pk: row for row in register.holdings}
        self.fields["whole"].initial = register.capital_eur or register.whole
        for holder in holders:
            self.fields[self.name_of(holder.pk)] = _amount(label=holder.name, help_text=self._today(holder))
        self.holders = {holder.pk: holder for holder in holders}

    def name_of(self, pk: int) -> str:
        return f"{self.prefix_of_parts}_{pk}"

    def _today(self, holder: Holder) -> str:
        row = self.held.get(holder.pk)
        if row is None:
            return gettext("Holds no share today.")
        return gettext("Holds %(share)s today.") % {"share": row.fraction_display}

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[self.name_of(pk)] for pk in self.holders]

    def shares_entered(self, whole: int) -> Shares:
        """Return the parts entered as fractions of `whole`, by id of the holder."""
        parts = {pk: self.cleaned_data.get(self.name_of(pk)) or 0 for pk in self.holders}
        return held({pk: Fraction(part, whole) for pk, part in parts.items()})


class EventForm(PartsForm):
    """An event as the deed says it: when, by which deed, and how many parts everybody holds from then on."""

    kind = forms.ChoiceField(
        label=_("What has happened?"), choices=[each for each in EventKind.choices if each[0] != EventKind.FORMATION]
    )
    happened_on = forms.DateField(label=_("Since which day do the new shares hold?"), widget=DayInput())
    document = forms.CharField(
        label=_("Deed or notice"),
        max_length=200,
        help_text=_("For example the number of the deed and its day. Names of persons do not belong here."),
    )
    note = forms.CharField(
        label=_("Note (optional)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    in_euros = forms.BooleanField(label=_("The parts are euros of the share capital"), required=False)

    field_order = ["kind", "happened_on", "document", "note", "whole", "in_euros"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["in_euros"].initial = bool(self.register.capital_eur)
        whole = self.fields["whole"].initial
        for pk in self.holders:
            row = self.held.get(pk)
            self.fields[self.name_of(pk)].initial = int(row.share * whole) if row else 0

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and (problems := problems_of(self.draft())):
            raise ValidationError(problems)
        return cleaned

    def draft(self) -> Draft:
        """Return what was entered; the fields have been checked."""
        cleaned = self.cleaned_data
        return Draft(
            kind=cleaned["kind"],
            happened_on=cleaned["happened_on"],
            document=cleaned["document"],
            note=cleaned["note"],
            after=self.shares_entered(cleaned["whole"]),
            capital_eur=cleaned["whole"] if cleaned["in_euros"] else None,
        )


class SimulationForm(PartsForm):
    """Asks how a holder without a share could join: who gives how many parts, or by how many parts the whole grows."""

    prefix_of_parts = "gives"

    joiner = forms.ModelChoiceField(label=_("Who joins?"), queryset=Holder.objects.none())
    way = forms.ChoiceField(label=_("How?"), choices=Way.choices, widget=forms.RadioSelect)
    amount = _amount(
        label=_("New parts"), help_text=_("For a growing share capital: so many parts are added, for who joins.")
    )

    field_order = ["joiner", "way", "whole", "amount"]

    def __init__(self, *args, holders: list[Holder], register: Register, **kwargs):
        present = [row.holder for row in register.holdings]
        super().__init__(*args, holders=present, register=register, **kwargs)
        outside = [holder for holder in holders if holder.pk not in self.held]
        waiting = {decision.municipality_id for decision in register.undecided}
        first = [each for each in outside if waiting & {place.pk for place in each.municipalities.all()}]
        joiner = self.fields["joiner"]
        joiner.queryset = Holder.objects.filter(pk__in=[holder.pk for holder in outside])
        joiner.initial = next(iter([*first, *outside]), None)
        self.fields["whole"].help_text = _("Parts before anybody joins.")

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order]

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["way"] == Way.INCREASE:
            self._check_increase(cleaned)
        else:
            self._check_transfer(cleaned)
        return cleaned

    def _check_increase(self, cleaned: dict) -> None:
        if not cleaned["amount"]:
            self.add_error("amount", gettext("Enter by how many parts the whole grows."))
        capital = self.register.capital_eur
        if capital and cleaned["whole"] != capital:
            self.add_error("whole", gettext("The share capital is %(capital)s euros.") % {"capital": capital})

    def _check_transfer(self, cleaned: dict) -> None:
        given = self.shares_entered(cleaned["whole"])
        if not given:
            raise ValidationError(gettext("Enter who gives how many parts."))
        for pk, part in given.items():
            row = self.held[pk]
            if part > row.share:
                said = {"holder": row.holder.name, "share": row.fraction_display}
                self.add_error(self.name_of(pk), gettext("%(holder)s holds only %(share)s.") % said)

    def after(self) -> Shares:
        """Return everybody's share after the step that was entered; the fields have been checked."""
        cleaned, joiner = self.cleaned_data, self.cleaned_data["joiner"].pk
        before = {pk: row.share for pk, row in self.held.items()}
        if cleaned["way"] == Way.INCREASE:
            return after_increase(before, cleaned["whole"], {joiner: cleaned["amount"]})
        return after_transfer(before, self.shares_entered(cleaned["whole"]), joiner)

    def as_event_query(self) -> str:
        """Return what was simulated as the query that fills the form of an event."""
        after, cleaned = self.after(), self.cleaned_data
        added = cleaned["amount"] if cleaned["way"] == Way.INCREASE else 0
        whole = math.lcm(cleaned["whole"] + added, common_whole(after.values()))
        parts = {f"{EventForm.prefix_of_parts}_{pk}": int(share * whole) for pk, share in after.items()}
        gone = {f"{EventForm.prefix_of_parts}_{pk}": 0 for pk in self.held if pk not in after}
        return urlencode({"kind": EventKind(cleaned["way"]).value, "whole": whole, **parts, **gone})
