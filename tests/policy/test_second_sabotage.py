"""A second way to break each promise, other than the control's own. Whoever changes a control must keep these red."""

# ruff: noqa: E501  (a table of cases is read in rows)
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

import demo
from opensdo.oversight.assurance import outside
from opensdo.oversight.assurance.sabotage import spoil
from opensdo.papers.documents import sealing
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.storage import storage
from opensdo.parties.businesses.models import Business
from opensdo.privacy.policy import wording
from opensdo.privacy.policy.controls import CONTROLS, Finding
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.models import Application

Ask = Callable[..., Finding]
MAIN = "{% block main %}{% endblock %}"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


FRONT = ("/about/",)
GLOSSARY, POLICY, SIGN_UP = ("/glossary/",), ("/privacy/",), ("/account/signup/",)
NEEDED = ("/about/", "/programs/", "/contact/")
EVERY = ()


def noticed(found: Finding) -> bool:
    """It looked, and says no. One that could not be asked has noticed nothing."""
    return found.examined > 0 and not found.holds


SPOILED = [  # control, pages where it shows, template, what stood there, what stands there now
    ("no_page_loads_anything_from_elsewhere", FRONT, "base.html", "</head>", '<link rel="preconnect" href="//fonts.example.net"></head>'),
    ("no_page_loads_anything_from_elsewhere", FRONT, "base.html", MAIN, MAIN + '<img srcset="/a.png 1x, https://pixel.example.net/b.png 2x" alt="">'),
    ("no_page_loads_anything_from_elsewhere", FRONT, "base.html", MAIN, MAIN + '<form action="https://forms.example.net/"></form>'),
    ("social_media_is_linked_and_never_loaded", FRONT, "base.html", MAIN, MAIN + '<script src="https://platform.twitter.com/widgets.js"></script>'),
    ("social_media_is_linked_and_never_loaded", FRONT, "base.html", MAIN, MAIN + '<a href="https://www.linkedin.com/company/x">Follow us</a>'),
    ("a_link_that_leaves_says_so_and_is_listed", GLOSSARY, "assurance/glossary.html", "<h1>", '<a class="out" href="https://unlisted.example.net/">More (leaves this site)</a><h1>'),
    ("a_link_that_leaves_says_so_and_is_listed", POLICY, "assurance/links.html", "{% for site in sites %}", "{% for site in nothing %}"),
    ("every_public_page_can_be_read", (*NEEDED, *GLOSSARY), "assurance/glossary.html", "<h1>Glossary</h1>", "<p>Glossary</p>"),
    ("every_public_page_can_be_read", EVERY, "assurance/policy.html", "{% url 'assurance:evidence' %}", "/privacy/no-such-page/"),
    ("every_term_is_explained_on_the_page_that_uses_it", POLICY, "assurance/policy.html", '{% include "assurance/terms.html" with level="2" %}', ""),
    ("a_page_shows_what_changed", POLICY, "assurance/changes.html", "id=\"s-", "class=\"s-"),
    ("every_form_says_why_before_it_asks", SIGN_UP, "account/signup.html", 'aria-describedby="notice"', ""),
    ("every_form_says_why_before_it_asks", SIGN_UP, "parts/notice.html", "data-notice=\"{{ proof.policy|default:'' }}\"", 'data-notice=""'),
    ("the_policy_page_says_how_to_reach_us", POLICY, "assurance/policy.html", "{% for heading in sheet.headings %}", "{% for heading in nothing %}"),
    ("the_one_definition_is_what_people_read", POLICY, "assurance/terms.html", "{{ term.text }}", "{{ term.title }}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "pages", "template", "old", "new"), SPOILED)
def test_a_spoiled_page_is_noticed(
    policy: Version, ask_control: Ask, name: str, pages: tuple[str, ...], template: str, old: str, new: str
) -> None:
    assert ask_control(name, pages).holds
    with spoil(template, old, new)():
        assert noticed(ask_control(name, pages))


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        (
            "every_page_forbids_what_others_would_load",
            {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": ["'self'", "https:"]}}},
        ),
        ("no_page_sets_a_cookie_that_lasts_or_is_not_ours", {"CSRF_COOKIE_AGE": 31_449_600}),
        ("no_page_sets_a_cookie_that_lasts_or_is_not_ours", {"SESSION_COOKIE_NAME": "odd", "CSRF_COOKIE_AGE": 60}),
    ],
)
def test_a_loose_setting_is_noticed(policy: Version, ask_control: Ask, name: str, setting: dict[str, Any]) -> None:
    assert ask_control(name, SIGN_UP).holds
    with override_settings(**setting):
        assert noticed(ask_control(name, SIGN_UP))


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("every_column_is_read_by_those_who_need_it", "REVOKE SELECT (full_name) ON businesses_owner FROM need_certify"),
        ("every_column_is_read_by_those_who_need_it", "GRANT SELECT ON businesses_owner TO PUBLIC"),
        ("each_part_of_the_system_does_its_own_work_only", "SET ROLE NONE; ALTER ROLE opensdo_staff BYPASSRLS; SET ROLE opensdo_owner"),
        ("each_part_of_the_system_does_its_own_work_only", "SET ROLE NONE; GRANT need_certify TO opensdo_public; SET ROLE opensdo_owner"),
        ("each_part_of_the_system_does_its_own_work_only", "SET ROLE opensdo_opener; GRANT EXECUTE ON FUNCTION open_file TO PUBLIC; SET ROLE opensdo_owner"),
        ("the_rules_of_who_sees_what_are_ours", "ALTER FUNCTION my_subjects(text) SECURITY INVOKER"),
        ("the_rules_of_the_ledger_are_ours", "CREATE FUNCTION ledger_append(kind text) RETURNS bigint LANGUAGE sql AS 'SELECT 1'"),
        ("the_rules_of_the_policy_are_ours", "CREATE OR REPLACE FUNCTION policy_bind() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
        ("the_rules_of_a_change_are_ours", "CREATE OR REPLACE FUNCTION policy_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"),
        ("every_record_is_bound_by_the_database", "CREATE OR REPLACE TRIGGER bind BEFORE INSERT ON businesses_owner FOR EACH ROW WHEN (false) EXECUTE FUNCTION policy_bind()"),
        ("the_ledger_refuses_change", "CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"),
        ("every_personal_table_has_row_security", "ALTER TABLE businesses_owner NO FORCE ROW LEVEL SECURITY"),
        ("every_record_is_bound_by_the_database", "ALTER TABLE businesses_owner DISABLE TRIGGER bind"),
        ("the_database_carries_the_declarations", "COMMENT ON COLUMN businesses_owner.full_name IS 'user.name'"),
        ("the_database_knows_what_is_sealed", "UPDATE data_declaration SET sealed = false WHERE label LIKE '%ssn'"),
        ("public_pages_cannot_read_the_files", "GRANT SELECT ON certification_application TO PUBLIC"),
        ("nobody_reads_the_vault_directly", "GRANT SELECT (ciphertext) ON data_vaultitem TO opensdo_staff"),
        ("no_table_has_a_place_for_an_open_number", "ALTER TABLE businesses_owner ADD ssn bytea"),
        ("the_ledger_refuses_change", "ALTER TABLE ledger_link DISABLE TRIGGER refuse"),
        ("notice_was_always_given_and_cannot_be_skipped", "DROP TRIGGER unchanged ON policy_version"),
        ("notice_was_always_given_and_cannot_be_skipped", "ALTER TABLE policy_version DISABLE TRIGGER post"),
        ("what_copies_everything_changes_nothing", "GRANT DELETE ON data_subject TO opensdo_backup"),
        ("what_copies_everything_changes_nothing", "GRANT UPDATE (kind) ON ledger_entry TO PUBLIC"),
        ("the_last_backup_was_put_back", "UPDATE continuity_drill SET matched = false"),
        ("the_last_backup_was_put_back", "UPDATE continuity_backup SET made_at = made_at - interval '60 days'"),
        ("every_way_to_a_record_asks_if_the_policy_allows_the_reason", "CREATE POLICY wider ON businesses_business FOR SELECT TO need_certify USING (legal_name <> '')"),
        ("every_way_to_a_record_asks_if_the_policy_allows_the_reason", "ALTER POLICY certify_reads ON certification_note USING (policy_version_id = ANY ((SELECT policy_versions_for('apply'))::int[]))"),
        ("every_way_to_a_record_asks_if_the_policy_allows_the_reason", "ALTER POLICY notify_reads ON letters_letter USING (policy_version_id = ANY ((SELECT policy_versions_for('notify'))::int[]) OR true)"),
        ("nothing_is_read_before_a_reason_is_named", "GRANT SELECT ON certification_note TO PUBLIC"),
        ("nothing_is_read_before_a_reason_is_named", "GRANT UPDATE (share) ON businesses_owner TO opensdo_base"),
        ("no_fact_is_held_that_nobody_declared", "ALTER TABLE letters_letter RENAME COLUMN text TO words"),
        ("no_fact_is_held_that_nobody_declared", "ALTER TABLE accounts_user ADD COLUMN remarks text"),
        ("what_goes_outside_is_written_down_once", "ALTER TABLE disclosures_disclosure DISABLE TRIGGER fits"),
        ("what_goes_outside_is_written_down_once", "ALTER TABLE disclosures_disclosure DROP CONSTRAINT a_disclosure_says_to_whom_why_and_by_which_law"),
        ("what_goes_outside_is_written_down_once", "GRANT DELETE ON disclosures_disclosure TO need_records"),
        ("each_role_was_looked_at_within_the_year", "UPDATE personnel_appointment SET status = 'held', until = office_day(), since = office_day() - 360, approved_at = now() - interval '14 months'"),
        ("every_file_is_looked_into_within_a_day", "ALTER TABLE documents_document DISABLE TRIGGER judged"),
        ("every_number_of_the_definition_is_sealed", "INSERT INTO data_declaration VALUES ('x.card', 'user.financial.credit_card', '', '', '', false)"),
    ],
)  # fmt: skip
def test_a_change_behind_our_back_is_noticed(policy: Version, ask_control: Ask, name: str, statement: str) -> None:
    assert ask_control(name, FRONT).holds
    run(statement)
    assert noticed(ask_control(name, FRONT))


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_wait_for_the_disk_is_noticed(ask_control: Ask, policy: Version, name: str) -> None:
    """The test server is one."""
    assert ask_control("what_we_confirm_is_on_the_disk").holds
    with override_settings(CRASH_SAFE=(name,)):
        assert not ask_control("what_we_confirm_is_on_the_disk").holds


def test_a_social_site_on_a_subdomain_is_social() -> None:
    assert outside.is_social("www2.facebook.com")
    assert not outside.is_social("notfacebook.com")


def test_a_page_that_words_the_definition_anew_is_noticed(
    policy: Version, ask_control: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    wording.terms()  # remembered for good: not with the words of this test
    other = {**wording.known(), "pii_elements": "any fact"}
    monkeypatch.setattr(wording, "known", lambda: other)
    assert noticed(ask_control("the_one_definition_is_what_people_read", POLICY))


def test_a_street_that_was_copied_without_asking_is_noticed(business: Business, ask_control: Ask) -> None:
    """Of a firm that is known, and has chosen to list nothing."""
    assert ask_control("the_directory_lists_what_the_firm_chose", FRONT).holds
    run(
        "INSERT INTO directory_entry (business, slug, name, trade_name, description, city, county, state, zip_code,"
        " website, street, phone, email, contact_name, codes, kinds, sort_name, newest, certified, words)"
        f" SELECT {business.pk}, 'copied', 'x', '', '', '', '', '', '', '', '1 Forge Lane', '', '', '', '[]', '{{}}',"
        " 'x', '2026-01-01', '{}', ''"
    )
    assert noticed(ask_control("the_directory_lists_what_the_firm_chose", FRONT))


@pytest.fixture
def one_computer(settings: Settings) -> Settings:
    """The tests call their own host "testserver", which could be anybody's."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    return settings


HTTPS = {
    "PUBLIC_ORIGIN": "https://sdo.example.org",
    "STAFF_ORIGIN": "https://desk.example.org",
    "ALLOWED_HOSTS": ["sdo.example.org", "desk.example.org"],
    "TLS": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63_072_000,
}
TRANSIT = "what_travels_is_encrypted"


@pytest.mark.parametrize(
    "loose",
    [
        {"STAFF_ORIGIN": "http://desk.example.org"},
        {"SECURE_SSL_REDIRECT": False},
        {"SECURE_HSTS_SECONDS": 3600},
        {"CSRF_COOKIE_SECURE": False},
        {"CSRF_COOKIE_SAMESITE": "None"},
        {"EMAIL_HOST": "mail.example.org"},
        {"KEY_SERVICE": "http://keys.example.org"},
        {"CLAMD": "scanner.example.org:3310"},
        {"FILES_FOLDER": "s3://files/a", "S3_ENDPOINT": "http://store.example.org"},
    ],
    ids=lambda loose: next(iter(loose)),
)
def test_what_travels_openly_is_noticed(policy: Version, ask_control: Ask, loose: dict[str, Any]) -> None:
    with override_settings(**HTTPS):
        assert ask_control(TRANSIT, FRONT).holds
        with override_settings(**loose):
            assert noticed(ask_control(TRANSIT, FRONT))


@pytest.mark.parametrize(
    "loose", [{"ALLOWED_HOSTS": ["127.0.0.1", ".example.org"]}, {"ALLOWED_HOSTS": ["*"]}, {"BEHIND_PROXY": True}]
)
def test_a_test_system_that_others_can_reach_is_noticed(
    policy: Version, one_computer: Settings, ask_control: Ask, loose: dict[str, Any]
) -> None:
    assert ask_control(TRANSIT, FRONT).holds
    with override_settings(**loose):
        assert noticed(ask_control(TRANSIT, FRONT))


@pytest.fixture
def sent_file(submitted: Application, settings: Settings, tmp_path: Path) -> str:
    """The name of a file that lies in a store of its own; what the cast sent lies in the store of the run."""
    name: str = Document.objects.values_list("storage_key", flat=True)[0]
    with storage().get(name) as content:
        whole = content.read()
    settings.FILES_FOLDER = tmp_path
    storage().put(name, [whole])
    return name


FILES, KEYS = "every_file_lies_sealed", "no_file_is_locked_with_an_old_key"
XORED = bytes(byte ^ 0x5A for byte in b"%PDF-1.7 " + b"Ada Marlowe, 1 Forge Lane. " * 200)


@pytest.mark.parametrize("body", [b"%PDF-1.7 small", b"just words", XORED], ids=["pdf", "words", "not noise"])
def test_a_file_that_lies_open_is_noticed(ask_control: Ask, sent_file: str, body: bytes) -> None:
    assert ask_control(FILES, FRONT).holds
    storage().put(sent_file, [body])
    assert noticed(ask_control(FILES, FRONT))


def test_an_open_file_that_no_record_knows_is_noticed(ask_control: Ask, sent_file: str) -> None:
    storage().put("ab" + "0" * 62, [XORED])
    assert noticed(ask_control(FILES, FRONT))


def test_a_file_that_was_only_scrambled_is_noticed(
    ask_control: Ask, sent_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the very code that seals: what it makes looks well, and any key opens it."""
    assert ask_control(FILES, FRONT).holds
    monkeypatch.setattr(sealing, "AESGCM", lambda key: AESGCM(bytes(32)))
    assert noticed(ask_control(FILES, FRONT))


def test_a_key_that_opens_two_files_is_noticed(ask_control: Ask, sent_file: str) -> None:
    run("ALTER TABLE data_datakey DISABLE TRIGGER USER")
    run("UPDATE data_datakey SET place = place || 'x'")
    assert noticed(ask_control(FILES, FRONT))


def test_a_file_under_a_key_that_is_gone_from_here_or_old_is_noticed(ask_control: Ask, sent_file: str) -> None:
    assert ask_control(KEYS, FRONT).holds
    run("UPDATE data_datakey SET keyring = '2024-01-01'")
    assert noticed(ask_control(KEYS, FRONT))


def test_every_control_is_broken_a_second_time() -> None:
    """By name, in a test that did not come with it. Whoever adds a control breaks it in another way here."""
    folders = (Path(__file__).parent, Path(demo.__file__).parent / "tests")
    tests = "".join(path.read_text() for folder in folders for path in sorted(folder.glob("test_*.py")))
    ours = [each.name for each in CONTROLS if each.question.__module__.startswith("opensdo.")]
    assert [name for name in ours if f'"{name}"' not in tests] == []
