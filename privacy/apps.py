from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Data protection")

    def ready(self) -> None:
        from privacy import checks, personal_data, retention, third_parties  # noqa: F401 - importing registers them

        personal_data.register()
