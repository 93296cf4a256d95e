"""Addresses of the reference; not below /api/, where only tokens open anything."""

from django.urls import path

from shouwang.office.api.pages import reference

app_name = "reference"
urlpatterns = [
    path("", reference.Reference.as_view(), name="reference"),
    path("openapi.json", reference.Document.as_view(), name="document"),
]
