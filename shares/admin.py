from django.contrib import admin

from shares.models import Holder, JoiningDecision


@admin.register(Holder)
class HolderAdmin(admin.ModelAdmin):
    """Names and for whom they hold; shares change by events only, which leads enter on the pages of the register."""

    list_display = ["name", "kind", "on_behalf_of"]
    list_filter = ["kind"]
    filter_horizontal = ["municipalities"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(JoiningDecision)
class JoiningDecisionAdmin(admin.ModelAdmin):
    list_display = ["municipality", "status", "as_of"]
