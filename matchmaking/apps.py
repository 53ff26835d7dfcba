from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "matchmaking"

    def ready(self) -> None:
        from matchmaking import effects  # noqa: F401 - importing registers them
