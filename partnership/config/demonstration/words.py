"""The words that fictional people, workplaces and reasons are made of."""

from itertools import product

WOMEN = [
    "Anne",
    "Mette",
    "Kirsten",
    "Hanne",
    "Åse",
    "Lærke",
    "Søs",
    "Bodil",
    "Camilla",
    "Ditte",
    "Ellen",
    "Freja",
    "Gitte",
    "Helle",
    "Ida",
    "Jytte",
    "Karen",
    "Line",
    "Maja",
    "Nanna",
    "Pernille",
    "Rikke",
    "Signe",
    "Tine",
    "Ulla",
    "Vibeke",
    "Birgit",
    "Dorthe",
    "Zahra",
    "Amira",
]
MEN = [
    "Anders",
    "Bjørn",
    "Carsten",
    "Dan",
    "Erik",
    "Flemming",
    "Gorm",
    "Henrik",
    "Ib",
    "Jørgen",
    "Kåre",
    "Lars",
    "Mads",
    "Niels",
    "Ole",
    "Palle",
    "Rasmus",
    "Søren",
    "Thomas",
    "Uffe",
    "Viggo",
    "Øjvind",
    "Åge",
    "Asger",
    "Børge",
    "Ejner",
    "Hjalmar",
    "Yusuf",
    "Omar",
    "Troels",
]
SURNAMES = [
    "Ærøskjold",
    "Østermarken",
    "Åkjærgaard",
    "Birkeborg",
    "Dalgasvig",
    "Egelyng",
    "Fjordager",
    "Gyldenløv",
    "Havsgaard",
    "Jernhøj",
    "Klitbo",
    "Løgstrand",
    "Mosevang",
    "Nørrelykke",
    "Overbæk",
    "Præstbro",
    "Rosenvig",
    "Skovbjærg",
    "Tornhave",
    "Ulvedal",
    "Vesterkær",
    "Bøgelund",
    "Dybvad",
    "Eskildstrup",
    "Frydendal",
    "Grønnebak",
    "Hedelund",
    "Kildegård",
    "Lindholt",
    "Møllebjerg",
    "Nygaard",
    "Rævebakke",
    "Sønderlund",
    "Tårnvig",
    "Vindinge",
    "Ålykke",
]

# Ends that differ, and beginnings of which none ends in another: so no word contains another.
_BIRDS = [
    "Stillits",
    "Bogfinke",
    "Gulspurv",
    "Vendehals",
    "Kernebider",
    "Strandskade",
    "Fiskehejre",
    "Skovsneppe",
    "Natugle",
    "Isfugl",
    "Rovterne",
    "Havlit",
    "Topmejse",
    "Dompap",
]
_PLACES = ["bakke", "vang", "dal", "holm", "lund", "mark", "krog"]
#: One invented school per municipality, in the order of the municipalities' codes.
CANARIES = [f"{bird}{place}skolen" for bird, place in product(_BIRDS, _PLACES)]

#: Body -> job titles with workplaces; {school} is the municipality's invented school.
POSITIONS: dict[str, list[tuple[str, str]]] = {
    "steering": [
        ("Formand for børne- og ungeudvalget", "Kommunalbestyrelsen, {municipality}"),
        ("Medlem af kommunalbestyrelsen", "Kommunalbestyrelsen, {municipality}"),
        ("Næstformand for skoleudvalget", "Kommunalbestyrelsen, {municipality}"),
        ("Borgmester", "Kommunalbestyrelsen, {municipality}"),
    ],
    "development": [
        ("Direktør for børn og unge", "Børn og Unge, {municipality}"),
        ("Skolechef", "Skoleafdelingen, {municipality}"),
        ("Dagtilbudschef", "Dagtilbud, {municipality}"),
        ("Chef for pædagogik og læring", "Børn og Unge, {municipality}"),
    ],
    "leadership": [
        ("Skoleleder", "{school}"),
        ("Dagtilbudsleder", "Børnehuset ved {school}"),
        ("Pædagogisk leder", "{school}"),
        ("Afdelingsleder for indskolingen", "{school}"),
        ("SFO-leder", "SFO'en på {school}"),
        ("Leder af børnehave", "Skovbørnehaven, {municipality}"),
    ],
    "staff": [
        ("Lærer og it-vejleder", "{school}"),
        ("Pædagog", "Børnehuset ved {school}"),
        ("SFO-pædagog", "SFO'en på {school}"),
        ("Børnehaveklasseleder", "{school}"),
        ("Lærer i matematik og natur/teknologi", "{school}"),
        ("Pædagogmedhjælper", "Vuggestuen, {municipality}"),
    ],
    "communication": [
        ("Kommunikationskonsulent", "Børn og Unge, {municipality}"),
        ("Skolesekretær", "{school}"),
        ("Lærer og Aula-ansvarlig", "{school}"),
        ("Pædagogisk konsulent", "Pædagogisk Udviklingscenter, {municipality}"),
        ("Pædagog og Aula-ansvarlig", "Børnehuset ved {school}"),
    ],
}
COORDINATOR_TITLES = ("Udviklingskonsulent", "Specialkonsulent")
REASONS = (
    "Jeg er til møde i en anden kommune den dag.",
    "Vi har selv en pædagogisk dag på skolen.",
    "Jeg er på ferie.",
)
#: Who owns the work in each focus area, and what they work on, in the order of the programme's areas.
LOCAL_OWNERS = [
    ["Børne- og skoleudvalget", "Udvalget for børn og unge", "Borgmesteren og udvalgsformanden"],
    ["Direktøren for børn og unge", "Skolechefen og dagtilbudschefen", "Styregruppen for digitalisering"],
    ["Skoleledergruppen", "Ledernetværket for dagtilbud", "Den fælles lederkreds på 0-18-området"],
    ["Pædagogisk udviklingsafdeling", "It-vejledernes netværk", "En tværfaglig arbejdsgruppe med lærere og pædagoger"],
    ["Skolebestyrelsernes fællesforum", "Kommunikationsteamet", "Forældreråd og dagtilbudsbestyrelser"],
]
LOCAL_WORK = [
    [
        "En digital strategi for 0-18-årsområdet, som kommunalbestyrelsen følger op på hvert år.",
        "Politiske mål for teknologiforståelse, drøftet på to temamøder med skoler og dagtilbud.",
        "Et fælles sprog for, hvad vi vil med skærme i dagtilbud og indskoling.",
    ],
    [
        "Én indgang til støtte: pædagogiske konsulenter og it-afdelingen arbejder i samme team.",
        "Et årshjul, der samler tilsyn, kvalitetssamtaler og digital udvikling.",
        "Overblik over læremidler og aftaler, så ledere kan vælge på et oplyst grundlag.",
    ],
    [
        "Lederforløb om forandringer med aktionslæring og kollegial sparring hver anden måned.",
        "Fælles besøg hos hinanden, hvor ledere observerer praksis og giver respons.",
        "Plan for, hvordan nye ledere bliver klædt på til at lede den digitale udvikling.",
    ],
    [
        "Værksteder, hvor lærere og pædagoger afprøver forløb med programmering og robotter.",
        "Makkerpar på tværs af skole og SFO, der udvikler kreative forløb til 1.-3. klasse.",
        "Billeder og lyd som dokumentation i dagtilbud, udviklet sammen med børnene.",
    ],
    [
        "Principper for, hvad der skrives om på Aula, og hvornår man hellere ringer.",
        "Forældremøder, hvor børnene viser, hvad de laver med teknologi.",
        "Korte film om hverdagen i dagtilbud til familier, der læser lidt dansk.",
    ],
]
PROFESSIONS = ("Kommunikationskonsulenter", "Skolesekretærer", "Lærere og pædagoger med ansvar for Aula", "Konsulenter")
MINUTES = "Referat af udviklingsgruppens møde, punkt 4"
OBJECTION = "Jeg er ikke blevet spurgt, og jeg skifter arbejde til sommer."
#: Stakeholders and partners: name, invented address and contact person, whether it is a partner.
GUESTS = (
    ("BUPL", "kontakt@bupl.example", "Marie Lindegård", False),
    ("Skolelederforeningen", "kontakt@skolelederforeningen.example", "Søren Ågård", False),
    ("Danmarks Lærerforening (DLF)", "kontakt@dlf.example", "Tove Østergaard", True),
    ("BUPL's lederforening", "kontakt@bupl-ledere.example", "Kim Bjergsø", False),
    ("Børne- og Kulturchefforeningen (BKF)", "kontakt@bkf.example", "Nanna Ærtebjerg", False),
    ("FOLA, Forældrenes Landsorganisation", "kontakt@fola.example", "Ulla Sørup", False),
    ("Skole og Forældre", "kontakt@skole-foraeldre.example", "Jørn Påby", False),
    ("COK", "kontakt@cok.example", "Rie Højlund", True),
)
#: Goals of the steering group under the first criteria, and where they were decided.
GOALS = [
    ("Alle deltagende kommuner har vedtaget en fælles retning for 0-18-området.", "Styregruppens konference, punkt 3"),
    ("Kommunalbestyrelsen drøfter indsatsen mindst én gang om året.", "Styregruppens konference, punkt 4"),
]
#: What municipalities write about a criterion, by the step that they choose.
ASSESSED = [
    (
        "Vi er ikke begyndt endnu. Arbejdet sættes i gang, når den lokale projektorganisation er på plads.",
        "Emnet er drøftet i chefgruppen, men der er ikke truffet beslutning om, hvordan vi griber det an.",
    ),
    (
        "Vi har kortlagt, hvor vi står, og tre skoler og fire dagtilbud afprøver de første ideer.",
        "En arbejdsgruppe er nedsat, og udvalget har fået en første orientering. Resultaterne kan endnu ikke ses.",
    ),
    (
        "Halvdelen af vores ledere har gennemført et forløb, og de bruger det i deres egne personalegrupper.",
        "Vi har faste møder på tværs af dagtilbud og skole. Næste skridt er at få SFO'erne med.",
    ),
    (
        "Næsten alle enheder arbejder efter den samme plan, og udvalget følger den to gange om året.",
        "Forløbene er beskrevet og delt med de andre kommuner i netværket. Vi mangler at evaluere med forældrene.",
    ),
    (
        "Det er en del af hverdagen: Det står i vores styringsdokumenter, og nye medarbejdere bliver lært op i det.",
        "Målet er nået. Nu handler det om at holde fast, og vi tager gerne imod besøg fra andre.",
    ),
]
