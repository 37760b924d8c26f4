"""What a jurisdiction's files must look like, and what happens when one does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opensdo.law.entries import MASSACHUSETTS, Malformed, Unknown, load
from opensdo.law.jurisdiction import mistakes
from opensdo.law.parameters import Parameter, Unconfirmed, Unit, Unset, confirmed_value, parameter, unconfirmed

DAY = date(2026, 11, 23)
GOOD = {
    "code": '"answer"',
    "name": '"Time to answer"',
    "value": "10",
    "unit": '"business days"',
    "since": "2020-01-01",
    "source": '"https://example.org/law"',
    "verified_on": "2026-11-23",
    "confirmed": "true",
}


def written(folder: Path, *entries: dict[str, str | None]) -> Path:
    folder.mkdir(exist_ok=True)
    text = ""
    for entry in entries:
        text += "[[parameter]]\n" + "".join(f"{k} = {v}\n" for k, v in (GOOD | entry).items() if v is not None)
    (folder / "parameters.toml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"colour": '"red"'}, "unknown key colour"),
        ({"source": None}, "source is missing"),
        ({"since": None}, "since is missing"),
        ({"verified_on": None}, "verified_on is missing"),
        ({"source": '"a friend"'}, "https address"),
        ({"source": '"not found"'}, "https address"),
        ({"source": '""'}, "does not fit"),
        ({"unit": '"fortnights"'}, "fortnights"),
        ({"unit": '"yes or no"'}, "not a value in yes or no"),
        ({"value": "true"}, "not a value in business days"),
        ({"value": '"ten"'}, "does not fit"),
        ({"value": "1.5"}, "whole numbers"),
        ({"value": "-1"}, "below zero"),
        ({"value": None}, "what is confirmed has a value"),
        ({"confirmed": "false"}, "note"),
        ({"confirmed": '"yes"'}, "does not fit"),
        ({"until": "2019-12-31"}, "until must come after since"),
        ({"since": '"long ago"'}, "does not fit"),
        ({"published": '"a page"'}, "a list is expected"),
        ({"published": '[{ say = "x" }]'}, "unknown key say"),
        ({"value": "= ="}, "parameters.toml"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, change: dict[str, str | None], complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        load(Parameter, written(tmp_path, change))


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    found = parameter("answer", on=DAY, folder=written(tmp_path, {}))
    assert (found.number, found.unit, found.words) == (10, Unit.BUSINESS_DAYS, "10 business days")


@pytest.mark.parametrize("second", ["2020-01-01", "2024-05-31"])
def test_two_values_for_one_day_are_refused(tmp_path: Path, second: str) -> None:
    folder = written(tmp_path, {"until": "2024-06-01"}, {"since": second})
    with pytest.raises(Malformed, match="in force on the same day"):
        load(Parameter, folder)


def test_a_law_changes_on_its_day(tmp_path: Path) -> None:
    folder = written(tmp_path, {"until": "2024-06-01"}, {"since": "2024-06-01", "value": "15"})
    assert parameter("answer", on=date(2024, 5, 31), folder=folder).number == 10
    assert parameter("answer", on=date(2024, 6, 1), folder=folder).number == 15
    with pytest.raises(Unknown):
        parameter("answer", on=date(2019, 12, 31), folder=folder)
    with pytest.raises(Unknown):
        parameter("question", on=DAY, folder=folder)


def test_an_installation_says_only_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path / "springfield", {"code": '"decision_days"', "value": "30"})
    (folder / "jurisdiction.toml").write_text('name = "Springfield"\nextends = "massachusetts"\n')
    monkeypatch.setenv("OPENSDO_LAW", str(folder))
    assert parameter("decision_days", on=DAY).number == 30
    assert parameter("validity", on=DAY).number == 3
    assert parameter("decision_days", on=DAY, folder=MASSACHUSETTS).number == 90
    assert mistakes() == ()


@pytest.mark.parametrize("base", ["nowhere", "."])
def test_an_installation_extends_what_exists(tmp_path: Path, base: str) -> None:
    folder = written(tmp_path / "springfield", {})
    (folder / "jurisdiction.toml").write_text(f'extends = "{base}"\n')
    with pytest.raises(Malformed, match="cannot extend"):
        load(Parameter, folder)


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("parameters.toml", "[[paramter]]\n", "nobody reads 'paramter'"),
        ("colours.toml", "red = 1\n", "nobody reads 'red'"),
        ("office.toml", "", "exactly one"),
        ("closures.toml", '[[region]]\ncountry = "XX"\nsubdivision = "MA"\n', "XX"),
    ],
)
def test_a_mistake_in_the_folder_is_told(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    (tmp_path / "jurisdiction.toml").write_text('extends = "massachusetts"\n')
    (tmp_path / file).write_text(text)
    (mistake,) = mistakes(tmp_path)
    assert complaint in mistake


def test_a_question_cites_what_exists(tmp_path: Path) -> None:
    question = (MASSACHUSETTS / "eligibility.toml").read_text()
    (tmp_path / "jurisdiction.toml").write_text('extends = "massachusetts"\n')
    (tmp_path / "eligibility.toml").write_text(
        question.replace("425-cmr-2", "425-cmr-9").replace("{npo_board", "{npo_bored").replace('"DOBE"]', '"DOBO"]')
    )
    told = " ".join(mistakes(tmp_path))
    assert all(word in told for word in ("425-cmr-9", "npo_bored_percent", "DOBO"))


def test_what_is_not_confirmed_is_not_assumed(tmp_path: Path) -> None:
    folder = written(tmp_path, {"confirmed": "false", "note": '"from memory"'}, {"code": '"sure"'})
    assert confirmed_value("sure", on=DAY, folder=folder) == 10
    with pytest.raises(Unconfirmed, match="from memory"):
        confirmed_value("answer", on=DAY, folder=folder)
    assert [each.code for each in unconfirmed(folder=folder)] == ["answer"]


def test_what_is_not_set_stops_the_caller(tmp_path: Path) -> None:
    folder = written(tmp_path, {"value": None, "confirmed": "false", "note": '"unreadable"'})
    unset = parameter("answer", on=DAY, folder=folder)
    assert unset.words == "not set"
    with pytest.raises(Unset, match="unreadable"):
        _ = unset.number


def test_a_value_is_asked_for_by_its_kind(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {},
        {"code": '"least"', "value": "3.3", "unit": '"percent"'},
        {"code": '"offered"', "value": "true", "unit": '"yes or no"'},
        {"code": '"cap"', "value": "15_000_000", "unit": '"dollars"'},
        {"code": '"one"', "value": "1", "unit": '"years"'},
    )
    answer, least, offered, cap, one = load(Parameter, folder)
    assert (least.share, offered.yes, cap.words, one.words) == (Decimal("3.3"), True, "$15,000,000", "1 year")
    for wrong in (lambda: answer.yes, lambda: answer.share, lambda: offered.number, lambda: least.number):
        with pytest.raises(TypeError):
            wrong()
