"""Addresses of this room."""

from django.urls import include, path

from events.views import answers, links, participant, personal, public

_events = [
    path("", public.event_list, name="list"),
    path("<int:pk>/", public.event_page, name="event"),
    path("<int:pk>/kalender.ics", public.calendar_file, name="calendar-file"),
    path("kommune/<str:code>/", answers.answers, name="answers"),
    path("kommune/<str:code>/stedfortraeder/<int:pk>/", answers.substitute, name="substitute"),
]
_personal = [
    path("", personal.home, name="home"),
    path("aktiviteter/<int:pk>/", personal.event, name="event"),
    path("aktiviteter/<int:pk>/tilmeld/", personal.accept, name="accept"),
    path("aktiviteter/<int:pk>/afbud/", personal.decline, name="decline"),
    path("aktiviteter/<int:pk>/frameld/", personal.cancel, name="cancel"),
    path("aktiviteter/<int:pk>/svar/", personal.replies, name="replies"),
    path("aktiviteter/<int:pk>/kollega/", participant.colleague, name="colleague"),
    path("hensyn/", participant.needs, name="needs"),
    path("oplysninger/data.json", participant.own_data_json, name="own-data-json"),
    path("oplysninger/data.pdf", participant.own_data_pdf, name="own-data-pdf"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("aktiviteter/", include((_events, "events"))),
    path("min-side/", include((_personal, "personal"))),
    path("i/<str:token>/", links.open_link, name="open_link"),
    path("send-link/", links.link_request, name="link_request"),
]
