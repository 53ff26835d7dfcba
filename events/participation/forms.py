"""What organisers say when they need a list, or bring a file of who came."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ChipCheckboxes, ProseField
from events.participation.lists import COLUMNS

SHORTEST_PURPOSE, LONGEST_PURPOSE = 8, 500
FIRST = ("name", "organisation", "signature")


class ListForm(forms.Form):
    """A list of participants: what for, and which columns."""

    purpose = ProseField(
        label=_("What do you need the list for?"),
        rows=2,
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        help_text=_("One sentence. It is kept with your name and stands on the printed list."),
        error_messages={
            "required": _("Say what the list is for."),
            "min_length": _("Say it in a few words, so that others understand it later."),
        },
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=ChipCheckboxes,
        choices=[(key, column.label) for key, column in COLUMNS.items()],
        initial=FIRST,
        help_text=_("Take what the purpose needs, no more."),
        error_messages={"required": _("Choose at least one column.")},
    )


class AttendanceFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel, one person per row. One column has the code of the ticket or the e-mail address."),
        error_messages={"required": _("Choose the file.")},
    )
