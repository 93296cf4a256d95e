"""Addresses of jobs."""

from django.urls import path

from shouwang.office.jobs import pages

app_name = "jobs"
urlpatterns = [
    path("", pages.Jobs.as_view(), name="jobs"),
    path("export/", pages.Export.as_view(), name="export"),
    path("<int:pk>/", pages.JobPage.as_view(), name="job"),
    path("<int:pk>/cancel/", pages.Cancel.as_view(), name="cancel"),
    path("<int:pk>/file/", pages.File.as_view(), name="file"),
]
