"""What a lead fills in to take a file in, and what somebody fills in to take data out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.enums import NeedState
from core.cells import FileFormat
from core.forms import ChipCheckboxes, OptionRadioSelect, ProseField
from organisations.enums import Aim, Kind, Verification
from regions.models import Region
from startups.enums import OfferState
from transfer.enums import ExportSubject, InitialVerification, Mode, Subject
from transfer.files import BadFile, Table, inspect
from transfer.models import SHORTEST_PURPOSE, ImportJob, SavedMapping
from transfer.subjects.registry import export_columns, import_columns

ACCEPTED = ".csv,.txt,.xlsx"
LONGEST_PURPOSE = 500
# One of these says which entry a row is about.
_NAMING = {
    Subject.ORGANISATIONS: ("name", "id", "foreign_id"),
    Subject.NEEDS: ("title", "id", "number", "foreign_id"),
    Subject.OFFERS: ("title", "id", "number", "foreign_id"),
}
_OWNERS = ("organisation_id", "organisation_foreign_id", "organisation_name")


class UploadForm(forms.Form):
    subject = forms.ChoiceField(
        label=gettext_lazy("What does the file hold?"),
        choices=Subject.choices,
        initial=Subject.ORGANISATIONS,
        widget=OptionRadioSelect(columns=3),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A CSV file or an Excel workbook (.xlsx). Its first row holds the titles of the columns."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    table: Table

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.table = inspect(file.file, file.size)
        except BadFile as problem:
            raise forms.ValidationError(str(problem)) from problem
        return file


class MappingForm(forms.Form):
    """Which column of the file is which, and the rules of the import. `columns` pairs each header of the file with
    its field and some of its cells."""

    mode = forms.ChoiceField(
        label=gettext_lazy("What is to happen?"), choices=Mode.choices, widget=OptionRadioSelect(columns=2)
    )
    source = forms.SlugField(
        label=gettext_lazy("Short name of the other system"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For example kwis. With the same name, the next file finds its entries again."),
    )
    verification = forms.ChoiceField(
        label=gettext_lazy("How well does the hub know new organisations of this file?"),
        choices=InitialVerification.choices,
        widget=OptionRadioSelect(columns=2),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind, where the file does not say it"), choices=Kind.choices, initial=Kind.COMPANY
    )
    aim = forms.ChoiceField(
        label=gettext_lazy("Looks for or offers, where the file does not say it"),
        choices=Aim.choices,
        initial=Aim.SEEK,
    )
    erases = forms.BooleanField(
        label=gettext_lazy("Empty cells erase what is stored"),
        required=False,
        help_text=gettext_lazy("Without the tick an empty cell changes nothing. Compulsory details always stay."),
    )
    changes_verified = forms.BooleanField(
        label=gettext_lazy("Also change what has been verified"),
        required=False,
        help_text=gettext_lazy("Name, legal form, kind, place and register of verified organisations."),
    )
    leaves_out_likely = forms.BooleanField(
        label=gettext_lazy("Leave out new rows that look like an organisation of the portal"),
        required=False,
        help_text=gettext_lazy(
            "They are in the report. Without the tick they are created and listed as possible duplicates."
        ),
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep this assignment for later files, as"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For example KWIS address list."),
    )
    _OF_ORGANISATIONS = ("verification", "kind", "aim", "changes_verified", "leaves_out_likely")

    def __init__(self, *args, job: ImportJob, mapping: list[str] | None = None, **kwargs):
        kwargs["initial"] = self._stored(job) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.job = job
        if job.subject != Subject.ORGANISATIONS:
            for name in self._OF_ORGANISATIONS:
                del self.fields[name]
        choices = [("", _("do not import")), *[(c.key, c.label) for c in import_columns(job.subject)]]
        for place, (header, key) in enumerate(zip(job.headers, mapping or job.mapping, strict=True)):
            label = header or _("Column %(number)s") % {"number": place + 1}
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=key
            )

    @staticmethod
    def _stored(job: ImportJob) -> dict[str, Any]:
        names = ("mode", "source", "verification", "erases", "changes_verified", "leaves_out_likely")
        return {name: getattr(job, name) for name in names} | job.defaults

    def assigned(self) -> list[forms.BoundField]:
        return [self[f"column_{place}"] for place in range(len(self.job.headers))]

    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping = [cleaned.get(f"column_{place}", "") for place in range(len(self.job.headers))]
        labels = {column.key: column.label for column in import_columns(self.job.subject)}
        for place, key in enumerate(mapping):
            if key and key in mapping[:place]:
                self.add_error(f"column_{place}", _("“%(column)s” is chosen twice.") % {"column": labels[key]})
        naming = _NAMING[self.job.subject]
        if not set(naming) & set(mapping):
            names = ", ".join(str(labels[key]) for key in naming)
            self.add_error(None, _("Assign at least one of these columns: %(names)s.") % {"names": names})
        is_case, creates = self.job.subject != Subject.ORGANISATIONS, cleaned.get("mode") != Mode.UPDATE
        if is_case and creates and not set(_OWNERS) & set(mapping):
            self.add_error(None, _("Assign a column that says which organisation an entry belongs to."))
        if {"foreign_id", "organisation_foreign_id"} & set(mapping) and not cleaned.get("source"):
            self.add_error("source", _("Give the system a short name, so that its numbers are found again."))
        return cleaned

    @property
    def options(self) -> dict[str, Any]:
        """Return what an import takes over from the valid form."""
        cleaned = self.cleaned_data
        rules = {name: cleaned[name] for name in self.fields if name in ImportJob.__dict__}
        defaults = {name: cleaned[name] for name in ("kind", "aim") if name in cleaned}
        mapping = [cleaned[f"column_{place}"] for place in range(len(self.job.headers))]
        return {
            **rules,
            "mapping": mapping,
            "defaults": {name: value for name, value in defaults.items() if name not in mapping},
        }


class SavedMappingForm(forms.Form):
    """Takes over an assignment of columns that was kept."""

    mark_optional = False

    saved = forms.ModelChoiceField(
        label=gettext_lazy("Assignment that was kept"),
        queryset=SavedMapping.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args, subject: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["saved"].queryset = SavedMapping.objects.filter(subject=subject)


_STATES = {
    ExportSubject.ORGANISATIONS: (gettext_lazy("Verification"), Verification),
    ExportSubject.CONTACTS: (gettext_lazy("Verification of the organisation"), Verification),
    ExportSubject.NEEDS: (gettext_lazy("State"), NeedState),
    ExportSubject.OFFERS: (gettext_lazy("State"), OfferState),
}


class ExportForm(forms.Form):
    """An export of one subject: why, which columns, which rows, which format."""

    field_order = ["purpose", "columns", "q", "region", "state", "file_format"]

    purpose = ProseField(
        label=gettext_lazy("What is the file for?"),
        rows=3,
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        help_text=gettext_lazy("One sentence. It is kept with your name, and project leads and operators can read it."),
        error_messages={
            "required": gettext_lazy("Say what the file is for."),
            "min_length": gettext_lazy("Say it in a few words, so that others understand it later."),
        },
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        widget=ChipCheckboxes,
        help_text=gettext_lazy("Take what the purpose needs, no more."),
        error_messages={"required": gettext_lazy("Choose at least one column.")},
    )
    q = forms.CharField(label=gettext_lazy("Only with this word in the name or title"), required=False, max_length=100)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    state = forms.ChoiceField(required=False)
    file_format = forms.ChoiceField(
        label=gettext_lazy("File format"),
        choices=FileFormat.choices,
        initial=FileFormat.CSV,
        widget=OptionRadioSelect(columns=2),
    )

    def __init__(self, *args, subject: str, **kwargs):
        super().__init__(*args, **kwargs)
        columns = [(column.key, column.label) for column in export_columns(subject)]
        self.fields["columns"].choices = columns
        self.fields["columns"].initial = [key for key, _label in columns]
        regions = [(region.slug, str(region)) for region in Region.objects.exclude(kind="area").order_by("name")]
        self.fields["region"].choices = [("", _("all")), *regions]
        label, states = _STATES[subject]
        self.fields["state"].label = label
        self.fields["state"].choices = [("", _("all")), *states.choices]

    @property
    def conditions(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("q", "region", "state") if self.cleaned_data[name]}
