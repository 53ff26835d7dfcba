from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RadarConfig(AppConfig):
    name = "radar"
    verbose_name = _("Unmet needs")

    def ready(self):
        from radar import personal_data

        personal_data.register()
