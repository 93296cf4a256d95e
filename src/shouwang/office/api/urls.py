"""Addresses of the pages about hooks; what programs ask has its own, see interface.py."""

from django.urls import path

from shouwang.office.api import views_hooks

app_name = "hooks"
urlpatterns = [
    path("", views_hooks.Hooks.as_view(), name="hooks"),
    path("new/", views_hooks.NewHook.as_view(), name="hook-new"),
    path("<int:pk>/", views_hooks.HookPage.as_view(), name="hook"),
    path("<int:pk>/switch/", views_hooks.Switch.as_view(), name="switch"),
    path("<int:pk>/rotate/", views_hooks.Rotate.as_view(), name="rotate"),
    path("<int:pk>/ping/", views_hooks.Ping.as_view(), name="ping"),
    path("deliveries/<int:pk>/", views_hooks.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<int:pk>/retry/", views_hooks.Retry.as_view(), name="retry"),
]
