from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import effects, links, personal_data, retention, timers  # noqa: F401 - importing registers them

        personal_data.register()
        links.register()
