from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "links"

    def ready(self) -> None:
        from links import personal_data, retention  # noqa: F401

        personal_data.register()
