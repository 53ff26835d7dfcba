from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactlogConfig(AppConfig):
    name = "contactlog"

    def ready(self):
        from contactlog import personal_data, retention, transferables  # noqa: F401 - importing registers them
        from core.merging import How, merge_rule

        merge_rule("contactlog.ContactEntry.organisation", How.MOVE, _("Contact log"), url_name="contactlog:log")
        personal_data.register()
