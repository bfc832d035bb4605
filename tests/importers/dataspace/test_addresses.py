"""Addresses of data as the protocol and as EDC write them; what is none is refused in silence
about what was given."""

import pytest

from importers.dataspace.addresses import data_address
from importers.live.web import FeedFault
from tests.dataspace import recorded
from tests.shared import needs_data


@needs_data
def test_the_recorded_address():
    where = data_address(recorded("rx_TransferStartMessage")["dataAddress"], "x")
    assert where.address.endswith("/ngsi-ld/v1/entities?type=AirQualityObserved&limit=3")
    assert where.headers() == {"Authorization": "Bearer edr-token"}


@pytest.mark.parametrize(
    "told, headers",
    [
        ({"authorization": "t", "authType": "bearer"}, {"Authorization": "Bearer t"}),
        ({"edc:authCode": "t", "edc:authKey": "X-Token"}, {"X-Token": "t"}),
        ({"authorization": "t", "authType": "basic"}, {"Authorization": "t"}),
        ({}, {}),
    ],
)
def test_addresses_of_edc(told, headers):
    assert data_address({"endpoint": "http://d.eu/public", **told}, "x").headers() == headers


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "mqtt://a.eu"},
        {"endpoint": "http://a.eu", "authorization": "s3cret\r\nX: y"},
        {"endpoint": "http://a.eu", "authorization": ["s3cret", 1]},
        {"endpoint": "http://a.eu", "authorization": "s3cret" * 10_000},
        {"endpoint": "http://a.eu", "authorization": "s3cret", "authKey": "a b"},
    ],
)
def test_what_is_none_is_refused(told):
    with pytest.raises(FeedFault, match="operator") as fault:
        data_address(told, "x")
    assert "s3cret" not in str(fault.value)
