"""Addresses of the reference; not below /api/, where only tokens open anything."""

from django.urls import path

from shouwang.office.api import views_reference

app_name = "reference"
urlpatterns = [
    path("", views_reference.Reference.as_view(), name="reference"),
    path("openapi.json", views_reference.Document.as_view(), name="document"),
]
