"""Addresses of the register."""

from django.urls import path, register_converter

from shouwang.office.registry.pages import (
    care,
    changes,
    completions,
    correct,
    decide,
    events,
    household,
    incomes,
    keyareas,
    lists,
    measures,
    papers,
    places,
    register,
    statements,
    watch,
    watches,
)

app_name = "registry"


class CodeConverter:
    """Codes of households and persons as files bring them: anything but nothing, a slash written as `~1`."""

    # PostgreSQL has no text with a zero byte in it.
    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        return value.replace("~2", ".").replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        text = value.replace("~", "~0").replace("/", "~1")
        # A part of an address that is only dots means a folder.
        return text.replace(".", "~2") if not text.strip(".") else text


register_converter(CodeConverter, "code")

urlpatterns = [
    # lists
    path("households/", lists.Households.as_view(), name="households"),
    path("households-without-helper/", lists.Uncovered.as_view(), name="uncovered"),
    path("household-new/", register.RegisterHousehold.as_view(), name="household-new"),
    path("persons/", lists.Persons.as_view(), name="persons"),
    path("changes/", lists.Changes.as_view(), name="changes"),
    path("measures/", measures.Measures.as_view(), name="measures"),
    path("measures/missing/", measures.Unaided.as_view(), name="unaided"),
    path("events/", events.Events.as_view(), name="events"),
    path("events/enter/", events.ChoosePlace.as_view(), name="events-choose"),
    path("events/enter/<str:code>/", events.EnterEvents.as_view(), name="events-place"),
    path("guarantees/", lists.GuaranteesDue.as_view(), name="guarantees-due"),
    path("watches/", watches.Watches.as_view(), name="watches"),
    path("watches/places/", watches.WatchCoverage.as_view(), name="watch-coverage"),
    # one household, one person
    path("households/<code:household_id>/", household.OneHousehold.as_view(), name="household"),
    path(
        "households/<code:household_id>/facts/",
        correct.CorrectHousehold.as_view(),
        name="household-facts",
    ),
    path("persons/<code:person_id>/", household.OnePerson.as_view(), name="person"),
    path("persons/<code:person_id>/facts/", correct.CorrectPerson.as_view(), name="person-facts"),
    path("reveal/<str:kind>/<code:ident>/<str:field>/", household.Reveal.as_view(), name="reveal"),
    # changes
    path("households/<code:household_id>/change/", changes.ChooseChange.as_view(), name="change-choose"),
    path(
        "households/<code:household_id>/change/<slug:kind>/",
        changes.NewChange.as_view(),
        name="change-new",
    ),
    path("changes/<int:pk>/", decide.OneChange.as_view(), name="change"),
    path("changes/<int:pk>/revise/", changes.ReviseChange.as_view(), name="change-revise"),
    path("changes/<int:pk>/papers/", changes.AddPapers.as_view(), name="change-papers"),
    path("changes/<int:pk>/submit/", changes.SubmitChange.as_view(), name="change-submit"),
    path("changes/<int:pk>/withdraw/", changes.WithdrawChange.as_view(), name="change-withdraw"),
    path("changes/<int:pk>/decide/", decide.DecideChange.as_view(), name="change-decide"),
    path(
        "changes/<int:pk>/reveal/<int:number>/<slug:field>/<slug:side>/",
        decide.RevealDifference.as_view(),
        name="change-reveal",
    ),
    path("papers/<int:pk>/", papers.PaperFile.as_view(), name="paper"),
    # what is stated
    path("households/<code:household_id>/income/", incomes.ChoosePeriod.as_view(), name="income-new"),
    path(
        "households/<code:household_id>/income/<int:period>/",
        incomes.IncomeSheet.as_view(),
        name="income",
    ),
    path(
        "households/<code:household_id>/state/<slug:table>/",
        statements.AddStatement.as_view(),
        name="statement-new",
    ),
    path(
        "statements/<slug:table>/<int:pk>/withdraw/",
        statements.WithdrawStatement.as_view(),
        name="statement-withdraw",
    ),
    # care
    path(
        "households/<code:household_id>/guarantee/<slug:kind>/",
        care.CheckGuarantee.as_view(),
        name="guarantee-check",
    ),
    path("households/<code:household_id>/watch/", watch.LookAtIncome.as_view(), name="watch-new"),
    path("watches/<int:pk>/", watch.OneWatch.as_view(), name="watch"),
    path("households/<code:household_id>/link/", care.LinkSomebody.as_view(), name="link-new"),
    path("links/<int:pk>/replace/", care.ReplaceLink.as_view(), name="link-replace"),
    path("people-of-places/", places.PlaceLinks.as_view(), name="place-links"),
    path("people-of-places/choose/", places.ChoosePlace.as_view(), name="place-choose"),
    path("people-of-places/<str:code>/", places.OnePlace.as_view(), name="place"),
    path("people-of-places/<str:code>/new/", places.LinkPlace.as_view(), name="place-link-new"),
    path("links/<int:pk>/end/", care.EndLink.as_view(), name="link-end"),
    # what was filled in at once
    path("completions/", completions.Completions.as_view(), name="completions"),
    path("completions/<int:pk>/", completions.OneCompletion.as_view(), name="completion"),
    path("completions/<int:pk>/back/", completions.TakeCompletionBack.as_view(), name="completion-back"),
    # key areas
    path("key-areas/", keyareas.KeyAreas.as_view(), name="keyareas"),
    path("key-areas/choose/", keyareas.ChooseKeyArea.as_view(), name="keyarea-choose"),
    path("key-areas/of/<str:code>/new/", keyareas.MarkKeyArea.as_view(), name="keyarea-new"),
    path("key-areas/<int:pk>/", keyareas.OneKeyArea.as_view(), name="keyarea"),
    path("key-areas/<int:pk>/end/", keyareas.EndKeyArea.as_view(), name="keyarea-end"),
]
