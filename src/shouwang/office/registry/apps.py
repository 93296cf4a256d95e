from importlib import import_module

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shouwang.office.registry"
    label = "registry"

    def ready(self) -> None:
        # Duties, and what stands on an area, ask the models, so not earlier.
        import_module("shouwang.office.registry.handlers")
        import_module("shouwang.office.registry.on_areas")
