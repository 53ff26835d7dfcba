from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = _("Regions and shareholders")

    def ready(self):
        from regions import personal_data

        personal_data.register()
