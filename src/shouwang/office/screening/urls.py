"""Addresses of screening."""

from django.urls import path

from shouwang.office.screening.pages import (
    areas,
    clue_list,
    clues,
    compare,
    complete,
    complete_amounts,
    findings,
    handing_out,
    keyareas,
    keylists,
    listings,
    outcome_lists,
    outcomes,
    outlines,
    packs,
    place,
    plan,
    progress_list,
    reasons,
    regular,
    returning,
    runs,
    summary,
)

app_name = "screening"

urlpatterns = [
    # runs
    path("screening/", findings.Findings.as_view(), name="now"),
    path("screening/runs/", runs.Runs.as_view(), name="runs"),
    path("screening/runs/new/", runs.NewRun.as_view(), name="run-new"),
    path("screening/runs/<int:pk>/", runs.OneRun.as_view(), name="run"),
    path("screening/runs/<int:pk>/again/", runs.Again.as_view(), name="run-again"),
    path("screening/runs/<int:pk>/take-out/", regular.TakeOut.as_view(), name="run-take-out"),
    path("screening/runs/<int:pk>/put-back/", regular.PutBack.as_view(), name="run-put-back"),
    path("screening/runs/<int:pk>/base/", regular.Base.as_view(), name="run-base"),
    path("screening/runs/<int:pk>/findings/", findings.Findings.as_view(), name="findings"),
    # policy packs
    path("screening/packs/", packs.Packs.as_view(), name="packs"),
    path("screening/packs/<str:name>/", packs.OnePack.as_view(), name="pack"),
    path("screening/runs/<int:pk>/pack/", packs.PackThen.as_view(), name="run-pack"),
    path("screening/plan/", plan.Plans.as_view(), name="plan"),
    # what if, and what is different
    path("screening/runs/<int:pk>/what-if/", compare.WhatIf.as_view(), name="whatif"),
    path("screening/differences/", compare.Differences.as_view(), name="differences"),
    # what is missing
    path("screening/complete/", complete.Complete.as_view(), name="complete"),
    path("screening/complete/hand-out/", handing_out.HandOut.as_view(), name="hand-out"),
    path("screening/complete/progress/", progress_list.ProgressList.as_view(), name="progress"),
    path("screening/complete/return/", returning.Return.as_view(), name="return"),
    path(
        "screening/complete/incomes.*/", complete_amounts.CompleteIncomes.as_view(), name="complete-incomes"
    ),
    path(
        "screening/complete/expenses.*/",
        complete_amounts.CompleteExpenses.as_view(),
        name="complete-expenses",
    ),
    path(
        "screening/complete/<str:column>/",
        complete.CompleteColumn.as_view(),
        name="complete-column",
    ),
    # areas
    path("situation/", place.Situation.as_view(), name="situation"),
    path("situation/outlines/", outlines.Outlines.as_view(), name="outlines"),
    path("situation/outlines/remove/", outlines.RemoveOutlines.as_view(), name="outlines-remove"),
    path("situation/clues/", clue_list.ClueList.as_view(), name="clue-list"),
    path("situation/<str:code>/", areas.OnePlace.as_view(), name="area"),
    path("situation/<str:code>/incomes/", areas.Incomes.as_view(), name="incomes"),
    path("situation/<str:code>/groups/", summary.Groups.as_view(), name="groups"),
    path("situation/<str:code>/clues/", clues.Clues.as_view(), name="clues"),
    path("situation/<str:code>/lists/", keylists.KeyLists.as_view(), name="keylists"),
    path("situation/<str:code>/key-areas/", keyareas.KeyAreas.as_view(), name="keyareas"),
    path("situation/<str:code>/summary/", summary.Summary.as_view(), name="summary"),
    path("situation/<str:code>/outcomes/", outcomes.Outcomes.as_view(), name="outcomes"),
    path(
        "situation/<str:code>/outcomes/households/",
        outcome_lists.OutcomeList.as_view(),
        name="outcome-list",
    ),
    path("situation/<str:code>/households/", listings.RollOf.as_view(), name="roll"),
    # one household
    path(
        "households/<code:household_id>/reasons/",
        reasons.ReasonsPage.as_view(),
        name="reasons",
    ),
    path(
        "households/<code:household_id>/reasons/part/",
        reasons.ReasonsPart.as_view(),
        name="reasons-part",
    ),
    path("households/<code:household_id>/check/", reasons.Check.as_view(), name="check"),
]
