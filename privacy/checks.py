"""System checks about what the operator has to say."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

PARTS = ("name", "task", "place")


@register()
def check_processors(app_configs, **kwargs) -> list[CheckMessage]:
    """Name processors that lack a part; warn while none is named. Demos have no operator."""
    broken = [
        Error(f"A processor has the parts {', '.join(PARTS)}: {each}", hint="See PROCESSORS.", id="privacy.E001")
        for each in settings.PROCESSORS
        if not isinstance(each, dict) or not all(each.get(part) for part in PARTS)
    ]
    if not settings.PROCESSORS and not settings.PORTAL_DEMO:
        hint = "Set PROCESSORS in the environment: whoever runs the servers and the mail server belongs to it."
        return [Warning("The privacy notice names no processor.", hint=hint, id="privacy.W001")]
    return broken
