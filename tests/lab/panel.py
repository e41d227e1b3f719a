"""A desktop's panel with a tray: the watcher of the StatusNotifierItem specification, and what a user does with an icon."""

import threading
from collections import deque

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_call, new_method_return
from jeepney.io.blocking import open_dbus_connection

from .process import wait_for

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")

#: What an icon asks of a watcher before it shows itself.
ABOUT = {
    "IsStatusNotifierHostRegistered": ("b", True),
    "ProtocolVersion": ("i", 0),
    "RegisteredStatusNotifierItems": ("as", []),
}


class Panel:
    """Owns the watcher's name until it is closed, and knows the icons that registered."""

    def __init__(self, bus: str):
        self._items: list[str] = []
        self._serving = open_dbus_connection(bus)
        self._asking = open_dbus_connection(bus)
        self._own(WATCHER)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """As when the panel crashes: its name goes, and the icons with it."""
        self._over.set()
        self._thread.join(5)
        self._serving.close()
        self._asking.close()

    def icon(self, timeout: float = 20) -> "Icon":
        """The first icon, waiting for it."""
        return Icon(self._asking, wait_for("an icon in the tray", lambda: next(iter(self._items), None), timeout))

    def _own(self, name: str) -> None:
        self._serving.send_and_get_reply(new_method_call(BUS, "RequestName", "su", (name, 0)), timeout=5)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                message = self._serving.receive(timeout=0.1)
            except TimeoutError:
                continue
            if message.header.message_type == MessageType.method_call:
                self._serving.send(self._answer(message))

    def _answer(self, message):
        fields = message.header.fields
        member = fields[HeaderFields.member]
        if member == "RegisterStatusNotifierItem":
            named = message.body[0]
            self._items.append(fields[HeaderFields.sender] if named.startswith("/") else named)
            return new_method_return(message)
        if member == "Get" and message.body[1] in ABOUT:
            return new_method_return(message, "v", (ABOUT[message.body[1]],))
        if member == "GetAll":
            return new_method_return(message, "a{sv}", (ABOUT,))
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


class Icon:
    """One icon in the tray, and its menu."""

    def __init__(self, connection, owner: str):
        self._connection = connection
        self._owner = owner
        self._item = DBusAddress("/StatusNotifierItem", owner, ITEM)

    def click(self) -> None:
        """A click with the left button."""
        self._ask(new_method_call(self._item, "Activate", "ii", (0, 0)))

    def tooltip(self) -> str:
        """What it says of itself."""
        return self._property(self._item, "ToolTip")[3]

    def choose(self, label: str) -> None:
        """Chooses the line of its menu with this label."""
        line = self.lines()[label][0]
        event = (line, "clicked", ("i", 0), 0)
        self._ask(new_method_call(self._menu(), "Event", "isvu", event))

    def lines(self) -> dict[str, tuple[int, bool]]:
        """The lines of its menu and submenus: id, and whether it is checked, by label."""
        asked = new_method_call(self._menu(), "GetLayout", "iias", (0, -1, []))
        found: dict[str, tuple[int, bool]] = {}
        waiting = deque([self._ask(asked)[1]])
        while waiting:
            number, properties, children = waiting.popleft()
            if "label" in properties:
                checked = properties.get("toggle-state", ("i", 0))[1] == 1
                found[properties["label"][1].replace("_", "")] = (number, checked)
            waiting.extend(child for _, child in children)
        return found

    def _menu(self) -> DBusAddress:
        return DBusAddress(self._property(self._item, "Menu"), self._owner, MENU)

    def _property(self, address: DBusAddress, name: str):
        properties = DBusAddress(address.object_path, address.bus_name, PROPERTIES)
        return self._ask(new_method_call(properties, "Get", "ss", (address.interface, name)))[0][1]

    def _ask(self, message):
        answer = self._connection.send_and_get_reply(message, timeout=5)
        if answer.header.message_type == MessageType.error:
            raise AssertionError(f"the icon refused: {answer.header.fields.get(HeaderFields.error_name)} {answer.body}")
        return answer.body
