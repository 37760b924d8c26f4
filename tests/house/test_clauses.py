"""No promise without a control that can fail, a plan that says so, or an officer's word where that is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from opensdo.privacy.data.declare import columns, declared, our_models
from opensdo.privacy.data.sealed import sealed_in
from opensdo.privacy.policy.controls import CONTROLS, Control, Finding
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.rules import ATTESTABLE
from opensdo.privacy.policy.standings import planned, shipped
from opensdo.privacy.policy.text import Policy, parse

POLICY = parse(SHIPPED.read_text())
WORDS = "Every promise of the policy has a control that says how it is broken, or stands in planned.toml as not built."


def unkept(
    policy: Policy, controls: Sequence[Control], plans: Collection[str], words: Collection[str]
) -> Iterator[str]:
    for passage in policy.passages:
        mine = [control for control in controls if control.passage == passage.id]
        if not mine and passage.id not in plans and passage.clause not in ATTESTABLE:
            yield f"{passage.id} has no control and no plan"
        if passage.id not in words:
            yield f"nobody confirmed the words of {passage.id}"
    known = {passage.id for passage in policy.passages}
    for control in controls:
        if control.passage not in known:
            yield f"{control.name} speaks of {control.passage}, which nobody promised"
        if not control.breaks_if or not control.broken:
            yield f"{control.name} does not say how it is broken"
        if not timedelta(0) < control.expires <= timedelta(days=366):
            yield f"{control.name} counts for longer than a year"
    yield from (f"{plan} is planned, but nobody promised it" for plan in plans if plan not in known)


def test_every_promise_has_a_control_or_a_plan() -> None:
    assert list(unkept(POLICY, CONTROLS, planned(), shipped())) == [], WORDS
    assert len(CONTROLS) > 10


def test_a_promise_without_either_is_found() -> None:
    policy = parse("# P\n## H\n{a} We promise.\n> A.\n{b} We do.\n> B.\n{c} We will.\n> C.\n")
    loose = Control("c", "loose", lambda cursor: Finding(True, "", 1), "", "", timedelta(days=900))
    stray = Control("d", "stray", lambda cursor: Finding(True, "", 1), "DROP TABLE x", "x", timedelta(days=1))
    assert list(unkept(policy, [loose, stray], ["b", "c", "e"], ["a", "b"])) == [
        "a has no control and no plan",
        "nobody confirmed the words of c",
        "loose does not say how it is broken",
        "loose counts for longer than a year",
        "stray speaks of d, which nobody promised",
        "e is planned, but nobody promised it",
    ], WORDS


def test_the_words_that_were_confirmed_are_the_words_that_are_there() -> None:
    stale = [passage.id for passage in POLICY.passages if shipped().get(passage.id) != passage.hash]
    assert stale == [], "A promise whose words changed is confirmed again, beside its controls."


def test_every_declared_field_names_a_promise() -> None:
    known = set(POLICY.clauses)
    said = {
        f"{model._meta.label}.{name}": found.clause
        for model in our_models()
        for name, found in [
            *((name, declared(field)) for name, field in columns(model).items()),
            *((name, field.personal) for name, field in sealed_in(model).items()),
        ]
        if found
    }
    strangers = {label: clause for label, clause in said.items() if clause not in known}
    assert strangers == {}, "A personal field names the clause under which it is collected, by the policy's own id."
