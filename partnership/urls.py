"""Addresses of this room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from partnership.views import approvals, public, seats, workplace

urlpatterns = [
    path("kommuner/", public.municipalities, name="municipalities"),
    path("privatliv/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("tilgaengelighed/", public.accessibility, name="accessibility"),
    path("was", login_not_required(RedirectView.as_view(pattern_name="accessibility")), name="was"),
    path("sprog/", login_not_required(set_language), name="set_language"),
    path("arbejdsplads/", workplace.workplace, name="workplace"),
    path("kommune/<str:code>/", workplace.municipality_home, name="municipality_home"),
    path("kommune/<str:code>/pladser/", seats.seats, name="seats"),
    path("kommune/<str:code>/pladser/<int:pk>/skift/", seats.swap, name="seat_swap"),
    path("kommune/<str:code>/pladser/<int:pk>/ledig/", seats.vacate, name="seat_vacate"),
    path("kommune/<str:code>/pladser/<int:pk>/fortryd/", seats.cancel_seat_plan, name="seat_cancel_plan"),
    path("kommune/<str:code>/pladser/udpegning/<int:pk>/traek-tilbage/", seats.withdraw, name="nomination_withdraw"),
    path("kommune/<str:code>/pladser/godkender/<int:pk>/", seats.approver, name="seat_approver"),
    path("godkendelse/", approvals.approvals, name="approvals"),
    path("godkend/<str:token>/", approvals.open_approval, name="open_approval"),
]
