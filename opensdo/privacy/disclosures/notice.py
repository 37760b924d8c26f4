"""The data-system notice that G.L. c.30 s.63 asks for, drawn from the data map and what is registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import Final

from django.conf import settings
from django.db import connection

from opensdo.kit.counting import counted
from opensdo.law.office import office
from opensdo.privacy.data.declare import Audience, Category, access_of, columns, declared, our_models
from opensdo.privacy.data.models import Subject
from opensdo.privacy.data.purposes import APPLY, LOOK_IN, PURPOSES, Login, Purpose
from opensdo.privacy.data.retention import KEEPS
from opensdo.privacy.data.sealed import sealed_in
from opensdo.privacy.disclosures.datamap import Line, datamap
from opensdo.privacy.disclosures.models import Recipient

UNSET: Final = "Not set."
WIDTH: Final = 78
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
TITLES: Final = {  # what a time limit is of, where its own name does not say so
    "while the account is open": "Accounts",
    "until sent": "Papers that wait for their letter",
    "legal hold": "Orders of legal hold",
}
APART: Final = {APPLY: "apply, for themselves or for a firm"}  # elsewhere these words speak to the reader
FIRST: Final = "To certify firms, and to show the public which of them are certified."
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


USERS: Final = {
    Login.PUBLIC: "People who apply",
    Login.STAFF: "Officers who are named for it",
    Login.WORKER: "The software by itself",
    Login.KEEPER: "Whoever runs the servers",
}
GUESTS: Final = "People of another agency, named for one case and until a day"


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[str, ...]


def notice(on: date) -> list[Part]:
    """Read by anybody: it counts people and names none of them."""
    found = datamap()
    return [
        Part("Name of the system", (f"{office().name}: records of firms, their owners, and certification",)),
        Part("What it is for", tuple(_purposes())),
        Part("How many people it speaks of", tuple(_many(on))),
        Part("What it holds", (*_categories(found), COMPUTER)),
        Part("Where it is kept, how long, and how it ends", tuple(_keeping(found))),
        Part("Where it comes from", ("The people and firms who apply, and the officers who decide.",
             "Lists of firms that were certified before this system began.")),
        Part("Who uses it, and what for", tuple(_users())),
        Part("Who may get facts outside the office", tuple(_recipients(found))),
        Part("What we do to keep to chapter 66A", STEPS),
        Part("Who answers for it", tuple(_responsible())),
        Part("When it was filed with the Secretary", (UNSET,)),
    ]  # fmt: skip


def as_text(on: date) -> str:
    """To be printed and filed, so no line is longer than a page is wide."""
    words = [
        "Notice of a personal data system, under G.L. c.30 s.63",
        f"{office().name}, {office().government}",
        f"As it stood on {on:%-d %B %Y}",
    ]
    for number, part in enumerate(notice(on), 1):
        words += ["", *fill(f"{number}. {part.title}", WIDTH).splitlines()]
        words += [fill(line, WIDTH, initial_indent="   - ", subsequent_indent="     ") for line in part.lines]
    return "\n".join(words) + "\n"


def _many(on: date) -> Iterator[str]:
    """The law asks for persons, also for those who are expected; a file is of a firm, and names several."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_named()")
        named = counted(cursor.fetchone()[0], "person", "people")
    files = counted(Subject.objects.count(), "file")
    yield f"{named}, named in {files} of people or firms, on {on:%-d %B %Y}."
    yield "Who is named in two files counts twice. So does who applies alone and again for a firm."
    yield f"How many more we expect: {settings.EXPECTED_PEOPLE or UNSET.lower()}"


def _used() -> list[Purpose]:
    """Every purpose that may do anything with a row that speaks of somebody: more use it than see a field of it."""
    every: set[Purpose] = set()
    for model in our_models():
        access = access_of(model)
        if access and (sealed_in(model) or any(map(declared, columns(model).values()))):
            every |= {*access.reads, *access.inserts, *access.updates, *access.deletes}
    return [purpose for purpose in PURPOSES if purpose in every]


def _purposes() -> Iterator[str]:
    yield FIRST
    yield from (f"To {purpose.words}." for purpose in _used() if purpose not in APART)
    yield "To let people sign in."


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
        yield f"{TITLES.get(code, code.capitalize())}: {_lower(KEEPS[code].words)}"
    yield "Records on legal hold stay until the hold is lifted. What is destroyed is taken out with its keys."
    days = settings.BACKUP_DAYS
    end = f"they are kept for {days} days" if days else "nobody has set yet how long they are kept"
    yield f"Backups are encrypted. They still hold what was destroyed here since: {end}."


def _users() -> Iterator[str]:
    for login, words in USERS.items():
        for purpose in (each for each in _used() if each.login is login):
            yield f"{GUESTS if purpose is LOOK_IN else words}: to {APART.get(purpose, purpose.words)}."
    yield "Everybody who has an account: to sign in."
    yield f"{USERS[Login.KEEPER]}: to make backups and to put them back."
    yield "All of this is done by computer."


def _recipients(found: list[Line]) -> Iterator[str]:
    here = {line.category for line in found if line.audience == Audience.LISTED and line.room == "directory"}
    listed = [words for category, words in WORDS.items() if category in here]
    yield f"The public, in the list of certified firms: {'; '.join(listed).lower()}."
    yield f"{GUESTS}: what they need to look into it."
    known = list(Recipient.objects.order_by("name", "since"))
    for each in known:
        yield f"{each.name}: {each.use}, from {each.since:%-d %B %Y} to {each.until:%-d %B %Y}."
    if not known:
        yield "Nobody else. No agreement is registered."


def _responsible() -> Iterator[str]:
    officer = next((each for each in office().officers if each.code == "privacy-officer"), None)
    if officer is None:
        yield UNSET
        return
    yield f"{officer.title}, {officer.email}, {officer.phone}"
    yield f"Name: {officer.name or 'not set'}."
    yield f"Address: {', '.join(office().address)}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
