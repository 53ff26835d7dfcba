from django.apps import AppConfig


class DzmConfig(AppConfig):
    name = "dzm"
