"""What must happen later: watchdogs and limits become commands; looking for linked cases can be repeated."""

from __future__ import annotations

from messaging.routes import Due, Effect, Safety, TaskRoutes
from services.intake.domain.commands import CheckHandOver, CheckStep
from services.intake.domain.due import FIND_LINKS, HAND_OVER, STEP, step_of
from services.intake.store.links import Links


def routes(links: Links) -> TaskRoutes:
    return {
        HAND_OVER: Due(lambda task: CheckHandOver(task.key)),
        STEP: Due(lambda task: CheckStep(step_of(task.key))),
        FIND_LINKS: Effect(links.look_again, Safety.REPEATABLE),
    }
