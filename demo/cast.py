"""The small company that tests, demonstration and screenshots share. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """`tries` says what there is to do as this person today; the page lists those who have an account and a try."""

    key: str
    name: str
    role: str
    group: str
    tries: str = ""
    staff: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"

    @property
    def initial(self) -> str:
        return self.name[0]


BUSINESSES, OFFICE, BUYERS, OTHERS = "Businesses", "The office", "Public buyers", "Everyone else"
GROUPS = (BUSINESSES, OFFICE, BUYERS, OTHERS)

CAST = (
    Person(
        "ada",
        "Ada Marlowe",
        "owner of Ada Ironworks LLC",
        BUSINESSES,
        # her other firm is decided, so that there is something to read at once, and Ada Ironworks is left to you
        "Begin with the check, then apply for Ada Ironworks. Your other firm is certified: read the letter, and see who"
        " opened your number.",
    ),
    Person("ben", "Ben Castellano", "speaks for Castellano Roadworks", BUSINESSES),
    Person(
        "rosa",
        "Rosa Medeiros",
        "certification officer",
        OFFICE,
        "Your queue has nine cases, and one is late. Read it, open a sealed number, ask for a paper, recommend.",
        staff=True,
    ),
    Person(
        "sol",
        "Sol Abara",
        "her supervisor",
        OFFICE,
        "One case waits for your decision: read the letter first. A new one waits for you to hand it out.",
        staff=True,
    ),
    Person(
        "vera",
        "Vera Lund",
        "administrator",
        OFFICE,
        "You invite officers and propose roles. Somebody else approves them. Look at who works here, and until when.",
        staff=True,
    ),
    Person("rita", "Rita Chen", "records access officer", OFFICE, staff=True),
    Person("tom", "Tom Okafor", "second reviewer of records", OFFICE, staff=True),
    Person(
        "noor",
        "Noor Haddad",
        "privacy officer",
        OFFICE,
        "A role waits for a second person: approve it or not. Once a year, look at who still needs what.",
        staff=True,
    ),
    Person("max", "Max Dube", "security officer", OFFICE, staff=True),
    Person("lea", "Lea Fontaine", "auditor", OFFICE, "You see the evidence and no case. Try to open one.", staff=True),
    Person("omar", "Omar Haddad", "purchaser, Department of Roads and Bridges", BUYERS, staff=True),
    Person("pia", "Pia Lindqvist", "approves what Omar buys", BUYERS, staff=True),
    Person("ivo", "Ivo Barros", "evaluator and opening officer", BUYERS, staff=True),
    Person("jun", "Jun Park", "evaluator and opening officer", BUYERS, staff=True),
    Person(
        "kai",
        "Kai Moreno",
        "reads for another agency",
        OTHERS,
        "You see nothing until Sol gives you a case for some days, under “Hand out cases”. Then look what the business"
        " can read about you.",
        staff=True,
    ),
    Person(
        "eve",
        "Eve",
        "a stranger",
        OTHERS,
        "You have an account and nothing else. Take the address of a case from Ada or Rosa, and try to see it.",
    ),
)
