from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "transfer"

    def ready(self):
        from core.merging import How, merge_rule
        from transfer import personal_data, retention  # noqa: F401 - importing registers it

        # A later import of the same source finds the organisation that remains.
        merge_rule("transfer.ExternalKey.organisation", How.MOVE, _("Numbers of other systems"), is_shown=False)
        personal_data.register()
