from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from core.merging import How, merge_rule
        from events import effects, findable, occasions, personal_data, retention, timers  # noqa: F401 - importing registers
        from events import following as afterwards
        from events.registering import by_link, following  # noqa: F401
        from events.views import pairing_own

        personal_data.register()
        afterwards.register()
        by_link.register()
        findable.register()
        pairing_own.register()
        merge_rule(
            "events.Registration.organisation",
            How.MOVE,
            _("Registrations for events"),
        )
