"""Addresses of imports."""

from django.urls import path

from shouwang.office.imports import pages, pages_columns, pages_refused, pages_register

app_name = "imports"
urlpatterns = [
    path("", pages.Batches.as_view(), name="batches"),
    path("upload/", pages.Upload.as_view(), name="upload"),
    path("<int:pk>/", pages.Overview.as_view(), name="batch"),
    path("<int:pk>/understood/", pages_columns.Understood.as_view(), name="understood"),
    path("<int:pk>/understood/<int:sheet>/", pages_columns.CorrectSheet.as_view(), name="sheet"),
    path(
        "<int:pk>/understood/<int:sheet>/<int:column>/", pages_columns.CorrectColumn.as_view(), name="column"
    ),
    path("<int:pk>/read-again/", pages_columns.ReadAgain.as_view(), name="read-again"),
    path("<int:pk>/problems/", pages.Problems.as_view(), name="problems"),
    path("<int:pk>/problems/<int:number>/reveal/", pages.RevealProblem.as_view(), name="problem-reveal"),
    path("<int:pk>/marked/<int:number>/", pages.Marked.as_view(), name="marked"),
    path("<int:pk>/discard/", pages.Discard.as_view(), name="discard"),
    path("<int:pk>/options/", pages_register.Options.as_view(), name="options"),
    path("<int:pk>/preview/", pages_register.Preview.as_view(), name="preview"),
    path("<int:pk>/refused/", pages_refused.Refused.as_view(), name="refused"),
    path("<int:pk>/refused/list/", pages_refused.RefusedList.as_view(), name="refused-list"),
    path("<int:pk>/force/", pages_register.Force.as_view(), name="force"),
    path("<int:pk>/commit/", pages_register.Commit.as_view(), name="commit"),
    path("<int:pk>/undo/", pages_register.Undo.as_view(), name="undo"),
]
