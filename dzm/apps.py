from django.apps import AppConfig


class DzmConfig(AppConfig):
    name = "dzm"

    def ready(self):
        from dzm import checks  # noqa: F401 - importing registers them
