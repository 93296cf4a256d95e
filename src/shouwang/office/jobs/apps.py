from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shouwang.office.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Its own kinds of jobs; needs the models, so not earlier.
        import_module("shouwang.office.jobs.exporting")
