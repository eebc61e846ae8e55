"""Every address of the portal."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from partnership.config.health import healthz
from partnership.views import sign_on


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that ask at the old address to the icon."""
    return redirect(staticfiles_storage.url("favicon.svg"))


# Of allauth's addresses only those that a portal without passwords and sign-up needs.
_account = [
    path("log-ind/", sign_on.offer_sign_on(account.request_login_code), name="account_login"),
    path("log-ind/bed-om-kode/", account.request_login_code, name="account_request_login_code"),
    path("log-ind/kode/", account.confirm_login_code, name="account_confirm_login_code"),
    path("log-ud/", account.logout, name="account_logout"),
    path("ny/", account.signup, name="account_signup"),
    path("lukket/", account.account_inactive, name="account_inactive"),
    path("kommune/<slug:key>/log-ind/", sign_on.sign_on, name="sign_on"),
    path("kommune/<slug:key>/svar/", sign_on.sign_on_answer, name="sign_on_answer"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    path("admin/", admin.site.urls),
    path("konto/", include(_account)),
    path("", include("events.urls")),
    path("", include("billing.urls")),
    path("", include("partnership.urls")),
]
