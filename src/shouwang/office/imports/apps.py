from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "shouwang.office.imports"
    label = "imports"
