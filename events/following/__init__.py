"""What follows an event, and what people take along from it: notes, feedback, slides, minutes, their own calendar."""


def register() -> None:
    """Tell the lower rooms what is here; called by the app's `ready()`."""
    from events.following import by_link, effects, personal_data, retention, timers  # noqa: F401 - importing registers

    personal_data.register()
    by_link.register()
