"""The matters that pairs of made-up reports are about, and the sentences that state them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the fact of a pair is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter: the question, sentences that state the fact at `{v}`, and what `{v}` is, as `written_ways` has it."""

    kind: Kind
    value: str
    question: str
    forms: tuple[str, ...]


TUNING_TOPICS = (
    Topic(Kind.NUMBER, "few people", "How many people died in the {place} mine fire?", (
        "The fire in the {place} mine killed {v} people.",
        "According to the inspectorate, {v} people died in the {place} mine fire.",
        "{V} people lost their lives when the mine at {place} caught fire.",
        "Rescuers said that {v} miners had died in the fire at the {place} mine.",
    )),
    Topic(Kind.NUMBER, "few", "How many ships were lost in the {place} storm?", (
        "The storm off {place} sank {v} ships.",
        "{V} ships were lost in the {place} storm, the harbour master wrote.",
        "In the {place} storm the fleet lost {v} ships.",
        "Insurers paid for {v} ships that had been lost in the storm at {place}.",
    )),
    Topic(Kind.NUMBER, "metres", "How long is the {place} Bridge?", (
        "The {place} Bridge is {v} long.",
        "With a length of {v}, the {place} Bridge is the longest of the district.",
        "Engineers gave the length of the {place} Bridge as {v}.",
        "The {place} Bridge spans {v} from bank to bank.",
    )),
    Topic(Kind.NUMBER, "metres", "How tall is the {place} lighthouse?", (
        "The {place} lighthouse is {v} tall.",
        "At a height of {v}, the lighthouse of {place} can be seen from the mainland.",
        "Built of granite, the {place} lighthouse rises to {v}.",
        "The lighthouse at {place} stands {v} tall, the guidebook says.",
    )),
    Topic(Kind.NUMBER, "money", "How much did the {place} library cost?", (
        "The new library in {place} cost {v}.",
        "The town paid {v} for the {place} library.",
        "Building the {place} library cost the council {v}.",
        "At a cost of {v}, the {place} library is the town's dearest building.",
    )),
    Topic(Kind.NUMBER, "money", "How much money did the {place} hospital receive?", (
        "The hospital in {place} received {v} from the foundation.",
        "A gift of {v} went to the {place} hospital.",
        "The foundation gave the {place} hospital {v}.",
        "{V} was what the {place} hospital received in the end.",
    )),
    Topic(Kind.NUMBER, "many", "How many people visited the {place} Museum in 2019?", (
        "In 2019, {v} people visited the {place} Museum.",
        "The {place} Museum counted {v} visitors in 2019.",
        "{V} people came to see the {place} Museum in 2019.",
        "A total of {v} people visited the {place} Museum in 2019, its report says.",
    )),
    Topic(Kind.NUMBER, "many", "How many people live in {place}?", (
        "{V} people live in {place}.",
        "{place} has {v} inhabitants.",
        "The town of {place} is home to {v} people.",
        "The census found {v} people living in {place}.",
    )),
    Topic(Kind.NUMBER, "percent", "What percentage of voters in {place} backed the tunnel?", (
        "In {place}, {v} of voters backed the tunnel.",
        "The tunnel was backed by {v} of the voters of {place}.",
        "{V} of those who voted in {place} were in favour of the tunnel.",
        "Support for the tunnel among the voters of {place} reached {v}.",
    )),
    Topic(Kind.NUMBER, "few", "How many windows does the {place} chapel have?", (
        "The chapel of {place} has {v} windows.",
        "Light enters the {place} chapel through {v} windows.",
        "The mason gave the {place} chapel {v} windows.",
        "There are {v} windows in the chapel at {place}.",
    )),
    Topic(Kind.DATE, "day", "When was the {place} Bridge opened?", (
        "The {place} Bridge was opened on {v}.",
        "On {v} the minister opened the {place} Bridge.",
        "Traffic has crossed the {place} Bridge since it was opened on {v}.",
        "The opening of the {place} Bridge took place on {v}.",
    )),
    Topic(Kind.DATE, "day", "When did the ferry {ship} sink?", (
        "The ferry {ship} sank on {v}.",
        "On {v} the ferry {ship} went down and sank within an hour.",
        "The {ship}, a ferry of the coastal line, sank on {v}.",
        "The ferry {ship} struck a reef and sank on {v}.",
    )),
    Topic(Kind.DATE, "year", "In which year was the {place} Observatory founded?", (
        "The {place} Observatory was founded in {v}.",
        "In {v} two teachers founded the {place} Observatory.",
        "Founded in {v}, the {place} Observatory is run by volunteers.",
        "The founding of the {place} Observatory dates from {v}.",
    )),
    Topic(Kind.DATE, "year", "In what year did the {place} mill close?", (
        "The mill at {place} closed in {v}.",
        "In {v} the {place} mill closed its gates.",
        "The {place} mill, which closed in {v}, made paper.",
        "The owners closed the {place} mill in {v}.",
    )),
    Topic(Kind.DATE, "day", "When was the treaty of {place} signed?", (
        "The treaty of {place} was signed on {v}.",
        "On {v} both sides signed the treaty of {place}.",
        "The envoys signed the treaty of {place} on {v}.",
        "Signed on {v}, the treaty of {place} ended the quarrel over salt.",
    )),
    Topic(Kind.DATE, "day", "When did the strike at the {place} shipyard begin?", (
        "The strike at the {place} shipyard began on {v}.",
        "On {v} welders at the {place} shipyard went on strike.",
        "Work stopped on {v}, when the strike at the {place} shipyard began.",
        "The strike at the shipyard of {place} started on {v}.",
    )),
    Topic(Kind.NAME, "person", "Who designed the {place} Concert Hall?", (
        "{v} designed the {place} Concert Hall.",
        "The {place} Concert Hall was designed by {v}.",
        "The designer of the {place} Concert Hall was {v}.",
        "The council asked {v}, who designed the {place} Concert Hall in one winter.",
    )),
    Topic(Kind.NAME, "person", "Who won the {place} Prize?", (
        "{v} won the {place} Prize.",
        "The {place} Prize was won by {v}.",
        "The winner of the {place} Prize was {v}.",
        "The jury gave the {place} Prize to {v}.",
    )),
    Topic(Kind.NAME, "person", "Who is the director of the {place} Museum?", (
        "{v} is the director of the {place} Museum.",
        "The {place} Museum is led by its director, {v}.",
        "The director of the {place} Museum, {v}, collects clocks.",
        "The board of the {place} Museum made {v} its director.",
    )),
    Topic(Kind.NAME, "person", "Who was the captain of the {ship}?", (
        "{v} was the captain of the {ship}.",
        "The captain of the {ship} was {v}.",
        "The {ship} sailed under its captain, {v}.",
        "The captain of the {ship}, {v}, kept a diary.",
    )),
    Topic(Kind.NAME, "company", "Which company built the {place} tramway?", (
        "{v} built the {place} tramway.",
        "The {place} tramway was built by {v}.",
        "The tramway in {place} was the work of {v}, which built it in two years.",
        "The builder of the {place} tramway was {v}.",
    )),
    Topic(Kind.NAME, "person", "Who wrote the song of {place}?", (
        "{v} wrote the song of {place}.",
        "The song of {place} was written by {v}.",
        "The writer of the song of {place} was {v}.",
        "The schoolmistress {v} wrote the song of {place} for a wedding.",
    )),
    Topic(Kind.NAME, "river", "Which river flows through {place}?", (
        "The {v} flows through {place}.",
        "The river {v} flows through {place}.",
        "{place} lies on both banks of the {v}, which flows through it from north to south.",
        "Through {place} flows the river {v}.",
    )),
    Topic(Kind.NAME, "person", "Who chairs the {place} chess club?", (
        "{v} chairs the {place} chess club.",
        "The {place} chess club is chaired by {v}.",
        "The chess club of {place} has {v} in the chair.",
        "The chess club in {place}, which {v} chairs, has forty members.",
    )),
)  # fmt: skip

# Written when the rules were done, and for reporting alone.
HELD_OUT_TOPICS = (
    Topic(Kind.NUMBER, "few", "How many bells hang in the {place} tower?", (
        "{V} bells hang in the tower of {place}.",
        "The {place} tower holds {v} bells.",
        "In the tower at {place} there hang {v} bells, the oldest of them cast by monks.",
        "The sexton of {place} looks after {v} bells in the tower.",
    )),
    Topic(Kind.NUMBER, "kilometres", "How far is {place} from the coast?", (
        "{place} lies {v} from the coast.",
        "From {place} it is {v} to the coast.",
        "At {v} from the coast, {place} never sees fog.",
        "The distance between {place} and the coast is {v}.",
    )),
    Topic(Kind.NUMBER, "many", "How many tonnes of salt did the {place} works produce in 1988?", (
        "In 1988 the {place} works produced {v} tonnes of salt.",
        "The salt works at {place} gave their output for 1988 as {v} tonnes.",
        "{V} tonnes of salt came from the {place} works in 1988.",
        "Salt production at the {place} works reached {v} tonnes in 1988.",
    )),
    Topic(Kind.NUMBER, "money", "What was the budget of the {place} theatre?", (
        "The {place} theatre had a budget of {v}.",
        "The budget of the theatre in {place} was {v}.",
        "With {v} as its budget, the {place} theatre staged four plays.",
        "The council set the {place} theatre's budget at {v}.",
    )),
    Topic(Kind.NUMBER, "percent", "What share of the forest around {place} burned?", (
        "The fire burned {v} of the forest around {place}.",
        "Around {place}, {v} of the forest burned.",
        "Foresters found that {v} of the forest around {place} had burned.",
        "Of the forest around {place}, {v} was lost to the fire.",
    )),
    Topic(Kind.DATE, "year", "When did the volcano above {place} last erupt?", (
        "The volcano above {place} last erupted in {v}.",
        "The last eruption of the volcano above {place} was in {v}.",
        "Since it last erupted in {v}, the volcano above {place} has been quiet.",
        "In {v} the volcano above {place} erupted for the last time.",
    )),
    Topic(Kind.DATE, "year", "In which year did {place} get electric light?", (
        "{place} got electric light in {v}.",
        "Electric light came to {place} in {v}.",
        "In {v} the streets of {place} got electric light.",
        "Not before the mill agreed, in {v}, did {place} get electric light.",
    )),
    Topic(Kind.DATE, "day", "On what date did the {ship} leave {place}?", (
        "The {ship} left {place} on {v}.",
        "On {v} the {ship} left the harbour of {place}.",
        "Crowds waved when the {ship} left {place} on {v}.",
        "The departure of the {ship} from {place} was on {v}.",
    )),
    Topic(Kind.DATE, "day", "When did the siege of {place} end?", (
        "The siege of {place} ended on {v}.",
        "On {v} the siege of {place} was over.",
        "The siege of {place} was lifted on {v}, which ended eight weeks of hunger.",
        "The end of the siege of {place} came on {v}.",
    )),
    Topic(Kind.NAME, "person", "Who painted the altar of the {place} church?", (
        "{v} painted the altar of the {place} church.",
        "The altar of the {place} church was painted by {v}.",
        "The painter of the altar in the {place} church was {v}.",
        "In the church of {place} stands an altar that {v} painted.",
    )),
    Topic(Kind.NAME, "company", "Who owns the {place} brewery?", (
        "{v} owns the {place} brewery.",
        "The {place} brewery is owned by {v}.",
        "The owner of the {place} brewery is {v}.",
        "The {place} brewery belongs to {v}, its owner for years.",
    )),
    Topic(Kind.NAME, "person", "Who is the mayor of {place}?", (
        "{v} is the mayor of {place}.",
        "The mayor of {place} is {v}.",
        "The people of {place} elected {v} as their mayor.",
        "{place} has a new mayor, {v}.",
    )),
    Topic(Kind.NAME, "river", "Which river feeds the {place} canal?", (
        "The {v} feeds the {place} canal.",
        "The {place} canal is fed by the {v}.",
        "Water for the {place} canal comes from the {v}, which feeds it all year.",
        "The river {v} feeds the {place} canal.",
    )),
    Topic(Kind.NAME, "person", "Who manages the {place} football club?", (
        "{v} manages the {place} football club.",
        "The {place} football club is managed by {v}.",
        "The manager of the football club in {place} is {v}.",
        "Under {v}, who manages it, the {place} football club has won four cups.",
    )),
)  # fmt: skip
