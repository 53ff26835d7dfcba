from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Figures")

    def ready(self):
        from reporting import personal_data

        personal_data.register()
