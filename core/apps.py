from django.apps import AppConfig
from django.core.checks import register


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import personal_data, purposes
        from core.findable import Pages, register_section
        from core.personal import check_register

        register_section("pages", Pages)
        purposes.register()
        personal_data.register()
        register(lambda app_configs, **kwargs: check_register(), "models")
