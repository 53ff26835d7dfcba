from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self):
        from scheduling import personal_data, planning, retention  # noqa: F401 - importing registers them

        personal_data.register()
