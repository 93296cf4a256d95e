from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "shouwang.office.journal"
    label = "journal"
