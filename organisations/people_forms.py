"""Joining an organisation, and deciding who acts for it."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy

from core.forms import OptionRadioSelect, ProseField
from core.steps import StepForm
from organisations.enums import MemberRole
from organisations.models import JoinRequest


class JoinForm(forms.Form):
    message = ProseField(
        label=gettext_lazy("Message to the administration"),
        required=False,
        rows=3,
        max_length=JoinRequest._meta.get_field("message").validators[0].limit_value,
        help_text=gettext_lazy("For example what you do there. Your name and e-mail address are passed on as well."),
    )


class InvitationForm(StepForm):
    """Inviting an address; `case` is the organisation."""

    name = "invite"
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the address of the person.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=MemberRole.choices,
        initial=MemberRole.MEMBER,
        widget=OptionRadioSelect(columns=2),
        help_text=gettext_lazy("Members work on needs and offers. The administration decides on people as well."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"),
        choices=settings.LANGUAGES,
        widget=OptionRadioSelect(columns=2),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=MemberRole.choices)


class DeclineForm(StepForm):
    """Declining a request to join; `case` is the request."""

    name = "decline"
    note = ProseField(
        label=gettext_lazy("Note for the person"),
        required=False,
        rows=2,
        max_length=JoinRequest._meta.get_field("decision_note").validators[0].limit_value,
    )
