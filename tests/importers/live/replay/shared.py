"""A recording of one minute: two stations, a meter and a bus."""

import math

import numpy as np

from city.series import Measurand, Readings, Thing
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live.feed import Gathering
from importers.live.replay.clock import Clock
from importers.live.replay.store import Store

RECORDED = np.datetime64("2026-01-14T07:00", "ms")
NOON = np.datetime64("2026-06-01T12:00", "ms")  # when the clock began
SECOND = np.timedelta64(1000, "ms")
PM = Measurand("pm25", "µg/m³")
POWER = Measurand("power", "kW")
A = Thing(
    "urn:ngsi-ld:AirQualityObserved:a", "Mathenesserplein", (4.4500, 51.9100), "AirQualityObserved"
)
B = Thing(
    "urn:ngsi-ld:AirQualityObserved:b", "Heemraadssingel", (4.4600, 51.9100), "AirQualityObserved"
)
METER = Thing(
    "urn:ngsi-ld:EnergyMeter:1", "Meter", (4.4550, 51.9110), "EnergyMeter", "urn:ngsi-ld:Building:7"
)
BUS = Thing("urn:ngsi-ld:Vehicle:B1-1", "Bus B1", (4.4400, 51.9000), "bus")


def readings() -> Readings:
    """Every 10 s: a says 10, 11, ..., 15; the bus drives east. At first b says 20, the meter 3;
    after half a minute b says that it has nothing to say."""
    gathering = Gathering()
    for step in range(6):
        moment = RECORDED + 10 * step * SECOND
        gathering.add(A, PM, moment, 10.0 + step)
        gathering.add(BUS, LONGITUDE, moment, 4.44 + step / 1000)
        gathering.add(BUS, LATITUDE, moment, 51.9)
        gathering.add(BUS, HEADING, moment, 90.0)
    gathering.add(B, PM, RECORDED, 20.0)
    gathering.add(B, PM, RECORDED + 30 * SECOND, math.nan)
    gathering.add(METER, POWER, RECORDED, 3.0)
    return gathering.readings(RECORDED + 60 * SECOND)


def store() -> Store:
    return Store([readings()], Clock(NOON))


def still(clock: Clock, moment: np.datetime64) -> None:
    """Put a clock at a moment and hold it there."""
    clock.run(0)
    clock.set(moment)


def iso(seconds: int) -> str:
    """So many seconds after the clock began, as services write it."""
    return f"{NOON + seconds * SECOND}Z"
