from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "shouwang.office.kit"
    label = "kit"
