"""The questions about the business itself."""

from __future__ import annotations

from datetime import date

from opensdo.law.checklist import structures
from opensdo.papers.questions.shape import Kind, Option, Page, Question, Section
from opensdo.programs.certification.questionnaire.versions import REGULATION

BUSINESS = "businesses.Business"


NAME = Page(
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

ADDRESS = Page(
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

CONTACT = Page(
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

TAX = Page(
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

SELLS = Page(
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


def about_the_business(on: date) -> Section:
    return Section("About the business", (NAME, _form(on), ADDRESS, CONTACT, TAX, SELLS))


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
