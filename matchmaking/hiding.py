"""What one side reads is checked for what gives the other side away."""

from typing import Any

from mail.forms import EditForm
from mail.letters import Letter
from matchmaking.enums import Side
from matchmaking.models import Introduction
from organisations.models import Organisation
from organisations.telltales.forms import TelltaleForm


def hide(form: TelltaleForm, introduction: Introduction, organisation: Organisation) -> None:
    """Let `form` warn of what gives `organisation`, one of the two sides, away to the other."""
    form.hide(organisation, public=[introduction.need.region.name, introduction.offer.organisation.region.name])


class LetterToSideForm(TelltaleForm, EditForm):
    """The free paragraphs of a letter by which `side` is asked; they must not give the other side away."""

    def __init__(self, *args: Any, introduction: Introduction, side: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.introduction = introduction
        self.telltale_fields = self.paragraph_fields
        other = introduction.offer if side == Side.COMPANY else introduction.need
        hide(self, introduction, other.organisation)

    def note_saved(self, actor: Any) -> None:
        self.note_confirmed(self.introduction, actor)


def edit_form_for(side: str) -> Any:
    """Return what makes the form for letters to `side`, see `mail.occasions.Occasion`."""

    def make(data: Any, letter: Letter, introduction: Introduction | None) -> EditForm:
        if introduction is None:
            return EditForm(data, letter=letter)
        return LetterToSideForm(data, letter=letter, introduction=introduction, side=side)

    return make
