"""A desktop without a screen: X server, session bus, notification daemon, keyring and window manager, all of its own."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from .panel import Panel
from .paths import program
from .process import Process, answers, free_ports, wait_for
from .webdriver import Browser

NATIVE_DRIVERS = ("/usr/bin/WebKitWebDriver", "/usr/libexec/WebKitWebDriver")


class Desktop:
    """Everything a window needs around it; torn down with `stop`."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.home = directory / "home"
        self._running: list[Process] = []
        self._browsers: list[Browser] = []
        self._panels: list[Panel] = []
        # Sockets lie here, and a socket's address is short: a test's own directory may be too deep.
        self._runtime = tempfile.TemporaryDirectory(prefix="sotto-")
        self.environment = dict(os.environ)
        for name in ("DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "XAUTHORITY"):
            self.environment.pop(name, None)

    def start(self) -> "Desktop":
        for place in ("config", "data", "cache"):
            (self.home / place).mkdir(parents=True, exist_ok=True)
        self.environment |= {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_RUNTIME_DIR": self._runtime.name,
            # Without a language, the page's is "C", which is none.
            "LANG": "en_US.UTF-8",
            "LANGUAGE": "en",
            "NO_AT_BRIDGE": "1",
            "GDK_BACKEND": "x11",
        }
        self._start_display()
        self._start_bus()
        self.spawn("openbox", ["openbox", "--sm-disable"])
        self.spawn("dunst", ["dunst"])
        self._start_keyring()
        self.notifications = self.directory / "notifications.log"
        self.spawn("notifications", ["dbus-monitor", "--session", "interface='org.freedesktop.Notifications'"])
        wait_for("the notification daemon", lambda: self._owned("org.freedesktop.Notifications"), 10)
        self._start_driver()
        return self

    def stop(self) -> None:
        for browser in self._browsers:
            browser.close()
        for panel in self._panels:
            panel.close()
        for process in reversed(self._running):
            process.stop(3)
        self._runtime.cleanup()

    def open(self, profile: Path, *arguments: str) -> Browser:
        """Opens Sotto on a profile."""
        sotto = program("sotto", "SOTTO_WINDOW")
        browser = Browser(self.driver, sotto, ["--profile", str(profile), *arguments])
        self._browsers.append(browser)
        return browser

    def spawn(self, name: str, command: list, **options) -> Process:
        """Starts something in this session."""
        started = Process(command, self.directory / f"{name}.log", env=self.environment, **options)
        self._running.append(started)
        return started

    def run(self, *command: str, **options) -> str:
        """Runs something in this session and gives what it printed."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, **options)
        return done.stdout

    def again(self, profile: Path, *arguments: str) -> int:
        """Starts Sotto once more on a profile that is open; gives the exit code of that copy."""
        command = [program("sotto", "SOTTO_WINDOW"), "--profile", profile, *arguments]
        return subprocess.run(command, env=self.environment, timeout=20).returncode

    def close_window(self) -> None:
        """Closes the window as a user does from the keyboard, and waits until it is gone."""
        wait_for("a window", self.windows)

        def closed() -> bool:
            self.run("xdotool", "key", "alt+F4")
            time.sleep(0.3)
            return not self.windows()

        # A busy window manager may miss a key.
        wait_for("no window", closed, 20, 0.5)

    def windows(self) -> list[str]:
        """The names of the windows on screen."""
        ids = self.run("xdotool", "search", "--onlyvisible", "--class", "sotto").split()
        return [self.run("xdotool", "getwindowname", one).strip() for one in ids]

    def panel(self) -> Panel:
        """Starts a panel with a tray."""
        self._panels.append(Panel(self.environment["DBUS_SESSION_BUS_ADDRESS"]))
        return self._panels[-1]

    # What was notified, and what is kept secret.

    def notified(self, text: str, timeout: float = 20) -> None:
        """Waits until a notification with this text has gone over the bus."""
        wait_for(f"a notification with {text!r}", lambda: text in self.notifications.read_text(errors="replace"), timeout)

    def displayed(self) -> int:
        """How many notifications are on screen or waiting for room."""
        return int(self.run("dunstctl", "count", "displayed")) + int(self.run("dunstctl", "count", "waiting"))

    def click_notification(self) -> None:
        """Does what a click on the newest notification does."""
        self.run("dunstctl", "action", "0")

    def shown(self) -> list[dict]:
        """The notifications the daemon shows or has shown: summary and body of each."""
        self.run("dunstctl", "close-all")
        history = json.loads(self.run("dunstctl", "history"))
        entries = history["data"][0] if history["data"] else []
        return [{"summary": entry["summary"]["data"], "body": entry["body"]["data"]} for entry in entries]

    def secrets(self) -> list[str]:
        """Label and attributes of everything in the keyring."""
        found = []
        for item in self._paths("/org/freedesktop/secrets/aliases/default", "Collection", "Items"):
            found.append(self._property(item, "Item", "Label") + self._property(item, "Item", "Attributes"))
        return found

    # Below.

    def _start_display(self) -> None:
        reading, writing = os.pipe()
        # Xvfb chooses a free number and tells it: a number of our choice would collide with somebody else's.
        screen = ["-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
        self.spawn("xvfb", ["Xvfb", "-displayfd", str(writing), *screen], pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as numbers:
            self.environment["DISPLAY"] = f":{numbers.readline().strip()}"

    def _start_bus(self) -> None:
        bus = self.spawn("bus", ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.popen.stdout.readline().decode().strip()

    def _start_keyring(self) -> None:
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        keyring = self.spawn("keyring", command, stdin=subprocess.PIPE)
        # It reads its password up to the end of the input.
        keyring.popen.stdin.write(b"test")
        keyring.popen.stdin.close()
        wait_for("the keyring", lambda: self._owned("org.freedesktop.secrets"), 10)

    def _start_driver(self) -> None:
        native = next((driver for driver in NATIVE_DRIVERS if Path(driver).exists()), None)
        if native is None:
            raise FileNotFoundError("WebKitWebDriver is missing: run ./dev setup")
        (port,) = free_ports(1)
        # WebKit's own driver, which needs no other between it and a program of Tauri's than this word.
        self.environment["TAURI_WEBVIEW_AUTOMATION"] = "true"
        driver = self.spawn("driver", [native, f"--port={port}"])
        driver.until("the driver", lambda: answers("127.0.0.1", port), 20)
        self.driver = f"http://127.0.0.1:{port}"

    def _owned(self, name: str) -> bool:
        bus = "org.freedesktop.DBus"
        call = ["dbus-send", "--session", "--print-reply", f"--dest={bus}", "/", f"{bus}.NameHasOwner", f"string:{name}"]
        return "boolean true" in self.run(*call)

    def _property(self, path: str, interface: str, name: str) -> str:
        call = ["gdbus", "call", "--session", "-d", "org.freedesktop.secrets", "-o", path]
        call += ["-m", "org.freedesktop.DBus.Properties.Get", f"org.freedesktop.Secret.{interface}", name]
        return self.run(*call)

    def _paths(self, path: str, interface: str, name: str) -> list[str]:
        return [part for part in self._property(path, interface, name).split("'") if part.startswith("/org/")]

