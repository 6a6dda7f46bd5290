"""English words by what they do in a sentence, and their forms.

Closed classes in full, of others what questions often use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.number_words import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

WH_PRONOUNS = frozenset("who whom whose what which".split())
WH_ADVERBS = frozenset("when where why how".split())
WH_WORDS = WH_PRONOUNS | WH_ADVERBS
COPULAS = frozenset("is are was were".split())
DO = frozenset("do does did".split())
HAVE = frozenset("has have had".split())
COMMON_MODALS = frozenset("can could will would".split())
MODALS = COMMON_MODALS | frozenset("may might must shall should".split())
AUXILIARIES = COPULAS | DO | HAVE | MODALS
COMMON_AUXILIARIES = COPULAS | DO | HAVE | COMMON_MODALS
THIRD_PERSON_SINGULAR = frozenset("is was has does".split())
PREPOSITIONS = frozenset(
    "in at on of for from by with to into under over against between among about during after before since until "
    "within near through towards toward upon as than per without along across behind around above below".split()
)
DETERMINERS = frozenset("the a an this that these those its his her their our my your each every any some no".split())
CONJUNCTIONS = frozenset("and or but nor".split())
ADVERBS = frozenset(
    "away down off out up also then there now here exactly next later first last again still already altogether "
    "together else once ever not yearly daily most more least less too only yet so ago just afterwards finally "
    "ever never often soon".split()
)
DISCOURSE_MARKERS = frozenset("and but so also ok okay well then now oh please".split())
PERSON_PRONOUNS = frozenset("he she him his her hers himself herself".split())
PLURAL_PRONOUNS = frozenset("they them their theirs themselves".split())
NEUTER_PRONOUNS = frozenset("it its itself".split())
DEMONSTRATIVES = frozenset("this that these those".split())
POSSESSIVES = frozenset("his her its their".split())
SUBJECT_PRONOUNS = frozenset("i you he she it we they".split())
PRONOUNS = (
    PERSON_PRONOUNS | PLURAL_PRONOUNS | NEUTER_PRONOUNS | SUBJECT_PRONOUNS | frozenset("me us you one ones".split())
)

CLOSED_CLASSES = (
    WH_WORDS | AUXILIARIES | PREPOSITIONS | DETERMINERS | CONJUNCTIONS | ADVERBS | PRONOUNS | {"be", "been", "being"}
)

ORGANISATIONS = frozenset(
    "agency air army association authority bank board club college committee company corporation corps council "
    "court department force forces foundation front government group house institute institution international "
    "journal league library media ministry movement museum news office organisation organization outdoor "
    "parliament party police press review school society state states union university times post guard guards".split()
)
PLACE_NOUNS = frozenset(
    "area basement border branch capital city continent country corridor district governorate locality place port "
    "province region river room sea site state town village warehouse".split()
)
EVENT_NOUNS = frozenset(
    "accident agreement attack barrage battle bombing bombings bombardment conflict crisis earthquake election "
    "event exchange invasion meeting operation programme program raid recall strike strikes attacks treaty visit "
    "war".split()
)
PERSON_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ster", "child", "president", "agent", "expert", "analyst")
NOT_PERSONS = frozenset(
    "number letter power order border member washer paper water corridor drawer matter chapter quarter computer "
    "starter winter summer river answer former other whether another higher lower copper newspaper dinner".split()
)

_NO_PLURALS = frozenset(
    "news works series species means headquarters barracks gas canvas atlas alias"
    " lens bias corps chaos ethos cosmos always perhaps towards sometimes besides whereas afterwards christmas police"
    " physics politics economics mathematics athletics statistics does has".split()
)
_SAME_AS_PAST = "built won led met made found sold bought shot held lost sent fought taught cut hit".split()
PAST_PARTICIPLES = {
    "wrote": "written", "began": "begun", "gave": "given", "took": "taken", "stole": "stolen", "drew": "drawn",
    "broke": "broken", "saw": "seen", "chose": "chosen", "sang": "sung", "sank": "sunk", "threw": "thrown",
} | dict(zip(_SAME_AS_PAST, _SAME_AS_PAST, strict=True))  # fmt: skip
"""Of irregular verbs that questions ask with, by their simple past."""

_IRREGULAR_BASES = {
    "began": "begin", "begun": "begin", "bought": "buy", "brought": "bring", "built": "build", "came": "come",
    "chose": "choose", "died": "die", "did": "do", "drew": "draw", "drove": "drive", "fell": "fall", "felt": "feel",
    "fought": "fight", "found": "find", "flew": "fly", "gave": "give", "given": "give", "went": "go", "gone": "go",
    "grew": "grow", "heard": "hear", "held": "hold", "kept": "keep", "knew": "know", "known": "know", "laid": "lay",
    "led": "lead", "left": "leave", "lent": "lend", "lay": "lie", "lost": "lose", "made": "make", "meant": "mean",
    "met": "meet", "paid": "pay", "ran": "run", "said": "say", "saw": "see", "seen": "see", "sold": "sell",
    "sent": "send", "showed": "show", "shown": "show", "sank": "sink", "sat": "sit", "spoke": "speak", "spent": "spend",
    "stood": "stand", "struck": "strike", "took": "take", "taken": "take", "taught": "teach", "told": "tell",
    "thought": "think", "threw": "throw", "understood": "understand", "wore": "wear", "won": "win", "wrote": "write",
    "written": "write", "withdrew": "withdraw",
}  # fmt: skip
_VERBS = frozenset(
    "accept accuse achieve act add affect agree allow announce appear apologise apologize appoint approve argue "
    "arrive ask attack attend avoid award back bake ban bear become begin believe belong blame bomb bombard "
    "borrow bring build buy call carry cause change charge choose claim close codename collect come command compare "
    "complain concern condemn conduct confirm connect consider contain continue control cost count cover create cross "
    "damage deal decide declare defeat defend deny depend describe destroy develop die discover discuss do draw "
    "drive drop earn eat elect employ end enter establish exchange exist expel explain face fall fear feed feel "
    "fight find finish fire fly follow force form found gain get give go govern grant grow guard happen hate head hear "
    "help hide hit hold hope host house identify include increase injure insist introduce invade invent invest "
    "invite involve join judge keep kill know land last launch lay lead learn leave lend let lie like limit live "
    "lose love maintain make manage mark marry mean measure mediate meet mention move name need note occur offer "
    "open oppose order organise organize own pay perform permit plan play point possess praise prefer prepare "
    "present prevent produce promise propose protest prove provide publish pull push put question raise reach "
    "read recall receive recognise recognize reduce refer refund refuse refute reject release remain remember "
    "remove renew reopen repair replace reply report represent require resign resolve respond return reveal rise "
    "rule run say see seek seem sell send separate serve settle share show sign sink sit speak specialise "
    "specialize spend stabilise stabilize stand start state stay steal stop store strike study succeed suffer "
    "suggest supply support suppose take target teach tell terminate think threaten throw transport travel treat "
    "try turn understand use visit want warn wear welcome win wish withdraw work worry wound write yield".split()
)


def any_of(words: Iterable[str]) -> str:
    """A regular expression that matches each of the words."""
    return "|".join(sorted(words))


def base_form(verb: str) -> str | None:
    """The base form of a verb; None if the word is no verb that is known here."""
    word = verb.lower()
    if word in _VERBS:
        return word
    if word in _IRREGULAR_BASES:
        return _IRREGULAR_BASES[word]
    stems: tuple[str, ...] = ()
    if word.endswith("ied"):
        stems = (word[:-3] + "y",)
    elif word.endswith("ed"):
        stems = (word[:-1], word[:-2], word[:-3])
    elif word.endswith("ing"):
        stems = (word[:-3] + "e", word[:-3], word[:-4])
    elif word.endswith("ies"):
        stems = (word[:-3] + "y",)
    elif word.endswith("s"):
        stems = (word[:-1], word[:-2])
    return next((stem for stem in stems if stem in _VERBS), None)


def plural_of(noun: str) -> str:
    """The regular plural of a noun."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def is_plural(noun: str) -> bool:
    """True if a noun looks like a plural."""
    word = noun.lower()
    return (word.endswith("s") and not word.endswith(("ss", "us", "sis", "ics"))) or word in {
        "people", "children", "men", "women", "media", "police", "dead",
    }  # fmt: skip


def may_be_plural(word: str) -> bool:
    """True if a word may be a plural or a number, as far as its ending tells."""
    plural = regex.fullmatch(r".*[^sui]s|people|.*men|children|both|all|\d+", word.lower())
    return plural is not None or word.lower() in UNITS[2:]


def is_surely_plural(word: str) -> bool:
    """True if a word can hardly be anything but a plural, or a verb in the third person."""
    lower = word.lower()
    if lower in _NO_PLURALS or not word[:1].islower() or "'" in word or "’" in word:
        return False
    return regex.fullmatch(r"\p{L}+[^suic]s|people|(?:\p{L}*(?:wo|[srey]))?men|children", lower) is not None


def is_person_noun(noun: str) -> bool:
    """True if a common noun looks like one for a person: *minister*, *borrower*, *ombudsman*."""
    word = noun.lower()
    return word.endswith(PERSON_ENDINGS) and word not in NOT_PERSONS
