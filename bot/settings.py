"""Every setting, typed, read from the environment (prefix ``LQF_``; ``DATABASE_URL`` and ``TELEGRAM_TOKEN`` as people know them).

Nothing else in ``bot`` reads ``os.environ``.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal, Optional

from pydantic import BaseSettings, Field, SecretStr, validator

PROJECT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32
# Random keys of 32 bytes hold some thirty different ones; fewer than this is somebody's typing.
FEWEST_DIFFERENT_BYTES = 16
OTHERS_MAY_READ = 0o077
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")


class SettingsFault(Exception):
    """A setting or a folder that the product cannot start with; the text is for the person who installs it."""


class Settings(BaseSettings):
    """The product's settings; a field's name in capitals behind ``LQF_`` is its environment variable."""

    project: Path = PROJECT
    var: Path = Field(default=PROJECT / "var", description="Where the database, the key and the encoder are kept.")
    models: Path = Field(default=PROJECT / "models", description="Where trained models are kept.")
    framework: Path = Field(default=PROJECT / "data" / "framework", description="The framework's edition that is spoken of.")

    production: bool = Field(default=False, description="Real people use it: refuse to start with a missing, weak or readable key.")
    host: str = "127.0.0.1"
    port: int = Field(default=5005, ge=1, le=65535)

    database_url: str = Field(default="", env=["LQF_DATABASE_URL", "DATABASE_URL"], description="SQLite in var/ when empty.")
    key_store: Optional[Path] = Field(default=None, description="The file with the keys of people's words; keys.db in var/ when empty.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="64 hexadecimal digits; made in var/ on the first run when empty.")
    new_secret_key: SecretStr = Field(default=SecretStr(""), description="Only for lqf rotate-key: the key that takes its place.")
    encoder_precision: Literal["int8", "fp32"] = "int8"

    token_days: int = Field(default=180, ge=1, le=3650, description="How long a browser's token lets its person in.")
    session_minutes: int = Field(default=60, ge=1, description="A pause longer than this begins a new session.")
    visitor_minutes: int = Field(default=60, ge=1, description="How long a conversation without consent stays in memory.")
    visitors: int = Field(default=5000, ge=1, description="How many conversations without consent stay in memory at most.")
    keep_words_days: int = Field(default=365, ge=1, description="How long what people wrote is kept.")
    message_characters: int = Field(default=4000, ge=100, description="The longest message that is read.")

    messages_per_minute: int = Field(default=60, ge=1, description="How many messages of one person are taken a minute.")
    conversations_per_hour: int = Field(default=1000, ge=1, description="How many new conversations one address may begin in an hour.")
    calls_per_minute: int = Field(default=3000, ge=1, description="How many calls of any kind one address may make a minute.")
    papers_per_minute: int = Field(default=10, ge=1, description="How many PDFs and copies of their data one person may ask for a minute.")
    person_at_once: int = Field(default=4, ge=1, description="How many calls of one person are answered at the same time.")
    address_at_once: int = Field(default=200, ge=1, description="How many calls of one address are answered at the same time.")

    provider_name: str = Field(default="", description="The organisation that runs this coach, as people should read it.")
    contact_name: str = Field(default="", description="Whom people can turn to, by name or role.")
    contact_details: str = Field(default="", description="How: a telephone number, an e-mail address.")
    safeguarding: str = Field(default="", description="Your safeguarding lead as people should read it: name, telephone, hours.")
    council_safeguarding: str = Field(default="", description="The telephone number of your council's adult safeguarding team.")
    printed_copies: str = Field(default="", description="How to ask for a printed copy of the framework, as people should read it.")
    allowed_origins: str = Field(
        default="", description="Sites that may show the coach in their pages: https://a.example, https://b.example."
    )
    public_url: str = Field(default="", description="Where people reach this coach, for example https://coach.example.org.")

    telegram_token: SecretStr = Field(
        default=SecretStr(""),
        env=["LQF_TELEGRAM_TOKEN", "TELEGRAM_TOKEN"],
        description="From BotFather; the coach is on Telegram too then.",
    )
    telegram_api: str = Field(default="https://api.telegram.org", description="The Bot API server; another one if you run your own.")
    telegram_mode: Literal["auto", "polling", "webhook"] = Field(
        default="auto", description="Webhook: Telegram calls LQF_PUBLIC_URL/telegram. Auto: where that is an https address, else polling."
    )

    telegram_messages_per_second: float = Field(default=25, gt=0, description="Telegram takes about thirty of one bot.")

    @validator("allowed_origins")
    def _only_origins(cls, value: str) -> str:
        for origin in value.replace(",", " ").split():
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin such as https://www.example.org, without a path")
        return value

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites that may show the coach in a frame."""
        return tuple(self.allowed_origins.replace(",", " ").split())

    class Config:
        """Where values come from."""

        env_prefix = "LQF_"
        frozen = True

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if self.database_url:
            return self.database_url.replace("postgres://", "postgresql://", 1)
        return f"sqlite:///{self.var / 'coach.db'}"

    @property
    def keys_file(self) -> Path:
        """The file of the key store."""
        return self.key_store or self.var / "keys.db"

    @property
    def address(self) -> str:
        """Where people reach this coach, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def telegram_calls_us(self) -> bool:
        """Whether Telegram calls us at our public address; else it is asked for what is new."""
        if self.telegram_mode == "auto":
            return self.public_url.startswith("https://")
        return self.telegram_mode == "webhook"

    @property
    def contact(self) -> str:
        """Whom people can turn to and how; empty when nobody was named."""
        return ", ".join(part for part in (self.contact_name, self.contact_details) if part)

    @property
    def token_life(self) -> timedelta:
        """How long a token is valid."""
        return timedelta(days=self.token_days)

    @property
    def visitor_life(self) -> timedelta:
        """How long a conversation without consent stays in memory."""
        return timedelta(minutes=self.visitor_minutes)

    def prepare(self) -> None:
        """Make the folders that are written to.

        Raises:
            SettingsFault: one of them cannot be written.
        """
        for folder in (self.var, self.models):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                probe = folder / f".write-{secrets.token_hex(4)}"
                probe.write_bytes(b"")
                probe.unlink()
            except OSError as fault:
                raise SettingsFault(
                    f"I cannot write to the folder {folder} ({fault.strerror}). "
                    "Give this user the right to write there, or set LQF_VAR and LQF_MODELS to other folders."
                ) from fault

    def key(self) -> bytes:
        """The master key, 32 bytes: from the environment, else from ``var/secret.key``, made on the first run unless in production.

        Raises:
            SettingsFault: the key given is not 64 hexadecimal digits, or the file cannot be read or made; in production also where there
                is none, where it is weak, or where others on the machine may read its file.
        """
        given = self.secret_key.get_secret_value()
        file = self.var / "secret.key"
        source = "LQF_SECRET_KEY" if given else str(file)
        if self.production and not given and not file.exists():
            raise SettingsFault(
                f"LQF_PRODUCTION is set, and there is no key: neither LQF_SECRET_KEY nor the file {file}. Restore the key that the "
                "database was written with, or give a new one to a new database: 64 random hexadecimal digits."
            )
        try:
            text = given or self._key_file(file)
            key = bytes.fromhex(text.strip())
        except OSError as fault:
            raise SettingsFault(f"I cannot read or make the key file {file}: {fault.strerror}.") from fault
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise SettingsFault(f"The key in {source} must be 64 hexadecimal digits (0-9, a-f).")
        if self.production:
            if len(set(key)) < FEWEST_DIFFERENT_BYTES:
                raise SettingsFault(f"LQF_PRODUCTION is set, and the key in {source} is weak: take 64 random hexadecimal digits.")
            if not given and file.stat().st_mode & OTHERS_MAY_READ:
                raise SettingsFault(f"LQF_PRODUCTION is set, and others on this machine may read {file}. Run: chmod 600 {file}")
        return key

    def next_key(self) -> tuple[bytes, Callable[[], None]]:
        """A new master key, and what makes it the one in use once the database knows it.

        From ``LQF_NEW_SECRET_KEY`` where the present one comes from the environment; else made, and put in place of ``secret.key``.
        One that an interrupted change left in ``secret.key.new`` is taken again: it may be the only key that opens the database.

        Raises:
            SettingsFault: no new key is given, it is not 64 hexadecimal digits, or the file cannot be read or written.
        """
        if self.secret_key.get_secret_value():
            new = _key_in(self.new_secret_key.get_secret_value())
            if new is None:
                raise SettingsFault("Give the new key, 64 hexadecimal digits, in LQF_NEW_SECRET_KEY, and afterwards as LQF_SECRET_KEY.")
            return new, lambda: None
        aside = self.var / "secret.key.new"
        try:
            new = _key_in(aside.read_text()) if aside.exists() else None
            if new is None:
                # Only a whole key ever has this name, so that what stands there otherwise was never in use.
                new = secrets.token_bytes(KEY_BYTES)
                _write_key(aside.with_name(f".{aside.name}"), new)
                _put_in_place(aside.with_name(f".{aside.name}"), aside)
        except (OSError, UnicodeDecodeError) as fault:
            raise SettingsFault(f"I cannot read or write {aside}: {fault}.") from fault
        return new, lambda: _put_in_place(aside, self.var / "secret.key")

    @staticmethod
    def _key_file(file: Path) -> str:
        if not file.exists():
            # Written aside and linked into place: two processes that start at once must end with one key, and never see half of one.
            aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
            _write_key(aside, secrets.token_bytes(KEY_BYTES))
            try:
                os.link(aside, file)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        return file.read_text()


def _key_in(text: str) -> bytes | None:
    """The key that a text is, or ``None``."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def _write_key(file: Path, key: bytes) -> None:
    """Write a key for its owner alone, and have it on the disk before anything is locked with it."""
    file.touch(mode=0o600)
    with file.open("w") as opened:
        opened.write(key.hex() + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def _put_in_place(file: Path, place: Path) -> None:
    """Rename, and have the folder know it on the disk."""
    os.replace(file, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
