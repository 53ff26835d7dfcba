from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        from outcomes import effects, links, occasions, personal_data, retention, timeline, timers  # noqa: F401 - they register

        personal_data.register()
