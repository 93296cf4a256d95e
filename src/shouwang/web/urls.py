"""One include per app; pages that combine apps stand beside them."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from shouwang.office.api.interface import api
from shouwang.web.pages import journal
from shouwang.web.pages.desk import Desk
from shouwang.web.pages.find import Find
from shouwang.web.pages.health import health
from shouwang.web.pages.merging import Merging

handler400 = "shouwang.web.errors.odd"
handler403 = "shouwang.web.errors.forbidden"
handler404 = "shouwang.web.errors.missing"
handler500 = "shouwang.web.errors.broken"

urlpatterns = [
    path("", Desk.as_view(), name="desk"),
    path("find/", Find.as_view(), name="find"),
    path("", include("shouwang.office.registry.urls")),
    path("", include("shouwang.office.screening.urls")),
    path("imports/", include("shouwang.office.imports.urls")),
    path("jobs/", include("shouwang.office.jobs.urls")),
    path("areas/<str:code>/merge/", Merging.as_view()),
    path("areas/", include("shouwang.office.areas.urls")),
    path("accounts/", include("shouwang.office.accounts.urls")),
    path("journal/", include((journal.urlpatterns, "journal"))),
    path("hooks/", include("shouwang.office.api.urls")),
    path("api-reference/", include("shouwang.office.api.urls_reference")),
    path("api/v1/", api.urls),
    path("health/", health, name="health"),
    # Visitors choose the language before they sign in.
    path("language/setlang/", login_not_required(set_language), name="set_language"),
]
