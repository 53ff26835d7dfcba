from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.letters import Letter
from mail.workflow import DECISIONS, OUTBOX

LONGEST_PARAGRAPH = 3000
PARAGRAPH = "paragraph_"


class SettleForm(forms.Form):
    """What a person decided about a message; the buttons of its page send it."""

    decision = forms.ChoiceField(choices=[(decision, OUTBOX[decision].label) for decision in DECISIONS])


class EditForm(forms.Form):
    """The free paragraphs of a letter. It has no field for anything else, so nothing else can be changed."""

    marked: list = []  # places somebody should look at before the text is saved; a room above may find some

    def __init__(self, *args, letter: Letter, **kwargs):
        super().__init__(*args, **kwargs)
        for place, number in enumerate(letter.editable, start=1):
            self.fields[f"{PARAGRAPH}{number}"] = forms.CharField(
                label=_("Free paragraph %(number)s") % {"number": place},
                initial=letter.paragraphs[number],
                required=False,
                max_length=LONGEST_PARAGRAPH,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @property
    def texts(self) -> dict[int, str]:
        return {int(name.removeprefix(PARAGRAPH)): self.cleaned_data[name] for name in self.paragraph_fields}

    @property
    def paragraph_fields(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name.startswith(PARAGRAPH))

    def note_saved(self, actor: Any) -> None:
        """Called when the texts are saved, for forms that keep what was confirmed."""
