from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "shouwang.office.api"
    label = "api"
    verbose_name = _("接口")

    def ready(self) -> None:
        # What workers look after needs the models, so not earlier.
        import_module("shouwang.office.api.handlers")
