"""What the office does: Sol hands out, Rosa reads and asks, Sol decides."""

from __future__ import annotations

import time

from tests.journeys.walker import Walker

REASON = "I match it with the tax return of 2025."
PATIENCE = 90  # the worker looks into one file after another
LEASE = "lease for the shop"


def be(somebody: Walker, name: str) -> None:
    somebody.go("/demo/")
    somebody.press(f"Sign in as {name}")


def hand_out(sol: Walker, case: str) -> None:
    sol.go("/staff/certification/all/")
    sol.page.get_by_role("checkbox", name=f"Select {case}").check()
    sol.press("Hand over the chosen cases")
    sol.pick("Hand them to", "Rosa Medeiros")
    sol.press("Hand them over")


def find(rosa: Walker, case: str, firm: str) -> None:
    rosa.go("/staff/certification/")
    rosa.reads(case)
    rosa.press(firm)
    assert case.lower() in rosa.path().lower()


def open_one_number(rosa: Walker, case: str, number: str) -> None:
    """Not without a reason; and it stands on one page only."""
    desk = f"/staff/certification/{case}/"
    rosa.go(f"{desk}sealed/ssn-1/")
    rosa.press("Open this number")
    rosa.reads("There is a problem")
    rosa.fill("Why do you need to see it?", REASON)
    rosa.press("Open this number")
    rosa.reads(number)
    rosa.press("Shut it and go back to the case")
    assert number not in rosa.page.content()


def look_at_a_paper(rosa: Walker, case: str) -> None:
    """The worker looked into it first. She turns a page, and sees it larger."""
    until = time.monotonic() + PATIENCE
    rosa.go(f"/staff/certification/{case}/")
    while not rosa.page.get_by_role("link", name="Look at it").count():
        assert time.monotonic() < until, f"no paper was checked:\n{rosa.text()}"
        rosa.page.wait_for_timeout(500)
        rosa.page.reload()
    rosa.press("Look at it")
    rosa.reads("Page 1 of 2", "not virus-scanned")
    rosa.press("Next page")
    rosa.press("Larger")
    rosa.reads("Page 2 of 2")
    picture = str(rosa.page.locator(".sheet img").get_attribute("src"))
    shown = rosa.page.request.get(rosa.address + picture)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/webp")
    rosa.press("Back to the case")


def assess(rosa: Walker, case: str) -> None:
    """Criterion by criterion, in her own words."""
    rosa.go(f"/staff/certification/{case}/")
    count = rosa.page.locator(".criteria > li").count()
    assert count > 4
    for place in range(count):
        one = rosa.page.locator(".criteria > li").nth(place)
        if one.locator("details:not([open])").count():
            one.locator("summary").first.click()
        one.get_by_role("radio", name="Met", exact=True).check()
        one.get_by_role("textbox").fill(f"The papers show it, point {place + 1}.")
        one.get_by_role("button", name="Save this finding").click()
        rosa.page.wait_for_load_state("load")


def ask_for_the_lease(rosa: Walker, case: str) -> None:
    rosa.go(f"/staff/certification/{case}/ask/")
    rosa.pick("What do you ask for?", "Lease or deed")
    rosa.fill("Name it in a few words", LEASE)
    rosa.fill("Why do you need it?", "It shows that the shop is yours.")
    rosa.press("Ask and stop the clock")
    rosa.reads("stopped")


def recommend(rosa: Walker, case: str) -> None:
    rosa.go(f"/staff/certification/{case}/recommend/")
    rosa.fill("Why?", "Every criterion is met, and the papers agree with the answers.")
    rosa.press("Recommend it to the supervisor")
    assert rosa.status_of(f"/staff/certification/{case}/decide/") in (200, 403, 404)
    rosa.go(f"/staff/certification/{case}/decide/")
    rosa.reads("You cannot decide this case")


def decide(sol: Walker, case: str) -> None:
    sol.go(f"/staff/certification/{case}/decide/")
    sol.reads("Read the letter, then decide", "point 1", "425 CMR")
    sol.press("Decide and send this letter")
