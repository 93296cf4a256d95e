"""Addresses of accounts."""

from django.urls import path

from shouwang.office.accounts import views_account, views_appointments, views_sign, views_tokens, views_users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views_sign.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views_sign.SignOut.as_view(), name="sign-out"),
    path("password/", views_sign.Password.as_view(), name="password"),
    path("second-factor/", views_sign.Verify.as_view(), name="verify"),
    path("second-factor/enrol/", views_sign.Enrol.as_view(), name="enrol"),
    path("second-factor/codes/", views_sign.Codes.as_view(), name="codes"),
    path("second-factor/drop/", views_sign.Drop.as_view(), name="drop"),
    path("unappointed/", views_sign.Unappointed.as_view(), name="unappointed"),
    path("me/", views_account.Account.as_view(), name="account"),
    path("me/sessions/end/", views_account.EndSession.as_view(), name="sessions-end"),
    path("me/sessions/<int:pk>/end/", views_account.EndSession.as_view(), name="session-end"),
    path("me/tokens/new/", views_tokens.Issue.as_view(), name="token-new"),
    path("me/tokens/<int:pk>/revoke/", views_tokens.Revoke.as_view(), name="token-revoke"),
    path("users/-/token/<int:pk>/revoke/", views_tokens.RevokeOfUser.as_view(), name="user-token-revoke"),
    path("views/save/", views_account.SaveView.as_view(), name="view-save"),
    path("views/<int:pk>/delete/", views_account.DeleteView.as_view(), name="view-delete"),
    path("users/-/roles/", views_users.Roles.as_view(), name="roles"),
    # No user is called “-”: names begin with a letter or digit.
    path("users/", views_users.Users.as_view(), name="users"),
    path("users/-/new/", views_users.NewUser.as_view(), name="user-new"),
    path("users/-/import/", views_users.ImportUsers.as_view(), name="user-import"),
    path("users/<str:username>/", views_users.UserPage.as_view(), name="user"),
    path("users/<str:username>/appoint/", views_appointments.Appoint.as_view(), name="appoint"),
    path("users/<str:username>/disable/", views_users.Disable.as_view(), name="user-disable"),
    path("users/<str:username>/enable/", views_users.Enable.as_view(), name="user-enable"),
    path("users/<str:username>/unlock/", views_users.Unlock.as_view(), name="user-unlock"),
    path("users/<str:username>/password/", views_users.ResetPassword.as_view(), name="user-password"),
    path("users/<str:username>/second-factor/", views_users.ResetFactor.as_view(), name="user-factor"),
    path(
        "users/-/appointment/<int:pk>/end/",
        views_appointments.EndAppointment.as_view(),
        name="appointment-end",
    ),
    path(
        "users/-/appointment/<int:pk>/hand-over/",
        views_appointments.HandOver.as_view(),
        name="appointment-hand-over",
    ),
]
