"""Addresses of the pages about hooks; what programs ask has its own, see interface.py."""

from django.urls import path

from shouwang.office.api.pages import hooks

app_name = "hooks"
urlpatterns = [
    path("", hooks.Hooks.as_view(), name="hooks"),
    path("new/", hooks.NewHook.as_view(), name="hook-new"),
    path("<int:pk>/", hooks.HookPage.as_view(), name="hook"),
    path("<int:pk>/switch/", hooks.Switch.as_view(), name="switch"),
    path("<int:pk>/rotate/", hooks.Rotate.as_view(), name="rotate"),
    path("<int:pk>/ping/", hooks.Ping.as_view(), name="ping"),
    path("deliveries/<int:pk>/", hooks.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<int:pk>/retry/", hooks.Retry.as_view(), name="retry"),
]
