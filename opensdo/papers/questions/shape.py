"""What a questionnaire is made of: questions on pages, pages in sections, and a version that answers remember."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an answer is typed, and so how it is read."""

    LINE = "a line of text"
    TEXT = "a few sentences"
    EMAIL = "an e-mail address"
    PHONE = "a telephone number"
    ZIP = "a ZIP code"
    STATE = "the two letters of a state"
    WEB = "a web address"
    DAY = "a day"
    SHARE = "a percentage"
    YES_NO = "yes or no"
    ONE = "one of several"
    SOME = "some of several"
    SSN = "a Social Security number"
    EIN = "an Employer Identification Number"


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """`binds` names the declared field that keeps the answer, as "businesses.Business.legal_name"; one more word is a
    key inside a JSON field. The notice, the public mark and the sealing all follow from that declaration."""

    code: str
    label: str
    kind: Kind
    binds: str
    short: str
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    longest: int = 200
    autocomplete: str = "off"
    missing: str = ""
    rows: int = 4

    def says(self, code: str) -> str:
        """The words of a chosen option. One that is no longer offered speaks for itself."""
        return next((option.label for option in self.options if option.code == code), code)


@dataclass(frozen=True)
class Page:
    """One thing to ask. `task` is its name in the list, `title` its heading; `why` and `cites` stand in the margin."""

    code: str
    task: str
    title: str
    why: str
    questions: tuple[Question, ...]
    cites: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Questionnaire:
    """Every page by its code. What was asked under a version can be shown again under the same version."""

    version: str
    sections: tuple[Section, ...]

    def pages(self) -> Iterator[Page]:
        for section in self.sections:
            yield from section.pages

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages() if page.code == code), None)

    def after(self, code: str) -> Page | None:
        """The next page of the same section."""
        for section in self.sections:
            for page, following in zip(section.pages, section.pages[1:], strict=False):
                if page.code == code:
                    return following
        return None
