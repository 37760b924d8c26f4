"""What a module may look like and what it may do, read off its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import Module, classes, functions, imported, rule

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
VAGUE = frozenset({"util", "utils", "helper", "helpers", "manager", "managers", "service", "services"})
HOOKS = {  # names that somebody else's code calls
    "process_view": "Django's middleware",
    "process_exception": "Django's middleware",
    "process_template_response": "Django's middleware",
    "handle_DATA": "aiosmtpd",
    "handle_error": "socketserver",
    "handle_data": "html.parser",
    "handle_starttag": "html.parser",
    "handle_startendtag": "html.parser",
    "handle_endtag": "html.parser",
    "handle_comment": "html.parser",
}
WRITERS = ("actions", "models", "records", "migrations", "seed")
ALWAYS_WRITES = frozenset({"bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user"})
WRITES_BY_KEYWORD = frozenset({"create", "update", "save", "delete"})  # a file's save(path) names its place first
RAW_WRITE = re.compile(
    r"^\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s+\w+.*\bFROM)\b", re.I | re.S
)
MAY_WRITE = {  # each with its reason
    "opensdo/parties/accounts/sessions.py": "a session store is Django's own place to write sessions",
}
ROOM = re.compile(r"opensdo(/\w+){1,2}/__init__\.py")
NO_ROOM = frozenset({"tests", "migrations", "management", "templatetags", "urls", "commands"})
HEAD = '"""A room."""\n\nfrom __future__ import annotations\n\n'


@rule(
    "Every floor and room has a caption: the first docstring line of its __init__.py, from which the map is drawn.",
    bad=(("opensdo/programs/events/__init__.py", ""), ("opensdo/programs/__init__.py", "import os")),
    good=(("opensdo/programs/events/__init__.py", '"""Trainings."""'), ("opensdo/web/tests/__init__.py", "")),
)
def captions(module: Module) -> Iterator[str]:
    named = ROOM.fullmatch(module.path) and not NO_ROOM & set(module.parts)
    if named and not (ast.get_docstring(module.tree) or "").strip():
        yield "has no caption"


@rule(
    "Every module that holds anything begins with one line that says what it is for.",
    bad=(("opensdo/kit/money.py", "X = 1\n"), ("opensdo/kit/money.py", '"""\n"""\nX = 1\n')),
    good=(("opensdo/kit/money.py", '"""Sums of money."""\nX = 1\n'), ("opensdo/kit/tests/__init__.py", "")),
)
def heads(module: Module) -> Iterator[str]:
    if module.source.strip() and "migrations" not in module.parts:
        first = (ast.get_docstring(module.tree, clean=False) or "").partition("\n")[0].strip()
        if not first:
            yield "begins without a line that says what it is for"


@rule(
    f"A file has at most {LONGEST_FILE} lines, a function at most {LONGEST_FUNCTION}; generated migrations excepted.",
    bad=(
        ("opensdo/kit/money.py", "X = 1\n" * (LONGEST_FILE + 1)),
        ("opensdo/kit/money.py", "def add():\n" + "    x = 1\n" * LONGEST_FUNCTION),
    ),
    good=(
        ("opensdo/kit/money.py", "@table(\n1,\n2)\ndef add():\n" + "    x = 1\n" * (LONGEST_FUNCTION - 1)),
        ("opensdo/events/migrations/0001_initial.py", "X = 1\n" * 900),
    ),
)
def lengths(module: Module) -> Iterator[str]:
    if "migrations" in module.parts:
        return
    if (lines := module.source.count("\n")) > LONGEST_FILE:
        yield f"has {lines} lines"
    for function in functions(module):
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION:
            yield f"{function.lineno}: {function.name} has {lines} lines"


@rule(
    "A name says what a thing is: no utils, helpers, manager or service, no handle_ and no process_.",
    bad=(
        ("opensdo/kit/utils.py", ""),
        ("opensdo/kit/services/mail.py", ""),
        ("opensdo/kit/mail.py", "class MailManager: ..."),
        ("opensdo/kit/mail.py", "def handle_bounce(): ..."),
        ("opensdo/kit/mail.py", "def process_bounce(): ..."),
    ),
    good=(
        ("opensdo/kit/mail.py", "class Management: ...\ndef handle(): ...\ndef serviceable(): ..."),
        ("opensdo/web/middleware.py", "class Headers:\n    def process_view(self): ..."),
    ),
)
def names(module: Module) -> Iterator[str]:
    found = [(1, part) for part in module.parts]
    found += [(node.lineno, node.name) for node in (*functions(module), *classes(module))]
    for line, name in found:
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
        if words & VAGUE or (name.startswith(("handle_", "process_")) and name not in HOOKS):
            yield f"{line}: {name} does not say what it is"


@rule(
    "Imports name the whole way: none is relative.",
    bad=(("opensdo/kit/mail.py", "from . import money"), ("opensdo/kit/mail.py", "from ..law import clocks")),
    good=(("opensdo/kit/mail.py", "from opensdo.kit import money"),),
)
def whole_imports(module: Module) -> Iterator[str]:
    yield from (f"{line}: {name}" for line, name in imported(module) if name.startswith("."))


@rule(
    "Only actions, models, records, migrations, the privacy floor and the seed write: reading changes nothing.",
    bad=(
        ("opensdo/programs/events/views.py", "event.save()"),
        ("opensdo/programs/events/views.py", "event.save(update_fields=['name'])"),
        ("opensdo/programs/events/access.py", "Event.objects.create(name='x')"),
        ("opensdo/programs/events/queries.py", "Event.objects.filter(pk=1).update(name='x')"),
        ("opensdo/programs/events/queries.py", "Event.objects.get_or_create(name)"),
        ("opensdo/programs/events/tasks.py", "Event.objects.filter(pk=1).delete()"),
        ("opensdo/programs/events/tasks.py", "cursor.execute('DELETE FROM events_event')"),
        ("opensdo/programs/events/letters.py", "cursor.execute('  update events_event set name = 1')"),
        ("opensdo/programs/events/rules/late.py", "Event.objects.bulk_create(rows)"),
    ),
    good=(
        ("opensdo/programs/events/actions.py", "event.save()"),
        ("opensdo/programs/events/actions/opening.py", "event.save()"),
        (
            "opensdo/programs/events/views.py",
            "digest.update(data); found.update(other); pdf.save(path, linearize=True)",
        ),
        ("opensdo/programs/events/views.py", "request.session.save(); cache.delete('key')"),
        ("opensdo/programs/events/tests/test_x.py", "event.save()"),
    ),
)
def writes(module: Module) -> Iterator[str]:
    if module.parts[0] != "opensdo" or module.tested or module.path in MAY_WRITE:
        return
    if module.plays(*WRITERS) or module.parts[1:2] == ("privacy",):
        return
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _stores(node, node.func):
            yield f"{node.lineno}: .{node.func.attr}(…) writes"
        elif module.plays("controls", "sabotage"):
            continue  # there a statement says how to break a promise
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW_WRITE.match(node.value):
            yield f"{node.lineno}: SQL that writes"


def _stores(call: ast.Call, function: ast.Attribute) -> bool:
    owner = ast.unparse(function.value)
    if owner.split(".")[-1] in ("session", "super()"):
        return False
    if function.attr in ALWAYS_WRITES:
        return True
    return function.attr in WRITES_BY_KEYWORD and not call.args


@rule(
    "No save() is overridden: what happens on saving is written in the action, where one reads it.",
    bad=(("opensdo/programs/events/models.py", "class Event(models.Model):\n    def save(self): ..."),),
    good=(("opensdo/programs/events/actions.py", "def save(event): ..."),),
)
def plain_saves(module: Module) -> Iterator[str]:
    if module.parts[0] != "opensdo" or module.tested:
        return
    for owner in classes(module):
        if "SessionBase" in map(ast.unparse, owner.bases):
            continue  # Django asks a session store for this one; no row of a model is saved
        for node in owner.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in ("save", "asave", "save_base"):
                yield f"{node.lineno}: {owner.name}.{node.name}"


@rule(
    "No signals: who wants to know calls the other verb, or reads the ledger.",
    bad=(
        ("opensdo/kit/mail.py", "from django.db.models.signals import post_save"),
        ("opensdo/kit/mail.py", "from django.dispatch import receiver"),
        ("opensdo/kit/mail.py", "from allauth.account.signals import user_logged_in"),
        ("opensdo/kit/mail.py", "from django.db.models import signals"),
    ),
    good=(("opensdo/kit/mail.py", "import signal"),),
)
def no_signals(module: Module) -> Iterator[str]:
    for line, name in imported(module):
        if "signals" in name.split(".") or name.startswith("django.dispatch"):
            yield f"{line}: {name}"


@rule(
    "No ModelForm: a form says how to read, never what to store.",
    bad=(
        ("opensdo/kit/forms.py", "class F(forms.ModelForm): ..."),
        ("opensdo/kit/forms.py", "from django.forms import modelform_factory"),
        ("opensdo/kit/forms.py", "from django.forms import ModelForm"),
    ),
    good=(("opensdo/kit/forms.py", "class F(forms.Form): ..."),),
)
def plain_forms(module: Module) -> Iterator[str]:
    banned = re.compile(r"Model(Form|FormSet)|model(form|formset)_factory|inlineformset_factory|fields_for_model")
    yield from (f"{line}: {name}" for line, name in imported(module) if banned.search(name))
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and banned.fullmatch(node.attr):
            yield f"{node.lineno}: {node.attr}"


@rule(
    "Rules and the law are pure: they import no Django, so that a table of plain values can test them.",
    bad=(
        ("opensdo/programs/events/rules.py", "from django.db import models"),
        ("opensdo/law/clocks.py", "import django"),
        ("opensdo/programs/events/rules/late.py", "import django.utils.timezone"),
    ),
    good=(("opensdo/programs/events/rules.py", "from opensdo.law import clocks"),),
)
def pure_rules(module: Module) -> Iterator[str]:
    if (module.plays("rules") or module.parts[:2] == ("opensdo", "law")) and not module.tested:
        yield from (f"{line}: {name}" for line, name in imported(module) if name.split(".")[0] == "django")


@rule(
    "The time of a request is taken once, in the view or the command, and handed down as `at`.",
    bad=(
        ("opensdo/programs/events/actions.py", "made_at = timezone.now()"),
        ("opensdo/programs/events/rules.py", "today = date.today()"),
        ("opensdo/programs/events/queries.py", "today = timezone.localdate()"),
    ),
    good=(
        ("opensdo/programs/events/views.py", "at = timezone.now()"),
        ("opensdo/programs/events/actions.py", "today = timezone.localdate(at)"),
    ),
)
def clocks_are_handed_down(module: Module) -> Iterator[str]:
    if module.tested or not module.plays("actions", "rules", "models", "queries", "states", "letters", "access"):
        return
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            owner, name = ast.unparse(node.func.value).split(".")[-1], node.func.attr
            if owner in ("timezone", "date", "datetime") and name in (
                "now",
                "today",
                "localdate",
                "localtime",
                "utcnow",
            ):
                yield f"{node.lineno}: {owner}.{name}()"


@rule(
    "Whoever speaks HTTP outside views, access, urls and middleware says in words why.",
    bad=(("opensdo/kit/mail.py", "from django.http import HttpRequest  # noqa: TID251"),),
    good=(("opensdo/kit/mail.py", "from django.http import HttpRequest  # noqa: TID251  (Django hands it over)"),),
)
def reasons(module: Module) -> Iterator[str]:
    for number, line in enumerate(module.source.splitlines(), 1):
        found = re.search(r"# noqa: [A-Z0-9, ]*TID251(?P<why>.*)$", line)
        if found and len(re.findall(r"[a-z]{2,}", found["why"])) < 2 and not module.path.startswith("tests/house/"):
            yield f"{number}: no reason given"


@rule(
    "No test is skipped, or expected to fail, without a reason in words.",
    bad=(
        ("opensdo/kit/tests/test_x.py", "@pytest.mark.skip\ndef test_x(): ..."),
        ("opensdo/kit/tests/test_x.py", "@pytest.mark.skipif(True)\ndef test_x(): ..."),
        ("opensdo/kit/tests/test_x.py", "@pytest.mark.xfail(reason='no')\ndef test_x(): ..."),
        ("opensdo/kit/tests/test_x.py", "pytest.skip()"),
        ("opensdo/kit/tests/test_x.py", "pytestmark = pytest.mark.skip"),
    ),
    good=(
        ("opensdo/kit/tests/test_x.py", "@pytest.mark.skipif(not TOOL, reason='needs a browser')\ndef test_x(): ..."),
        ("opensdo/kit/tests/test_x.py", "pytest.skip('there is no browser here')"),
    ),
)
def skips_say_why(module: Module) -> Iterator[str]:
    called = {id(node.func): node for node in module.nodes if isinstance(node, ast.Call)}
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and re.search(
            r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)$", ast.unparse(node)
        ):
            call = called.get(id(node))
            words = " ".join(ast.unparse(part) for part in _said(node.attr, call))
            if len(re.findall(r"\w{2,}", words)) < 2:
                yield f"{node.lineno}: {ast.unparse(node)} gives no reason"


def _said(kind: str, call: ast.Call | None) -> list[ast.expr]:
    if call is None:
        return []
    named = [word.value for word in call.keywords if word.arg in ("reason", "msg")]
    return named or (call.args[:1] if kind in ("skip", "xfail") else [])
