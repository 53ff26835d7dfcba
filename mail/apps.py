from django.apps import AppConfig
from django.core.checks import register


class MailConfig(AppConfig):
    name = "mail"

    def ready(self):
        from mail import personal_data
        from mail.enums import Weight
        from mail.occasions import check_held_kinds, occasion

        personal_data.register()
        occasion("system.", "mail.digest", weight=Weight.ALWAYS)
        register(lambda app_configs, **kwargs: check_held_kinds())
