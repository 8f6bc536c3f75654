"""From a body to a command: who acts is added, nothing else changes."""

from __future__ import annotations

from contracts.codes import Transport
from messaging.decider import Actor
from services.notifications.domain import commands as c
from services.notifications.http import bodies as b


def print_letter(body: b.LetterBody, by: Actor) -> c.PrintLetter:
    return c.PrintLetter(by, body.letter)


def handed_over(body: b.HandedOverBody, by: Actor) -> c.RecordHandDelivery:
    return c.RecordHandDelivery(by, body.letter, body.delivered_at)


def told(body: b.ToldBody, by: Actor) -> c.RecordTold:
    transport = Transport.TELEPHONE if body.by_telephone else Transport.HAND
    return c.RecordTold(by, body.message, transport, body.told_at)


def send_again(body: b.MessageBody, by: Actor) -> c.SendAgain:
    return c.SendAgain(by, body.message)


def take_part(body: b.PartBody, by: Actor) -> c.TakePart:
    return c.TakePart(by, body.why)
