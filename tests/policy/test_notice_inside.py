"""Behind the sign-in, too, every page that asks carries its notice: Ada walks through all pages of her application."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from opensdo.oversight.assurance.pages import Page, asked, read, told
from opensdo.oversight.assurance.sabotage import spoil
from opensdo.parties.accounts.models import User
from opensdo.programs.certification.models import Application
from tests.processes import Process

LEAST = 10  # questions are asked on more pages than this; fewer means that the walk did not get in


@pytest.fixture
def inside(site: Process, ada: User, draft: Application) -> Process:
    site.sign_in(ada)
    return site


def test_every_question_of_an_application_says_why(inside: Process, draft: Application) -> None:
    forms = list(asked(walk(inside, draft)))
    assert len({page.path for page, _ in forms}) > LEAST
    assert [page.path for page, form in forms if not told(page, form)] == []


def test_a_notice_that_lost_its_reason_is_noticed(inside: Process, draft: Application) -> None:
    with spoil("parts/notice.html", 'data-part="who"', "")():
        forms = list(asked(walk(inside, draft)))
        assert sum(not told(page, form) for page, form in forms) > LEAST


def walk(site: Process, draft: Application) -> list[Page]:
    waiting = [f"/certification/applications/{draft.reference}/"]
    pages, known = list[Page](), set(waiting)
    while waiting and len(pages) < 80:
        path = waiting.pop()
        answer = site.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = read(Page(path, answer.status_code), answer.content.decode())
        pages.append(page)
        for link in page.links:
            onward = urlsplit(urljoin(path, link.url)).path
            if onward not in known and re.match(r"/certification/applications/|/account/$", onward):
                known.add(onward)
                waiting.append(onward)
    return pages
