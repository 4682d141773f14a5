"""A turn: one message of one person, from the door to the commit.

door -> person's queue -> unit of work -> Rasa (NLU, policies, actions) -> the tracker store's save commits -> door
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Awaitable, Callable

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.coach import FromDoor, TurnBroken, TurnFailed
from bot.channels.collected import Collected
from bot.channels.offers import is_key, offer, pressed
from bot.channels.text import clean, has_words
from bot.clock import Clock
from bot.privacy.encryption import Cipher
from bot.privacy.pseudonyms import pseudonym
from bot.privacy.redaction import Redactor
from bot.server.fault_log import log_fault
from bot.store import links
from bot.store.database import Database
from bot.store.follow_ups import FollowUps
from bot.store.operator_uses import has_note
from bot.store.turn_lock import TurnLocks, hold_across_processes
from bot.store.unit_of_work import Said, TurnOvertaken, UnitOfWork, current
from bot.store.visitors import Visitors

TRIES = 5
OLD_BUTTON = "\N{HOURGLASS}"  # shown for a press on a button that is no longer on offer
HELLO = "/greet"
REPEAT = "/repeat_question"
CHECK_IN = '/show_my_plan{"do":"went","item":"%s"}'


class Turns:
    """Takes turns, each person's in the order of arrival."""

    def __init__(self, agent: Agent, database: Database, visitors: Visitors, master: Cipher, names: bytes, clock: Clock) -> None:
        """Work with a loaded agent and an open database; ``names`` is the key of the pseudonyms."""
        self._agent = agent
        self._database = database
        self._visitors = visitors
        self._master = master
        self._names = names
        self._clock = clock
        self._locks = TurnLocks()
        self._redactor = Redactor.load()

    def person_id(self, channel: str, sender: str) -> str:
        """The pseudonym of a sender, or of the person that their door is linked to."""
        with self._database.session() as session:
            return links.leads_to(session, pseudonym(self._names, channel, sender))

    def link_code(self, channel: str, sender: str) -> str | None:
        """A code by which another door of this person can be linked; ``None`` where nothing of theirs is kept."""
        code = links.new_code()
        person_id = self.person_id(channel, sender)
        with self._database.session() as session:
            offered = links.offer_code(session, person_id, pseudonym(self._names, "link code", code), self._clock())
        return code if offered else None

    def link(self, channel: str, sender: str, code: str) -> bool:
        """Link this door by a code; whether it was one."""
        own, hashed = pseudonym(self._names, channel, sender), pseudonym(self._names, "link code", code)
        with self._database.session() as session:
            return links.use_code(session, own, channel, hashed, self._clock())

    def unlink(self, channel: str, sender: str) -> bool:
        """Take the doors apart; whether they were linked."""
        with self._database.session() as session:
            return links.unlink(session, pseudonym(self._names, channel, sender))

    def has_note(self, channel: str, sender: str) -> bool:
        """Whether this sender is to be told first what the operator did at their door."""
        with self._database.session() as session:
            return has_note(session, pseudonym(self._names, channel, sender))

    def look(self, channel: str, sender: str) -> UnitOfWork:
        """A unit of work to read from, outside any turn; close its session after use."""
        return self.look_at(channel, self.person_id(channel, sender))

    def look_at(self, channel: str, person_id: str) -> UnitOfWork:
        """The same, of a person by pseudonym."""
        return UnitOfWork(self._database.session(), self._visitors, self._master, person_id, channel, self._clock())

    async def greet(self, channel: str, sender: str) -> list[Said]:
        """The welcome to a new person."""
        return await self._turn(channel, sender, None, HELLO, None)

    async def take(self, channel: str, sender: str, text: str, request_id: str | None = None) -> list[Said]:
        """What the coach answers to a message.

        The same ``request_id`` again waits for the first, gives the same answer and happens once.

        Raises:
            TurnFailed: nothing happened; the message may be sent again.
        """
        return await self._turn(channel, sender, clean(text), None, request_id)

    async def follow_up(self, channel: str, person_id: str, follow_up_id: str) -> list[Said]:
        """Ask how a step went, by ourselves; nothing where that was done already.

        Raises:
            TurnFailed: nothing happened; it may be tried again.
        """
        return await self._turn_of(channel, person_id, None, None, None, follow_up_id)

    async def receive(self, channel: str, sender: str, message: FromDoor) -> list[Said]:
        """What the coach answers to a message of a door with more to it than text.

        Raises:
            TurnFailed: nothing happened; the message may be sent again.
        """
        text = clean(message.shown) if message.payload is None and message.answer is None else None
        return await self._turn(channel, sender, text, message.payload, message.request_id, message)

    async def correct(self, channel: str, sender: str, corrected: str, message: FromDoor) -> list[Said]:
        """The message of request ``corrected`` now reads ``message.shown``, and the answer that it was with it.

        A disclosure in the new words is answered as if it were said now; so are words whose first version is not kept (any more).

        Raises:
            TurnFailed: nothing happened; it may be sent again.
        """
        text = self._redactor.redact(clean(message.shown)).text
        parsed = await self._agent.parse_message(text)
        is_told = (parsed.get("safety") or {}).get("tier", "none") != "none"

        def note(work: UnitOfWork) -> None:
            if message.note is not None:
                message.note(work)
            work.correct(corrected, text)

        with self.look(channel, sender) as work:
            is_kept = work.sent_as(corrected) is not None
        if is_told or not is_kept:
            return await self.receive(channel, sender, replace(message, answer=None, note=note))
        return await self.receive(channel, sender, replace(message, shown=text, note=note))

    async def erase(self, channel: str, sender: str) -> None:
        """Erase everything about a person, when their turn has come.

        Raises:
            TurnFailed: the database refused.
        """
        try:
            person_id = self.person_id(channel, sender)
            async with self._locks.of(person_id):
                with self._database.session() as session:
                    work = UnitOfWork(session, self._visitors, self._master, person_id, channel, self._clock())
                    work.erase()
                    work.commit()
        except SQLAlchemyError as fault:
            raise TurnFailed from fault

    async def _turn(
        self, channel: str, sender: str, text: str | None, payload: str | None, request_id: str | None, door: FromDoor | None = None
    ) -> list[Said]:
        try:
            person_id = self.person_id(channel, sender)
        except SQLAlchemyError as fault:
            log_fault("A turn in the database", fault)
            raise TurnFailed from fault
        return await self._turn_of(channel, person_id, text, payload, request_id, door=door)

    async def _turn_of(
        self,
        channel: str,
        person_id: str,
        text: str | None,
        payload: str | None,
        request_id: str | None,
        follow_up_id: str | None = None,
        door: FromDoor | None = None,
    ) -> list[Said]:
        async with self._locks.of(person_id):
            for _ in range(TRIES):
                try:
                    with self._database.session() as session:
                        await hold_across_processes(session, person_id)
                        now = self._clock()
                        work = UnitOfWork(session, self._visitors, self._master, person_id, channel, now)
                        if follow_up_id is not None:
                            follow_up = FollowUps(work).begin(follow_up_id)
                            if follow_up is None:
                                return []
                            payload = CHECK_IN % follow_up.item_id
                        return await self._work(work, channel, text, payload, request_id, door)
                except TurnOvertaken:
                    continue
                except SQLAlchemyError as fault:
                    log_fault("A turn in the database", fault)
                    raise TurnFailed from fault
        raise TurnFailed

    async def _work(
        self, work: UnitOfWork, channel: str, text: str | None, payload: str | None, request_id: str | None, door: FromDoor | None
    ) -> list[Said]:
        if request_id is not None and (before := work.reply_to(request_id)) is not None:
            return before
        if door is not None and door.note is not None:
            door.note(work)
        if door is not None and text is None:
            work.hear(door.shown, request_id)
            if door.answer is not None:
                answer = work.say(Said(door.answer))
                work.commit()
                return [answer]
        output = _Recorded(channel, work, self._remind)
        if text is not None:
            button = pressed(text, work.offers)
            gone = button is None and is_key(text)
            if button is None and not gone:
                redacted = self._redactor.redact(text)
                text, output.took_names_out = redacted.text, redacted.changed
            work.hear(button["title"] if button else OLD_BUTTON if gone else text, request_id)
            if button:
                work.offers = {}
            if gone:
                await self._say(work, output, "utter_button_is_gone")
            payload = button["payload"] if button else REPEAT if gone else None
            if payload is None and not has_words(text):
                await self._say(work, output, "utter_nothing_written")
                work.commit()
                return output.said
        marker = current.set(work)
        try:
            message = UserMessage(payload or text, output, work.person.id, input_channel=channel)
            await self._agent.processor.handle_message(message)  # type: ignore[union-attr]
        except (SQLAlchemyError, TurnOvertaken):
            raise
        except Exception as fault:
            log_fault("A turn", fault)
            raise TurnBroken from None
        finally:
            current.reset(marker)
        if work.fault is not None:
            raise TurnFailed if issubclass(work.fault, SQLAlchemyError) else TurnBroken
        return output.said

    async def _remind(self, work: UnitOfWork, output: _Recorded) -> None:
        """Say once that names are taken out, and not all of them."""
        await self._say(work, output, "utter_names_taken_out")

    async def _say(self, work: UnitOfWork, output: _Recorded, response: str, **values: Any) -> None:
        marker = current.set(work)
        try:
            tracker = self._agent.tracker_store.init_tracker(work.person.id)
            said = await self._agent.nlg.generate(response, tracker, output.name(), **values)
        finally:
            current.reset(marker)
        await output.send_response(work.person.id, said or {})


class _Recorded(Collected):
    """Collects messages and records them in the unit of work, their buttons on offer from now on.

    Before the first message of a turn in which names were taken out stands a reminder, once a person, and never before a signpost.
    """

    def __init__(self, channel: str, work: UnitOfWork, remind: Callable[[UnitOfWork, _Recorded], Awaitable[None]]) -> None:
        super().__init__(channel)
        self._work = work
        self._remind = remind
        self._offers: dict[str, Any] = {}
        self.took_names_out = False
        self.said: list[Said] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        kind = ((message.get("custom") or {}).get("card") or {}).get("kind")
        if self.took_names_out and self._work.conversation.reminded_at is None and kind != "signpost" and not self.said:
            self._work.conversation.reminded_at = self._work.now
            await self._remind(self._work, self)
        await super().send_response(recipient_id, message)
        if len(self.messages) == len(self.said):
            return
        said = self.messages[-1]
        said = replace(said, buttons=offer(said.buttons, self._offers))
        if self._offers:
            self._work.offers = self._offers
        self.said.append(self._work.say(said))
