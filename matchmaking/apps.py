from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "matchmaking"

    def ready(self) -> None:
        from matchmaking import effects  # noqa: F401 - importing registers them
        from matchmaking.lexicon.live import live_resources
        from taxonomy.forms import read_with

        read_with(live_resources)
