"""Addresses of the journal."""

from django.urls import path

from shouwang.office.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.Entries.as_view(), name="entries"),
    path("<int:pk>/", views.OneEntry.as_view(), name="entry"),
    path("seals/", views.Seals.as_view(), name="seals"),
]
