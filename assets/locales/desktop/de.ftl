### Was das Programm außerhalb seines Fensters sagt.

tray-open = { -brand } öffnen
tray-presence = Deine Anwesenheit
tray-online = Online
tray-away = Abwesend
tray-busy = Nicht stören
tray-invisible = Offline erscheinen
tray-settings = Einstellungen
tray-quit = { -brand } beenden
tray-unread =
    { $count ->
        [0] { -brand }
        [one] { -brand }, eine ungelesene Nachricht
       *[other] { -brand }, { $count } ungelesene Nachrichten
    }

notification-messages =
    { $count ->
        [one] Neue Nachricht
       *[other] { $count } neue Nachrichten
    }
notification-online = Ist jetzt online
notification-open = Öffnen
notification-invitation = Lädt dich in eine Gruppe ein
