from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "matchmaking"

    def ready(self) -> None:
        from core.merging import How, merge_rule
        from matchmaking import effects, meetings, occasions, personal_data, timers  # noqa: F401 - registers
        from matchmaking.exclusions import services  # noqa: F401 - registers its guard
        from matchmaking.exclusions.merging import register_rules
        from matchmaking.lexicon.live import live_overlay
        from matchmaking.views import by_link
        from matchmaking.word_counts import count_words
        from organisations.telltales.vocabulary import count_with
        from taxonomy.lexicon import read_with

        # Whom contact data went to is a record of that day.
        merge_rule("matchmaking.ContactDisclosure.recipient", How.KEEP, _("Released contact data"))
        register_rules()
        read_with(live_overlay)
        personal_data.register()
        by_link.register()
        count_with(count_words)
