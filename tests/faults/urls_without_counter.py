"""The portal's addresses, but for allauth's own page for the code, which counts tries in the session alone."""

from allauth.account.views import confirm_login_code
from django.urls import path

from partnership.config.urls import urlpatterns as _ours

urlpatterns = [path("konto/log-ind/kode/", confirm_login_code, name="account_confirm_login_code"), *_ours]
