"""What is usually written: FastStream with Pydantic, one message a transaction through the ORM, 8 workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from faststream.kafka import KafkaBroker
from faststream.middlewares import AckPolicy
from faststream.security import SASLScram512
from pydantic import BaseModel
from sqlalchemy import BigInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.goods import Ordered
from bench.meter import Meter, Told, main


class Base(DeclarativeBase):
    """Tables of this contender."""


class Inbox(Base):
    __tablename__ = "orm_inbox"
    source: Mapped[str] = mapped_column(String, primary_key=True)
    message_id: Mapped[str] = mapped_column(String, primary_key=True)


class Case(Base):
    __tablename__ = "orm_case"
    case_id: Mapped[str] = mapped_column(String, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class Entry(Base):
    __tablename__ = "orm_journal"
    case_id: Mapped[str] = mapped_column(String, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Outgoing(Base):
    __tablename__ = "orm_outbox"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    case_id: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CloudEvent(BaseModel):
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, Any]


async def contend(told: Told, meter: Meter) -> None:
    engine = create_async_engine(told.database, pool_size=8)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    login = told.login
    security = SASLScram512(login["sasl_plain_username"], login["sasl_plain_password"], use_ssl=False)
    broker = KafkaBroker(login["bootstrap_servers"], security=security, logger=None)

    @broker.subscriber(
        told.topic,
        group_id=told.group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        max_workers=8,
    )
    async def handle(event: CloudEvent) -> None:
        async with sessions() as session, session.begin():
            session.add(Inbox(source=event.source, message_id=event.id))
            case = await session.get(Case, event.subject, with_for_update=True)
            if case is None:
                case = Case(case_id=event.subject, version=0)
                session.add(case)
            case.version += 1
            data = Ordered.model_validate(event.data, strict=False).model_dump(mode="json")
            session.add(Entry(case_id=case.case_id, version=case.version, type=event.type, data=data))
            session.add(Outgoing(case_id=case.case_id, data=data))
        meter.note(1)

    await broker.start()
    await meter.done.wait()
    await broker.stop()
    await engine.dispose()


if __name__ == "__main__":
    main(contend)
