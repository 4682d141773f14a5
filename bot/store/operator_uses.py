"""What the operator looked at, and whether the person was told."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import OperatorUse
from bot.store.unit_of_work import UnitOfWork


def operator_uses(work: UnitOfWork) -> list[OperatorUse]:
    """What the person has not been told yet, oldest first; from now on it counts as told."""
    if not work.is_stored:
        return []
    query = (
        select(OperatorUse)
        .where(OperatorUse.person_id == work.person.id, OperatorUse.__table__.c.told_at.is_(None))
        .order_by(OperatorUse.at)
    )
    uses = list(work.session.scalars(query))
    for use in uses:
        use.told_at = work.now
    return uses
