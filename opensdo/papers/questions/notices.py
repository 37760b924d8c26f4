"""The notice beside a question, derived from the declarations of the fields that keep the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opensdo.papers.questions.bindings import audience, declaration
from opensdo.papers.questions.shape import Page, Question
from opensdo.privacy.data.declare import Audience
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.data.retention import KEEPS

PUBLIC = {
    Audience.LISTED: "Yes. We show this on public pages once you are certified",
    Audience.RELEASABLE: "Yes, if someone asks for the record",
    Audience.PRIVATE: "No. We would black it out",
    Audience.SEALED: "No. It is sealed with a key of its own",
}


@dataclass(frozen=True)
class Notice:
    """One line for each thing the law wants told before somebody gives an answer."""

    why: str
    cites: str
    seen: str
    public: tuple[tuple[str, str], ...]  # what would happen, and to which answers ("" when to all of them)
    keep: tuple[str, ...]
    clauses: tuple[str, ...]


def notice(page: Page) -> Notice:
    found = [made for each in page.questions if (made := declaration(each.binds))]
    return Notice(
        why=page.why,
        cites=page.cites,
        seen=_seen(page.questions),
        public=_public(page.questions),
        keep=tuple(dict.fromkeys(KEEPS[each.keep].words for each in found)),
        clauses=tuple(dict.fromkeys(each.clause for each in found)),
    )


def _seen(questions: Iterable[Question]) -> str:
    """Only who works here: the applicant herself and the background work need no telling."""
    found = [made for each in questions if (made := declaration(each.binds))]
    words = dict.fromkeys(why.words for each in found for why in each.seen_for if why.login is Login.STAFF)
    if not words:
        return "The people who work on your case."
    seen = f"Only the people who need it to {' or '.join(words)}."
    if any(each.sealed for each in found):
        seen += " A sealed answer stays shut until an officer writes down why she opens it. You can see that she did."
    return seen


def _public(questions: tuple[Question, ...]) -> tuple[tuple[str, str], ...]:
    by_audience: dict[Audience, list[str]] = {}
    for each in questions:
        by_audience.setdefault(audience(each), []).append(each.short)
    if len(by_audience) == 1:
        return ((PUBLIC[next(iter(by_audience))], ""),)
    return tuple((PUBLIC[kind], ", ".join(names)) for kind, names in by_audience.items())
