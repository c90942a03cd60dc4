"""A stub of the EES service for each test, and a client that never really waits."""

from collections.abc import Iterator

import pytest
from ees_stub import EesStub

from oba.sources.ees import EesClient, EesSettings


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[EesStub]:
    """Serve the stub on loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = EesStub()
    yield server
    server.close()


@pytest.fixture
def pauses() -> list[float]:
    """Collect the seconds that the client would have slept."""
    return []


@pytest.fixture
def client(stub: EesStub, pauses: list[float]) -> EesClient:
    """Build a client of the stub."""
    settings = EesSettings(base_url=f"{stub.root}/statistics", catalogue_url=stub.root, read_timeout=5, attempts=4)
    return EesClient(settings, sleep=pauses.append)
