"""The W3C WebDriver protocol, as much of it as these tests use: no library stands between a test and the window."""

import base64
import json
import urllib.error
import urllib.request
from pathlib import Path

from .process import Timeout, wait_for

#: How WebDriver names an element in JSON (W3C WebDriver, section 12).
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

#: Two frames are drawn and the page has come to rest.
SETTLED = """
const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250)));
"""

#: A picture is taken of the next frame, and of a page at rest there is none: one pixel is kept busy meanwhile.
BUSY = """
const pixel = document.body.appendChild(document.createElement('i'));
Object.assign(pixel.style, { position: 'fixed', inset: '0 auto auto 0', width: '1px', height: '1px', opacity: '0.01' });
let on = false;
const timer = setInterval(() => (pixel.style.background = (on = !on) ? 'black' : 'white'), 30);
window.__rest = () => (clearInterval(timer), pixel.remove());
"""


class WebDriverError(Exception):
    """The driver's answer when something cannot be done."""

    def __init__(self, value: dict):
        super().__init__(f"{value.get('error')}: {value.get('message', '')[:300]}")
        self.code = value.get("error", "")


class Browser:
    """One window under WebDriver's control."""

    def __init__(self, driver: str, program: Path, arguments: list[str]):
        self._driver = driver
        options = {"binary": str(program), "args": arguments}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = self._call("POST", "/session", {"capabilities": capabilities}, timeout=60)
        self._session = f"/session/{session['sessionId']}"
        self._call("POST", f"{self._session}/timeouts", {"script": 20_000, "implicit": 0})

    def close(self) -> None:
        """Ends the session, and with it the program."""
        try:
            self._call("DELETE", self._session, timeout=20)
        except (OSError, WebDriverError):
            pass

    # Looking.

    def all(self, test_id: str, **data: str) -> list["Element"]:
        """The elements with this test id and these data attributes, in document order."""
        selector = f'[data-testid="{test_id}"]' + "".join(f'[data-{k.replace("_", "-")}="{v}"]' for k, v in data.items())
        query = {"using": "css selector", "value": selector}
        while True:
            try:
                found = self._call("POST", f"{self._session}/elements", query)
                break
            except WebDriverError as error:
                # One of them went while the driver was counting: it counts again.
                if error.code != "stale element reference":
                    raise
        return [Element(self, item[ELEMENT]) for item in found]

    def find(self, test_id: str, timeout: float = 20, **data: str) -> "Element":
        """The first such element, waiting for it."""
        try:
            return wait_for(f"{test_id} {data}", lambda: next(iter(self.all(test_id, **data)), None), timeout, 0.05)
        except Timeout as error:
            raise Timeout(f"{error}; the window shows: {self.text()[:1500]!r}") from None

    def gone(self, test_id: str, timeout: float = 20, **data: str) -> None:
        """Waits until there is no such element."""
        wait_for(f"no {test_id} {data}", lambda: not self.all(test_id, **data), timeout, 0.05)

    def shows(self, text: str, timeout: float = 20) -> None:
        """Waits for a text anywhere in the window."""
        try:
            wait_for(f"{text!r} in the window", lambda: text in self.text(), timeout, 0.05)
        except Timeout as error:
            raise Timeout(f"{error}; the window shows: {self.text()[:1500]!r}") from None

    def text(self) -> str:
        """All visible text."""
        return self.run("return document.body ? document.body.innerText : ''") or ""

    def screenshot(self, file: Path) -> Path:
        """A picture of the window once it has come to rest."""
        self.run_async(SETTLED)
        self.run(BUSY)
        picture = self._call("GET", f"{self._session}/screenshot")
        self.run("window.__rest()")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(picture))
        return file

    # Doing.

    def run(self, script: str, *arguments):
        """Runs script in the page and gives what it returns."""
        return self._call("POST", f"{self._session}/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script: str, *arguments):
        """Runs script in the page until it calls its last argument."""
        return self._call("POST", f"{self._session}/execute/async", {"script": script, "args": list(arguments)})

    def resize(self, width: int, height: int) -> None:
        self._call("POST", f"{self._session}/window/rect", {"width": width, "height": height})

    def _call(self, method: str, path: str, body: dict | None = None, timeout: float = 30):
        data = None if method in ("GET", "DELETE") else json.dumps(body or {}).encode()
        request = urllib.request.Request(self._driver + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise WebDriverError(json.load(error)["value"]) from None


class Element:
    """Something in the page."""

    def __init__(self, browser: Browser, name: str):
        self._browser = browser
        self._name = name

    @property
    def _path(self) -> str:
        return f"{self._browser._session}/element/{self._name}"

    def click(self) -> None:
        self._browser._call("POST", f"{self._path}/click")

    def type(self, text: str) -> None:
        """Types as a keyboard would; use `Browser.run` for what no keyboard has."""
        self._browser._call("POST", f"{self._path}/value", {"text": text})

    def fill(self, text: str) -> None:
        """Replaces what is in a field."""
        self._browser._call("POST", f"{self._path}/clear")
        self.type(text)

    def text(self) -> str:
        return self._browser._call("GET", f"{self._path}/text")

    def attribute(self, name: str) -> str | None:
        return self._browser._call("GET", f"{self._path}/attribute/{name}")
