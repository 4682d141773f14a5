"""The tables. Everything that a person wrote stands in ``messages.sealed``, encrypted, and nowhere else; other rows point to it.

Times are UTC. A person is known by a pseudonym (``bot.privacy.pseudonyms``), never by the sender's own name or number.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import registry

mapper = registry()


class Row:
    """What all tables share, for the type checker: SQLAlchemy itself makes the constructor."""

    if TYPE_CHECKING:
        __table__: Any

        def __init__(self, **values: Any) -> None: ...


class UtcDateTime(TypeDecorator):  # type: ignore[type-arg]
    """An aware datetime, kept in UTC; SQLite forgets time zones, so it is given back on loading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database: UTC. Raises ``ValueError`` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was to be stored")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database: aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


def _person_id(primary_key: bool = False) -> Column:  # type: ignore[type-arg]
    return Column(String(32), ForeignKey("people.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False, index=not primary_key)


@mapper.mapped
class Person(Row):
    """Somebody who talks to the coach, by pseudonym, with what they agreed to and where the key of their words is (``key_store``)."""

    __tablename__ = "people"

    id: str = Column(String(32), primary_key=True)
    channel: str = Column(String(16), nullable=False)
    level_id: str | None = Column(String(40))
    consent_version: str | None = Column(String(16))
    consent_at: datetime | None = Column(UtcDateTime)
    key_id: bytes = Column(LargeBinary, nullable=False)
    turn: int = Column(Integer, nullable=False, default=0)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    seen_at: datetime = Column(UtcDateTime, nullable=False)

    # Two processes that work on one person at once: the second to commit fails and does its turn again.
    __mapper_args__ = {"version_id_col": turn, "version_id_generator": False}


@mapper.mapped
class Conversation(Row):
    """The tracker between two turns: what the policies need to know, the buttons that may be pressed, the last signpost that was shown."""

    __tablename__ = "conversations"

    person_id: str = _person_id(primary_key=True)
    slots: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    active_loop: str | None = Column(String(60))
    recent_from: int = Column(Integer, nullable=False, default=0)
    next_event: int = Column(Integer, nullable=False, default=0)
    sealed_offers: bytes | None = Column(LargeBinary)
    sealed_signpost: bytes | None = Column(LargeBinary)
    reminded_at: datetime | None = Column(UtcDateTime)
    follow_ups_stopped_at: datetime | None = Column(UtcDateTime)


@mapper.mapped
class TrackerEvent(Row):
    """One event of Rasa's tracker, without any text; ``number`` counts within the person."""

    __tablename__ = "tracker_events"

    person_id: str = _person_id(primary_key=True)
    number: int = Column(Integer, primary_key=True)
    turn: int = Column(Integer, nullable=False)
    data: dict[str, Any] = Column(JSON, nullable=False)


@mapper.mapped
class Message(Row):
    """One message of either side. ``sealed`` is JSON (text, buttons, card) under the person's key."""

    __tablename__ = "messages"

    id: int = Column(Integer, primary_key=True)
    uid: str = Column(String(32), nullable=False, unique=True)
    person_id: str = _person_id()
    turn: int = Column(Integer, nullable=False)
    sender: str = Column(String(8), nullable=False)
    sealed: bytes = Column(LargeBinary, nullable=False)
    request_id: str | None = Column(String(64))
    at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (UniqueConstraint("person_id", "request_id"), Index("messages_of_turn", "person_id", "turn"))


@mapper.mapped
class ReflectionRow(Row):
    """A reflection: where it stands (``state``, as ``coaching`` wrote it, without any text) and how it ended."""

    __tablename__ = "reflections"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    status: str = Column(String(12), nullable=False)
    level_id: str | None = Column(String(40))
    element_id: str | None = Column(String(100))
    state: dict[str, Any] = Column(JSON, nullable=False)
    own_step_uid: str | None = Column(String(32))
    framework: str = Column(String(60), nullable=False)
    started_at: datetime = Column(UtcDateTime, nullable=False)
    changed_at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class Answer(Row):
    """One answer within a reflection: to which question it belongs, and the message that holds its words."""

    __tablename__ = "answers"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    reflection_id: str = Column(String(32), ForeignKey("reflections.id", ondelete="CASCADE"), nullable=False, index=True)
    message_uid: str = Column(String(32), nullable=False)
    stage: str = Column(String(20), nullable=False)
    behaviour_id: str | None = Column(String(140))
    at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class PlanItem(Row):
    """One step of a development plan: a behaviour, an activity or the person's own step, a date, how it stands."""

    __tablename__ = "plan_items"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    reflection_id: str | None = Column(String(32), ForeignKey("reflections.id", ondelete="SET NULL"))
    behaviour_id: str | None = Column(String(140))
    activity_id: str | None = Column(String(80))
    own_step_uid: str | None = Column(String(32))
    evidence_uid: str | None = Column(String(32))
    due: date | None = Column(Date)
    status: str = Column(String(12), nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    done_at: datetime | None = Column(UtcDateTime)


@mapper.mapped
class Rating(Row):
    """How a person says a behaviour goes in practice, at one time; a scale's word, never a mark."""

    __tablename__ = "ratings"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    behaviour_id: str = Column(String(140), nullable=False)
    value: str = Column(String(20), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
    assessment_id: str | None = Column(String(32), ForeignKey("assessments.id", ondelete="SET NULL"))


@mapper.mapped
class AssessmentRow(Row):
    """One round of self-assessment: where it stands (``state``, as ``coaching`` wrote it, without any text)."""

    __tablename__ = "assessments"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    status: str = Column(String(12), nullable=False)
    level_id: str | None = Column(String(40))
    state: dict[str, Any] = Column(JSON, nullable=False)
    framework: str = Column(String(60), nullable=False)
    started_at: datetime = Column(UtcDateTime, nullable=False)
    changed_at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class Example(Row):
    """An example of a behaviour that a person told; the message holds its words."""

    __tablename__ = "examples"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    behaviour_id: str = Column(String(140), nullable=False)
    message_uid: str = Column(String(32), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class PlanNote(Row):
    """Something that happened to a step of the plan: how it goes in the person's words, a change, an end."""

    __tablename__ = "plan_notes"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    item_id: str = Column(String(32), ForeignKey("plan_items.id", ondelete="CASCADE"), nullable=False, index=True)
    kind: str = Column(String(12), nullable=False)
    message_uid: str | None = Column(String(32))
    due: date | None = Column(Date)
    at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class FollowUp(Row):
    """When the coach comes back to a step of the plan by itself, and how far that talk has come (``stage``)."""

    __tablename__ = "follow_ups"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    item_id: str = Column(String(32), ForeignKey("plan_items.id", ondelete="CASCADE"), nullable=False, index=True)
    status: str = Column(String(12), nullable=False)
    stage: str | None = Column(String(12))
    due_at: datetime = Column(UtcDateTime, nullable=False)
    asked_at: datetime | None = Column(UtcDateTime)

    __table_args__ = (Index("follow_ups_that_are_due", "status", "due_at"),)

    @property
    def begun(self) -> bool:
        """Whether the person has said how it went."""
        return self.stage not in (None, "went")


@mapper.mapped
class TelegramChat(Row):
    """The Telegram chat of a person, sealed, and how far the conversation was sent there.

    All turns before ``sent_turn`` are sent, and of that turn ``sent_parts`` messages (-1: all). Whoever holds the lease sends.
    """

    __tablename__ = "telegram_chats"

    person_id: str = _person_id(primary_key=True)
    sealed_chat: bytes = Column(LargeBinary, nullable=False)
    sent_turn: int = Column(Integer, nullable=False, default=0)
    sent_parts: int = Column(Integer, nullable=False, default=0)
    blocked_at: datetime | None = Column(UtcDateTime)
    leased_by: str | None = Column(String(32))
    leased_until: datetime | None = Column(UtcDateTime)


@mapper.mapped
class DoorLink(Row):
    """A door that leads to another person's conversation: the same human being, who linked the two by a code."""

    __tablename__ = "door_links"

    # The pseudonym that the door's sender has without the link; what they said there before waits under it.
    door_id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    channel: str = Column(String(16), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class LinkCode(Row):
    """A code by which one other door can be linked, once, for a short time; kept as a keyed hash."""

    __tablename__ = "link_codes"

    code_id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    expires_at: datetime = Column(UtcDateTime, nullable=False)


@mapper.mapped
class TelegramUpdate(Row):
    """An update of Telegram's that was taken: its number and when, nothing about anybody. The same number again is not taken twice."""

    __tablename__ = "telegram_updates"

    update_id: int = Column(BigInteger, primary_key=True, autoincrement=False)
    at: datetime = Column(UtcDateTime, nullable=False, index=True)


@mapper.mapped
class OperatorUse(Row):
    """The operator looked at what is held about a person (``lqf export``): told to them when they come back."""

    __tablename__ = "operator_uses"

    id: str = Column(String(32), primary_key=True)
    person_id: str = _person_id()
    verb: str = Column(String(12), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
    told_at: datetime | None = Column(UtcDateTime)


@mapper.mapped
class DoorNote(Row):
    """The operator erased what was behind a door (``lqf erase``): the door's pseudonym, what was done and when, and nothing else.

    It outlives the erasure, so that whoever opens the door next is told, and goes then.
    """

    __tablename__ = "door_notes"

    door_id: str = Column(String(32), primary_key=True)
    verb: str = Column(String(12), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
