from django import forms

from mail.workflow import DECISIONS, OUTBOX


class SettleForm(forms.Form):
    """What a person decided about a message; the buttons of its page send it."""

    decision = forms.ChoiceField(choices=[(decision, OUTBOX[decision].label) for decision in DECISIONS])
