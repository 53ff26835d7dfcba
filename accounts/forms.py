"""What people say about themselves: when they open an account, and later."""

from allauth.account.forms import SignupForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Bias, Contact
from core.forms import OptionRadioSelect


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
