"""Addresses of imports."""

from django.urls import path

from shouwang.office.imports.pages import batch, columns, refused, register

app_name = "imports"
urlpatterns = [
    path("", batch.Batches.as_view(), name="batches"),
    path("upload/", batch.Upload.as_view(), name="upload"),
    path("<int:pk>/", batch.Overview.as_view(), name="batch"),
    path("<int:pk>/understood/", columns.Understood.as_view(), name="understood"),
    path("<int:pk>/understood/<int:sheet>/", columns.CorrectSheet.as_view(), name="sheet"),
    path("<int:pk>/understood/<int:sheet>/<int:column>/", columns.CorrectColumn.as_view(), name="column"),
    path("<int:pk>/read-again/", columns.ReadAgain.as_view(), name="read-again"),
    path("<int:pk>/problems/", batch.Problems.as_view(), name="problems"),
    path("<int:pk>/problems/<int:number>/reveal/", batch.RevealProblem.as_view(), name="problem-reveal"),
    path("<int:pk>/marked/<int:number>/", batch.Marked.as_view(), name="marked"),
    path("<int:pk>/discard/", batch.Discard.as_view(), name="discard"),
    path("<int:pk>/options/", register.Options.as_view(), name="options"),
    path("<int:pk>/preview/", register.Preview.as_view(), name="preview"),
    path("<int:pk>/refused/", refused.Refused.as_view(), name="refused"),
    path("<int:pk>/refused/list/", refused.RefusedList.as_view(), name="refused-list"),
    path("<int:pk>/force/", register.Force.as_view(), name="force"),
    path("<int:pk>/commit/", register.Commit.as_view(), name="commit"),
    path("<int:pk>/undo/", register.Undo.as_view(), name="undo"),
]
