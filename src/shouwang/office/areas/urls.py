"""Addresses of areas."""

from django.urls import path

from shouwang.office.areas import views, views_ends, views_list

app_name = "areas"
urlpatterns = [
    path("", views.Areas.as_view(), name="areas"),
    path("choose/", views.Choose.as_view(), name="choose"),
    path("list/", views_list.Upload.as_view(), name="upload"),
    path("list/preview/", views_list.Preview.as_view(), name="preview"),
    path("<str:code>/", views.AreaPage.as_view(), name="area"),
    path("<str:code>/rename/", views.Rename.as_view(), name="rename"),
    path("<str:code>/kind/", views.SetKind.as_view(), name="kind"),
    path("<str:code>/merge/", views.Merge.as_view(), name="merge"),
    path("<str:code>/end/", views_ends.End.as_view(), name="end"),
    path("<str:code>/reopen/", views_ends.Reopen.as_view(), name="reopen"),
]
