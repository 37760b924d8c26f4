"""What an application asks, version by version. The words of the law come from its dated data."""

from __future__ import annotations

from datetime import date
from functools import cache

from opensdo.law.categories import categories
from opensdo.law.checklist import structures
from opensdo.law.parameters import parameter
from opensdo.papers.questions.shape import Kind, Option, Page, Question, Questionnaire, Section

NEWEST = "2026-11"
REGULATION = "425 CMR 2.02"
BUSINESS, APPLICATION, OWNER = "businesses.Business", "certification.Application", "businesses.Owner"
YES_NO_SURE = (Option("yes", "Yes"), Option("no", "No"))


def application_questions(version: str, on: date) -> Questionnaire:
    """As asked under that version on the day the application was begun. Raises KeyError for an unknown version."""
    return VERSIONS[version](on)


def owner_questions(on: date, chosen: tuple[str, ...]) -> Questionnaire:
    return _owner(on, chosen)


@cache
def _first(on: date) -> Questionnaire:
    about = Section("About the business", (_name(), _form(on), _address(), _contact(), _tax(), _sells()))
    running = Section("Who owns and runs it", (_decisions(), _ties()))
    return Questionnaire(NEWEST, (Section("What you apply for", (_categories(on),)), about, running))


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


def _name() -> Page:
    return Page(
        "name",
        "Name",
        "What is the business called?",
        "The name on the certificate must match your papers.",
        (
            Question(
                "legal_name",
                "Legal name",
                Kind.LINE,
                f"{BUSINESS}.legal_name",
                "Legal name",
                hint="As it stands on your tax return or in your founding papers.",
                autocomplete="organization",
                missing="Write the legal name of the business",
            ),
            Question(
                "trade_name",
                "Other name you do business under",
                Kind.LINE,
                f"{BUSINESS}.trade_name",
                "Other name",
                required=False,
            ),
        ),
    )


def _form(on: date) -> Page:
    offered = tuple(Option(each.code, each.name, each.help) for each in structures(on=on))
    return Page(
        "form",
        "Legal form and age",
        "How is the business set up?",
        "The list of papers that we need follows from the legal form.",
        (
            Question(
                "structure",
                "Legal form",
                Kind.ONE,
                f"{BUSINESS}.structure",
                "Legal form",
                options=offered,
                missing="Choose how the business is set up",
            ),
            Question(
                "founded_on",
                "When did it start?",
                Kind.DAY,
                f"{BUSINESS}.founded_on",
                "Started on",
                hint="For example, 4 12 2018. Your best guess will do.",
                missing="Write the day the business started",
            ),
        ),
        cites=REGULATION,
    )


def _address() -> Page:
    return Page(
        "address",
        "Address",
        "Where is the business?",
        "We need to know where the work is run from, and where to reach you by mail.",
        (
            Question(
                "street",
                "Street and number",
                Kind.LINE,
                f"{BUSINESS}.street",
                "Street",
                hint="If you work from home, this is your home address. We never list it unless you ask us to.",
                autocomplete="street-address",
                missing="Write the street and number",
            ),
            Question(
                "city",
                "City or town",
                Kind.LINE,
                f"{BUSINESS}.city",
                "City or town",
                longest=80,
                autocomplete="address-level2",
                missing="Write the city or town",
            ),
            Question(
                "state",
                "State",
                Kind.STATE,
                f"{BUSINESS}.state",
                "State",
                hint="Two letters, like MA.",
                autocomplete="address-level1",
                missing="Write the state in two letters, like MA",
            ),
            Question(
                "zip_code",
                "ZIP code",
                Kind.ZIP,
                f"{BUSINESS}.zip_code",
                "ZIP code",
                autocomplete="postal-code",
                missing="Write the ZIP code",
            ),
        ),
    )


def _contact() -> Page:
    return Page(
        "contact",
        "Who to talk to",
        "Who can we talk to about this application?",
        "An officer may call or write when something is not clear.",
        (
            Question(
                "contact_name",
                "Name",
                Kind.LINE,
                f"{BUSINESS}.contact_name",
                "Contact",
                autocomplete="name",
                missing="Write the name of the person we can talk to",
            ),
            Question(
                "phone",
                "Telephone",
                Kind.PHONE,
                f"{BUSINESS}.phone",
                "Telephone",
                autocomplete="tel",
                missing="Write a telephone number, like 617 555 0100",
            ),
            Question(
                "email",
                "E-mail",
                Kind.EMAIL,
                f"{BUSINESS}.email",
                "E-mail",
                autocomplete="email",
                missing="Write an e-mail address, like name@example.org",
            ),
            Question(
                "website",
                "Website",
                Kind.WEB,
                f"{BUSINESS}.website",
                "Website",
                required=False,
                autocomplete="url",
            ),
        ),
    )


def _tax() -> Page:
    return Page(
        "tax",
        "Tax number",
        "What is the tax number of the business?",
        "It tells your business apart from others with the same name.",
        (
            Question(
                "ein",
                "Employer Identification Number (EIN)",
                Kind.EIN,
                f"{BUSINESS}.ein",
                "Tax number (EIN)",
                hint="Nine digits, like 12-3456789. Leave it empty if you have none.",
                required=False,
            ),
        ),
    )


def _sells() -> Page:
    return Page(
        "sells",
        "What the business sells",
        "What does the business sell?",
        "Buyers find you by these words. They also show us what work you do.",
        (
            Question(
                "description",
                "In your own words",
                Kind.TEXT,
                f"{BUSINESS}.description",
                "What it sells",
                hint="Two or three sentences. For example: steel stairs and railings, made and put in.",
                longest=1000,
                missing="Say in a sentence or two what the business sells",
            ),
        ),
    )


def _decisions() -> Page:
    who = "Write the name of the person, or of each person."
    return Page(
        "decisions",
        "Who decides what",
        "Who decides what in the business?",
        "The owners you count on must run the business themselves, on paper and in fact.",
        (
            _control("money", "Who decides about large purchases and loans?", "Large purchases", who),
            _control("people", "Who hires people and lets them go?", "Hiring", who),
            _control("work", "Who leads the work each day?", "Daily work", who),
            Question(
                "veto",
                "Can someone else stop these decisions?",
                Kind.ONE,
                f"{APPLICATION}.control.veto",
                "Someone else can stop a decision",
                hint="A lender, a partner, a landlord, a rule in your papers: anyone whose yes is needed.",
                options=YES_NO_SURE,
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


def _control(code: str, label: str, short: str, hint: str) -> Question:
    return Question(
        code,
        label,
        Kind.LINE,
        f"{APPLICATION}.control.{code}",
        short,
        hint=hint,
        missing=f"{label} Write at least one name",
    )


def _ties() -> Page:
    return Page(
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
                options=YES_NO_SURE,
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


@cache
def _owner(on: date, chosen: tuple[str, ...]) -> Questionnaire:
    return Questionnaire(NEWEST, (Section("Owner", (_person(), _share(on), _groups(on, chosen), _number())),))


def _person() -> Page:
    return Page(
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


def _number() -> Page:
    return Page(
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
