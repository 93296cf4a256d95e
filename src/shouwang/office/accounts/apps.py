from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shouwang.office.accounts"
    label = "accounts"
