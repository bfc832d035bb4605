"""A platform and an issuer of tokens on sockets, and a keyring in memory."""

import pytest

from tests.keyrings import remembering
from tests.live_platform import serving

SECRET = "S3CR3T-of-the-test-0123456789"


@pytest.fixture(autouse=True)
def memory():
    """The system's keyring."""
    with remembering() as one:
        yield one


@pytest.fixture
def platform():
    """Where data is."""
    with serving() as one:
        yield one


@pytest.fixture
def issuer():
    """Where people sign in: another origin."""
    with serving() as one:
        one.answers["/.well-known/openid-configuration"] = {
            "issuer": one.address,
            "token_endpoint": one.address + "/token",
            "device_authorization_endpoint": one.address + "/device",
            "authorization_endpoint": one.address + "/authorize",
        }
        yield one
