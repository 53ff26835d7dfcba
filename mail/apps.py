from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"

    def ready(self):
        from mail import personal_data

        personal_data.register()
