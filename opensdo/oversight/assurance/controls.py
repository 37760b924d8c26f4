"""Promises about the pages themselves: asked of the running site, as a stranger's browser sees it."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.backends.utils import CursorWrapper
from django.urls import NoReverseMatch, reverse

from opensdo.kit.counting import counted
from opensdo.law.pii import definition
from opensdo.oversight.assurance.browser import crawl, look
from opensdo.oversight.assurance.outside import bare, is_social
from opensdo.oversight.assurance.pages import Page, asked, elsewhere, told
from opensdo.oversight.assurance.sabotage import plain_http, spoil, tracked, without
from opensdo.oversight.assurance.transit import on_one_computer, open_doors, open_ways
from opensdo.privacy.policy.controls import Finding, control
from opensdo.privacy.policy.wording import known

HEAD = "</head>"
FOOT = "</footer>"
REQUIRED = {"cookie", "ip-address", "social-media", "personally-identifiable-information"}
NEEDED = ("pages:about", "pages:programs", "pages:contact")
FETCHED = re.compile(r"""(?:url\(|@import)\s*['"]?\s*(https?:|//)""", re.IGNORECASE)
ALLOWED = {"'self'", "'none'"}
OWN_PICTURES = {"img-src": {"data:"}}  # drawn into the page itself: nothing is fetched


@control(
    "voluntary",
    breaks_if=spoil("base.html", HEAD, f'<script src="https://count.example.net/all.js"></script>{HEAD}'),
    broken="a counter of another firm was put on every page",
)
def no_page_loads_anything_from_elsewhere(_: CursorWrapper) -> Finding:
    pages, sheets = crawl(), _stylesheets()
    strangers = [f"{page.path}: {url}" for page in pages for url in page.loads if elsewhere(url)]
    strangers += [f"{sheet.name}: url()" for sheet in sheets if FETCHED.search(sheet.read_text())]
    read = f"A robot read {counted(len(pages), 'public page')} and {counted(len(sheets), 'style sheet')}."
    said = f"{read} {counted(len(strangers), 'thing')} came from anybody else."
    return Finding(not strangers, said, len(pages), _few(strangers))


@control(
    "voluntary",
    breaks_if=without("csp.middleware.CSPMiddleware"),
    broken="the rule that tells browsers to load nothing from others was left out",
)
def every_page_forbids_what_others_would_load(_: CursorWrapper) -> Finding:
    pages = crawl()
    open_ = [page.path for page in pages if not _closed(page.headers.get("content-security-policy", ""))]
    said = f"{len(pages) - len(open_)} of {len(pages)} pages tell your browser to load nothing from anybody else."
    return Finding(not open_, said, len(pages), _few(open_))


@control("voluntary", breaks_if=tracked, broken="a lasting cookie was set on every page")
def no_page_sets_a_cookie_that_lasts_or_is_not_ours(_: CursorWrapper) -> Finding:
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    pages = crawl()
    cookies = [(page.path, name, lasts) for page in pages for name, lasts in page.cookies.items()]
    odd = [f"{path}: {name}" for path, name, lasts in cookies if lasts or name not in ours]
    none = sum(not page.cookies for page in pages)
    said = f"{none} of {counted(len(pages), 'page')} set no cookie. {len(odd)} set one that lasts or is not ours."
    return Finding(not odd, said, len(pages), _few(odd))


@control(
    "social-links",
    breaks_if=spoil("base.html", FOOT, f'<iframe src="https://www.facebook.com/plugins/page.php"></iframe>{FOOT}'),
    broken="a box of a social media site was put on every page",
)
def social_media_is_linked_and_never_loaded(_: CursorWrapper) -> Finding:
    pages = crawl()
    loaded = [f"{page.path}: {url}" for page in pages for url in page.loads if is_social(bare(url))]
    linked = [(page, link) for page in pages for link in page.outside if is_social(bare(link.url))]
    loaded += [f"{page.path}: {link.url}" for page, link in linked if "leaves this site" not in link.words]
    read = f"We read {counted(len(pages), 'page')} and saw {counted(len(linked), 'link')} to social media."
    said = f"{read} {len(loaded)} load something from it or fail to say where they lead."
    return Finding(not loaded, said, len(pages), _few(loaded))


@control(
    "external-links",
    breaks_if=spoil("base.html", FOOT, f'<a href="https://elsewhere.example.net/">Read more</a>{FOOT}'),
    broken="a link that did not say that it leaves was put on every page",
)
def a_link_that_leaves_says_so_and_is_listed(cursor: CursorWrapper) -> Finding:
    pages = crawl()
    listed = {bare(link.url) for link in look(reverse("assurance:links")).outside}
    cursor.execute("SELECT website FROM directory_entry WHERE website <> ''")  # the directory is their list
    listed |= {bare(website) for (website,) in cursor.fetchall()}
    links = [(page, link) for page in pages for link in page.outside]
    wrong = [
        f"{page.path}: {link.url}"
        for page, link in links
        if bare(link.url) not in listed or "out" not in link.classes or "leaves this site" not in link.words
    ]
    read = f"We found {counted(len(links), 'link')} out of our site on {counted(len(pages), 'page')}."
    said = f"{read} {len(wrong)} fail to say so or are not listed."
    return Finding(not wrong, said, len(links), _few(wrong))


@control(
    "site",
    breaks_if=spoil("base.html", "{% block main %}{% endblock %}", ""),
    broken="every page lost its text",
)
def every_public_page_can_be_read(_: CursorWrapper) -> Finding:
    pages = crawl()
    wrong = [page.path for page in pages if not _readable(page)]
    paths = {page.path for page in pages}
    wrong += [f"missing: {name}" for name in NEEDED if _address(name) not in paths]
    said = f"We opened {counted(len(pages), 'public page')}. {len(wrong)} could not be read or were missing."
    return Finding(not wrong, said, len(pages), _few(wrong))


@control(
    "definitions",
    breaks_if=spoil("assurance/terms.html", 'id="term-', 'id="lost-'),
    broken="the meanings were taken off the page",
)
def every_term_is_explained_on_the_page_that_uses_it(_: CursorWrapper) -> Finding:
    pages = [look(reverse(name)) for name in ("assurance:policy", "assurance:glossary")]
    used = [(page, link.url[1:]) for page in pages for link in page.links if link.url.startswith("#term-")]
    lost = [f"{page.path}: {target}" for page, target in used if target not in page.ids]
    lost += [f"{page.path}: {term}" for page in pages for term in REQUIRED if f"term-{term}" not in page.ids]
    said = f"Terms are linked {len(used)} times in our policy. {len(lost)} of them are not explained on the same page."
    return Finding(not lost, said, len(used), _few(lost))


@control(
    "policy-change",
    breaks_if="ALTER TABLE policy_version DISABLE TRIGGER USER;"
    " ALTER TABLE policy_version DROP CONSTRAINT a_version_is_posted_30_days_before_it_takes_effect;"
    " INSERT INTO policy_version (number, posted_on, effective_on, purposes, text, sha256)"
    " SELECT max(number) + 1, current_date, current_date + 14, '{}', '', '' FROM policy_version",
    broken="a version was slipped in with 14 days of notice",
)
def notice_was_always_given_and_cannot_be_skipped(cursor: CursorWrapper) -> Finding:
    cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE number > 1 AND effective_on < posted_on + 30),"
        " coalesce(min(effective_on - posted_on) FILTER (WHERE number > 1), 30),"
        " (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'policy_version'::regclass AND tgenabled = 'O'"
        "  AND tgname IN ('post', 'unchanged')),"
        " (SELECT count(*) FROM pg_constraint WHERE convalidated AND conrelid = 'policy_version'::regclass"
        "  AND conname = 'a_version_is_posted_30_days_before_it_takes_effect')"
        " FROM policy_version"
    )
    versions, short, shortest, triggers, rules = cursor.fetchone()
    said = f"We posted {counted(versions, 'version')}. After the first, the shortest notice was {shortest} days."
    return Finding(short == 0 and triggers == 2 and rules == 1, said, versions, f"{triggers} triggers, {rules} rules")


@control(
    "policy-change",
    breaks_if=spoil("assurance/changes.html", "{% for change in changes %}", "{% for change in nothing %}"),
    broken="the page of changes was emptied",
)
def a_page_shows_what_changed(cursor: CursorWrapper) -> Finding:
    cursor.execute("SELECT number FROM policy_version ORDER BY number")
    numbers = [number for (number,) in cursor.fetchall()]
    pairs = list(zip(numbers, numbers[1:], strict=False)) or [(number, number) for number in numbers]
    pages = [look(reverse("assurance:changes", args=pair)) for pair in pairs]
    empty = [page.path for page in pages if page.status != 200 or not any(name.startswith("s-") for name in page.ids)]
    said = f"We opened {counted(len(pages), 'comparison')} of our versions. {len(empty)} fail to show the sentences."
    return Finding(not empty, said, len(pages), _few(empty))


@control(
    "collection-notice",
    breaks_if=spoil("parts/notice.html", 'data-part="public"', ""),
    broken="the notice no longer said that an answer may become public",
)
def every_form_says_why_before_it_asks(_: CursorWrapper) -> Finding:
    forms = list(asked(crawl()))
    silent = [page.path for page, form in forms if not told(page, form)]
    questions = sum(len(form.fields) for _page, form in forms)
    read = f"We read {counted(questions, 'question')} on {counted(len(forms), 'open form')}."
    said = f"{read} {len(silent)} of the forms lack a part of the notice."
    return Finding(not silent, said, questions, _few(silent))


@control(
    "contact",
    breaks_if=spoil("assurance/policy.html", "{% promised sentence %}", ""),
    broken="the ways to reach us were taken off the page",
)
def the_policy_page_says_how_to_reach_us(_: CursorWrapper) -> Finding:
    words = look(reverse("assurance:policy")).words
    ways = [known()[name] for name in ("privacy_email", "phone", "address")]
    found = [way for way in ways if way in words]
    said = f"{len(found)} of {len(ways)} ways to reach us stand on the page of our policy."
    return Finding(found == ways, said, len(ways))


@control(
    "pii-definition",
    breaks_if=spoil("assurance/policy.html", "{% promised sentence %}", ""),
    broken="the meaning was taken off the page",
)
def the_one_definition_is_what_people_read(_: CursorWrapper) -> Finding:
    pages = [look(reverse(name)) for name in ("assurance:policy", "assurance:glossary")]
    wrong = [page.path for page in pages if page.words.count(definition().listed()) < _times(page)]
    named = len(definition().elements)
    said = f"The one meaning names {named} numbers. {counted(len(pages), 'page')} give it word for word."
    return Finding(not wrong, said if not wrong else f"{len(wrong)} pages give another meaning.", len(pages))


@control(
    "pii-definition",
    breaks_if="UPDATE data_declaration SET sealed = false WHERE category = 'user.government_id.national'",
    broken="one of these numbers was no longer hidden",
)
def every_number_of_the_definition_is_sealed(cursor: CursorWrapper) -> Finding:
    cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE NOT sealed) FROM data_declaration WHERE category = ANY (%s)",
        [sorted(definition().categories)],
    )
    held, open_ = cursor.fetchone()
    return Finding(open_ == 0, f"We hold {counted(held, 'kind')} of such numbers. {open_} of them can be seen.", held)


def _times(page: Page) -> int:
    """On the page of the policy it stands in the promise and in the term; in the glossary once."""
    return 2 if page.path == reverse("assurance:policy") else 1


def _closed(policy: str) -> bool:
    rules = {words[0]: set(words[1:]) for part in policy.split(";") if (words := part.split())}
    return "default-src" in rules and all(
        sources <= ALLOWED | OWN_PICTURES.get(rule, set()) for rule, sources in rules.items()
    )


def _readable(page: Page) -> bool:
    return page.status == 200 and page.headings == 1 and bool(page.title.strip()) and bool(page.language)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@control("encryption.transit", breaks_if=plain_http, broken="the sites were opened to everybody without encryption")
def what_travels_is_encrypted(cursor: CursorWrapper) -> Finding:
    """A test system on one computer is the exception that the promise names; it says that it is one."""
    alone, ways = on_one_computer(), open_ways(cursor)
    doors = [] if alone else list(open_doors())
    open_ = [*doors, *(f"{name} is spoken to openly" for name, is_open in ways.items() if is_open)]
    site = (
        "This is a test system: it answers only on the computer that it runs on."
        if alone
        else f"We knocked without encryption, and found {counted(len(doors), 'open door')}."
    )
    said = f"{site} Of {len(ways)} services that we use, we can speak openly to {sum(ways.values())} over a network."
    return Finding(not open_, said, len(ways) + 1, " ".join(open_))


def _stylesheets() -> list[Path]:
    return [
        Path(storage.path(name))
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name.endswith(".css")
    ]


def _few(wrong: list[str]) -> str:
    return "; ".join(sorted(set(wrong))[:5])
