from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import personal_data, receivers  # noqa: F401
        from accounts.session_store import read_session
        from core.merging import How, merge_rule
        from core.search import read_with

        # A consent names the organisation as it was agreed to; nothing of it is ever rewritten.
        merge_rule("accounts.Consent.organisation", How.KEEP, _("Consents"))
        personal_data.register()
        read_with("accounts_session", "session_data", read_session)
