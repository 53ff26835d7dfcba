"""What people say about themselves: when they open an account, and later."""

from allauth.account.forms import SignupForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.absences import may_stand_in
from accounts.enums import FilterPage
from accounts.models import Absence, Bias, Contact, SavedFilter
from accounts.selectors import leads
from core.forms import DayInput, OptionRadioSelect


class ProfileForm(forms.ModelForm):
    """The own contact data. The address is not among them: it is changed where it is confirmed."""

    language = forms.ChoiceField(
        label=_("Language of the portal and of messages to you"),
        choices=settings.LANGUAGES,
        widget=OptionRadioSelect(columns=2),
    )

    class Meta:
        model = Contact
        fields = ["given_name", "family_name", "phone", "language"]
        help_texts = {
            "phone": _("The other side of an introduction receives it once both have agreed."),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }


class MailWishForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["mail_wish"]
        widgets = {"mail_wish": OptionRadioSelect()}


class SignUpForm(SignupForm):
    """The person and the way to sign in. The organisation comes afterwards, when the address is confirmed."""

    given_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    phone_number = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        help_text=_("For questions of the project lead. Others see it only once you have agreed to an introduction."),
    )
    field_order = ["given_name", "family_name", "email", "phone_number", "password1", "password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Best your address at the organisation: then it is recognised more quickly.")
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if proved := context.request.session.get("account_verified_email"):  # by the link of an invitation
            self.initial["email"], self.fields["email"].disabled = proved, True
            self.fields["email"].help_text = _("The invitation was sent to this address, so the account bears it.")
        self.fields["password1"].help_text = _("At least eight characters, not only digits, no common password.")
        self.fields["password2"].label = _("Repeat the password")

    def save(self, request):
        """Create account and contact; what staff know of this address is linked when it is confirmed."""
        user = super().save(request)
        services.introduce_person(
            user,
            given_name=self.cleaned_data["given_name"],
            family_name=self.cleaned_data["family_name"],
            phone=self.cleaned_data["phone_number"],
        )
        return user


class _OnceOnly:
    """A code of the app counts once for as long as it is valid. allauth forgets it after one period, while the
    tolerance for clocks lets a code live for three."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type != Authenticator.Type.TOTP:
            return code
        periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
        used = f"second-factor-used:{self.user.pk}:{''.join(filter(str.isdigit, code))}"
        if not cache.add(used, 1, timeout=30 * periods):
            raise get_factor_adapter().validation_error("incorrect_code")
        return code


class SignInCodeForm(_OnceOnly, AuthenticateForm):
    pass


class ConfirmCodeForm(_OnceOnly, ReauthenticateForm):
    pass


class BiasForm(forms.ModelForm):
    class Meta:
        model = Bias
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"reason": _("Those who decide instead read it, the firms do not.")}


class PersonField(forms.ModelChoiceField):
    """One of us, by name."""

    def label_from_instance(self, user) -> str:
        return user.get_full_name()


class AbsenceForm(forms.ModelForm):
    """When a lead is away and who stands in. Project leads enter it for others, too."""

    user = PersonField(label=_("Who is away"), queryset=leads())
    deputy = PersonField(
        label=_("Deputy"),
        queryset=leads(),
        empty_label=_("please choose"),
        help_text=_("Sees the cases in the own list of today and gets the letters as well. Deadlines run on."),
    )

    class Meta:
        model = Absence
        fields = ["user", "first_day", "last_day", "deputy", "note"]
        widgets = {"first_day": DayInput(), "last_day": DayInput()}
        help_texts = {"note": _("For example how to reach you. No reason is needed.")}

    def __init__(self, *args, author, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.entered_by = author
        for name in ("user", "deputy"):
            self.fields[name].queryset = leads()
        if not author.is_project_lead:
            self.instance.user = author
            del self.fields["user"]
            self.fields["deputy"].queryset = leads().exclude(pk=author.pk)
        else:
            self.fields["user"].initial = author.pk

    def clean_last_day(self):
        last_day = self.cleaned_data["last_day"]
        if last_day < timezone.localdate():
            raise forms.ValidationError(_("This absence is over already."))
        return last_day

    def clean(self):
        data = super().clean()
        user = data.get("user") if "user" in self.fields else self.instance.user
        deputy = data.get("deputy")
        if user and deputy and user != deputy and not may_stand_in(deputy, user):
            self.add_error("deputy", _("This person may not work on the cases. Choose somebody else."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The person is checked, too, where the form does not ask for it: two absences must not overlap."""
        return super()._get_validation_exclusions() - {"user"}


class FilterNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the filter"),
        max_length=SavedFilter._meta.get_field("name").max_length,
        error_messages={"required": _("Give the filter a name.")},
    )


class SaveFilterForm(FilterNameForm):
    """Keeps what narrows the list at present."""

    page = forms.ChoiceField(choices=FilterPage.choices, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Words you searched for are not saved.")
