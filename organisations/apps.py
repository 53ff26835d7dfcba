from django.apps import AppConfig
from django.core.checks import register


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self):
        from core.merging import check_rules
        from organisations import merging, personal_data, receivers  # noqa: F401
        from organisations.models import Organisation

        merging.register_rules()
        personal_data.register()
        register(lambda app_configs, **kwargs: check_rules(Organisation), "models")
