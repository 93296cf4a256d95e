from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shouwang.office.accounts"
    label = "accounts"

    def ready(self) -> None:
        # What stands on an area is counted by the models, so not earlier.
        import_module("shouwang.office.accounts.handlers")
