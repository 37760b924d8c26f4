"""The data-system notice that G.L. c.30 s.63 asks for, drawn from the data map and what is registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from opensdo.kit.counting import counted
from opensdo.law.office import office
from opensdo.privacy.data.declare import Category
from opensdo.privacy.data.models import Subject
from opensdo.privacy.data.purposes import PURPOSES, Login
from opensdo.privacy.data.retention import KEEPS
from opensdo.privacy.disclosures.datamap import Line, datamap
from opensdo.privacy.disclosures.models import Recipient

UNSET: Final = "Not set."
WORDS: Final = {
    Category.NAME: "Names",
    Category.EMAIL: "E-mail addresses",
    Category.PHONE: "Telephone numbers",
    Category.HOME: "Street addresses",
    Category.ORGANIZATION: "Names and facts of firms",
    Category.CREDENTIAL: "Passwords, kept only in a form that cannot be read",
    Category.SSN: "Social Security numbers",
    Category.TAX_NUMBER: "Tax numbers",
    Category.CITIZENSHIP: "Citizenship or residence",
    Category.DEMOGRAPHIC: "The groups that a certificate is for",
    Category.FINANCIAL: "Shares in a firm and other facts about money",
    Category.CONTENT: "What people write to us, and what we write about their case",
    Category.FILE: "Files that people send, and papers that we make for them",
}
COMPUTER: Final = "All of this is held by computer. Papers on shelves are not in it."
STEPS: Final = (
    "One officer answers for the system.",
    "Each person who works here sees only what the work needs. The database holds that rule.",
    "Numbers that could be used to steal are sealed. A reason is written down before one opens.",
    "Each look and each act is in a record that only grows.",
    "Each time that facts go outside is written down for the person they are about.",
    "What a person says against a fact stays beside it and goes where the fact goes.",
    "What each person gives stays under the policy of that day.",
)


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[str, ...]


def notice() -> list[Part]:
    """Read by anybody: it counts people and names none of them."""
    found = datamap()
    return [
        Part("Name of the system", (f"{office().name}: records of firms, their owners, and certification",)),
        Part("What it is for", tuple(_purposes(found))),
        Part("How many people it speaks of", tuple(_many())),
        Part("What it holds", (*_categories(found), COMPUTER)),
        Part("Where it is kept, how long, and how it ends", tuple(_keeping(found))),
        Part("Where it comes from", ("The people and firms who apply, and the officers who decide.",
             "Lists of firms that were certified before this system began.")),
        Part("Who uses it, and what for", tuple(_users(found))),
        Part("Who may get facts outside the office", tuple(_recipients())),
        Part("What we do to keep to chapter 66A", STEPS),
        Part("Who answers for it", tuple(_responsible())),
        Part("When it was filed with the Secretary", (UNSET,)),
    ]  # fmt: skip


def as_text() -> str:
    head = f"Notice of a personal data system, under G.L. c.30 s.63\n{office().name}, {office().government}\n"
    return head + "".join(
        f"\n{number}. {part.title}\n" + "".join(f"   - {line}\n" for line in part.lines)
        for number, part in enumerate(notice(), 1)
    )


def _many() -> Iterator[str]:
    """The law asks for persons, also for those who are expected; a file is of a firm, and names several."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_named()")
        named = counted(cursor.fetchone()[0], "person", "people")
    yield f"{counted(Subject.objects.count(), 'person or firm', 'people and firms')} on the day you read this."
    yield f"It names {named}. Who is named in two files counts twice."
    yield f"How many more we expect: {settings.EXPECTED_PEOPLE or UNSET.lower()}"


def _purposes(found: list[Line]) -> Iterator[str]:
    used = {code for line in found for code in line.purposes.split()}
    yield from (f"To {purpose.words}." for purpose in PURPOSES if purpose.code in used)


def _categories(found: list[Line]) -> Iterator[str]:
    here = {line.category for line in found}
    sealed = {line.category for line in found if line.sealed}
    for category, words in WORDS.items():
        if category in here:
            yield f"{words}{', sealed' if category in sealed else ''}."


def _keeping(found: list[Line]) -> Iterator[str]:
    away = str(settings.FILES_FOLDER).startswith("s3://")
    yield f"In one database and one store of sealed files, {'on rented space' if away else 'on servers of the office'}."
    for code in dict.fromkeys(line.keep for line in found):
        yield f"{code.capitalize()}: {KEEPS[code].words}"
    yield "Records on legal hold stay until the hold is lifted. What is destroyed is taken out with its keys."


def _users(found: list[Line]) -> Iterator[str]:
    who = {Login.PUBLIC: "The person it is about", Login.STAFF: "Officers", Login.WORKER: "The software by itself"}
    used = {code for line in found for code in line.purposes.split()}
    for login, words in who.items():
        does = [purpose.words for purpose in PURPOSES if purpose.login is login and purpose.code in used]
        yield from (f"{words}: to {each}." for each in does)


def _recipients() -> Iterator[str]:
    known = list(Recipient.objects.order_by("name", "since"))
    for each in known:
        yield f"{each.name}: {each.use}, from {each.since:%-d %B %Y} to {each.until:%-d %B %Y}."
    if not known:
        yield "Nobody. No agreement is registered."


def _responsible() -> Iterator[str]:
    officer = next((each for each in office().officers if each.code == "privacy-officer"), None)
    if officer is None:
        yield UNSET
        return
    yield f"{officer.title}, {officer.email}, {officer.phone}"
    yield f"Name: {officer.name or 'not set'}."
    yield f"Address: {', '.join(office().address)}."
