"""The questions about one owner."""

from __future__ import annotations

from datetime import date
from functools import cache

from opensdo.law.categories import categories
from opensdo.law.parameters import parameter
from opensdo.papers.questions.shape import Kind, Option, Page, Question, Questionnaire, Section
from opensdo.programs.certification.questionnaire.versions import NEWEST, REGULATION

OWNER = "businesses.Owner"


PERSON = Page(
    "person",
    "Name and standing",
    "Who is this owner?",
    "Only adults who are citizens or lawful permanent residents count toward the share.",
    (
        Question(
            "full_name",
            "Full name",
            Kind.LINE,
            f"{OWNER}.full_name",
            "Owner",
            missing="Write the full name of the owner",
        ),
        Question(
            "is_adult",
            "Is this owner 18 or older?",
            Kind.YES_NO,
            f"{OWNER}.is_adult",
            "18 or older",
            missing="Choose yes or no",
        ),
        Question(
            "citizenship",
            "Standing in the United States",
            Kind.ONE,
            f"{OWNER}.citizenship",
            "Standing",
            options=(
                Option("citizen", "U.S. citizen"),
                Option("resident", "Lawful permanent resident", "Has a green card"),
                Option("other", "Neither"),
            ),
            missing="Choose one",
        ),
        Question(
            "home_address",
            "Home address",
            Kind.TEXT,
            f"{OWNER}.home_address",
            "Home address",
            longest=300,
            rows=3,
            missing="Write the home address of the owner",
        ),
    ),
    cites=REGULATION,
)

NUMBER = Page(
    "number",
    "Social Security number",
    "What is the Social Security number of {name}?",
    "It ties this owner to the tax returns you send.",
    (
        Question(
            "ssn",
            "Social Security number",
            Kind.SSN,
            f"{OWNER}.ssn",
            "Social Security number",
            hint="Nine digits, like 000-00-0000. It is sealed as soon as it reaches us.",
            missing="Write the Social Security number, nine digits",
        ),
    ),
)


@cache
def owner_questions(on: date, chosen: tuple[str, ...]) -> Questionnaire:
    """`chosen` are the categories applied for: nobody is asked about another group."""
    return Questionnaire(NEWEST, (Section("Owner", (PERSON, _share(on), _groups(on, chosen), NUMBER)),))


def _share(on: date) -> Page:
    least = parameter("ownership_percent", on=on).words
    return Page(
        "share",
        "Share",
        "How much of the business does {name} own?",
        f"At least {least} must belong to people the program is for.",
        (
            Question(
                "share",
                "Share today",
                Kind.SHARE,
                f"{OWNER}.share",
                "Share",
                hint="Count only what this owner holds, not what family or another firm holds.",
                missing="Write the share as a number from 0 to 100, like 51 or 66.5",
            ),
            Question(
                "since",
                "Since when has it been this much?",
                Kind.DAY,
                f"{OWNER}.since",
                "Since",
                hint="For example, 6 1 2018. Your best guess will do.",
                missing="Write the day since when the share has been this much",
            ),
            Question(
                "acquired",
                "How did this owner come to own it?",
                Kind.TEXT,
                f"{OWNER}.acquired",
                "How they came to own it",
                hint="A sentence or two. For example: founded it, bought it, inherited it.",
                required=False,
                longest=1000,
            ),
        ),
        cites=REGULATION,
    )


def _groups(on: date, chosen: tuple[str, ...]) -> Page:
    offered = tuple(Option(each.code, each.plain, each.who) for each in categories(on=on) if each.code in chosen)
    return Page(
        "groups",
        "Groups",
        "Toward which certificates does {name} count?",
        "We add up the shares for each certificate you apply for.",
        (
            Question(
                "qualifies_for",
                "Choose all that fit",
                Kind.SOME,
                f"{OWNER}.qualifies_for",
                "Counts toward",
                hint="Choose none if this owner belongs to none of these groups.",
                required=False,
                options=offered,
            ),
        ),
        cites=REGULATION,
    )
