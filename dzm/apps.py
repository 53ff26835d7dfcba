from django.apps import AppConfig


class DzmConfig(AppConfig):
    name = "dzm"

    def ready(self) -> None:
        from dzm import weights  # noqa: F401 - importing registers them
