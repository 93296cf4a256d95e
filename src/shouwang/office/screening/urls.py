"""Addresses of screening."""

from django.urls import path

from shouwang.office.screening import (
    views_areas,
    views_clues,
    views_compare,
    views_complete,
    views_findings,
    views_handing_out,
    views_keyareas,
    views_keylists,
    views_listings,
    views_outcome_lists,
    views_outcomes,
    views_outlines,
    views_packs,
    views_places,
    views_plan,
    views_reasons,
    views_regular,
    views_returning,
    views_runs,
    views_summary,
)

app_name = "screening"

urlpatterns = [
    # runs
    path("screening/", views_findings.Findings.as_view(), name="now"),
    path("screening/runs/", views_runs.Runs.as_view(), name="runs"),
    path("screening/runs/new/", views_runs.NewRun.as_view(), name="run-new"),
    path("screening/runs/<int:pk>/", views_runs.OneRun.as_view(), name="run"),
    path("screening/runs/<int:pk>/again/", views_runs.Again.as_view(), name="run-again"),
    path("screening/runs/<int:pk>/take-out/", views_regular.TakeOut.as_view(), name="run-take-out"),
    path("screening/runs/<int:pk>/put-back/", views_regular.PutBack.as_view(), name="run-put-back"),
    path("screening/runs/<int:pk>/base/", views_regular.Base.as_view(), name="run-base"),
    path("screening/runs/<int:pk>/findings/", views_findings.Findings.as_view(), name="findings"),
    # policy packs
    path("screening/packs/", views_packs.Packs.as_view(), name="packs"),
    path("screening/packs/<str:name>/", views_packs.OnePack.as_view(), name="pack"),
    path("screening/runs/<int:pk>/pack/", views_packs.PackThen.as_view(), name="run-pack"),
    path("screening/plan/", views_plan.Plans.as_view(), name="plan"),
    # what if, and what is different
    path("screening/runs/<int:pk>/what-if/", views_compare.WhatIf.as_view(), name="whatif"),
    path("screening/differences/", views_compare.Differences.as_view(), name="differences"),
    # what is missing
    path("screening/complete/", views_complete.Complete.as_view(), name="complete"),
    path("screening/complete/hand-out/", views_handing_out.HandOut.as_view(), name="hand-out"),
    path("screening/complete/return/", views_returning.Return.as_view(), name="return"),
    path(
        "screening/complete/<str:column>/",
        views_complete.CompleteColumn.as_view(),
        name="complete-column",
    ),
    # areas
    path("situation/", views_places.Situation.as_view(), name="situation"),
    path("situation/outlines/", views_outlines.Outlines.as_view(), name="outlines"),
    path("situation/outlines/remove/", views_outlines.RemoveOutlines.as_view(), name="outlines-remove"),
    path("situation/<str:code>/", views_areas.OnePlace.as_view(), name="area"),
    path("situation/<str:code>/incomes/", views_areas.Incomes.as_view(), name="incomes"),
    path("situation/<str:code>/groups/", views_summary.Groups.as_view(), name="groups"),
    path("situation/<str:code>/clues/", views_clues.Clues.as_view(), name="clues"),
    path("situation/<str:code>/lists/", views_keylists.KeyLists.as_view(), name="keylists"),
    path("situation/<str:code>/key-areas/", views_keyareas.KeyAreas.as_view(), name="keyareas"),
    path("situation/<str:code>/summary/", views_summary.Summary.as_view(), name="summary"),
    path("situation/<str:code>/outcomes/", views_outcomes.Outcomes.as_view(), name="outcomes"),
    path(
        "situation/<str:code>/outcomes/households/",
        views_outcome_lists.OutcomeList.as_view(),
        name="outcome-list",
    ),
    path("situation/<str:code>/households/", views_listings.RollOf.as_view(), name="roll"),
    # one household
    path(
        "households/<code:household_id>/reasons/",
        views_reasons.ReasonsPage.as_view(),
        name="reasons",
    ),
    path(
        "households/<code:household_id>/reasons/part/",
        views_reasons.ReasonsPart.as_view(),
        name="reasons-part",
    ),
    path("households/<code:household_id>/check/", views_reasons.Check.as_view(), name="check"),
]
