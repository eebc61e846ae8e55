"""Addresses of this room."""

import datetime as dt

from django.urls import include, path, register_converter

from events.views import answers, feeds, links, overviews, own_calendar, personal, public


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
    path("abonner/", feeds.subscribe, name="subscribe"),
    path("kalender.ics", feeds.public_calendar, name="calendar"),
    path("kalender/<int:pk>.ics", feeds.body_calendar, name="body-calendar"),
    path("kommune/<str:code>/", answers.answers, name="answers"),
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
    path("aktiviteter/<int:pk>/tilmeld/", personal.accept, name="accept"),
    path("aktiviteter/<int:pk>/bekraeft/", personal.confirm, name="confirm"),
    path("aktiviteter/<int:pk>/afbud/", personal.decline, name="decline"),
    path("aktiviteter/<int:pk>/frameld/", personal.cancel, name="cancel"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("aktiviteter/", include((_events, "events"))),
    path("min-side/", include((_personal, "personal"))),
    path("i/<str:token>/", links.open_link, name="open_link"),
    path("kalender/<str:token>.ics", feeds.own_calendar, name="own_calendar"),
    path("send-link/", links.link_request, name="link_request"),
]
