"""Everything that a door needs, put together: the database, the trained model, our actions, the framework, the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, utc_now
from bot.framework import Framework, load_framework
from bot.privacy.pseudonyms import derive_key
from bot.privacy.tokens import Tokens
from bot.settings import Settings
from bot.store.database import Database
from bot.store.keyring import open_keys
from bot.store.visitors import Visitors

if TYPE_CHECKING:
    from bot.server.turns import Turns


class ModelMissing(Exception):
    """There is no trained model where one was expected."""


@dataclass(frozen=True)
class Engine:
    """The running parts."""

    settings: Settings
    framework: Framework
    database: Database
    turns: Turns
    tokens: Tokens
    clock: Clock
    # What Telegram sends with each call, so that nobody else can call in its name.
    webhook_secret: str

    @classmethod
    def start(cls, settings: Settings, model: Path, clock: Clock = utc_now) -> Engine:
        """Open the database, load the model and register the actions.

        Raises:
            ModelMissing, SettingsFault, DatabaseFault, FrameworkFaults: each with a sentence for the person who installs it.
        """
        if not model.exists():
            raise ModelMissing(f"There is no trained model at {model}. Run `lqf train` first.")
        settings.prepare()
        key = settings.key()
        framework = load_framework(settings.framework)
        database = Database(settings.database, settings.keys_file)
        database.upgrade()
        keys = open_keys(database, key)

        # Rasa, TensorFlow with it, is imported as late as possible: a fault above is told at once.
        from rasa.core.agent import Agent
        from rasa.exceptions import ModelNotFound
        from rasa.shared.core.domain import SessionConfig
        from rasa.shared.exceptions import RasaException

        from bot.server.in_process_actions import InProcessActions
        from bot.server.response_generator import ResponseGenerator
        from bot.server.turns import Turns
        from bot.store.tracker_store import UnitOfWorkTrackerStore

        store = UnitOfWorkTrackerStore()
        try:
            says = ResponseGenerator(settings=settings)
            agent = Agent.load(str(model), generator=says, tracker_store=store, action_endpoint=InProcessActions())
        except (ModelNotFound, RasaException) as fault:
            raise ModelMissing(f"The trained model {model.name} cannot be read. Delete it from {model.parent} and start again.") from fault
        # Rasa wraps every store in one that swallows a failed save and goes on in memory: a turn that was not kept must not be answered.
        store.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = store  # type: ignore[union-attr]
        agent.domain.session_config = SessionConfig(settings.session_minutes, False)  # type: ignore[union-attr]
        visitors = Visitors(settings.visitor_life, settings.visitors)
        turns = Turns(agent, database, visitors, keys.texts, keys.people, clock)
        return cls(settings, framework, database, turns, Tokens(keys.tokens), clock, derive_key(keys.tokens, "telegram webhook").hex())

    def stop(self) -> None:
        """Close the database."""
        self.database.close()
