"""Organisations and projects around the partnership: who is asked along, who contributes to which track, what is drawn in."""

from __future__ import annotations

from events.models import AudienceSource, Contribution, Event, GuestContact, GuestOrganisation
from partnership.config.programme.days import month_after
from partnership.models import Body, Partnership
from partnership.services.known_people import Particulars, person_behind
from tracks.models import RelatedProject, Track

#: Stakeholders and partners: name, invented address and contact person, whether it is a partner, what it contributes.
GUESTS = (
    ("BUPL", "kontakt@bupl.example", "Marie Lindegård", False, "Pædagogernes blik på teknologi i dagtilbud og SFO."),
    (
        "Skolelederforeningen",
        "kontakt@skolelederforeningen.example",
        "Søren Ågård",
        False,
        "Skoleledernes erfaringer med at lede gennem forandringer.",
    ),
    (
        "Danmarks Lærerforening (DLF)",
        "kontakt@dlf.example",
        "Tove Østergaard",
        True,
        "Samarbejde om digitale læremidler, læringsplatforme, nye teknologier og brug af data i undervisningen.",
    ),
    ("BUPL's lederforening", "kontakt@bupl-ledere.example", "Kim Bjergsø", False, "Ledelse af dagtilbud i praksis."),
    (
        "Børne- og Kulturchefforeningen (BKF)",
        "kontakt@bkf.example",
        "Nanna Ærtebjerg",
        False,
        "Forvaltningernes samlede blik på 0-18-årsområdet.",
    ),
    (
        "FOLA, Forældrenes Landsorganisation",
        "kontakt@fola.example",
        "Ulla Sørup",
        False,
        "Forældrenes stemme, når det gælder dagtilbud.",
    ),
    (
        "Skole og Forældre",
        "kontakt@skole-foraeldre.example",
        "Jørn Påby",
        False,
        "Forældrenes stemme, når det gælder skolen.",
    ),
    ("COK", "kontakt@cok.example", "Rie Højlund", True, "Kurser og sparring til politikere, chefer og ledere."),
    (
        "Læringskonsulenterne",
        "kontakt@laeringskonsulenter.example",
        "Ask Lindhøj",
        True,
        "Sparring om, hvordan nye metoder bliver til hverdag.",
    ),
    (
        "Professionshøjskolerne",
        "kontakt@professionshoejskoler.example",
        "Maja Sønderby",
        True,
        "Viden fra forskning og uddannelse om, hvordan didaktikken flytter sig.",
    ),
)
#: Which of them contributes to one body alone, by its key, and where it is on the web.
CONTRIBUTES_TO = {
    "Danmarks Lærerforening (DLF)": ("staff",),
    "Læringskonsulenterne": ("leadership",),
    "Professionshøjskolerne": ("staff",),
    "Skole og Forældre": ("communication",),
}
#: Projects beside the partnership: the track, the title, who runs it, what it teaches the track.
RELATED_PROJECTS = (
    (
        "leadership",
        "Udvikling af folkeskolen",
        "KL og kommunerne",
        "Hvordan skoleledere får forandringer til at slå rod, også når hverdagen trænger sig på.",
    ),
    (
        "staff",
        "Udvikling af folkeskolen",
        "KL og kommunerne",
        "Hvad lærere og pædagoger allerede har prøvet af med ny teknologi i undervisningen.",
    ),
    (
        "staff",
        "Kvalitetsløft i dagtilbud",
        "KL og kommunerne",
        "Hvordan digitale redskaber kan støtte leg og sprog hos de yngste.",
    ),
    (
        "communication",
        "Kvalitetsløft i dagtilbud",
        "KL og kommunerne",
        "Hvordan forældre bliver taget med fra barnets første dag.",
    ),
)
WEBSITES = {
    "BUPL": "https://bupl.dk/",
    "Danmarks Lærerforening (DLF)": "https://www.dlf.org/",
    "COK": "https://www.cok.dk/",
    "Skole og Forældre": "https://skole-foraeldre.dk/",
}


def register_guests(event: Event) -> None:
    """Keep the stakeholders and partners with an invented contact person each; the first ones are asked to the event."""
    kinds = GuestOrganisation.Kind
    organisations = []
    bodies = {body.key: body for body in Body.objects.filter(partnership=event.partnership_id)}
    for name, email, contact, is_partner, contribution in GUESTS:
        about = {
            "kind": kinds.PARTNER if is_partner else kinds.STAKEHOLDER,
            "is_public": True,
            # What feeds into some bodies alone is said there.
            "contribution": "" if name in CONTRIBUTES_TO else contribution,
            "website": WEBSITES.get(name, ""),
        }
        organisation, is_new = GuestOrganisation.objects.get_or_create(name=name, defaults=about)
        if is_new:
            person = person_behind(Particulars(email, contact, workplace=name))
            GuestContact.objects.create(organisation=organisation, person=person)
        for key in CONTRIBUTES_TO.get(name, ()):
            Contribution.objects.get_or_create(
                organisation=organisation, body=bodies[key], defaults={"what": contribution}
            )
        organisations.append(organisation)
    AudienceSource.objects.bulk_create(
        AudienceSource(event=event, organisation=organisation) for organisation in organisations[:3]
    )


def draw_in_projects(partnership: Partnership) -> None:
    """Let the tracks draw on what is learnt beside the partnership."""
    tracks = {
        track.body.key: track for track in Track.objects.filter(body__partnership=partnership).select_related("body")
    }
    RelatedProject.objects.bulk_create(
        RelatedProject(
            track=tracks[key],
            title=title,
            run_by=run_by,
            teaches=teaches,
            from_on=month_after(partnership.starts_on, -6),
            until_on=month_after(partnership.starts_on, 18),
            position=position,
        )
        for position, (key, title, run_by, teaches) in enumerate(RELATED_PROJECTS, 1)
    )
