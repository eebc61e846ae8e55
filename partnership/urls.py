"""Addresses of this room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from partnership.views import public, viewing, workplace

urlpatterns = [
    path("kommuner/", public.municipalities, name="municipalities"),
    path("privatliv/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("tilgaengelighed/", public.accessibility, name="accessibility"),
    path("was", login_not_required(RedirectView.as_view(pattern_name="accessibility")), name="was"),
    path("sprog/", login_not_required(set_language), name="set_language"),
    path("arbejdsplads/", workplace.workplace, name="workplace"),
    path("se-som/stop/", viewing.stop, name="stop_viewing"),
    path("kommune/<str:code>/", workplace.municipality_home, name="municipality_home"),
]
