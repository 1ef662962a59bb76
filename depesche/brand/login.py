"""The team's entrance, below /desk/login/: login, logout, invitations, passwords, second factors, sessions. There is no address to register at."""

from __future__ import annotations

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

from depesche.brand.factor_pages import RemoveKey
from depesche.brand.session_page import own_sessions
from depesche.brand.welcome import welcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("welcome/<str:token>/", welcome, name="account_welcome"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("sessions/", own_sessions, name="account_sessions"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", views.password_reset_from_key, name="account_reset_password_from_key"),
    path("2fa/webauthn/keys/<int:pk>/remove/", RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
