"""Addresses of logging in and of "My log-in": of allauth's, only what a portal without passwords and sign-up needs."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.urls import path, reverse_lazy

from partnership.authentication import fresh_log_in_required
from partnership.views import login, sign_on

urlpatterns = [
    path("log-ind/", sign_on.offer_sign_on(login.RequestCode.as_view()), name="account_login"),
    path("log-ind/bed-om-kode/", login.RequestCode.as_view(), name="account_request_login_code"),
    path("log-ind/kode/", login.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("log-ind/totrin/", second_factors.authenticate, name="mfa_authenticate"),
    path("log-ind/adgangsnoegle/", login_not_required(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("kommune/<slug:key>/log-ind/", sign_on.sign_on, name="sign_on"),
    path("kommune/<slug:key>/svar/", sign_on.sign_on_answer, name="sign_on_answer"),
    path("log-ud/", account.logout, name="account_logout"),
    path("ny/", account.signup, name="account_signup"),
    path("lukket/", account.account_inactive, name="account_inactive"),
    path("bekraeft/", login.ConfirmByMail.as_view(), name="account_reauthenticate"),
    path("bekraeft/totrin/", second_factors.reauthenticate, name="mfa_reauthenticate"),
    path("bekraeft/adgangsnoegle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("", login.my_login, name="mfa_index"),
    path("andet-trin/", login.second_factor, name="second_factor"),
    path("enheder/", sessions.list_usersessions, name="usersessions_list"),
    path("app/tilfoej/", fresh_log_in_required(login.AddApp.as_view()), name="mfa_activate_totp"),
    path("app/fjern/", fresh_log_in_required(apps.deactivate_totp), name="mfa_deactivate_totp"),
    path("adgangsnoegler/tilfoej/", fresh_log_in_required(login.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "adgangsnoegler/<int:pk>/fjern/",
        fresh_log_in_required(login.RemovePasskey.as_view(success_url=reverse_lazy("mfa_index"))),
        name="mfa_remove_webauthn",
    ),
    path(
        "gendannelseskoder/",
        fresh_log_in_required(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "gendannelseskoder/nye/",
        fresh_log_in_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
