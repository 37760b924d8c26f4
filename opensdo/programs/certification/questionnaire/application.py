"""The questions of the application as a whole, and its versions."""

from __future__ import annotations

from datetime import date
from functools import cache

from opensdo.law.categories import categories
from opensdo.papers.questions.shape import Kind, Option, Page, Question, Questionnaire, Section
from opensdo.programs.certification.questionnaire.business import about_the_business
from opensdo.programs.certification.questionnaire.versions import NEWEST, REGULATION

APPLICATION = "certification.Application"
YES_NO = (Option("yes", "Yes"), Option("no", "No"))


def _control(code: str, label: str, short: str) -> Question:
    return Question(
        code,
        label,
        Kind.LINE,
        f"{APPLICATION}.control.{code}",
        short,
        hint="Write the name of the person, or of each person.",
        missing=f"{label} Write at least one name",
    )


DECISIONS = Page(
    "decisions",
    "Who decides what",
    "Who decides what in the business?",
    "The owners you count on must run the business themselves, on paper and in fact.",
    (
        _control("money", "Who decides about large purchases and loans?", "Large purchases"),
        _control("people", "Who hires people and lets them go?", "Hiring"),
        _control("work", "Who leads the work each day?", "Daily work"),
        Question(
            "veto",
            "Can someone else stop these decisions?",
            Kind.ONE,
            f"{APPLICATION}.control.veto",
            "Someone else can stop a decision",
            hint="A lender, a partner, a landlord, a rule in your papers: anyone whose yes is needed.",
            options=YES_NO,
            missing="Choose yes or no",
        ),
        Question(
            "veto_who",
            "If yes, who, and in what case?",
            Kind.TEXT,
            f"{APPLICATION}.control.veto_who",
            "Who can, and when",
            required=False,
            longest=1000,
        ),
    ),
    cites=REGULATION,
)

TIES = Page(
    "ties",
    "Ties to other businesses",
    "Does the business lean on another business?",
    "A certified business must stand on its own.",
    (
        Question(
            "ties",
            "Do you share owners, staff, space, tools or money with another business?",
            Kind.ONE,
            f"{APPLICATION}.control.ties",
            "Shares with another business",
            options=YES_NO,
            missing="Choose yes or no",
        ),
        Question(
            "ties_what",
            "If yes, with which business, and what?",
            Kind.TEXT,
            f"{APPLICATION}.control.ties_what",
            "With whom, and what",
            required=False,
            longest=1000,
        ),
    ),
    cites=REGULATION,
)


def application_questions(version: str, on: date) -> Questionnaire:
    """As asked under that version on the day the application was begun. Raises KeyError for an unknown version."""
    return VERSIONS[version](on)


@cache
def _first(on: date) -> Questionnaire:
    running = Section("Who owns and runs it", (DECISIONS, TIES))
    return Questionnaire(NEWEST, (Section("What you apply for", (_categories(on),)), about_the_business(on), running))


VERSIONS = {NEWEST: _first}


def _categories(on: date) -> Page:
    offered = tuple(Option(each.code, each.plain, each.who) for each in categories(on=on))
    return Page(
        "categories",
        "Kinds of certificate",
        "Which certificates do you apply for?",
        "Each certificate has its own rule about who owns or leads the business.",
        (
            Question(
                "categories",
                "Choose all that fit",
                Kind.SOME,
                f"{APPLICATION}.categories",
                "Certificates",
                hint="You can choose two or more. One application covers them all.",
                options=offered,
                missing="Choose at least one certificate",
            ),
        ),
        cites=REGULATION,
    )
