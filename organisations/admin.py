"""The operator's pages for organisations and their members."""

from django import forms
from django.contrib import admin

from organisations.models import Membership, Organisation


class OrganisationForm(forms.ModelForm):
    website = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = [
            "name",
            "legal_form",
            "kind",
            "region",
            "municipality",
            "street",
            "postcode",
            "city",
            "website",
            "about",
            "size_class",
            "sectors",
            "founded_year",
        ]


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1
    autocomplete_fields = ["contact"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm
    inlines = [MembershipInline]
    list_display = ["name", "kind", "municipality", "region", "verification"]
    list_filter = ["kind", "verification", "region"]
    search_fields = ["name"]
    filter_horizontal = ["sectors"]
    readonly_fields = ["verification"]  # leads decide, through the one door

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # cases point to organisations
