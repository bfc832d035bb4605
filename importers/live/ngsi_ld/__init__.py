"""NGSI-LD (ETSI GS CIM 009, 1.3.1 and later): what a broker's entities are, were and become."""

from importers.live.ngsi_ld.attributes import kind_of
from importers.live.ngsi_ld.broker import Broker, is_broker
from importers.live.ngsi_ld.document import Entities, is_entities
from importers.live.ngsi_ld.entities import gather
from importers.live.ngsi_ld.subscribed import Subscribed, broker_at
from importers.live.ngsi_ld.subscription import notified

__all__ = [
    "Broker",
    "Entities",
    "Subscribed",
    "broker_at",
    "gather",
    "is_broker",
    "is_entities",
    "kind_of",
    "notified",
]
