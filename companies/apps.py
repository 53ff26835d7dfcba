from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self):
        # importing registers them
        from companies import effects, personal_data, renewal, retention, timers, transferables  # noqa: F401
        from companies.public_intake import by_link as public_links
        from companies.views import by_link
        from core.merging import How, merge_rule

        merge_rule("companies.Need.organisation", How.MOVE, _("Needs"), url_name="companies:need_list")
        personal_data.register()
        by_link.register()
        public_links.register()
