"""Addresses of accounts."""

from django.urls import path

from shouwang.office.accounts.pages import account, appointments, sign, tokens, users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign.SignOut.as_view(), name="sign-out"),
    path("password/", sign.Password.as_view(), name="password"),
    path("second-factor/", sign.Verify.as_view(), name="verify"),
    path("second-factor/enrol/", sign.Enrol.as_view(), name="enrol"),
    path("second-factor/codes/", sign.Codes.as_view(), name="codes"),
    path("second-factor/drop/", sign.Drop.as_view(), name="drop"),
    path("unappointed/", sign.Unappointed.as_view(), name="unappointed"),
    path("me/", account.Account.as_view(), name="account"),
    path("me/sessions/end/", account.EndSession.as_view(), name="sessions-end"),
    path("me/sessions/<int:pk>/end/", account.EndSession.as_view(), name="session-end"),
    path("me/tokens/new/", tokens.Issue.as_view(), name="token-new"),
    path("me/tokens/<int:pk>/revoke/", tokens.Revoke.as_view(), name="token-revoke"),
    path("users/-/token/<int:pk>/revoke/", tokens.RevokeOfUser.as_view(), name="user-token-revoke"),
    path("views/save/", account.SaveView.as_view(), name="view-save"),
    path("views/<int:pk>/delete/", account.DeleteView.as_view(), name="view-delete"),
    path("users/-/roles/", users.Roles.as_view(), name="roles"),
    # No user is called “-”: names begin with a letter or digit.
    path("users/", users.Users.as_view(), name="users"),
    path("users/-/new/", users.NewUser.as_view(), name="user-new"),
    path("users/-/import/", users.ImportUsers.as_view(), name="user-import"),
    path("users/<str:username>/", users.UserPage.as_view(), name="user"),
    path("users/<str:username>/appoint/", appointments.Appoint.as_view(), name="appoint"),
    path("users/<str:username>/disable/", users.Disable.as_view(), name="user-disable"),
    path("users/<str:username>/enable/", users.Enable.as_view(), name="user-enable"),
    path("users/<str:username>/unlock/", users.Unlock.as_view(), name="user-unlock"),
    path("users/<str:username>/password/", users.ResetPassword.as_view(), name="user-password"),
    path("users/<str:username>/second-factor/", users.ResetFactor.as_view(), name="user-factor"),
    path(
        "users/-/appointment/<int:pk>/end/",
        appointments.EndAppointment.as_view(),
        name="appointment-end",
    ),
    path(
        "users/-/appointment/<int:pk>/hand-over/",
        appointments.HandOver.as_view(),
        name="appointment-hand-over",
    ),
]
