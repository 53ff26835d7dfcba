from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"

    def ready(self) -> None:
        from newsletter import (
            at_events,
            by_link,
            effects,  # noqa: F401 - importing registers
            findable,
            occasions,  # noqa: F401
            personal_data,
            retention,  # noqa: F401
        )

        personal_data.register()
        by_link.register()
        at_events.register()
        findable.register()
