"""Steps of a case as pages offer them: a form per step, and taking it with what was typed kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.states import GuardFailed, InvalidTransition


class StepForm(forms.Form):
    """What one step of `case` asks for. Several of them stand on one page, so each has its own ids."""

    name = ""

    def __init__(self, *args, case: models.Model, **kwargs):
        super().__init__(*args, auto_id=f"{self.name}_%s", **kwargs)
        self.case = case


@dataclass(frozen=True)
class StepPanel:
    """A step that asks for something: which transitions it takes, its form, and the words around it."""

    transitions: tuple[str, ...]
    form_class: type[StepForm]
    url_name: str
    title: Any
    hint: Any
    button: Any


def took_step(form: StepForm, step: Callable[[], Any]) -> bool:
    """Run `step` if the form is valid and return whether it succeeded; if not, the form says why and keeps what
    was typed."""
    if not form.is_valid():
        return False
    try:
        step()
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    except InvalidTransition:
        form.case.refresh_from_db()
        form.add_error(None, stale_message(form.case))
        return False
    return True


def stale_message(case: models.Model) -> str:
    return _(
        "The case has moved on in the meantime, its state is now: %(state)s. What you have written is kept here."
    ) % {"state": case.workflow.label_of(case)}


def form_key_of(request: HttpRequest) -> UUID:
    """Return the key of the form on the person's screen, a new one for a new form."""
    return key_in(request.POST, "form_key")


def key_in(typed: QueryDict, name: str) -> UUID:
    """Return the key that `typed` holds, a new one where it holds none."""
    try:
        return UUID(typed.get(name, ""))
    except ValueError:
        return uuid4()
