"""Addresses of the register."""

from django.urls import path, register_converter

from shouwang.office.registry import (
    views,
    views_care,
    views_changes,
    views_completions,
    views_correct,
    views_decide,
    views_events,
    views_incomes,
    views_keyareas,
    views_lists,
    views_measures,
    views_papers,
    views_places,
    views_register,
    views_statements,
    views_watch,
    views_watches,
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
    path("households/", views_lists.Households.as_view(), name="households"),
    path("households-without-helper/", views_lists.Uncovered.as_view(), name="uncovered"),
    path("household-new/", views_register.RegisterHousehold.as_view(), name="household-new"),
    path("persons/", views_lists.Persons.as_view(), name="persons"),
    path("changes/", views_lists.Changes.as_view(), name="changes"),
    path("measures/", views_measures.Measures.as_view(), name="measures"),
    path("measures/missing/", views_measures.Unaided.as_view(), name="unaided"),
    path("events/", views_events.Events.as_view(), name="events"),
    path("events/enter/", views_events.ChoosePlace.as_view(), name="events-choose"),
    path("events/enter/<str:code>/", views_events.EnterEvents.as_view(), name="events-place"),
    path("guarantees/", views_lists.GuaranteesDue.as_view(), name="guarantees-due"),
    path("watches/", views_watches.Watches.as_view(), name="watches"),
    path("watches/places/", views_watches.WatchCoverage.as_view(), name="watch-coverage"),
    # one household, one person
    path("households/<code:household_id>/", views.OneHousehold.as_view(), name="household"),
    path(
        "households/<code:household_id>/facts/",
        views_correct.CorrectHousehold.as_view(),
        name="household-facts",
    ),
    path("persons/<code:person_id>/", views.OnePerson.as_view(), name="person"),
    path("persons/<code:person_id>/facts/", views_correct.CorrectPerson.as_view(), name="person-facts"),
    path("reveal/<str:kind>/<code:ident>/<str:field>/", views.Reveal.as_view(), name="reveal"),
    # changes
    path(
        "households/<code:household_id>/change/", views_changes.ChooseChange.as_view(), name="change-choose"
    ),
    path(
        "households/<code:household_id>/change/<slug:kind>/",
        views_changes.NewChange.as_view(),
        name="change-new",
    ),
    path("changes/<int:pk>/", views_decide.OneChange.as_view(), name="change"),
    path("changes/<int:pk>/revise/", views_changes.ReviseChange.as_view(), name="change-revise"),
    path("changes/<int:pk>/papers/", views_changes.AddPapers.as_view(), name="change-papers"),
    path("changes/<int:pk>/submit/", views_changes.SubmitChange.as_view(), name="change-submit"),
    path("changes/<int:pk>/withdraw/", views_changes.WithdrawChange.as_view(), name="change-withdraw"),
    path("changes/<int:pk>/decide/", views_decide.DecideChange.as_view(), name="change-decide"),
    path("papers/<int:pk>/", views_papers.PaperFile.as_view(), name="paper"),
    # what is stated
    path("households/<code:household_id>/income/", views_incomes.ChoosePeriod.as_view(), name="income-new"),
    path(
        "households/<code:household_id>/income/<int:period>/",
        views_incomes.IncomeSheet.as_view(),
        name="income",
    ),
    path(
        "households/<code:household_id>/state/<slug:table>/",
        views_statements.AddStatement.as_view(),
        name="statement-new",
    ),
    path(
        "statements/<slug:table>/<int:pk>/withdraw/",
        views_statements.WithdrawStatement.as_view(),
        name="statement-withdraw",
    ),
    # care
    path(
        "households/<code:household_id>/guarantee/<slug:kind>/",
        views_care.CheckGuarantee.as_view(),
        name="guarantee-check",
    ),
    path("households/<code:household_id>/watch/", views_watch.LookAtIncome.as_view(), name="watch-new"),
    path("watches/<int:pk>/", views_watch.OneWatch.as_view(), name="watch"),
    path("households/<code:household_id>/link/", views_care.LinkSomebody.as_view(), name="link-new"),
    path("links/<int:pk>/replace/", views_care.ReplaceLink.as_view(), name="link-replace"),
    path("people-of-places/", views_places.PlaceLinks.as_view(), name="place-links"),
    path("people-of-places/choose/", views_places.ChoosePlace.as_view(), name="place-choose"),
    path("people-of-places/<str:code>/", views_places.OnePlace.as_view(), name="place"),
    path("people-of-places/<str:code>/new/", views_places.LinkPlace.as_view(), name="place-link-new"),
    path("links/<int:pk>/end/", views_care.EndLink.as_view(), name="link-end"),
    # what was filled in at once
    path("completions/", views_completions.Completions.as_view(), name="completions"),
    path("completions/<int:pk>/", views_completions.OneCompletion.as_view(), name="completion"),
    path(
        "completions/<int:pk>/back/", views_completions.TakeCompletionBack.as_view(), name="completion-back"
    ),
    # key areas
    path("key-areas/", views_keyareas.KeyAreas.as_view(), name="keyareas"),
    path("key-areas/choose/", views_keyareas.ChooseKeyArea.as_view(), name="keyarea-choose"),
    path("key-areas/of/<str:code>/new/", views_keyareas.MarkKeyArea.as_view(), name="keyarea-new"),
    path("key-areas/<int:pk>/", views_keyareas.OneKeyArea.as_view(), name="keyarea"),
    path("key-areas/<int:pk>/end/", views_keyareas.EndKeyArea.as_view(), name="keyarea-end"),
]
