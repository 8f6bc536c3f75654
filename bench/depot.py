"""The depot wired to the runtime, as a service's composition root would."""

from __future__ import annotations

from collections.abc import Sequence

from bench.goods import ANSWERS, CATALOGUE, KEEPS, ROUTES, Ordered, Parcels
from messaging.alarms import Ring
from messaging.service import Feed, Service

SHOP_SOURCE = "bench/shop"


class NoVault:
    """Parcels have no secrets; sealing is measured with the real service of checks."""

    def new_key(self) -> bytes:
        raise ValueError("nothing is sealed here")

    def key_id(self, key: bytes) -> str:
        raise ValueError("nothing is sealed here")

    def seal(self, *_: object) -> dict[str, str]:
        raise ValueError("nothing is sealed here")

    def open(self, *_: object) -> bytes:
        raise ValueError("nothing is sealed here")

    def store(self, key: bytes) -> bytes:
        return key

    def restore(self, wrapped: bytes) -> bytes:
        return wrapped

    def wrap(self, reader: str, key: bytes) -> str:
        raise ValueError("nothing is sealed here")

    def header(self, wraps: Sequence[tuple[str, str, str, str]]) -> bytes:
        raise ValueError("nothing is sealed here")

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, bytes]]:
        return []


class Unrung:
    """Nothing here may ring: an alarm would mean that the measurement went wrong."""

    async def ring(self, ring: Ring) -> None:
        raise AssertionError(f"rang for {ring.code}")


def service(principal: str, shop: str, published: str, *, keeps: bool = False) -> Service[Parcels]:
    """`shop` and `published` are topics; with `keeps` every message is journalled besides the answer."""
    return Service(
        principal=principal,
        source="bench/depot",
        decider=KEEPS if keeps else ANSWERS,
        catalogue=CATALOGUE,
        routes=ROUTES,
        feeds=(Feed(shop, SHOP_SOURCE, ours=True, carries=frozenset({Ordered.TYPE})),),
        topic_for=lambda _: published,
        readers=lambda _topic, _label: (),
        vault=NoVault(),
        edition="bench-1",
    )
