"""What a person does in the first minute, in a real Chromium: clicks, types and reads."""

from pathlib import Path

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests import process
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

PICTURES = Path(__file__).resolve().parents[2] / "out" / "first-minute"
TITLE = "checkout returns 500s since the 14:05 deploy"


class Screen:
    """The page, as somebody looks at it."""

    def __init__(self, page: Chrome) -> None:
        self.page = page

    def seen(self, selector: str, text: str = "") -> WebElement | None:
        """The first visible element that holds a text; None while the page redraws it."""
        try:
            found = self.page.find_elements(By.CSS_SELECTOR, selector)
            return next((e for e in found if e.is_displayed() and text in e.text), None)
        except StaleElementReferenceException:
            return None

    def read(self, text: str, within: str = "body") -> None:
        """Wait until a text can be read."""
        wait_until(lambda: self.seen(within, text), f"the text {text!r} in {within}")

    def click(self, selector: str, text: str = "") -> None:
        """Click what is there, once it is there."""

        def clicked() -> bool:
            element = self.seen(selector, text)
            if element is None:
                return False
            try:
                element.click()
            except StaleElementReferenceException:
                return False
            return True

        wait_until(clicked, f"a click on {selector} {text!r}")

    def type(self, text: str, label: str = "Message composer") -> None:
        """Write into a composer and press Enter; the space closes a list of suggestions."""
        composer = wait_until(lambda: self.seen(f'[aria-label="{label}"]'), label)
        composer.send_keys(text + " ")
        composer.send_keys(Keys.ENTER)

    def on_message(self, text: str, label: str, within: str = "#messages") -> None:
        """Move to a message, and click something in its menu."""

        def clicked() -> bool:
            try:
                found = self.seen(f"{within} article", text)
                if found is None:
                    return False
                ActionChains(self.page).move_to_element(found).perform()
                found.find_element(By.CSS_SELECTOR, f'[aria-label="{label}"]').click()
            except StaleElementReferenceException:
                return False
            return True

        wait_until(clicked, f"{label} on the message {text!r}")

    def picture(self, name: str) -> None:
        """Keep a screenshot to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.save_screenshot(str(PICTURES / f"{name}.png"))


async def test_first_minute(browser: Chrome, tmp_path: Path) -> None:
    """Declare by command and by form, read the analysis, keep a message, resolve, read the RCA."""
    async with process.tocsin(tmp_path / "data", {}) as (url, _):
        await process.in_thread(lambda: first_minute(Screen(browser), url))


def first_minute(screen: Screen, url: str) -> None:
    """The scene, from opening the page to reading the RCA."""
    screen.page.get(f"{url}/sandbox")
    screen.click('[aria-label="Channel general"]')
    screen.read("# general", "h1")
    screen.type(f"/incident {TITLE}")
    screen.read(f"Declared INC-1 {TITLE}", "#messages")
    screen.picture("1-acknowledged")
    screen.click('[aria-label^="Channel inc-1-checkout"]')
    screen.read(f"INC-1 {TITLE}", "#messages")
    screen.click("button", "1 reply")
    screen.read("Analysis of INC-1", "#thread")
    screen.read("claims verified", "#thread")
    screen.picture("2-card-and-thread")
    declare_from_a_message(screen)
    keep_a_message(screen)
    resolve_and_review(screen)


def declare_from_a_message(screen: Screen) -> None:
    """The menu of a message, *Declare incident*, the form."""
    screen.click('[aria-label="Channel checkout-team"]')
    screen.read("# checkout-team", "h1")
    screen.on_message("Three customers just told us", "More actions")
    screen.click("button", "Declare incident")
    screen.read("What is wrong?", "#modal")
    screen.picture("3-form")
    screen.click("#modal button", "Declare")
    screen.read("Declared INC-2", "#messages")
    screen.picture("4-declared-from-message")


def keep_a_message(screen: Screen) -> None:
    """📌 on a message, and it stands on the timeline."""
    screen.click('[aria-label^="Channel inc-1-checkout"]')
    screen.read("# inc-1-checkout", "h1")
    screen.type("Rolling back to v2.40.3 now")
    screen.read("Rolling back to v2.40.3 now", "#messages")
    screen.on_message("Rolling back to v2.40.3 now", "Add reaction")
    screen.click('[aria-label=":pushpin:"]')
    screen.read("🆗", "#messages")
    screen.type("/incident timeline")
    screen.read("Timeline of INC-1", "#messages")
    screen.picture("5-timeline")


def resolve_and_review(screen: Screen) -> None:
    """Resolve, ask for the RCA, read the draft in the thread."""
    screen.type("/incident resolve INC-1")
    screen.read("INC-1 is resolved now", "#messages")
    screen.type("/incident rca INC-1")
    screen.read("Drafting the RCA of INC-1", "#messages")
    screen.click("button", "2 replies")
    screen.read("RCA of INC-1, version 1", "#thread")
    screen.read("Rolling back to v2.40.3 now", "#thread")
    screen.picture("6-rca")
