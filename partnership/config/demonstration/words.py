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
#: A network's visit: what the host shows, and how the day goes.
SHOWN = "Hvordan skole og dagtilbud bruger det digitale værksted i hverdagen, og hvad ledelsen har gjort for, at det lykkes."
AGENDA = """9.00 Velkomst og kaffe
9.30 Besøg på en skole og i et børnehus
12.00 Frokost
12.45 Hvad tager vi med hjem?
14.00 Tak for i dag"""
