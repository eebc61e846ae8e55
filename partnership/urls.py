"""Addresses of this room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from partnership.views import (
    agreement,
    approvals,
    coordinators,
    digest,
    local_organisation,
    own_details,
    people,
    public,
    returned_letters,
    roster,
    seats,
    subscriptions,
    viewing,
    workplace,
)

urlpatterns = [
    path("kommuner/", public.municipalities, name="municipalities"),
    path("kontakt/", public.contact, name="contact"),
    path("privatliv/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("tilgaengelighed/", public.accessibility, name="accessibility"),
    path("was", login_not_required(RedirectView.as_view(pattern_name="accessibility")), name="was"),
    path("arbejdsplads/", workplace.workplace, name="workplace"),
    path("afmeld/<str:token>/", subscriptions.stop_letters, name="stop_letters"),
    path("ugemail/", digest.weekly_digest, name="weekly_digest"),
    path("kommune/<str:code>/lokal-organisation/", local_organisation.local_organisation, name="local_organisation"),
    path("lokal-organisation/", local_organisation.local_projects, name="local_projects"),
    path("kommune/<str:code>/aftale/", agreement.agreement, name="agreement"),
    path("kommune/<str:code>/aftale/beslutning/", agreement.report, name="agreement_report"),
    path("kommune/<str:code>/aftale/<slug:paper>.pdf", agreement.paper, name="agreement_paper"),
    path("kommune/<str:code>/koordinatorer/", coordinators.coordinators, name="coordinators"),
    path("kommune/<str:code>/koordinatorer/ny/", coordinators.invite, name="coordinator_invite"),
    path("kommune/<str:code>/koordinatorer/<int:pk>/slut/", coordinators.end, name="coordinator_end"),
    path("kommune/<str:code>/personer/<int:pk>/", people.correct, name="person"),
    path("kommune/<str:code>/pladser/tilfoej/", roster.add_person, name="add_person"),
    path("kommune/<str:code>/pladser/indsaet/", roster.paste_people, name="paste_people"),
    path("min-side/oplysninger/", own_details.own_details, name="own_details"),
    path("min-side/oplysninger/indsigelse/", own_details.own_objection, name="own_objection"),
    path("kommune/<str:code>/returnerede-mails/", returned_letters.returned_letters, name="returned_letters"),
    path("kommune/<str:code>/pladser/", seats.seats, name="seats"),
    path("kommune/<str:code>/pladser/<int:pk>/skift/", seats.swap, name="seat_swap"),
    path("kommune/<str:code>/pladser/<int:pk>/ledig/", seats.vacate, name="seat_vacate"),
    path("kommune/<str:code>/pladser/<int:pk>/fortryd/", seats.cancel_seat_plan, name="seat_cancel_plan"),
    path("kommune/<str:code>/pladser/udpegning/<int:pk>/traek-tilbage/", seats.withdraw, name="nomination_withdraw"),
    path("kommune/<str:code>/pladser/godkender/<int:pk>/", seats.approver, name="seat_approver"),
    path("godkendelse/", approvals.approvals, name="approvals"),
    path("godkend/<str:token>/", approvals.open_approval, name="open_approval"),
    path("se-som/stop/", viewing.stop, name="stop_viewing"),
]
