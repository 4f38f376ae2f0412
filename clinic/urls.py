"""The whole map: the site's own pages, sign-in, the admin, and the app."""

from allauth.account import views as allauth
from django.contrib import admin
from django.urls import include, path

from clinic import views

# Of allauth's pages only these: sign-up, a change of e-mail, and a password reset that
# no mail could carry do not exist.
accounts = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("settings/", views.account_settings, name="account_settings"),
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("", include("triage.urls")),
]
