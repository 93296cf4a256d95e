"""One include per app; pages that combine apps stand beside them."""

from django.urls import include, path

from shouwang.web.pages.desk import Desk

handler400 = "shouwang.web.errors.odd"
handler403 = "shouwang.web.errors.forbidden"
handler404 = "shouwang.web.errors.missing"
handler500 = "shouwang.web.errors.broken"

urlpatterns = [
    path("", Desk.as_view(), name="desk"),
    path("", include("shouwang.office.registry.urls")),
    path("imports/", include("shouwang.office.imports.urls")),
    path("jobs/", include("shouwang.office.jobs.urls")),
    path("areas/", include("shouwang.office.areas.urls")),
    path("accounts/", include("shouwang.office.accounts.urls")),
    path("journal/", include("shouwang.office.journal.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
