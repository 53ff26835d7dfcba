from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "legal"

    def ready(self):
        from legal import checks, personal_data, retention  # noqa: F401 - importing registers them

        personal_data.register()
