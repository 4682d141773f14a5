"""The ``lqf`` command. Heavy parts are imported by the command that needs them, so that the others answer at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Optional

import typer
from pydantic import ValidationError

from bot.quiet import keep_quiet
from bot.settings import Settings, SettingsFault

if TYPE_CHECKING:
    from bot.store.database import Database

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="LQF Coach: a coaching assistant for adult social care.",
)
framework_app = typer.Typer(no_args_is_help=True, help="The framework's data.")
app.add_typer(framework_app, name="framework")
telegram_app = typer.Typer(no_args_is_help=True, help="The coach on Telegram.")
app.add_typer(telegram_app, name="telegram")


@telegram_app.callback()
def _telegram() -> None:
    """The coach on Telegram."""


def main() -> None:
    """The entry point: faults that a person can mend are told in one sentence, with exit code 1."""
    keep_quiet()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(reason: object) -> NoReturn:
    typer.echo(str(reason), err=True)
    raise typer.Exit(1)


def _settings() -> Settings:
    try:
        settings = Settings()
        settings.prepare()
        return settings
    except ValidationError as fault:
        first = fault.errors()[0]
        name = str(first["loc"][0]).upper()
        _stop(f"The setting LQF_{name.removeprefix('LQF_')} cannot be used: {first['msg']}.")
    except SettingsFault as fault:
        _stop(fault)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _fitting_model(settings: Settings) -> Path:
    """The model that fits the files, trained first where there is none."""
    from bot.framework import FrameworkFaults, load_framework
    from bot.nlu.model import TrainingFault, model_file, train
    from bot.nlu.phrase_families import PHRASES, PhraseFault, load_families

    try:
        load_framework(settings.framework)
        load_families(PHRASES)
        file = model_file(settings)
        if not file.exists():
            _say("Teaching the coach what people say: one to two minutes, once ...")
            train(settings)
        return file
    except (FrameworkFaults, PhraseFault, TrainingFault) as fault:
        _stop(fault)


@app.command()
def train() -> None:
    """Train the model now; at once when nothing changed."""
    settings = _settings()
    file = _fitting_model(settings)
    typer.echo(f"The model fits: {file.name}")


@app.command()
def run(
    host: Optional[str] = typer.Option(None, help="The address to listen on; 127.0.0.1 is this machine alone."),
    port: Optional[int] = typer.Option(None, help="The port to listen on.", min=1, max=65535),
) -> None:
    """Serve the coach."""
    settings = _settings()
    from bot.server.serve import PortBusy, serve

    try:
        serve(settings, _fitting_model(settings), host or settings.host, port or settings.port, _say)
    except _faults(PortBusy) as fault:
        _stop(fault)


@app.command()
def chat() -> None:
    """The same conversation in this terminal."""
    settings = _settings()
    from bot.channels.terminal import converse

    _say("Waking the coach: about twenty seconds ...")
    try:
        from bot.server.engine import Engine

        engine = Engine.start(settings, _fitting_model(settings))
    except _faults() as fault:
        _stop(fault)
    converse(engine)
    engine.stop()


@app.command()
def understand() -> None:
    """JSON lines on standard input to what was understood, line by line."""
    settings = _settings()
    from bot.server.understanding import Understanding

    understanding = Understanding.load(_fitting_model(settings))
    for line in sys.stdin:
        typer.echo(json.dumps(understanding.of_line(line), ensure_ascii=False))


@framework_app.command()
def check() -> None:
    """Validate the framework's data and print its coverage."""
    from bot.clock import local_day, utc_now
    from bot.framework import check_framework
    from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder

    settings = _settings()
    # The unrounded encoder: what is alike should not hang on the machine.
    encoder = SentenceEncoderModel.load(ensure_encoder(settings.var / "encoder", "fp32"))
    report = check_framework(settings.framework, encoder.encode, local_day(utc_now()))
    typer.echo(report.coverage)
    for warning in report.warnings:
        typer.echo(f"warning: {warning}")
    for fault in report.faults:
        typer.echo(str(fault), err=True)
    if report.faults:
        raise typer.Exit(1)


@framework_app.command()
def show(
    element: str = typer.Argument(..., help="The element: its name, its id, or the last part of its id."),
    level: Optional[str] = typer.Option(None, help="One level alone: its id or name."),
) -> None:
    """Print an element: behaviours with their questions, stories, activities."""
    from bot.framework import FrameworkFaults, UnknownId, load_framework
    from bot.reports.framework_text import element_text, find_element, find_level

    try:
        framework = load_framework(_settings().framework)
        levels = [find_level(framework, level)] if level else list(framework.levels.values())
        typer.echo(element_text(framework, find_element(framework, element), levels))
    except (FrameworkFaults, UnknownId) as fault:
        _stop(fault)


@telegram_app.command("check")
def check_telegram_settings() -> None:
    """Say whether token, webhook and address work."""
    import asyncio

    from bot.channels.telegram_check import check_telegram

    good, bad = asyncio.run(check_telegram(_settings()))
    for line in good:
        typer.echo(line)
    for line in bad:
        typer.echo(line, err=True)
    if bad:
        raise typer.Exit(1)


@app.command()
def erase(person: str = typer.Argument(..., help="The person's reference.")) -> None:
    """Erase everything that is held about a person. They are told that it was done when they come back."""
    from bot.clock import utc_now
    from bot.store.operator_uses import erase_as_operator
    from bot.store.scrubbing import scrub

    with _database() as database, database.session() as session:
        erased = erase_as_operator(session, person, utc_now())
        session.commit()
        scrub(database.engine, thoroughly=True)
    if not erased:
        _stop(f"Nobody is held under the reference {person}.")
    typer.echo("Erased.")


@app.command("export")
def export_person(
    person: str = typer.Argument(..., help="The person's reference."),
    as_page: bool = typer.Option(False, "--html", help="A page to read instead of JSON."),
) -> None:
    """Print everything that is held about a person, as JSON or a page to read. They are told that it was done."""
    from bot.clock import utc_now
    from bot.reports.export import export
    from bot.reports.export_page import export_page
    from bot.store.keyring import open_keys
    from bot.store.operator_uses import note_export
    from bot.store.unit_of_work import UnitOfWork
    from bot.store.visitors import Visitors

    settings = _settings()
    with _database() as database, database.session() as session:
        keys = open_keys(database, settings.key())
        work = UnitOfWork(session, Visitors(settings.visitor_life, 1), keys.texts, person, "", utc_now())
        if not work.is_stored:
            _stop(f"Nobody is held under the reference {person}.")
        note_export(session, person, utc_now())
        held = export(work)
        typer.echo(export_page(held) if as_page else json.dumps(held, ensure_ascii=False, indent=2))


@app.command()
def rotate_key() -> None:
    """Change the master key (stop the server first). A change that was interrupted is carried to its end.

    The new one is LQF_NEW_SECRET_KEY where the present one comes from the environment, else a new file secret.key.
    """
    from bot.store.keyring import change_master

    settings = _settings()
    with _database() as database:
        try:
            old, (new, keep) = settings.key(), settings.next_key()
            changed = change_master(database, old, new)
            keep()
        except _faults() as fault:
            _stop(fault)
    typer.echo(f"The keys of {changed} people are wrapped by the new master key. Keep it apart from the database and its backups.")


@app.command()
def purge() -> None:
    """Delete what people wrote that is older than it is kept; the server does so once a day."""
    from datetime import timedelta

    from bot.clock import utc_now
    from bot.store.retention import purge as purge_words
    from bot.store.scrubbing import scrub

    days = _settings().keep_words_days
    with _database() as database, database.session() as session:
        deleted = purge_words(session, utc_now() - timedelta(days=days))
        session.commit()
        scrub(database.engine, thoroughly=True)
    typer.echo(f"Deleted {deleted} messages older than {days} days.")


def _database() -> Database:
    from bot.store.database import Database, DatabaseFault

    try:
        settings = _settings()
        database = Database(settings.database, settings.keys_file)
        database.upgrade()
        return database
    except DatabaseFault as fault:
        _stop(fault)


def _faults(*more: type[Exception]) -> tuple[type[Exception], ...]:
    from bot.framework import FrameworkFaults
    from bot.server.engine import ModelMissing
    from bot.store.database import DatabaseFault

    return FrameworkFaults, ModelMissing, DatabaseFault, SettingsFault, *more
