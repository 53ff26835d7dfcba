from django.contrib import admin

from regions.forms import RECEIVER_FIELDS, ShareTransferForm
from regions.models import (
    CooperationAgreement,
    FundedProject,
    Municipality,
    MunicipalityAlias,
    Postcode,
    Region,
    Shareholding,
    ShareholdingDecision,
)
from regions.services import transfer_share


class ReferenceAdmin(admin.ModelAdmin):
    """Rows that come from the reference files: shown, changed by `load_reference_data`, never deleted."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return [field.name for field in self.opts.fields if field.editable and not field.primary_key]


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "parent", "ags", "population", "population_on"]


class MunicipalityAliasInline(admin.TabularInline):
    model = MunicipalityAlias
    extra = 0


class PostcodeInline(admin.TabularInline):
    model = Postcode
    extra = 0


@admin.register(Municipality)
class MunicipalityAdmin(ReferenceAdmin):
    list_display = ["name", "ags", "kind", "region", "population", "population_on"]
    list_filter = ["region"]
    search_fields = ["name", "ags", "aliases__name", "postcodes__code"]
    inlines = [MunicipalityAliasInline, PostcodeInline]


@admin.register(Shareholding)
class ShareholdingAdmin(admin.ModelAdmin):
    """The register grows by transfers: adding a row asks who gives, and writes both sides in one transaction.

    Amounts and dates of a stored row are history and stay; only its source may be corrected.
    """

    list_display = [
        "holder",
        "on_behalf_of",
        "fraction_display",
        "percent_display",
        "valid_from",
        "valid_until",
    ]
    list_select_related = ["county", "municipality"]
    list_filter = ["valid_from", "valid_until"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs["form"] = ShareTransferForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None) -> list[str]:
        if obj is None:
            return ["giver", *RECEIVER_FIELDS]
        return [*RECEIVER_FIELDS, "valid_until"]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return [] if obj is None else [name for name in self.get_fields(request, obj) if name != "source"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.pk = transfer_share(form.cleaned_data["giver"], obj, actor=request.user).pk


@admin.register(ShareholdingDecision)
class ShareholdingDecisionAdmin(admin.ModelAdmin):
    list_display = ["municipality", "status", "as_of"]


@admin.register(CooperationAgreement)
class CooperationAgreementAdmin(admin.ModelAdmin):
    list_display = ["title", "party_a", "party_b", "partner_region", "hub_is_party", "signed_on"]


@admin.register(FundedProject)
class FundedProjectAdmin(admin.ModelAdmin):
    list_display = ["name", "funder", "applicant", "amount_eur", "notice_on", "starts_on", "ends_on"]
