from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "shouwang.office.imports"
    label = "imports"

    def ready(self) -> None:
        # Its kinds of jobs need the models, so not earlier.
        import_module("shouwang.office.imports.handlers")
