"""The same conversation on Telegram: by words and buttons, whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.telegram.conftest import Chatter
from tests.channels.telegram.fake_api import FakeTelegram

pytestmark = pytest.mark.engine


async def to_a_step(chatter: Chatter) -> None:
    """A short reflection up to a step with a date."""
    await chatter.settle_in()
    await chatter.say("nobody speaks up in my team meetings and I end up doing all the talking every single time")
    if any("That's it" in t for t in chatter.fake.titles(chatter.chat)):
        await chatter.press("That's it")
    await chatter.press("Short")
    await chatter.follow(
        "I just filled the silence with more talking", "they are waiting for me to finish", "I'll ask one question and wait"
    )
    for _ in range(6):
        titles = chatter.fake.titles(chatter.chat)
        if any(t.startswith("Tomorrow") for t in titles):
            break
        await chatter.press(next(t for t in titles if t))
    await chatter.say("in 3 days")


async def test_a_whole_reflection_by_words_and_buttons(chatter: Chatter, fake: FakeTelegram) -> None:
    await to_a_step(chatter)
    assert "on your plan" in chatter.text
    assert fake.texts(chatter.chat)[0].startswith("Before we start: Telegram is a company")
    assert not fake.unanswered, "every press is answered"


async def test_the_plan_comes_with_files(chatter: Chatter, fake: FakeTelegram) -> None:
    await to_a_step(chatter)
    await chatter.say("/plan")
    kinds = {f["name"]: f["content"][:5] for f in fake.files}
    assert kinds["my-development-plan.pdf"] == b"%PDF-"
    assert kinds["my-development-plan.ics"] == b"BEGIN"


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]},
        {"voice": {"file_id": "a", "file_unique_id": "a", "duration": 3}},
        {
            "sticker": {
                "file_id": "a",
                "file_unique_id": "a",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
                "type": "regular",
            }
        },
        {"document": {"file_id": "a", "file_unique_id": "a"}},
        {"location": {"latitude": 51.5, "longitude": 0.1}},
    ],
    ids=lambda c: next(iter(c)),
)
async def test_what_is_not_words_is_answered_civilly_and_not_opened(chatter: Chatter, fake: FakeTelegram, content: dict[str, Any]) -> None:
    await chatter.settle_in()
    fake.write(chatter.chat, **content)
    assert "only read words" in (await chatter.listen())[-1]
    assert "getFile" not in fake.calls


async def test_an_edited_message_changes_what_is_kept(chatter: Chatter, fake: FakeTelegram, on_telegram: Any) -> None:
    await chatter.settle_in()
    update = fake.say(chatter.chat, "nobody speaks up in my team meetings and I do all the talking")
    await chatter.listen()
    fake.edit(chatter.chat, update["message"]["message_id"], "nobody speaks up in my handovers and I do all the talking")
    assert "new words" in (await chatter.listen())[-1]
    with on_telegram.turns.look("telegram", str(chatter.chat)) as work:
        said = [work.read(m).text for m in work.history() if m.sender == "person"]
    assert any("handovers" in text for text in said) and not any("team meetings" in text for text in said)


async def test_a_disclosure_that_is_edited_in_is_heard(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.settle_in()
    update = fake.say(chatter.chat, "it was a long shift")
    await chatter.listen()
    fake.edit(chatter.chat, update["message"]["message_id"], "last night I saw a carer slap a resident across the face")
    new = "\n".join(await chatter.listen())
    assert "safeguarding" in new.lower()


async def test_a_group_is_told_once_that_it_is_one_to_one_and_nothing_else(chatter: Chatter, fake: FakeTelegram) -> None:
    group = {"id": -77, "type": "group", "title": "Team"}
    user = {"id": chatter.chat, "is_bot": False, "first_name": "Sam"}
    fake.push({"message": {"message_id": 1, "date": 1, "chat": group, "from": user, "text": "hello all"}})
    fake.push({"message": {"message_id": 2, "date": 1, "chat": group, "from": user, "text": "/start"}})
    await chatter.listen()
    assert [t[:15] for t in fake.texts(-77)] == ["I work one to o"]


async def test_channel_posts_and_unknown_kinds_do_nothing_and_stop_nothing(chatter: Chatter, fake: FakeTelegram) -> None:
    channel = {"id": -100, "type": "channel", "title": "News"}
    fake.push({"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "/start"}})
    fake.push({"something_new": {"a": 1}})
    fake.push(
        {
            "poll": {
                "id": "1",
                "question": "?",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
            }
        }
    )
    await chatter.settle_in()
    assert (fake.texts(-100) == [] and "senior" in chatter.text.lower()) or chatter.text


async def test_a_person_who_blocks_is_left_alone_and_welcome_back(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.settle_in()
    fake.blocked.add(chatter.chat)
    await chatter.say("what can you do?")
    calls = fake.calls.count("sendMessage")
    await chatter.say("what can you do?")
    assert fake.calls.count("sendMessage") <= calls + 1
    user = {"id": chatter.chat, "is_bot": False, "first_name": "Sam"}
    fake.push({"my_chat_member": _membership(chatter.chat, user, "kicked")})
    await chatter.listen()
    fake.blocked.discard(chatter.chat)
    fake.push({"my_chat_member": _membership(chatter.chat, user, "member")})
    assert await chatter.listen() == [], "what was said meanwhile does not come in one burst"
    new = await chatter.say("show my plan")
    assert new and not any("You tell me about a moment" in text for text in new)


def _membership(chat: int, user: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": 123456789, "is_bot": True, "first_name": "Coach", "username": "lqf_coach_bot"}
    new = {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    old = {"user": bot, "status": "member"}
    return {"chat": {"id": chat, "type": "private"}, "from": user, "date": 1, "old_chat_member": old, "new_chat_member": new}


async def test_erasing_here_erases_all_and_says_so(chatter: Chatter, fake: FakeTelegram, on_telegram: Any) -> None:
    await chatter.settle_in()
    await chatter.say("/delete")
    new = await chatter.press("Yes, erase")
    assert "all erased" in "\n".join(new)
    with on_telegram.turns.look("telegram", str(chatter.chat)) as work:
        assert not work.is_stored
    assert "Before we start" in (await chatter.say("/start"))[0]


async def test_a_button_pressed_twice_counts_once(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.say("/start")
    message = next(m for m in reversed(fake.messages[chatter.chat]) if m["who"] == "bot" and m.get("reply_markup"))
    key = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    fake.press_key(chatter.chat, dict(message), key)
    first = await chatter.listen()
    fake.press_key(chatter.chat, dict(message), key)
    second = await chatter.listen()
    assert first and second and first[0] != second[0]
    assert fake.next_update and not fake.unanswered


async def test_html_in_peoples_words_is_shown_as_it_is(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.settle_in()
    await chatter.say("<b>nobody</b> & I mean <nobody> speaks up in my team meetings, I end up doing all the talking")
    assert any("&lt;b&gt;" in html or "&lt;nobody&gt;" in html for html in fake.seen_html) or "nobody" not in chatter.text
    assert fake.refused == []


async def test_the_bot_introduces_itself(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.say("/start")
    assert fake.set["name"] == "LQF Coach" and "privacy" in fake.set["commands"]
