"""What in own words could identify a person, and what only looks like it."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.language.identifying import (
    IdentifyingKind,
    identifying_kinds,
    identifying_texts,
    kinds_said,
)

K = IdentifyingKind

IDENTIFYING = [
    ("Mit nummer er 010190-1234", K.CPR),
    ("0101901234", K.CPR),
    ("cpr 010190 1234 tak", K.CPR),
    ("01.01.90-1234", K.CPR),
    ("01 01 90 – 1234", K.CPR),
    ("cpr:290200-4123.", K.CPR),  # 29 February 2000
    ("610190-1234", K.CPR),  # stands in for a number that isn't known
    ("０１０１９０-1234", K.CPR),
    ("Ring 20304050", K.PHONE),
    ("20 30 40 50", K.PHONE),
    ("20-30-40-50", K.PHONE),
    ("20.30.40.50", K.PHONE),
    ("2030 4050", K.PHONE),
    ("203 040 50 eller +45 20304050", K.PHONE),
    ("+4520304050", K.PHONE),
    ("(+45) 20 30 40 50", K.PHONE),
    ("0045 20304050", K.PHONE),
    ("+44 20 7946 0958", K.PHONE),
    ("tlf. 20 304 050", K.PHONE),
    ("tlf 20304050 efter kl. 16", K.PHONE),
    ("20\u00a030\u00a040\u00a050", K.PHONE),
    ("hans@mail.dk", K.EMAIL),
    ("hans.p_jensen+nabo@post.bolig.dk!", K.EMAIL),
    ("hans @ mail.dk", K.EMAIL),
    ("hans (at) mail.dk", K.EMAIL),
    ("hans snabel-a mail punktum dk", K.EMAIL),
    ("se https://side.dk/hans", K.LINK),
    ("www.side.dk", K.LINK),
    ("facebook.com/hans", K.LINK),
    ("skriv til @hans_p", K.LINK),
    ("Jeg bor Vangdalen 12, 2. tv", K.ADDRESS),
    ("Jeg bor på vangdalen 12, 2.tv", K.ADDRESS),
    ("Jeg bor på Gl. Jennumvej 14", K.ADDRESS),
    ("jennumvej 14b", K.ADDRESS),
    ("Nørre Allé 7 har problemer", K.ADDRESS),
    ("Søren Møllers Gade 3, st. th.", K.ADDRESS),
    ("Jennumparken 22 og 24", K.ADDRESS),
    ("Vangdalen nr. 12", K.ADDRESS),
    ("Jeg bor i Glarbjergvej 100, 8930 Randers NØ", K.ADDRESS),
    ("nr. 12, 2. tv larmer", K.ADDRESS),
    ("opgang 14 st tv", K.ADDRESS),
    ("I live at 12 Church Road", K.ADDRESS),
    ("8930 Randers NØ", K.TOWN),
    ("8900 randers", K.TOWN),
    ("DK-8900 Randers", K.TOWN),
    ("2000 Frederiksberg", K.TOWN),
    ("Jeg hedder Hans", K.NAME),
    ("jeg hedder hans", K.NAME),
    ("Mit navn er Åse", K.NAME),
    ("My name is Hans", K.NAME),
    ("Gør noget! Mvh. Bente", K.NAME),
    ("Venlig hilsen Bente", K.NAME),
    ("Min nabo Hans spiller højt", K.NAME),
    ("Naboen Bente er sød", K.NAME),
    ("min nabo der hedder hans", K.NAME),
    ("viceværten Jørgen gør intet", K.NAME),
    ("fru Jensen på 3. sal", K.NAME),
    ("Ali fra nr. 7", K.NAME),
    ("Det er Mads Vestergaard i stuen", K.NAME),
    ("Jeg savner Karens kager", K.NAME),
    ("Tak til Per", K.NAME),
    ("Hans Bendt larmer", K.NAME),
    ("cpr 010190-xxxx", K.CPR),
    ("Snapchat: hans123", K.LINK),
    ("Der er koldt i lejlighed 24, 3. th", K.ADDRESS),
    ("Jeg bor i 22, 1 th", K.ADDRESS),
    ("Hr. Hansen", K.NAME),
    ("Det er Peter Mogensen der larmer", K.NAME),
    ("My neighbour Ahmed is kind", K.NAME),
]

ORDINARY = """\
Hans hund gør. Per opgang er der to.
Niels Ebbesens Vej er farlig
Jens Otto Krags Plads mangler bænke
Ved Anna Anchers Vej og Sankt Peders Kirke
Sten på vejen. Line er for kort
Facebook er godt
Randers Kommune og Nordre Ringgade
Den Grønne Ring i Det Gamle Rådhus
I Jennumparken 40 i alt
Jeg så i haven 2 i går
Jeg har boet i Vangdalen 12 år
Jeg har boet i Jennumparken i 23 år og er glad for det
Huslejen steg med 1500 kr i 2012
Huslejen er 7.850 kr. om måneden
Det koster 12.345.678 kr
Det koster 20000000 kr.
Renoveringen kostede 25 000 000 kroner
Siden 2009-2012 er det blevet værre
2010 2012
Fra 2010 - 2012 var her pænt
I nr. 14 er døren i stykker
I opgang 12 lugter der
Nr. 7
Lampen ved nr 22 er gået
3. sal er kold
På 2. tv spiller de høj musik
I dag den 12-05-2012 er der stadig ikke ryddet op
01.05.2012
Mellem kl. 22 og 06 larmer de
Kl. 22.30-23.45
De kører 50 på vejen
De kører 80 km i timen på stamvejen
Der er 2 bænke på legepladsen 3 af dem er ødelagte
På legepladsen 2 bænke mere
På parkeringspladsen 4 biler uden plader
Parken 2 er flot
Der er kun en vej 2 spor
Cykelstien 3 meter bred
Motorvejen 45 støjer
Vejen 2 gange om ugen
Haven 3 timer om dagen
Bus 12 kører for sjældent
Linje 4 og 6
Bedre belysning ved Jennumvej
Glarbjergvej er meget trafikeret
Belysningen på Vangdalen og i Jennumparken
Bedre belysning
Mere at lave for de unge
Færre biler
Æblehaven skal åbnes, tak
Ved ikke
Nej
Ingenting
100 procent tilfreds
100%
10 ud af 10
Flere skraldespande. Det flyder.
Min nabo spiller høj musik
Min nabo Det er trættende
Naboen er flink
Mine naboer I opgangen er rare
Viceværten gør et godt stykke arbejde
Viceværten Han er altid flink
Hilsen en glad beboer
Mvh en beboer
Venlig hilsen Beboerne i Vangdalen
Tak for et godt spørgeskema
De unge på scootere
Jeg hedder ikke noget
Kommunen burde gøre noget
Randers Kommune og politiet
Politiet kommer først efter 45 min
Ring 112
Ring 114 når det er galt
De 8 opgange
Der bor 3000 mennesker her
I 2008 Randers Kommune lovede os
I 2012 Det blev aldrig til noget
Jeg betaler 5500 Det er for meget
5.000 kr for et køkken
Mangler.info om affald
Godt.nu er det slut
Langsomt internet.net er dyrt
Bedre tv-signal og internet
Fx. flere bænke, mere lys, osv.
Det er trygt om dagen, men ikke om aftenen/natten
Jeg er 67 år og min kone er 65
Min mand og jeg går tur hver dag
Min søn er 14 år og keder sig
Min datter tør ikke gå alene
Vi er 4 personer i 85 m2
3 værelser, 85 kvm
2 + 2 = 4
Klokken 3-4 om natten
24/7
Åbent 8-16
Opvaskemaskine 10 år gammel
Internet 100/100 mbit
Forbedring af p-pladser, 1-2 pr. bolig
Indkøbscenter, læge og apotek
Ældre har svært ved trapperne, 60 trin
Mere politi – mindre hash
Skrald, rotter og støj
Bestyrelsen lytter ikke
Afdelingsmødet burde holdes om aftenen
Hunde uden snor
Det er 15-20 unge der hænger ud
Det største problem er trafikken på Udbyhøjvej
Vi mangler en cykelsti langs Vestervej
Lys på stien mellem Vangdalen og Nordby
Gør noget ved Jennumparken!
Ved Vangdalen 3 nye lamper
I Jennumparken 40 lejligheder står tomme
Jeg bor i den blok der vender mod vejen
Elevatoren i blok 4 virker ikke
Dør 3 binder
Der bliver solgt hash ved blok 7
Gårdhaven er dejlig
Vaskeriet lukker kl 20
Vaskeri 50 kr pr. vask
Jeg vil gerne flytte til Århus
Flytter til Randers i 2013
Jeg er fra Syrien
Bussen Prisen Krisen
For Prisen er høj
Skolen på Hobrovej er god
Der er 800 meter til bussen
Varmen slår fra ved 18 grader
Ca. 3/4 af beboerne
5-10 minutter
Det tager 45 minutter til Aarhus
Telefonen virker ikke i kælderen
Telefontid 10-12
Mobil dækning er dårlig
Mail bliver ikke besvaret
Hjemmesiden er dårlig
Er her @ noget
Vi er 2@
Kattene
Rigtig god beboerrådgiver
Beboerrådgiveren er en stor hjælp
Pas på hinanden
Mere sammenhold, fx fællesspisning hver 2. uge
Sidste år, 2011, blev der lavet nyt tag
Taget fra 1974 er utæt
Bygget 1968-1972
My rent is 9000 DKK
I have lived here for 12 years
More lights please
The bus number 12 is never on time
Too many cars, 20 or 30 every night
""".splitlines()


@pytest.mark.parametrize(("text", "kind"), IDENTIFYING)
def test_what_identifies_is_found(text: str, kind: IdentifyingKind) -> None:
    assert kind in identifying_kinds(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_answer_is_left_in_peace(text: str) -> None:
    assert identifying_kinds(text) == ()


def test_few_ordinary_answers_give_a_false_alarm_and_few_signs_are_overlooked() -> None:
    alarms = sum(bool(identifying_kinds(text)) for text in ORDINARY)
    seen = sum(kind in identifying_kinds(text) for text, kind in IDENTIFYING)
    assert alarms / len(ORDINARY) <= 0.02
    assert seen / len(IDENTIFYING) >= 0.98


@pytest.mark.parametrize(
    "number",
    ["320190-1234", "011390-1234", "290201-4123", "3101901234567", "310190-12345", "1.010190-1234"],
)
def test_digits_without_a_date_that_exists_are_no_civil_registration_number(number: str) -> None:
    assert K.CPR not in identifying_kinds(number)


@given(
    st.dates(dt.date(1937, 1, 1), dt.date(1999, 12, 31)),
    st.integers(0, 3999),
    st.sampled_from(["", "-", " ", " - "]),
)
def test_each_number_of_the_last_century_is_found(day: dt.date, serial: int, between: str) -> None:
    assert K.CPR in identifying_kinds(f"mit er {day:%d%m%y}{between}{serial:04d}, ja")


@given(st.integers(20_000_000, 99_999_999), st.sampled_from(["2222", "44", "8"]))
def test_each_telephone_number_is_found_however_it_is_grouped(number: int, groups: str) -> None:
    digits, parts = str(number), []
    for length in map(int, groups):
        parts.append(digits[:length])
        digits = digits[length:]
    written = " ".join(parts)
    years = all(part[:2] in {"19", "20"} for part in parts) and groups == "44"
    assert years or K.PHONE in identifying_kinds(f"ring {written} tak")


def test_two_years_are_no_telephone_number() -> None:
    assert identifying_kinds("2010 2012") == identifying_kinds("2010-2012") == ()


def test_names_of_a_list_are_found_as_whole_words() -> None:
    names = ["Bo", "Æbeltoft", "Hans Peter Bendt", "Oddvar"]
    assert identifying_kinds("Bo er rar", names=names) == (K.LISTED_NAME,)
    assert identifying_kinds("Oddvars butik", names=names) == (K.LISTED_NAME,)
    assert identifying_kinds("hans peter bendts hund", names=names) == (K.LISTED_NAME,)
    assert identifying_kinds("Æbeltoft!", names=names) == (K.LISTED_NAME,)
    for ordinary in ("rart at bo her", "Alle er rare", "hans peter", "Boligen", "Bosætning"):
        assert identifying_kinds(ordinary, names=names) == ()


def test_an_empty_list_and_empty_names_find_nothing() -> None:
    assert identifying_kinds("Bo er rar", names=["", "  ", "12"]) == ()
    assert identifying_kinds("", names=["Bo"]) == ()


def test_several_kinds_come_in_one_order() -> None:
    text = "Jeg hedder Hans, hans@mail.dk, 20304050, 010190-1234"
    assert identifying_kinds(text) == (K.CPR, K.PHONE, K.EMAIL, K.NAME)


def test_a_text_that_stands_often_is_read_once_and_gives_the_same() -> None:
    texts = [text for text, _ in IDENTIFYING] * 3
    assert identifying_texts(texts) == [identifying_kinds(text) for text in texts]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(identifying_kinds(text, names=["Bo", "Bo Ek"]), tuple)


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "12", "@", "a.", "vej 1", "Aa ", "(at)", "+45", "hr. ", "1-", " "]
)
def test_no_long_text_takes_long(piece: str) -> None:
    start = time.process_time()
    identifying_kinds(piece * (32_000 // len(piece)), names=["Bo Ek"])
    assert time.process_time() - start < 2


def test_kinds_are_told_in_words() -> None:
    assert kinds_said((K.PHONE, K.ADDRESS), "da") == "et telefonnummer og en adresse"
    assert kinds_said((K.CPR,), "en") == "a civil registration number (CPR)"
    assert kinds_said((), "da") == ""
