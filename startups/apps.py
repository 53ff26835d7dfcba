from django.apps import AppConfig


class StartupsConfig(AppConfig):
    name = "startups"

    def ready(self):
        from startups import effects  # noqa: F401 - importing registers them
