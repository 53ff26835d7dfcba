from django.contrib import admin

from regions.models import (
    CooperationAgreement,
    FundedProject,
    Municipality,
    MunicipalityAlias,
    Postcode,
    Region,
)


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


@admin.register(CooperationAgreement)
class CooperationAgreementAdmin(admin.ModelAdmin):
    list_display = ["title", "party_a", "party_b", "partner_region", "hub_is_party", "signed_on"]


@admin.register(FundedProject)
class FundedProjectAdmin(admin.ModelAdmin):
    list_display = ["name", "funder", "applicant", "amount_eur", "notice_on", "starts_on", "ends_on"]
