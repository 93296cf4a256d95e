from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shouwang.office.jobs"
    label = "jobs"
