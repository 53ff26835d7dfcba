from django import forms
from django.contrib import admin

from taxonomy.models import Sector, Topic, TopicGroup, TopicTerm


class ReferenceAdmin(admin.ModelAdmin):
    """Rows of the reference files: staff may disable them; the rest is shown, nothing is deleted."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        names = [field.name for field in self.opts.fields if field.editable and not field.primary_key]
        names += [field.name for field in self.opts.many_to_many]
        return [name for name in names if name != "is_active"]


class TopicTermForm(forms.ModelForm):
    class Meta:
        model = TopicTerm
        fields = ["language", "term", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # a changed term would come back beside its new wording with the next load
            self.fields["language"].disabled = True
            self.fields["term"].disabled = True


class TopicTermInline(admin.TabularInline):
    model = TopicTerm
    form = TopicTermForm
    extra = 1
    can_delete = False


@admin.register(TopicGroup)
class TopicGroupAdmin(ReferenceAdmin):
    list_display = ["slug", "label_de", "label_en"]


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    list_display = ["slug", "label_de", "label_en", "group", "dimension", "is_active"]
    list_filter = ["group", "dimension", "is_active"]
    search_fields = ["slug", "label_de", "label_en", "terms__term"]
    inlines = [TopicTermInline]


@admin.register(Sector)
class SectorAdmin(ReferenceAdmin):
    list_display = ["full_code", "level", "title_de", "title_en", "is_active"]
    list_select_related = ["parent"]
    list_filter = ["scheme", "level", "is_active"]
    search_fields = ["code", "title_de", "title_en"]
