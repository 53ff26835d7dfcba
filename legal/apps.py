from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "legal"

    def ready(self):
        from legal import checks  # noqa: F401 - importing registers them
