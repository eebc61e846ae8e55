"""Addresses of this room."""

import datetime as dt

from django.urls import include, path, register_converter

from events.views import (
    answers,
    bodies,
    catering,
    delegates,
    door,
    evaluation,
    feeds,
    knowledge,
    links,
    lists,
    materials,
    minutes,
    organising,
    overviews,
    own_calendar,
    participant,
    personal,
    public,
    registering,
    visits,
)


class YearMonth:
    """A month as `2027-03`, given to the view as its first day."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        """Read it; ValueError for the year 0, which makes the address unknown."""
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date) -> str:
        """Write it."""
        return f"{value:%Y-%m}"


register_converter(YearMonth, "month")

_events = [
    path("", public.event_list, name="list"),
    path("aarshjul/", overviews.wheel, name="wheel"),
    path("maaned/", overviews.months, name="months"),
    path("maaned/<month:first>/", overviews.month, name="month"),
    path("<int:pk>/", public.event_page, name="event"),
    path("<int:pk>/kalender.ics", public.calendar_file, name="calendar-file"),
    path("<int:pk>/dagen/", organising.day, name="day"),
    path("<int:pk>/deltagere/", lists.participants, name="participants"),
    path("<int:pk>/deltagere/<int:registration_pk>/bevis.pdf", lists.proof, name="proof"),
    path("<int:pk>/lister/<str:kind>", lists.participants_file, name="participants-file"),
    path("<int:pk>/forplejning/", catering.catering, name="catering"),
    path("<int:pk>/forplejning.pdf", catering.catering_file, name="catering-file"),
    path("<int:pk>/indgang/", door.door, name="door"),
    path("<int:pk>/indgang/maerker/", door.door_marks, name="door-marks"),
    path("<int:pk>/indgang/arbejder.js", door.door_worker, name="door-worker"),
    path("<int:pk>/evaluering/", evaluation.evaluation, name="evaluation"),
    path("<int:pk>/evaluering.xlsx", evaluation.evaluation_file, name="evaluation-file"),
    path("fremmoede/", lists.attendance, name="attendance"),
    path("kommune/<str:code>/fremmoede/", lists.municipality_attendance, name="municipality-attendance"),
    path("<int:pk>/materialer/", materials.materials, name="materials"),
    path("<int:pk>/materialer/<int:material_pk>/", materials.material_file, name="material-file"),
    path("<int:pk>/materialer/<int:material_pk>/fjern/", materials.withdraw, name="material-withdraw"),
    path("<int:pk>/referat/", minutes.minutes, name="minutes"),
    path("<int:pk>/referat/fil/", materials.minutes_file, name="minutes-file"),
    path("<int:pk>/beslutninger/ny/", minutes.decision, name="decision-add"),
    path("<int:pk>/beslutninger/<int:decision_pk>/", minutes.decision, name="decision"),
    path("abonner/", feeds.subscribe, name="subscribe"),
    path("kalender.ics", feeds.public_calendar, name="calendar"),
    path("kalender/<int:pk>.ics", feeds.body_calendar, name="body-calendar"),
    path("kommune/<str:code>/", answers.answers, name="answers"),
    path("kommune/<str:code>/delegerede/<int:pk>/", delegates.delegates, name="delegates"),
    path("kommune/<str:code>/tilmeld/<int:pk>/", registering.colleagues, name="colleagues"),
    path("kommune/<str:code>/aarshjul/", overviews.municipality_wheel, name="municipality-wheel"),
    path("kommune/<str:code>/maaned/", overviews.municipality_months, name="municipality-months"),
    path("kommune/<str:code>/maaned/<month:first>/", overviews.municipality_month, name="municipality-month"),
    path("kommune/<str:code>/stedfortraeder/<int:pk>/", answers.substitute, name="substitute"),
]
_personal = [
    path("", personal.home, name="home"),
    path("aarshjul/", overviews.own_wheel, name="wheel"),
    path("maaned/", overviews.own_months, name="months"),
    path("maaned/<month:first>/", overviews.own_month, name="month"),
    path("kalender/", own_calendar.calendar, name="calendar"),
    path("kalender/adresse/", own_calendar.change_address, name="calendar-address"),
    path("aktiviteter/<int:pk>/", personal.event, name="event"),
    path("aktiviteter/<int:pk>/kalender.ics", own_calendar.calendar_file, name="calendar-file"),
    path("aktiviteter/<int:pk>/bevis.pdf", lists.own_proof, name="proof"),
    path("aktiviteter/<int:pk>/evaluering/", evaluation.own_evaluation, name="evaluation"),
    path("aktiviteter/<int:pk>/tilmeld/", personal.accept, name="accept"),
    path("aktiviteter/<int:pk>/bekraeft/", personal.confirm, name="confirm"),
    path("aktiviteter/<int:pk>/afbud/", personal.decline, name="decline"),
    path("aktiviteter/<int:pk>/frameld/", personal.cancel, name="cancel"),
    path("aktiviteter/<int:pk>/svar/", personal.replies, name="replies"),
    path("aktiviteter/<int:pk>/kollega/", participant.colleague, name="colleague"),
    path("hensyn/", participant.needs, name="needs"),
    path("oplysninger/data.json", participant.own_data_json, name="own-data-json"),
    path("oplysninger/data.pdf", participant.own_data_pdf, name="own-data-pdf"),
]
_knowledge = [
    path("", knowledge.home, name="home"),
    path("spoergsmaal/<int:pk>/", knowledge.question, name="question"),
    path("gruppe/<int:pk>/", knowledge.body, name="body"),
    path("tema/<int:pk>/", knowledge.theme, name="theme"),
    path("produkt/<int:pk>/", knowledge.output_file, name="output"),
    path("nyt.atom", knowledge.feed, name="feed"),
    path("<slug:slug>/", knowledge.home, name="partnership"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("partnere/", public.partners, name="partners"),
    path("aktiviteter/", include((_events, "events"))),
    path("viden/", include((_knowledge, "knowledge"))),
    path("min-side/", include((_personal, "personal"))),
    path("besoeg/<int:pk>/", visits.visit, name="visit"),
    path("besoeg/<int:pk>/datoer/", visits.offer, name="visit_offer"),
    path("besoeg/<int:pk>/fastlaeg/", visits.fix, name="visit_fix"),
    path("besoeg/<int:pk>/oplysninger/", visits.details, name="visit_details"),
    path("besoeg/<int:pk>/inviter/", visits.invite, name="visit_invite"),
    path("spor/<slug:key>/", bodies.body_page, name="body"),
    path("d/<str:token>/", door.check_in, name="check_in"),
    path("i/<str:token>/", links.open_link, name="open_link"),
    path("kalender/<str:token>.ics", feeds.own_calendar, name="own_calendar"),
    path("send-link/", links.link_request, name="link_request"),
]
