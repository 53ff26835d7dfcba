from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharesConfig(AppConfig):
    name = "shares"
    verbose_name = _("Shareholders")

    def ready(self):
        from core.stamps import touch_with
        from shares import models, personal_data

        personal_data.register()
        touch_with("shares", models.Holder, models.ShareEvent, models.JoiningDecision)
