"""One box: a code, an ID number, a telephone number, the beginning of a name or its initials,
a place by the same.

Asked by POST: numbers of people do not belong into addresses, browser histories and the logs of proxies.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import lookup as areas
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit.pages import Page
from shouwang.office.registry.homes import lookup
from shouwang.office.registry.homes.lookup import Hit

MOST_PLACES = 5


class Find(Page):
    template_name = "web/find.html"
    permission = Permission.HOUSEHOLD_VIEW
    title = _("查找")
    hits: tuple[Hit, ...] = ()
    places: tuple[Area, ...] = ()
    asked = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = request.POST.get("q", "").replace("\0", "").strip()[:60]
        self.hits = tuple(lookup.find(self.asked, by=self.user))
        self.places = areas.find(self.asked, by=self.user, permission=self.permission, most=MOST_PLACES)
        homes = {hit.household.pk: hit.household for hit in self.hits}
        if len(homes) == 1 and not self.places:
            (home,) = homes.values()
            return HttpResponseRedirect(reverse("registry:household", args=[home.household_id]))
        return self.render()

    def context(self) -> dict[str, Any]:
        places = names.paths_of(
            [*(hit.household.area_code for hit in self.hits), *(area.code for area in self.places)]
        )
        return {
            "asked": self.asked,
            "places": [
                {"url": f"{reverse('registry:households')}?area={area.code}", "path": places[area.code]}
                for area in self.places
            ],
            "most": lookup.MOST if len(self.hits) == lookup.MOST else 0,
            "hits": [
                {
                    "url": reverse("registry:household", args=[hit.household.household_id]),
                    "name": str(hit.person or hit.household),
                    "head": str(hit.household),
                    "code": hit.household.household_id,
                    "place": places.get(hit.household.area_code, ""),
                }
                for hit in self.hits
            ],
        }
