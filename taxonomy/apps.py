from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "taxonomy"
    verbose_name = _("Topics and sectors")

    def ready(self):
        from taxonomy import personal_data

        personal_data.register()
