from django import forms
from django.utils.translation import gettext_lazy as _

from mail.letters import Letter
from mail.workflow import DECISIONS, OUTBOX

LONGEST_PARAGRAPH = 3000


class SettleForm(forms.Form):
    """What a person decided about a message; the buttons of its page send it."""

    decision = forms.ChoiceField(choices=[(decision, OUTBOX[decision].label) for decision in DECISIONS])


class EditForm(forms.Form):
    """The free paragraphs of a letter. It has no field for anything else, so nothing else can be changed."""

    def __init__(self, *args, letter: Letter, **kwargs):
        super().__init__(*args, **kwargs)
        for place, number in enumerate(letter.editable, start=1):
            self.fields[f"paragraph_{number}"] = forms.CharField(
                label=_("Free paragraph %(number)s") % {"number": place},
                initial=letter.paragraphs[number],
                required=False,
                max_length=LONGEST_PARAGRAPH,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @property
    def texts(self) -> dict[int, str]:
        return {int(name.removeprefix("paragraph_")): text for name, text in self.cleaned_data.items()}
