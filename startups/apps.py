from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StartupsConfig(AppConfig):
    name = "startups"

    def ready(self):
        from core.merging import How, merge_rule
        from startups import effects, personal_data, renewal, timers  # noqa: F401 - importing registers them
        from startups.views import by_link

        merge_rule("startups.Offer.organisation", How.MOVE, _("Offers"), url_name="startups:offer_list")
        merge_rule("startups.Reference.organisation", How.MOVE, _("References"))
        # There is one profile per provider: that of the surviving side counts, the other one waits for an undo.
        merge_rule("startups.ProviderProfile.organisation", How.MOVE_UNLESS_TWIN, _("Provider profile"))
        personal_data.register()
        by_link.register()
