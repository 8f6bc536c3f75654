"""A second enquiry: a child is at risk now. It rings, and climbs until a named person answers."""

from __future__ import annotations

from deploy.demo.play import Play
from deploy.demo.stage import expect
from deploy.simulators import forms


async def immediate_risk(play: Play) -> None:
    """The caller's words are enough; nothing else is waited for."""
    play.stage.scene("The same morning: another caller, and a child at risk now")
    taker, duty = play.officer("st-1001"), play.officer("insp-3344")
    done = taker.does(
        "intake", "/enquiries", forms.callers_enquiry(play.people), "takes a call", key="call-0002"
    )
    case = f"/cases/{done.case_id}"
    taker.does(
        "intake", f"{case}/immediate-risk", forms.risk(), "reports an immediate risk: only words are needed"
    )
    await play.settles()
    alerts = [one for one in await play.mailbox("messages") if one["kind"] == "OFFICER_ALERT"]
    expect(len(alerts) == 1, "an officer is alerted at once")
    play.stage.letter("Alert to an officer", alerts[0]["body"])
    await play.goes_on(minutes=6)
    alerts = [one for one in await play.mailbox("messages") if one["kind"] == "OFFICER_ALERT"]
    expect(len(alerts) >= 2, "unanswered, it climbs")
    play.stage.said("nobody", "has answered for six minutes", f"it rings for {alerts[-1]['to']}", style="red")
    shown = duty.sees("decisions", case, "answering an alert of immediate risk")
    alert = shown["case"]["alerts"][0]
    duty.does("decisions", f"{case}/alerts/acknowledgement", {"alert": alert["alert"]}, "takes it on (G 30)")
    await play.settles()
    shown = duty.sees("decisions", case, "answering an alert of immediate risk")
    kinds = [one["words"] for one in shown["case"]["alerts"]]
    expect(alert["words"] not in kinds, "what somebody has taken on rings no more")
