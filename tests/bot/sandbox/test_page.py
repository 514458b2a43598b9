"""The page in a real Chromium: what a person sees, types and clicks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select
from yarl import URL

from tests.bot.sandbox.conftest import Stage, staged
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

PICTURES = Path(__file__).resolve().parents[3] / "out" / "sandbox"


def seen(page: Chrome, selector: str, text: str = "") -> WebElement | None:
    """The first visible element that holds a text; None also while the page redraws it."""
    try:
        found = page.find_elements(By.CSS_SELECTOR, selector)
        return next((each for each in found if each.is_displayed() and text in each.text), None)
    except StaleElementReferenceException:
        return None


def named(page: Chrome, label: str) -> WebElement:
    """The element with this aria-label, once it can be seen."""
    return wait_until(lambda: seen(page, f'[aria-label="{label}"]'), f"something named {label}")


def reading(page: Chrome, text: str, within: str = "body") -> None:
    """Wait until a text can be read on the page."""
    wait_until(lambda: seen(page, within, text), f"the text {text}")


def button(page: Chrome, text: str) -> WebElement:
    """The visible button with this text."""
    return wait_until(lambda: seen(page, "button", text), f"a button {text}")


def on_message(page: Chrome, text: str, label: str) -> None:
    """Move to the message that holds a text, and click what has this label in its menu."""

    def click() -> bool:
        try:
            found = seen(page, "#messages article", text)
            if found is None:
                return False
            ActionChains(page).move_to_element(found).perform()
            found.find_element(By.CSS_SELECTOR, f'[aria-label="{label}"]').click()
        except StaleElementReferenceException:
            return False
        return True

    wait_until(click, f"{label} on the message {text}")


def write(page: Chrome, text: str, where: str = "Message composer") -> None:
    """Type into a composer and press Enter."""
    composer = named(page, where)
    composer.send_keys(text + " ")
    composer.send_keys(Keys.ENTER)


def picture(page: Chrome, name: str) -> None:
    """Keep a screenshot to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.save_screenshot(str(PICTURES / f"{name}.png"))


async def visit(stage: Stage, page: Chrome, scene: Callable[[Chrome], None]) -> None:
    """Open the page and play a scene on a thread, for the servers run on this one."""

    def play() -> None:
        page.get(stage.workspace.base_url)
        reading(page, "Local simulator, not Slack")
        scene(page)
        # The page's own policy would say so if it loaded or ran anything it may not.
        assert page.get_log("browser") == []  # type: ignore[no-untyped-call]

    await asyncio.to_thread(play)


async def test_command_shortcut_form_and_reaction(stage: Stage, browser: Chrome) -> None:
    """A person runs a command, fills in a message shortcut's form and reacts."""

    def scene(page: Chrome) -> None:
        named(page, "Channel incidents").click()
        reading(page, "# incidents", "h1")
        write(page, "/echo loud wake <up> & go")
        reading(page, "Only visible to you", "#messages")
        reading(page, "You said: loud wake <up> & go", "#messages")
        on_message(page, "wake <up>", "More actions")
        button(page, "Keep this").click()
        reading(page, "A form", "#modal")
        button(page, "Send it").click()
        reading(page, "Please complete this required field.", "#modal")
        picture(page, "form")
        named(page, "Title").send_keys("bad")
        Select(named(page, "Kind")).select_by_visible_text("high")
        button(page, "Send it").click()
        reading(page, "Not that one.", "#modal")
        named(page, "Title").send_keys(" but good")
        button(page, "Send it").click()
        button(page, "1 reply").click()
        reading(page, "Kept: bad but good", "#thread")
        on_message(page, "wake <up>", "Add reaction")
        named(page, ":pushpin:").click()
        reading(page, "📌 1", "#messages")
        button(page, "Again").click()
        reading(page, "Again: wake <up> & go", "#messages")
        picture(page, "conversation")

    await visit(stage, browser, scene)
    assert [e["reaction"] for e in stage.app.events if e["type"] == "reaction_added"] == ["pushpin"]


async def test_people_see_what_is_theirs(stage: Stage, browser: Chrome) -> None:
    """A private answer is seen by the one who asked, and by nobody else."""

    def scene(page: Chrome) -> None:
        named(page, "Channel incidents").click()
        reading(page, "# incidents", "h1")
        write(page, "/echo a secret")
        reading(page, "You said: a secret", "#messages")
        Select(named(page, "You are")).select_by_value("U0GRACE")
        write(page, "Grace was here")
        reading(page, "Grace was here", "#messages")
        assert "a secret" not in page.find_element(By.ID, "messages").text
        write(page, "/unknown thing")
        reading(page, "/unknown is not a valid command", "#messages")

    await visit(stage, browser, scene)


async def test_shortcuts_threads_and_the_home_tab(
    stage: Stage, browser: Chrome, tmp_path: Path
) -> None:
    """The ⚡ menu opens a form, a reply starts a thread, the app has a home, links lead back."""
    log = tmp_path / "checkout.log"
    log.write_text("ERROR GET /checkout 500\n", encoding="utf-8")
    team = await stage.workspace.channel("checkout-team")
    reported = await stage.ada.wait_for(team, lambda m: "returns 500s" in m["text"])
    link = f"{stage.workspace.base_url}/archives/{team}/p{reported['ts'].replace('.', '')}"

    def scene(page: Chrome) -> None:
        named(page, "Channel checkout-team").click()
        reading(page, "checkout returns 500s since the last deploy", "#messages")
        named(page, "Shortcuts").click()
        button(page, "Start a form").click()
        reading(page, "A form", "#modal")
        named(page, "Title").send_keys(Keys.ESCAPE)
        wait_until(lambda: not page.find_element(By.ID, "modal").is_displayed(), "the form closed")
        on_message(page, "checkout returns 500s", "Reply in thread")
        write(page, "Looking", "Reply composer")
        reading(page, "1 reply", "#messages")
        picture(page, "thread")
        file = page.find_element(By.CSS_SELECTOR, '[aria-label="File for Message composer"]')
        file.send_keys(str(log))
        reading(page, "checkout.log", "#messages")
        named(page, "Close thread").click()
        button(page, "Echo").click()
        reading(page, "Welcome home", "#home")
        page.get(link)
        reading(page, "I see it too", "#messages")
        reading(page, "Looking", "#thread")

    await visit(stage, browser, scene)


async def test_page_lives_through_a_restart(tmp_path: Path, browser: Chrome) -> None:
    """It says that the connection is lost, and catches up by itself when it is back."""
    async with staged(tmp_path) as stage:
        base = stage.workspace.base_url
        await asyncio.to_thread(browser.get, f"{base}?user=U0ADA")
        await asyncio.to_thread(reading, browser, "# general", "h1")
    await asyncio.to_thread(reading, browser, "The connection is lost")
    async with staged(tmp_path, port=URL(base).port or 0) as stage:
        general = await stage.workspace.channel("general")
        await stage.workspace.person("U0LINUS").say(general, "Back again")
        await asyncio.to_thread(reading, browser, "Back again", "#messages")
        away = browser.find_element(By.ID, "away")
        wait_until(lambda: not away.is_displayed(), "the notice to go")
