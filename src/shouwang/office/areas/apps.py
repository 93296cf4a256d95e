from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "shouwang.office.areas"
    label = "areas"
