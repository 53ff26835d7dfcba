"""System checks: what the law wants to be named and nobody has filled in."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from legal.details import missing_details, statement_due
from legal.statement import StatementError


@register()
def check_details(app_configs, **kwargs) -> list[CheckMessage]:
    """Warn about empty settings. Demos have no operator."""
    if settings.PORTAL_DEMO:
        return []
    return [
        Warning(
            f"The legal pages lack '{detail.key}' ({detail.norm}).",
            hint=f"Set {detail.variable} in the environment.",
            id="legal.W001",
        )
        for detail in missing_details()
    ]


@register()
def check_statement(app_configs, **kwargs) -> list[CheckMessage]:
    """Warn eleven months after the accessibility statement was last checked; it has to be checked every year."""
    try:
        due = statement_due(timezone.localdate())
    except StatementError as error:
        return [Error(f"The accessibility statement cannot be read: {error}", id="legal.E001")]
    if due is None or settings.PORTAL_DEMO:
        return []
    hint = "Check the portal again and set reviewed_on in the file that ACCESSIBILITY_FILE names."
    return [Warning(f"The accessibility statement was last checked on {due.reviewed_on}.", hint=hint, id="legal.W002")]
