"""What a screen reader is given: the tree of a whole conversation, and each new message announced once, in order, with its choices."""

from __future__ import annotations

from typing import Any

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, Page, to_the_lens
from tests.running_server import Server

pytestmark = CHROMIUM_HERE
WATCH = """
window.announced = [];
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) window.announced.push(node.textContent);
}).observe(document.getElementById("live"), {childList: true, subtree: true, characterData: true}));
"""
FRAME = """- link "Skip to your message":
  - /url: "#field"
- banner:
  - heading "LQF Coach" [level=1]
  - navigation "Your conversation":
    - button "Talk to a person"
    - button "Menu"
- main:
  - heading "Conversation" [level=2]
  - list "Conversation":"""
END = """- contentinfo:
  - status
  - text: Your message
  - textbox "Your message"
  - button "Send\""""


def test_the_tree_and_the_announcements_of_a_whole_conversation(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP, before=WATCH)
    to_the_lens(page)
    page.page.locator(".choices button").first.click()
    page.press("Short", "Question 1 of 3")
    page.say("I just filled the silence with more talking", "Question 2 of 3")
    page.say("they are waiting for me to finish", "Question 3 of 3")
    page.say("I will ask one question on monday and then count to ten", "Which of these would you most like to grow?")
    page.page.locator(".choices button").first.click()
    page.press("Half an hour", "You named a step of your own")
    page.press("Keep my own step", "When will you do it?")
    page.settled()
    page.page.wait_for_timeout(500)

    # In reading order: who speaks, what they say, then what can be chosen; the last question's buttons, and no others.
    items = page.page.locator("#transcript > li")
    spoken = [items.nth(i).aria_snapshot() for i in range(items.count())]
    people = [i for i in range(items.count()) if "person" in items.nth(i).get_attribute("class")]
    for place, item in enumerate(spoken):
        who = "You:" if place in people else "Coach:"
        assert item.startswith(("- listitem:", "- listitem: ")) and who in item[: len("- listitem:\n  - text: Coach: ")], item
    with_buttons = [place for place, item in enumerate(spoken) if "button" in item]
    assert with_buttons == [len(spoken) - 1]
    last = spoken[-1]
    for part in (
        'list "Choices"',
        'button "Tomorrow"',
        'button "In a week"',
        'button "No date"',
        'textbox "Or pick a day"',
        'button "Take this day"',
    ):
        assert part in last, last
    question = next(item for item in spoken if "Question 2 of 3" in item)
    for part in ("paragraph: Question 2 of 3", "What this question is about", "See what good can look like"):
        assert part in question, question

    tree = page.page.locator("body").aria_snapshot()
    assert tree.startswith(FRAME), tree[:600]
    assert END in tree, tree[-600:]
    live = page.page.get_by_role("log", name="New messages")
    assert live.get_attribute("aria-live") == "polite" and page.page.locator("[aria-live=polite], [role=log]").count() == 1

    # All that the coach said, in order, none of it twice, and nothing of the person's.
    heard = page.page.evaluate("announced")
    shown = [text for i, text in enumerate(page.texts()) if i not in people]
    assert [text.split(" Choices:")[0] for text in heard] == shown
    assert heard[-1].endswith("Choices: Tomorrow, In a week, In two weeks, No date.")

    # History is never announced.
    page.page.reload()
    page.page.get_by_role("button", name="Tomorrow").wait_for()
    page.page.wait_for_timeout(500)
    assert page.page.evaluate("announced") == []
    assert "When will you do it?" in page.texts()[-1]
    page.context.close()
