from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = _("Regions")

    def ready(self):
        from core.stamps import touch_with
        from regions import models, personal_data

        personal_data.register()
        touch_with("regions", models.CooperationAgreement, models.Municipality, models.Region)
