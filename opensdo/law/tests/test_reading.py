"""What the public reads of the law is easy to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from opensdo.kit.reading import grade, sentences, words
from opensdo.law.categories import categories
from opensdo.law.checklist import documents_for, structures
from opensdo.law.eligibility import questions
from opensdo.law.entries import MASSACHUSETTS

DAY = date(2026, 11, 23)


def public_texts() -> Iterator[tuple[str, str]]:
    known = categories(on=DAY, folder=MASSACHUSETTS)
    for question in questions(on=DAY, folder=MASSACHUSETTS):
        yield question.code, f"{question.text} {question.help}"
        for option in question.options:
            yield f"{question.code}.{option.code}", option.says
        if question.otherwise:
            yield f"{question.code}.otherwise", question.otherwise
    for structure in structures(on=DAY, folder=MASSACHUSETTS):
        yield structure.code, structure.help
    for each in known:
        yield each.code, each.who
    for structure in structures(on=DAY, folder=MASSACHUSETTS):
        fitting = [each.code for each in known if each.for_profit == structure.for_profit]
        for needed in documents_for(structure.code, fitting, DAY, MASSACHUSETTS):
            yield needed.document.code, f"{needed.document.help} {needed.reason}"


def test_public_text_is_easy_to_read() -> None:
    """The grade is judged on a whole screen of text: it means little for one short sentence."""
    texts = dict(public_texts())
    for code, text in texts.items():
        assert all(len(words(sentence)) <= 25 for sentence in sentences(text)), code
    helps = {code: text for code, text in texts.items() if len(words(text)) >= 12}
    assert {code: grade(text) for code, text in helps.items() if grade(text) > 8} == {}
    assert grade(" ".join(texts.values())) <= 8
