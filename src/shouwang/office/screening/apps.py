from importlib import import_module

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "shouwang.office.screening"
    label = "screening"

    def ready(self) -> None:
        # Its kinds of jobs need the models, so not earlier.
        import_module("shouwang.office.screening.handlers")
