"""The operator's pages for accounts and platform roles."""

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact, PlatformRole, User


class PlatformRoleInline(admin.TabularInline):
    model = PlatformRole
    extra = 0


class ContactInline(admin.StackedInline):
    model = Contact
    exclude = ["mail_wish"]  # the person's own choice
    extra = 1
    max_num = 1


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "language", "is_active", "is_staff", "is_superuser"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts have no password here: the person sets one by a link."""

    form = UserForm
    inlines = [ContactInline, PlatformRoleInline]
    list_display = ["email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "platform_roles__role"]
    search_fields = ["email", "contact__family_name"]
    actions = ["send_password_link"]

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()
        EmailAddress.objects.get_or_create(user=obj, email=obj.email, defaults={"verified": True, "primary": True})

    @admin.action(description=gettext_lazy("Send a link to set the password"))
    def send_password_link(self, request, queryset) -> None:
        for user in queryset:
            form = ResetPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
        messages.success(request, _("The links are in the outbox."))

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # people are deactivated: logs and consents point to them


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["family_name", "given_name", "email"]
    search_fields = ["family_name", "given_name", "email"]
    raw_id_fields = ["user"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # cases and consents point to contacts
