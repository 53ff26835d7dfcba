"""System checks about the installation as a whole."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

REQUIRED_IN_IMPRINT = ("name", "address", "represented_by", "phone", "content_responsible")


@register()
def check_imprint(app_configs, **kwargs) -> list[CheckMessage]:
    """Warn about fields of the imprint that the law asks for and nobody has filled in. Demos have no operator."""
    if settings.PORTAL_DEMO:
        return []
    return [
        Warning(
            f"The imprint lacks '{field}'.",
            hint=f"Set OPERATOR_{field.upper()} in the environment.",
            id="dzm.W001",
        )
        for field in REQUIRED_IN_IMPRINT
        if not settings.OPERATOR[field]
    ]
