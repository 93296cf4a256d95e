"""Addresses of areas."""

from django.urls import path

from shouwang.office.areas.pages import ends, lists, places

app_name = "areas"
urlpatterns = [
    path("", places.Areas.as_view(), name="areas"),
    path("choose/", places.Choose.as_view(), name="choose"),
    path("list/", lists.Upload.as_view(), name="upload"),
    path("list/preview/", lists.Preview.as_view(), name="preview"),
    path("<str:code>/", places.AreaPage.as_view(), name="area"),
    path("<str:code>/rename/", places.Rename.as_view(), name="rename"),
    path("<str:code>/kind/", places.SetKind.as_view(), name="kind"),
    path("<str:code>/merge/", places.Merge.as_view(), name="merge"),
    path("<str:code>/end/", ends.End.as_view(), name="end"),
    path("<str:code>/reopen/", ends.Reopen.as_view(), name="reopen"),
]
