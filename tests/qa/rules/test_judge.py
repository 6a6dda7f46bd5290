"""What rules make of single spans, kind by kind: refused, moved, or left alone."""

from __future__ import annotations

import pytest
from judged import judged

CODES = "CVE-2024-31337 was fixed in firmware 4.9.7. CVE-2024-31377 was fixed in firmware 4.10.0."
PARTS = "Part AB-1234/5 weighs 2.1 kg. Part AB-1243/5 weighs 1.9 kg."
PLATFORMS = "Platform 9 serves Elmby. Platform 9a serves Norfold."
ROOMS = "Room A-12 has the printer and room B-21 has the scanner."
BUILDS = "| Build | Size |\n|---|---|\n| 1.2.3 | 14 MB |\n| 1.2.13 | 15 MB |\n"
STEPS = "# Bread\n\n1. Mix the flour.\n2. Let it rest for three hours.\n3. Bake it for 70 minutes.\n"
VERSIONS = "# Version 2\n\nThe cache holds 100 files.\n\n# Version 3\n\nThe cache holds 400 files.\n"
PUMPS = "- Pump P-101: 40 litres\n- Pump P-102: 55 litres\n- Pump P-110: 70 litres\n"
RANGE = "Rooms 11 to 14 are on the first floor. Rooms 21 to 24 are on the second floor."
BOTH = "Valves V-1 and V-2 open at 3 bar. Valve V-3 opens at 5 bar."
IDENTIFIERS = [
    ("In which firmware was CVE-2024-31337 fixed?", CODES, "4.9.7", "4.9.7"),
    ("In which firmware was CVE-2024-31337 fixed?", CODES, "4.10.0", "other_identifier"),
    ("in which firmware was cve 2024 31377 fixed", CODES, "4.10.0", "4.10.0"),
    ("how much does AB1234/5 weigh", PARTS, "2.1 kg", "2.1 kg"),
    ("how much does AB1234/5 weigh", PARTS, "1.9 kg", "other_identifier"),
    ("How much does AB–1243/5 weigh?", PARTS, "1.9 kg", "1.9 kg"),
    ("Which town does platform 9a serve?", PLATFORMS, "Elmby", "other_identifier"),
    ("Which town does platform 9a serve?", PLATFORMS, "Norfold", "Norfold"),
    ("Which town does platform 9 serve?", PLATFORMS, "Norfold", "other_identifier"),
    ("What is in room A12?", ROOMS, "the printer", "the printer"),
    ("What is in room A12?", ROOMS, "the scanner", "other_identifier"),
    ("What is the size of build 1.2.3?", BUILDS, "14 MB", "14 MB"),
    ("What is the size of build 1.2.3?", BUILDS, "15 MB", "other_identifier"),
    ("How long is step 3?", STEPS, "70 minutes", "70 minutes"),
    ("How many files does the cache hold in version 3?", VERSIONS, "100", "other_identifier"),
    ("How many files does the cache hold in version 3?", VERSIONS, "400", "400"),
    ("How much does P-102 hold?", PUMPS, "55 litres", "55 litres"),
    ("How much does P-102 hold?", PUMPS, "40 litres", "other_identifier"),
    ("On which floor is room 13?", RANGE, "the first floor", "the first floor"),
    ("On which floor is room 13?", RANGE, "the second floor", "other_identifier"),
    ("At what pressure does V-1 open?", BOTH, "3 bar", "3 bar"),
    ("At what pressure does V-1 open?", BOTH, "5 bar", "other_identifier"),
    ("From which gate does BK 140 leave?", "| Flight | Gate |\n|---|---|\n| BK 401 | 12 |\n", "12", "other_identifier"),
    ("From which gate does BK 401 leave?", "| Flight | Gate |\n|---|---|\n| BK401 | 12 |\n", "12", "12"),
    ("What happened on 12 March 2024?", "On 12.03.2024 the pump broke.", "the pump broke", "the pump broke"),
    ("Who won in 2019?", "In 2019 Ann won. In 2020 Bob won.", "Ann", "Ann"),
]
PEOPLE = "John Carter works in Sales, phone 4410. Joan Carter works in Legal, phone 4411."
NAMES = [
    ("What is the phone number of Joan Carter?", PEOPLE, "4411", "4411"),
    ("What is the phone number of Joan Carter?", PEOPLE, "4410", "other_name"),
    ("What is the phone number of Jane Carter?", PEOPLE, "4410", "other_name"),
    ("Where does J. Carter work?", PEOPLE, "Sales", "Sales"),
    ("Where was Mary Holm born?", "Anna Holm was born in Vadum.", "Vadum", "other_name"),
    ("Where was Anna Holm born?", "Anna M. Holm was born in Vadum.", "Vadum", "Vadum"),
    ("Where was Anna Holm born?", "Holm, Anna | born in Vadum", "Vadum", "Vadum"),
    ("Where was Catherine Holm born?", "Catherin Holm was born in Vadum.", "Vadum", "Vadum"),
    ("Where was Anna Holm born?", "Holm was born in Vadum.", "Vadum", "Vadum"),
    ("What did Peter Berg paint?", "Petra Berg painted the bridge.", "the bridge", "other_name"),
    ("What did Paul Berg paint?", "Peter Berg painted the bridge.", "the bridge", "other_name"),
]
CREW = "Crew of the Alcyone:\n\n- Jonas Aske, engineer\n- Elin Berg, bosun\n- Tom Weir, carpenter\n"
CLUB = "Officers of the club: Siri Dahl, chair; Ola Ek, treasurer; Priya Nair, cook."
STAFF = "| Name | Role |\n|---|---|\n| Ann Ek | treasurer |\n| Bo Dahl | secretary |\n"
OWNER = "The owner of the Corvina is Ruth Vane."
VISIT = "Foreign Minister Ada Ruud met the ambassador of Vell, Ivo Lind."
ROLES = [
    ("Who is the engineer of the Alcyone?", CREW, "Jonas Aske", "Jonas Aske"),
    ("Who is the engineer of the Alcyone?", CREW, "Elin Berg", "other_role"),
    ("Who is the bosun?", CREW, "Tom Weir", "other_role"),
    ("Who is the bosun?", CREW, "Elin Berg", "Elin Berg"),
    ("Who is the treasurer of the club?", CLUB, "Ola Ek", "Ola Ek"),
    ("Who is the treasurer of the club?", CLUB, "Siri Dahl", "other_role"),
    ("Who is the chair of the club?", CLUB, "Priya Nair", "other_role"),
    ("Who is the engineer of the Corvina?", OWNER, "Ruth Vane", "other_role"),
    ("Who is the owner of the Corvina?", OWNER, "Ruth Vane", "Ruth Vane"),
    ("Who is the secretary?", STAFF, "Ann Ek", "other_role"),
    ("Who is the secretary?", STAFF, "Bo Dahl", "Bo Dahl"),
    ("What is the name of Vell's ambassador to Orm?", VISIT, "Ada Ruud", "other_role"),
    ("What is the name of Vell's ambassador to Orm?", VISIT, "Ivo Lind", "Ivo Lind"),
    ("Who is the skipper of the Lark?", "Nils Holm is captain of the Lark.", "Nils Holm", "Nils Holm"),
    ("Who was the headmaster?", "Ida Ro was head teacher until 1990.", "Ida Ro", "Ida Ro"),
]
TREES = "The Beech garden contains the following three trees:\n\n- Aspen\n- Birch\n- Cedar\n"
LIME = "The Lime garden contains the following trees:\n\n- Maple\n- Rowan\n"
SCHOOLS = "The society supports the following four schools:\n\n1. Elmby\n2. Norfold\n3. Skeld\n4. Tarn\n"
TARN = "# Mountains of the Isle of Tarn\n\n| Mountain | Height (m) |\n|---|---|\n| Brann | 1204 |\n| Kell | 987 |\n"
LISTS = [
    ("Which trees does the Beech garden contain?", TREES, "the following three trees", "head_of_a_list"),
    ("Which trees does the Lime garden contain?", LIME, "the following trees", "head_of_a_list"),
    ("Which trees does the Lime garden contain?", LIME, "following", "head_of_a_list"),
    ("Which schools does the society support?", SCHOOLS, "four", "head_of_a_list"),
    ("Which schools does the society support?", SCHOOLS, "the following four schools", "head_of_a_list"),
    ("How many trees does the Beech garden contain?", TREES, "the following three trees", "three"),
    ("How many trees does the Beech garden contain?", TREES, "three", "three"),
    ("How many trees does the Lime garden contain?", LIME, "the following trees", "head_of_a_list"),
    ("How many trees are there?", LIME, "The Lime garden contains the following trees", "head_of_a_list"),
    ("How many schools does the society support?", SCHOOLS, "four", "four"),
    ("What do you need?", "You need the following:\n\n- salt\n- flour\n", "the following", "head_of_a_list"),
    ("Who won?", "The winners are listed below:\n\n- Ann\n- Bo\n", "listed below", "head_of_a_list"),
    ("Which trees does the Beech garden contain?", TREES, "Aspen", "Aspen"),
]
REPEATS = [
    ("In which firmware was it fixed?", "It was fixed in firmware 4.9.7.", "firmware", "repeats_the_question"),
    ("What colour is the door?", "The colour of the door is blue.", "The colour of the door", "repeats_the_question"),
    ("What colour is the door?", "The colour of the door is blue.", "blue", "blue"),
    ("What is the highest mountain on the Isle of Tarn?", TARN, "# Mountains", "heading"),
    ("What is the highest mountain on the Isle of Tarn?", TARN, "Mountains of the Isle of Tarn", "heading"),
    ("Who built the harbour?", "# Harbour works\n\nIt was built by Holm.\n", "Harbour works", "heading"),
    ("Is the door red or blue?", "The door is red.", "red", "The door is red."),
    ("When did it open?", "The Vadum museum opened in 1912.", "Vadum", "kind_of_answer"),
    ("When did it open?", "The Vadum museum opened in 1912.", "1912", "1912"),
    ("When is it lit?", "It is lit at Christmas.", "Christmas", "Christmas"),
    ("Who founded it?", "It was founded in 1912 by Ida Ro.", "1912", "kind_of_answer"),
    ("Who founded it?", "It was founded in 1912 by Ida Ro.", "Ida Ro", "Ida Ro"),
    ("Who founded it?", "It was founded on 3 May 1912 by Ida Ro.", "3 May 1912", "kind_of_answer"),
    ("How many men were there?", "Nils Holm had nine men.", "Nils Holm", "kind_of_answer"),
    ("Where is the key?", "In 1912 the key was lost in Vadum.", "1912", "kind_of_answer"),
]
HOUSE = (
    "Dogs are allowed in the garden but not in the library. Smoking is forbidden in all rooms except the terrace. "
    "The library is open on all days except Monday. Guests may stay only on weekdays. "
    "The pool is free for members (except on Sundays)."
)
EXCEPTIONS = [
    ("When is the library open?", HOUSE, "Monday", "on all days except Monday"),
    ("When is the library open?", HOUSE, "all days", "all days except Monday"),
    ("Where is smoking forbidden?", HOUSE, "all rooms", "all rooms except the terrace"),
    ("Where are dogs not allowed?", HOUSE, "in the garden", "exception"),
    ("Where are dogs not allowed?", HOUSE, "in the library", "in the library"),
    ("Where are dogs not allowed?", HOUSE, "in the garden but not in the library", "in the library"),
    ("Where are dogs allowed?", HOUSE, "in the library", "exception"),
    ("Where are dogs allowed?", HOUSE, "in the garden", "in the garden but not in the library"),
    ("When may guests stay?", HOUSE, "on weekdays", "only on weekdays"),
    ("On which day is the library closed?", HOUSE, "Monday", "Monday"),
    ("Who may enter?", "Nobody may enter except staff.", "Nobody", "Nobody"),
    ("When do shops open?", "Shops open daily unless it snows.", "daily", "daily unless it snows"),
    ("What may be carried?", "Bags other than rucksacks may be carried.", "rucksacks", "exception"),
]
LANE = "The lane at the mill is closed, not the one at the church."
SHOP = "The mill shop opens on weekdays at nine."
RESTATED = [
    ("Which lane is not closed?", LANE, "The lane at the mill", "exception"),
    ("Which lane is closed?", LANE, "The lane at the mill", "The lane at the mill"),
    ("When does the mill shop open?", SHOP, "The mill shop opens on weekdays at nine", "on weekdays at nine"),
    ("How is the rope tied?", "The rope is tied with two knots.", "The rope is tied with two knots", "with two knots"),
    ("How many does the hall hold?", "The hall holds 90.", "The hall holds 90", "90"),
    ("What does the mill shop do?", SHOP, "The mill shop opens on weekdays", "The mill shop opens on weekdays"),
    (
        "When does the shop open?",
        "The shop never opens on Monday.",
        "The shop never opens on Monday",
        "The shop never opens on Monday",
    ),
    (
        "Who sells harbour tickets?",
        "The harbour ticket office does.",
        "The harbour ticket office",
        "The harbour ticket office",
    ),
    ("Where is the mill?", SHOP, "on weekdays", "on weekdays"),
    ("Who runs the mill shop?", "Ann runs the mill shop.", "Ann", "Ann"),
]
SERVER = (
    "The server does **not** restart. It listens on port `9311` and is called [Gutenberg](http://print.example.org/s)."
    " The queue (first in, first out) is emptied every `2 hours`. Write to [desk@mail.example.org], call 0555 340 130"
    " or read /etc/print/queue.conf first. It costs 1,045 euros, holds ~~12~~ 14 sheets. The World Lichen Organisation"
    " owns it; the limit is 50 km/h."
)
OFFICE = "Our office is at 27b Mill Lane. Write to desk@brack.example or call +47 22 11 40 92."
EDGES = [
    (
        "What is the phone number?",
        OFFICE,
        "27b Mill Lane. Write to desk@brack.example or call +47 22 11 40 92",
        "+47 22 11 40 92",
    ),
    ("What is the e-mail address?", OFFICE, "Write to desk@brack.example or call", "desk@brack.example"),
    ("How do I get help?", OFFICE, "Write to desk@brack.example or call", "Write to desk@brack.example or call"),
    ("What is packed?", "The bag holds:\n\n- [x] plasters\n- [ ] scissors\n", "[x] plasters", "plasters"),
    ("How often is the queue emptied?", SERVER, "every `2 hours", "every `2 hours`"),
    ("How often is the queue emptied?", SERVER, "2 hours`", "2 hours"),
    ("What does it not do?", SERVER, "not** restart", "**not** restart"),
    ("What is it called?", SERVER, "[Gutenberg", "Gutenberg"),
    ("What is the order?", SERVER, "(first in, first out", "(first in, first out)"),
    ("What is the address?", SERVER, "mail.example.org", "desk@mail.example.org"),
    ("What is the number of the desk?", SERVER, "340 130", "0555 340 130"),
    ("Which file is read?", SERVER, "queue.conf", "/etc/print/queue.conf"),
    ("How much does it cost?", SERVER, "045 euros", "1,045 euros"),
    ("What does it hold?", SERVER, "12", "struck_out"),
    ("What does it hold?", SERVER, "~~12~~ 14 sheets", "14 sheets"),
    ("Who owns it?", SERVER, "Lichen Organisation", "World Lichen Organisation"),
    ("What is the limit?", SERVER, "50", "50 km/h"),
    ("What is the limit?", SERVER, ". It listens on port", "It listens on port"),
]
TRAM = (
    "# The tram line turns ten\n\nBy Lena Ortiz\n\nPublished 30 June 2024\n\n"
    "The line was built by Halden & Sons. It runs late on Sunday.\n"
)
DOCUMENT = [
    ("Who wrote this article?", TRAM, "Lena Ortiz", "Lena Ortiz"),
    ("Who wrote this article?", TRAM, "Halden & Sons", "about_the_document"),
    ("Who is the author of this manual?", TRAM, "Halden & Sons", "about_the_document"),
    ("Who wrote the article about the tram line?", TRAM, "Halden & Sons", "about_the_document"),
    ("Who is the author of this document?", TRAM, "Halden & Sons", "about_the_document"),
    ("When was this published?", TRAM, "30 June 2024", "30 June 2024"),
    ("When was this article published?", TRAM, "Sunday", "about_the_document"),
    ("When was the article about the tram line published?", TRAM, "Sunday", "about_the_document"),
    ("What is the title of this article?", TRAM, "The tram line turns ten", "The tram line turns ten"),
    ("What is the title of this article?", TRAM, "Halden & Sons", "about_the_document"),
    ("Who built the tram line?", TRAM, "Halden & Sons", "Halden & Sons"),
]
WEIGHTS = "The bell weighs 240 kg. The anchor weighs 310 kg. The wall is 12 metres long."
CALCULATION = [
    ("Which is heavier, the bell or the anchor?", WEIGHTS, "The anchor", "calculation"),
    ("Which is heavier, the bell or the anchor?", "The anchor is heavier than the bell.", "The anchor", "The anchor"),
    ("What is the highest mountain?", TARN, "Brann", "calculation"),
    ("In which year was the most rain?", "In 2021 fell 810 mm, in 2022 only 640 mm.", "2021", "calculation"),
    ("What is the highest mountain?", "Brann is the highest mountain.", "Brann", "Brann"),
    ("What is the tallest mountain?", "Brann is the highest mountain.", "Brann", "Brann"),
    ("How many feet long is the wall?", WEIGHTS, "12", "other_unit"),
    ("How many metres long is the wall?", WEIGHTS, "12", "12"),
    ("What do the bell and the anchor weigh in total?", WEIGHTS, "240 kg", "calculation"),
    ("What do they weigh in total?", "In total they weigh 550 kg, the bell 240 kg.", "550 kg", "550 kg"),
    ("How much heavier is the anchor than the bell?", WEIGHTS, "310 kg", "calculation"),
    ("Which pump holds the most?", PUMPS, "P-110", "calculation"),
    ("Which pump holds the most?", PUMPS, "Pump P-110: 70 litres", "calculation"),
    (
        "In which month did the most guests come?",
        "In May 40 guests came, in June 55 and in July 91.",
        "June 55",
        "calculation",
    ),
    ("Which is the largest pump?", PUMPS, "Pump P-110", "calculation"),
    ("What is the average of both?", "Ann has 3 cats. Bo has 5 cats.", "3", "calculation"),
]
TWO_SCHOOLS = "# Pupils\n\nTarn school keeps its figures to itself. Elmby school has 312 pupils."
HUT = "The door of hut 9 is a matter for the council. The roof of hut 9 is green."
HALLS = "The north hall opens at nine. The south hall opens at ten."
SHIPS = "Crew of the Heron:\n\n- Otto Berg, captain\n- Lise Vik, mate\n\nCrew of the Lark:\n\n- Maja Sund, captain\n"
SHED = "The shed holds the following tools:\n\n- hammer\n- saw\n"
CONTRASTS = [
    ("How many pupils does Tarn school have?", TWO_SCHOOLS, "312", "other_name"),
    ("How many pupils does Elmby school have?", TWO_SCHOOLS, "312", "312"),
    ("What do pupils of Tarn school and Elmby school know?", TWO_SCHOOLS, "312", "312"),
    ("What colour is the door of hut 9?", HUT, "green", "other_name"),
    ("What colour is the roof of hut 9?", HUT, "green", "green"),
    ("When does the north hall open?", HALLS, "at ten", "other_name"),
    ("When does the north hall open?", HALLS, "at nine", "at nine"),
    ("When does the town hall open?", "The hall opens at ten.", "at ten", "at ten"),
    ("Which tools does the cellar hold?", SHED, "hammer\n- saw", "other_name"),
    ("Which tools does the shed hold?", SHED, "hammer\n- saw", "hammer\n- saw"),
    ("In which firmware was the battery bug fixed?", "The alarm bug was fixed in 6.2.1.", "6.2.1", "other_name"),
    ("What is the maximum speed?", "The top speed is 80 km/h.", "80 km/h", "80 km/h"),
    ("Who is the captain of the Siskin?", SHIPS, "Maja Sund", "other_name"),
    ("Who is the captain of the Lark?", SHIPS, "Otto Berg", "other_name"),
    ("Who is the captain of the Lark?", SHIPS, "Maja Sund", "Maja Sund"),
]
CAST = "The cast:\n\nKing Olaf: Sven Dahl\nThe miller: Grete Holm\nThe ghost: Ivar Lund\n"
CARE = "Filter: steel\nMaintenance: clean the filter weekly\nWeight of the case: 3 kg\n"
TEAM = "- **Director**: Ruth Aker\n- **Cleaner**: Omar Said\n"
LABELS = [
    ("Who plays the miller?", CAST, "Sven Dahl", "other_attribute"),
    ("Who plays the miller?", CAST, "Ivar Lund", "other_attribute"),
    ("Who plays the miller?", CAST, "Grete Holm", "Grete Holm"),
    ("Who plays King Olaf?", CAST, "Sven Dahl", "Sven Dahl"),
    ("Who plays King Olaf?", CAST, "Ivar Lund", "other_attribute"),
    ("Who plays the drum?", CAST, "Sven Dahl", "Sven Dahl"),
    ("How often is the filter cleaned?", CARE, "weekly", "weekly"),
    ("How deep is Lake Brann?", "Lake: Brann\nDepth: 44 m\n", "44 m", "44 m"),
    ("Who mends the filter?", "Filter: Ola Ek\nFan: Bo Dahl\n", "Bo Dahl", "other_attribute"),
    ("Who is the cleaner?", TEAM, "Ruth Aker", "other_attribute"),
    ("Who is the cleaner?", TEAM, "Omar Said", "Omar Said"),
]
TABLES = {
    "identifiers": IDENTIFIERS,
    "names": NAMES,
    "contrasts": CONTRASTS,
    "labels": LABELS,
    "roles": ROLES,
    "lists": LISTS,
    "repeats": REPEATS,
    "exceptions": EXCEPTIONS,
    "restated": RESTATED,
    "edges": EDGES,
    "document": DOCUMENT,
    "calculation": CALCULATION,
}


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [pytest.param(*row, id=f"{kind}-{n}") for kind, rows in TABLES.items() for n, row in enumerate(rows)],
)
def test_a_span_is_refused_moved_or_left_alone(question: str, text: str, span: str, expected: str) -> None:
    assert judged(question, text, span) == expected


def test_every_kind_has_ten_cases() -> None:
    assert {kind: len(rows) for kind, rows in TABLES.items() if len(rows) < 10} == {}
