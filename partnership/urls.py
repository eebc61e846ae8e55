"""Addresses of this room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from partnership.views import own_details, public, roster, workplace

urlpatterns = [
    path("kommuner/", public.municipalities, name="municipalities"),
    path("privatliv/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("tilgaengelighed/", public.accessibility, name="accessibility"),
    path("was", login_not_required(RedirectView.as_view(pattern_name="accessibility")), name="was"),
    path("sprog/", login_not_required(set_language), name="set_language"),
    path("arbejdsplads/", workplace.workplace, name="workplace"),
    path("kommune/<str:code>/pladser/tilfoej/", roster.add_person, name="add_person"),
    path("kommune/<str:code>/pladser/indsaet/", roster.paste_people, name="paste_people"),
    path("min-side/oplysninger/", own_details.own_details, name="own_details"),
    path("min-side/oplysninger/indsigelse/", own_details.own_objection, name="own_objection"),
    path("kommune/<str:code>/", workplace.municipality_home, name="municipality_home"),
]
