"""A desktop, a server, and Sotto's window on them."""

import os
from pathlib import Path

import pytest
from lab.desktop import Desktop
from lab.prosody import Prosody13
from lab.server import Account
from lab.webdriver import Browser
from support import fill_in


@pytest.fixture(scope="session")
def server(output: Path):
    """The newest server is enough for the window: the others are tested without it."""
    running = Prosody13(output / "prosody").start()
    yield running
    running.stop()


@pytest.fixture
def desktop(directory: Path):
    """A desktop of this test's own."""
    started = Desktop(directory / "desktop")
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture
def picture(directory: Path):
    """Saves a screenshot: in $SOTTO_SCREENSHOTS if it is set, else beside the logs."""
    place = Path(os.environ.get("SOTTO_SCREENSHOTS", directory))
    return lambda window, name: window.screenshot(place / f"{name}.png")


@pytest.fixture
def sign_in(standing, desktop, directory):
    """Opens the window on a fresh profile and signs in through its form."""

    def do(account: Account, password: str | None = None) -> Browser:
        window = desktop.open(directory / "profile")
        fill_in(window, standing, account, password or account.password)
        return window

    return do
