"""A sign of life that takes the same way as every event, so a quiet feed and a dead one differ."""

from typing import ClassVar

from shared.contracts.event import Event


class Heartbeat(Event):
    """A service's worker is alive; everything it told before ``at`` was sent before this."""

    service: ClassVar[str]

    @property
    def key(self) -> str:
        return self.service


class GatewayHeartbeat(Heartbeat):
    """The gateway's worker is alive."""

    service: ClassVar[str] = "gateway"
    type: ClassVar[str] = "gateway.heartbeat.v1"
    topic: ClassVar[str] = "gateway.heartbeats"


class ReferralsHeartbeat(Heartbeat):
    """The referrals' worker is alive."""

    service: ClassVar[str] = "referrals"
    type: ClassVar[str] = "referrals.heartbeat.v1"
    topic: ClassVar[str] = "referrals.heartbeats"


class GroupsHeartbeat(Heartbeat):
    """The groups' worker is alive."""

    service: ClassVar[str] = "groups"
    type: ClassVar[str] = "groups.heartbeat.v1"
    topic: ClassVar[str] = "groups.heartbeats"


class IndicatorsHeartbeat(Heartbeat):
    """The indicators' worker is alive."""

    service: ClassVar[str] = "indicators"
    type: ClassVar[str] = "indicators.heartbeat.v1"
    topic: ClassVar[str] = "indicators.heartbeats"


HEARTBEATS: dict[str, type[Heartbeat]] = {
    heartbeat.service: heartbeat
    for heartbeat in (GatewayHeartbeat, ReferralsHeartbeat, GroupsHeartbeat, IndicatorsHeartbeat)
}
