from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "legal"

    def ready(self):
        from legal import checks, personal_data  # noqa: F401 - importing registers the checks

        personal_data.register()
