from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LandscapeConfig(AppConfig):
    name = "landscape"

    def ready(self) -> None:
        from core.merging import How, merge_rule
        from landscape import effects, findable, personal_data, retention  # noqa: F401 - importing registers them

        # There is one entry per organisation: that of the surviving side counts, the other one waits for an undo.
        merge_rule("landscape.Entry.organisation", How.MOVE_UNLESS_TWIN, _("Entry in the landscape"))
        personal_data.register()
        findable.register()
