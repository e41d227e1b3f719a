### Die Texte des Fensters auf Deutsch. Angesprochen wird mit „du“.
### Ein Fehler sagt, was geschehen ist, und dann, was zu tun ist. Knöpfe sind Verben.

## Überall

cancel = Abbrechen
save = Speichern
close = Schließen
back = Zurück zur Liste
loading = Wird geladen
you = Du

## Anmelden

signin-title = Anmelden
signin-lead = Mit Adresse und Passwort deines XMPP-Kontos.
signin-address = Adresse
signin-address-example = anna@example.org
signin-password = Passwort
password-show = Passwort zeigen
password-hide = Passwort verbergen
signin-advanced = Server-Einstellungen
signin-host = Host
signin-port = Port
signin-direct-tls = Vom ersten Byte an verschlüsselt (direktes TLS)
signin-ca = Datei der Zertifizierungsstelle
signin-ca-hint = Nur für einen privaten Server, dessen Zertifikat dieser Computer nicht kennt: der Pfad einer PEM-Datei.
signin-submit = Anmelden
signin-busy = Anmeldung läuft …
signin-promise = Dein Passwort liegt im Schlüsselbund dieses Computers, und Nachrichten sind zwischen dir und den Menschen verschlüsselt, denen du schreibst.

## Wenn das Passwort nicht mehr gilt

password-title = Neues Passwort eingeben
password-text = Der Server nimmt das Passwort von { $address } nicht mehr an.

## Das Archiv aufschließen

unlock = Aufschließen
unlock-title = { -brand } aufschließen
unlock-text = Deine Nachrichten sind mit einer Passphrase geschützt.
unlock-choose = Nachrichten schützen
unlock-choose-title = Passphrase wählen
unlock-choose-text = Dieser Computer hat keinen Schlüsselbund, deshalb schützt { -brand } deine Nachrichten mit einer Passphrase. Sie lässt sich nicht wiederherstellen: Schreibe sie auf und bewahre sie sicher auf.
unlock-keyring-title = Dein Schlüsselbund ist gesperrt
unlock-keyring-text = Der Schlüssel zu deinen Nachrichten liegt im Schlüsselbund dieses Computers. Entsperre den Schlüsselbund und versuche es noch einmal.
unlock-keyring-retry = Noch einmal versuchen
unlock-passphrase = Passphrase
unlock-passphrase-hint = Mindestens { $count } Zeichen. Mehrere Wörter merkt man sich leichter als Sonderzeichen.
unlock-again = Passphrase wiederholen
unlock-differs = Die beiden stimmen nicht überein.

## Die Verbindung

connection-connecting = Verbindung wird aufgebaut …
connection-offline = Nicht verbunden.
connection-retry-at = Nächster Versuch um { $time }.
connection-enter-password = Passwort eingeben
connection-syncing = Ältere Nachrichten werden geholt …

## Was schiefging

error-invalid-address = „{ $address }“ ist keine Adresse. Sie sollte aussehen wie anna@example.org.
error-unknown-server = Zu { $address } gibt es keinen XMPP-Server. Prüfe den Teil nach dem @, oder gib den Host unter „Server-Einstellungen“ an.
error-refused = Der Server ist da, nimmt aber keine Verbindungen an. Prüfe den Port unter „Server-Einstellungen“, oder frage den Betreiber.
error-unreachable = Der Server ist nicht erreichbar. Prüfe dein Netz; wenn anderes geht, ist vielleicht der Server aus.
error-timed-out = Der Server hat nicht rechtzeitig geantwortet. Prüfe dein Netz und versuche es noch einmal.
error-certificate-expired = Das Zertifikat des Servers ist abgelaufen, die Verbindung wäre nicht sicher. Prüfe das Datum dieses Computers; stimmt es, sage dem Betreiber Bescheid.
error-certificate-not-yet-valid = Das Zertifikat des Servers gilt noch nicht. Wahrscheinlich geht die Uhr dieses Computers falsch: Stelle sie und versuche es noch einmal.
error-certificate-wrong-name = Der Server zeigt ein Zertifikat für einen anderen Namen, es ist also vielleicht nicht der gemeinte. Prüfe die Adresse; in einem fremden Netz brich lieber ab.
error-certificate-unknown-issuer = Niemand, dem dieser Computer vertraut, bürgt für das Zertifikat des Servers. Für einen privaten Server gib die Datei der Zertifizierungsstelle unter „Server-Einstellungen“ an.
error-certificate-invalid = Dem Zertifikat des Servers ist nicht zu trauen. Sage dem Betreiber Bescheid.
error-no-encryption = Der Server bietet keine verschlüsselte Verbindung an, und { -brand } benutzt keine andere. Sage dem Betreiber Bescheid.
error-wrong-password = Falsches Passwort für { $address }. Versuche es noch einmal, oder setze es bei deinem Anbieter zurück.
error-no-safe-login = Der Server bietet nur Anmeldungen an, die dein Passwort preisgäben; es wurde nicht gesendet. Sage dem Betreiber Bescheid.
error-server-not-authenticated = Der Server konnte nicht beweisen, dass er dein Konto kennt: Vielleicht ist jemand dazwischen. Es wurde nichts gesendet. Versuche es in einem anderen Netz.
error-account-disabled = Dieses Konto ist gesperrt. Frage deinen Anbieter nach dem Grund.
error-replaced = Ein anderes Programm hat sich unter demselben Namen angemeldet und die Verbindung übernommen. Beende es und starte { -brand } neu.
error-rejected = Der Server hat die Verbindung wegen etwas Gesendetem beendet. { -brand } versucht es noch einmal.
error-misunderstood = Der Server sagt etwas, das { -brand } nicht versteht. Ist das ein XMPP-Server?
error-already-signed-in = Dieses Konto ist schon angemeldet.
error-already-running = { -brand } läuft schon.
error-passphrase-needed = Auf diesem Computer antwortet kein Schlüsselbund. Wähle eine Passphrase, um deine Nachrichten zu schützen.
error-keyring-locked = Dein Schlüsselbund ist gesperrt. Entsperre ihn und versuche es noch einmal.
error-wrong-passphrase = Falsche Passphrase. Versuche es noch einmal.
error-key-missing = Der Schlüssel zu deinen Nachrichten ist nicht mehr im Schlüsselbund, sie lassen sich nicht öffnen. Stelle den Schlüsselbund wieder her, oder melde dich ab und neu an.
error-would-expose = Das war verschlüsselt und ginge dorthin, wo nichts verschlüsselt ist.
error-disk-full = Der Datenträger ist voll, es kann nichts mehr aufbewahrt werden. Schaffe Platz; { -brand } macht von selbst weiter.
error-read-only = Deine Nachrichten können nicht gespeichert werden. Prüfe, ob der Ordner von { -brand } beschreibbar ist.
error-damaged = Die gespeicherten Nachrichten waren beschädigt. Sie wurden beiseitegelegt, und { -brand } holt, was der Server noch hat.
error-too-new = Deine Nachrichten wurden von einer neueren Version von { -brand } gespeichert. Aktualisiere es, um sie zu öffnen.
error-offline = Du bist nicht verbunden. Es geht wieder, sobald die Verbindung zurück ist.
error-not-found = Das gibt es nicht mehr.
error-invalid-text = Diese Nachricht ist leer oder zu lang zum Senden.
error-bad-request = Das hat nicht geklappt. Prüfe die Eingabe und versuche es noch einmal.
error-internal = In { -brand } ist etwas schiefgegangen. Starte es neu; geschieht es wieder, melde es.

## Anwesenheit

presence-offline = Offline
presence-busy = Nicht stören
presence-extended-away = Länger abwesend
presence-away = Abwesend
presence-online = Online
presence-free-to-chat = Zum Reden aufgelegt

## Das Kontomenü

account-menu = Konto { $address }
account-presence = Deine Anwesenheit
account-invisible = Offline erscheinen
account-status = Status
account-status-example = Was machst du gerade?
account-add = Konto hinzufügen
accounts = Konten
sign-out = Abmelden
sign-out-title = Von diesem Konto abmelden?
sign-out-text = { $address } und alle seine Nachrichten werden von diesem Computer entfernt. Was der Server aufbewahrt, bleibt dort; verschlüsselte Nachrichten von früher sind nicht mehr lesbar.
profile-title = Dein Profil
profile-nick = Dein Name
profile-about = Deine Kontakte sehen dein Bild und deinen Namen, wenn sie dir nicht selbst einen gegeben haben.
avatar-choose = Bild wählen
avatar-remove = Entfernen
avatar-use = Dieses Bild verwenden
avatar-unusable = Aus dieser Datei lässt sich kein Bild lesen. Wähle PNG, JPEG, WebP oder GIF.
crop-title = Wähle, was zu sehen ist
crop-area = Ziehe das Bild oder verschiebe es mit den Pfeiltasten
crop-zoom = Vergrößerung

## Die Liste der Unterhaltungen

list-label = Unterhaltungen
list-search = Suchen
list-search-clear = Suche leeren
list-new = Neue Unterhaltung
list-requests = { $count ->
    [one] Nachrichtenanfrage
   *[other] { $count } Nachrichtenanfragen
}
place-back = Zurück zu den Unterhaltungen
requests = Nachrichtenanfragen
requests-about = Von Leuten, die du nicht hinzugefügt und denen du nicht geschrieben hast. Ob du das hier liest, sehen sie erst, wenn du annimmst.
requests-none = Keine Nachrichtenanfragen
requests-none-text = Wer dir schreibt, ohne dein Kontakt zu sein, wartet hier.
request-asks = Möchte dich als Kontakt hinzufügen
request-unreadable = Verschlüsselte Nachricht
request-messages = { $count ->
    [one] eine Nachricht
   *[other] { $count } Nachrichten
}
}
list-pinned = Angeheftet
list-chats = Unterhaltungen
list-people = Personen
list-nothing-found = Nichts gefunden
list-nothing-found-text = Versuche einen anderen Namen oder eine andere Adresse.
list-empty = Noch keine Unterhaltungen
list-empty-text = Füge jemanden über seine Adresse hinzu und schreibe ihm.
chat-menu = Unterhaltung mit { $name }
chat-typing = schreibt …
chat-draft = Entwurf:
chat-failed = Eine Nachricht konnte nicht gesendet werden
chat-muted = Stumm
chat-pinned = Angeheftet
chat-unread = { $count ->
    [one] eine ungelesene Nachricht
   *[other] { $count } ungelesene Nachrichten
}
chat-pin = Oben anheften
chat-unpin = Nicht mehr anheften
chat-mute = Stumm schalten
chat-unmute = Nicht mehr stumm
chat-mute-hours = { $count ->
    [one] Eine Stunde stummschalten
   *[other] { $count } Stunden stummschalten
}
chat-archive = Archivieren
chat-unarchive = Aus dem Archiv holen
list-archived = Archiviert ({ $count })
archived = Archiviert
archived-none = Nichts archiviert
archived-none-text = Was du archivierst, kommt von selbst zurück, sobald dort etwas Neues geschrieben wird und es nicht stummgeschaltet ist.
contacts = Kontakte
contacts-search = Kontakte suchen
contacts-others = Ohne Gruppe
contacts-none = Noch keine Kontakte

## Kontakte und Anfragen

request-accept = Annehmen
request-ignore = Ignorieren
request-bar = Nachrichtenanfrage
request-bar-wrote = { $name } gehört nicht zu deinen Kontakten und erfährt erst, dass du das hier liest, wenn du annimmst.
request-bar-asks = { $name } möchte dich als Kontakt hinzufügen und sehen, wann du online bist, und erfährt nichts, solange du nicht annimmst.
block = Blockieren
unblock = Blockierung aufheben
unblock-name = Blockierung von { $name } aufheben
block-title = { $name } blockieren?
block-text = Auf keinem deiner Geräte kann dir diese Person noch schreiben oder sehen, wann du online bist. Sie erfährt es nicht.
block-report = Auch als Spam melden
block-report-about = Wer deinen Server betreibt, bekommt die Adresse und die letzten Nachrichten.
blocked-bar = Du hast { $name } blockiert. Nichts geht hin, und nichts kommt an.
blocked-title = Blockiert
blocked-none = Du hast niemanden blockiert.
stranger-banner = { $name } gehört nicht zu deinen Kontakten.
contact-stranger = Nicht in deinen Kontakten
contact-pending = Hat deine Anfrage noch nicht beantwortet
contact-idle = Abwesend seit { $date }
add-contact = Kontakt hinzufügen
add-contact-title = Neue Unterhaltung
add-contact-text = Die Person wird gefragt, ob du sehen darfst, wann sie online ist. Schreiben kannst du ihr sofort.
add-contact-address = Adresse
add-contact-name = Name (freiwillig)

## Die Kontaktseite

contact-panel = Einzelheiten
contact-open = Einzelheiten zeigen
contact-name = Name
contact-rename = Name ändern
contact-groups = Gruppen
contact-groups-example = Familie, Arbeit
privacy-title = Was die Person erfährt
privacy-about = Ob { $name } erfährt, dass Nachrichten ankamen und gelesen wurden und dass du schreibst.
privacy-receipts = Nachrichten kamen an
privacy-markers = Nachrichten wurden gelesen
privacy-typing = Ich schreibe gerade
privacy-usual-yes = Wie sonst (ja)
privacy-usual-no = Wie sonst (nein)
privacy-always = Immer
privacy-never = Nie
contact-favourite = Favorit
contact-favourite-about = Meldet, wenn die Person online kommt.
contact-mute = Stumm
contact-pin = Oben anheften
contact-remove = Kontakt entfernen
contact-remove-title = { $name } entfernen?
contact-remove-text = Du siehst nicht mehr, wann { $name } online ist, und umgekehrt. Die Unterhaltung bleibt.
subscription-none = Du und { $name } seht nicht, wann die andere Seite online ist.
subscription-to = Du siehst, wann { $name } online ist; umgekehrt nicht.
subscription-from = { $name } sieht, wann du online bist; umgekehrt nicht.
subscription-both = Du und { $name } seht, wann die andere Seite online ist.

## Geräte

devices-title = Geräte
devices-about = Nachrichten werden für jedes dieser Geräte verschlüsselt. Um sicher zu sein, dass es wirklich { $name } ist, vergleicht die Fingerabdrücke persönlich oder am Telefon.
devices-none = Noch keine Geräte bekannt.
devices-past = { $count ->
    [one] Ein nicht mehr benutztes Gerät
   *[other] { $count } nicht mehr benutzte Geräte
}
device-this = Dieses Gerät
device-fingerprint = Fingerabdruck
device-no-key = Sein Schlüssel wurde noch nicht geholt.
device-last-seen = Zuletzt { $date }
device-first-seen = Neu { $date }
device-verify = Als geprüft markieren
device-accept = Ungeprüft annehmen
device-distrust = Nicht vertrauen
device-remove = Entfernen
device-remove-title = Dieses Gerät entfernen?
device-remove-text = Niemand verschlüsselt mehr Nachrichten dafür. Wird es noch benutzt, trägt es sich wieder ein.
trust-undecided = Wartet auf deine Entscheidung
trust-blind = Vertraut, nicht geprüft
trust-verified = Geprüft
trust-distrusted = Nicht vertraut
trust-changed = Sein Schlüssel hat sich geändert
own-devices-title = Deine Geräte
own-devices-about = Deine Nachrichten werden auch für diese verschlüsselt, damit du sie überall lesen kannst.

## Die Unterhaltung

timeline-label = Nachrichten mit { $name }
timeline-empty = Schreibe { $name }
timeline-empty-text = Nachrichten sind verschlüsselt: Nur ihr beide könnt sie lesen.
timeline-unread = Neue Nachrichten
message-label = { $author }: { $text }, { $time }
message-label-state = { $message }, { $state }
message-actions = Aktionen
message-copy = Text kopieren
message-copied = Kopiert
message-encryption = Verschlüsselung
message-unfold = Ganz zeigen
message-fold = Weniger zeigen
message-exposed = Nicht verschlüsselt
message-edited = bearbeitet
message-react = Reagieren
message-reply = Antworten
message-edit = Bearbeiten
message-retract = Für alle löschen
message-versions = Frühere Fassungen
message-deleted = Nachricht gelöscht
message-deleted-own = Du hast diese Nachricht gelöscht
retract-title = Für alle löschen?
retract-text = Die Nachricht wird hier gelöscht, und { $name } wird gebeten, sie auch zu löschen. Vielleicht wurde sie schon gelesen.
quote-label = Zitat, { $name }: { $text }
quote-unavailable = Ursprüngliche Nachricht nicht verfügbar
reactions = Reaktionen
reaction-label = { $text }, { $count }
reaction-label-own = { $text }, { $count }, du hast reagiert
versions-title = Fassungen dieser Nachricht
message-retry = Noch einmal versuchen
message-send-plain = Unverschlüsselt senden
message-discard = Löschen
message-repair = Verschlüsselung reparieren
message-spoiler = Verdeckter Text, zum Zeigen drücken
# Stands where a whole message is hidden until one asks for it.
message-spoiler-show = Verdeckte Nachricht zeigen
message-spoiler-hide = Verdecken
message-code = Code
message-code-copy = Code kopieren
message-quote = Zitat
emoji = Emoji
emoji-search = Emoji suchen
emoji-recent = Zuletzt benutzt
emoji-tone = Hautton
emoji-tone-none = Ohne Hautton
emoji-groups = Arten von Emoji
# The list that opens while one writes :name: in a message.
emoji-candidates = Vorgeschlagene Emoji
emoji-smileys = Smileys und Gefühle
emoji-people = Menschen und Körper
emoji-nature = Tiere und Natur
emoji-food = Essen und Trinken
emoji-travel = Reisen und Orte
emoji-activities = Aktivitäten
emoji-objects = Gegenstände
emoji-symbols = Symbole
emoji-flags = Flaggen
reaction-more = Weitere Emoji
find = In diesem Gespräch suchen
# $at: which of those found, the newest first; $count: how many.
find-count = { $at } von { $count }
find-older = Älterer Treffer
find-newer = Neuerer Treffer
selection = Ausgewählte Nachrichten
selection-end = Auswahl beenden
selection-count = { $count } ausgewählt
selection-not-yours = Nur eigene Nachrichten lassen sich löschen
selection-choose = Nachricht auswählen
message-select = Auswählen
message-forward = Weiterleiten
message-pin = Anheften
message-unpin = Lösen
message-pinned = angeheftet
forward-title = Weiterleiten an
forward-search = Personen suchen
forward-exposes = Einiges davon war verschlüsselt, ein gewähltes Gespräch ist es nicht. Server unterwegs könnten es lesen.
forward-anyway = Unverschlüsselt weiterleiten
forwarded = Weitergeleitet
thread = Strang
thread-write = In diesem Strang antworten
message-thread = Im Strang antworten
# $count: how many messages a thread has besides its first one.
thread-replies = { $count } im Strang
thread-part = In einem Strang
pinned = Angeheftete Nachrichten
pinned-empty = Noch nichts hier
pane-jump = Im Gespräch zeigen
schedule = Später senden
schedule-at = Datum und Uhrzeit
schedule-about = Wird von diesem Computer gesendet, wenn er läuft und verbunden ist.
schedule-hour = In einer Stunde
schedule-tomorrow = Morgen früh
schedule-monday = Montag früh
scheduled = Wird später gesendet
scheduled-empty = Nichts wartet auf den Versand
scheduled-now = Jetzt senden
scheduled-change = Ändern
scheduled-cancel = Löschen
scheduled-save = Speichern
scheduled-text = Nachricht
saved-messages = Gespeicherte Nachrichten
saved-about = Nur für dich, auf deinen Geräten
unread-first = Erste ungelesene Nachricht
jump-latest = { $count ->
    [0] Zur neuesten Nachricht
    [one] Zur neuesten Nachricht, eine ungelesen
   *[other] Zur neuesten Nachricht, { $count } ungelesen
}
arrivals = Neue Nachrichten
arrival = { $name }: { $text }
pane-width = Breite der Liste

## Wie weit eine Nachricht gekommen ist

delivery-queued = Wartet aufs Senden
delivery-failed = Nicht gesendet
delivery-sent = Gesendet
delivery-delivered = Zugestellt
delivery-read = Gelesen

## Warum eine Nachricht nicht gesendet wurde

failure-no-keys = Nicht gesendet: { $name } hat kein Gerät, das verschlüsselte Nachrichten lesen kann.
failure-untrusted = Nicht gesendet: Sieh dir zuerst die Geräte von { $name } an.
failure-bad-keys = Nicht gesendet: Die Schlüssel von { $name } konnten nicht geholt werden.
failure-rejected = Nicht gesendet: Der Server hat die Nachricht zurückgegeben.
failure-unreachable = Nicht gesendet: Der Server von { $name } ist nicht erreichbar.

## Warum eine Nachricht nicht lesbar ist

unreadable-not-for-this-device = Diese Nachricht wurde nicht für dieses Gerät verschlüsselt.
unreadable-no-session = Diese Nachricht ist nicht lesbar: Sie gehört zu einer Sitzung, die dieses Gerät nicht kennt.
unreadable-broken = Diese Nachricht ist nicht lesbar: Die Verschlüsselung ist aus dem Tritt.
unreadable-key-gone = Diese Nachricht wurde schon gelesen, ihr Schlüssel ist fort.
unreadable-identity-changed = Diese Nachricht ist nicht lesbar: Der Schlüssel des Geräts hat sich geändert.
unreadable-malformed = Diese Nachricht ist nicht lesbar: Sie ist beschädigt.
unreadable-unknown-method = Diese Nachricht benutzt eine Verschlüsselung, die { -brand } nicht kennt.

## Zeilen zwischen Nachrichten

note-gap = Hier fehlen ältere Nachrichten: Der Server konnte sie nicht liefern.
note-device = { $count ->
    [one] { $name } benutzt ein neues Gerät.
   *[other] { $name } benutzt { $count } neue Geräte.
}
note-device-changed = { $count ->
    [one] Der Schlüssel eines Geräts von { $name } hat sich geändert.
   *[other] Die Schlüssel von { $count } Geräten von { $name } haben sich geändert.
}
note-own-device = { $count ->
    [one] Du benutzt ein neues Gerät.
   *[other] Du benutzt { $count } neue Geräte.
}
note-own-device-changed = { $count ->
    [one] Der Schlüssel eines deiner Geräte hat sich geändert.
   *[other] Die Schlüssel von { $count } deiner Geräte haben sich geändert.
}
note-device-gone = { $count ->
    [one] Ein geprüftes Gerät von { $name } steht nicht mehr auf der Liste.
   *[other] { $count } geprüfte Geräte von { $name } stehen nicht mehr auf der Liste.
}
note-own-device-gone = { $count ->
    [one] Eines deiner geprüften Geräte steht nicht mehr auf deiner Liste.
   *[other] { $count } deiner geprüften Geräte stehen nicht mehr auf deiner Liste.
}
note-review = Ansehen

## Schreiben

composer-label = Nachricht an { $name }
composer-placeholder = Nachricht
composer-plain = Unverschlüsselte Nachricht
composer-send = Senden
composer-reply = Antwort auf eine Nachricht
composer-reply-cancel = Nicht antworten
composer-edit = Nachricht bearbeiten
composer-edit-cancel = Nicht mehr bearbeiten
composer-edit-save = Speichern
composer-too-long = Das ist zu lang für eine Nachricht. Kürze sie, oder sende sie in Teilen.

## Wer lesen kann, was als Nächstes geschrieben wird

readiness-plain = Nicht verschlüsselt: Beide Server können mitlesen.
readiness-encrypt = Verschlüsseln
readiness-no-keys = { $name } hat kein Gerät, das verschlüsselte Nachrichten lesen kann. Gesendet wird nur, wenn du dich für unverschlüsselt entscheidest.
readiness-go-plain = Unverschlüsselt schreiben
readiness-untrusted = Es kann nichts gesendet werden, bevor du dir die Geräte von { $name } angesehen hast.
readiness-partly = { $count ->
    [one] Ein Gerät von { $name } kann das nicht lesen, bis du darüber entscheidest.
   *[other] { $count } Geräte von { $name } können das nicht lesen, bis du darüber entscheidest.
}
readiness-review = Ansehen
encryption-on = Verschlüsselt. Verschlüsselung einstellen
encryption-off = Nicht verschlüsselt. Verschlüsselung einstellen
encryption-title = Verschlüsselung
encryption-switch = Diese Unterhaltung verschlüsseln
encryption-checking = Die Geräte von { $name } werden gesucht …
encryption-ready = { $count ->
    [one] Was du schreibst, ist auf einem Gerät von { $name } und auf deinen eigenen lesbar, sonst nirgends.
   *[other] Was du schreibst, ist auf { $count } Geräten von { $name } und auf deinen eigenen lesbar, sonst nirgends.
}
encryption-devices = Geräte und Fingerabdrücke

## Links

link-title = Diesen Link öffnen?
link-userinfo = Die Adresse ist so gemacht, dass sie wie eine andere aussieht. In Wirklichkeit führt sie zu:
link-lookalike = Die Adresse enthält Buchstaben, die anderen ähneln. In Wirklichkeit führt sie zu:
link-leaves = Das öffnet ein anderes Programm:
link-open = Öffnen

## Einstellungen

settings = Einstellungen
preferences-appearance-title = Aussehen
preferences-theme = Farben
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
preferences-text-size = Schriftgröße
preferences-order = Reihenfolge der Unterhaltungen
order-newest = Neueste zuerst
order-unread-first = Ungelesene zuerst
order-name = Nach Namen
preferences-notifications-title = Benachrichtigungen
preferences-notifications = Neue Nachrichten melden
preferences-previews = Die Nachricht zeigen
preferences-previews-about = Sonst nur, dass es eine gibt und von wem.
preferences-privacy-title = Privatsphäre
preferences-receipts = Zustellung bestätigen
preferences-receipts-about = Andere sehen, dass ihre Nachrichten angekommen sind.
preferences-markers = Lesebestätigungen
preferences-markers-about = Kontakte sehen, wann du ihre Nachrichten gelesen hast.
preferences-typing = Zeigen, wenn du schreibst
preferences-typing-about = Andere sehen es, während du ihnen schreibst.
preferences-writing-title = Schreiben
preferences-enter-sends = Eingabetaste sendet
preferences-enter-sends-about = Umschalt und Eingabe beginnen eine neue Zeile. Sonst tut das die Eingabetaste, und Strg und Eingabe senden.

## Tastatur

keys-title = Tastenkürzel
keys-palette = Unterhaltung wechseln oder etwas tun
keys-search = Unterhaltungen durchsuchen
keys-find = Im offenen Gespräch suchen
keys-send-later = Später senden
keys-reply = Auf die gewählte Nachricht antworten
keys-new = Neue Unterhaltung
keys-settings = Einstellungen
keys-keys = Alle Kürzel
keys-previous = Vorige Unterhaltung
keys-next = Nächste Unterhaltung
keys-previous-unread = Vorige ungelesene Unterhaltung
keys-next-unread = Nächste ungelesene Unterhaltung
keys-pane = Nächster Teil des Fensters
keys-larger = Größere Schrift
keys-smaller = Kleinere Schrift
keys-escape = Schließen, oder zurück zum Schreiben
keys-newline = Neue Zeile
keys-edit = Deine letzte Nachricht bearbeiten, wenn nichts geschrieben ist
palette-title = Wechseln oder tun

## Nichts ist offen

main-empty = Wähle eine Unterhaltung
main-empty-text = Oder finde mit { $keys } jede Person.

## Die Archive werden geöffnet

opening = Deine Nachrichten werden geöffnet
opening-text = Der Schlüsselbund dieses Computers hat noch nicht geantwortet. Vielleicht fragt er in einem eigenen Fenster nach deiner Erlaubnis.

## Gruppen und Kanäle

group-nobody = Niemand in deinen Kontakten passt dazu.
room-nick = Dein Name dort
room-kind-group = Private Gruppe
room-kind-channel = Öffentlicher Kanal
room-members =
    { $count ->
        [one] 1 Mitglied
       *[other] { $count } Mitglieder
    }
room-online = { $count } gerade da
room-open = Über diesen Raum
room-subject = Thema
room-subject-save = Speichern
room-notify = Benachrichtigen
room-notify-all = Bei jeder Nachricht
room-notify-mentions = Wenn ich genannt werde
room-notify-never = Nie
room-leave = Verlassen
room-leave-title = { $name } verlassen?
room-leave-text = Die Nachrichten bleiben hier. Um zurückzukommen, brauchst du vielleicht eine neue Einladung.
room-destroy = Für alle schließen
room-destroy-title = { $name } endgültig schließen?
room-destroy-text = Alle werden hinausgeschickt, und niemand kann zurückkommen. Das lässt sich nicht rückgängig machen.
room-invite = Leute einladen
room-invite-send = Einladen
members-search = Mitglieder suchen
members-title = Mitglieder
members-away = Gerade nicht da
member-own = du
member-owner = Besitzer
member-admin = Verwalter
member-moderator = Moderator
member-visitor = Liest nur
member-menu = Was mit { $name } geschehen soll
member-message = Nachricht schreiben
member-make-moderator = Zum Moderator machen
member-unmake-moderator = Moderatorrolle entziehen
member-make-admin = Zum Verwalter machen
member-unmake-admin = Zum gewöhnlichen Mitglied machen
member-mute = Nur lesen lassen
member-unmute = Schreiben lassen
member-kick = Vorerst entfernen
member-ban = Verbannen
member-ignore = Nachrichten ausblenden
member-unignore = Nachrichten wieder anzeigen
member-kick-title = { $name } entfernen?
member-kick-text = Die Person kann jederzeit zurückkommen.
member-ban-title = { $name } verbannen?
member-ban-text = Die Person wird entfernt und kann nicht zurückkommen, bis jemand es erlaubt.
readiness-group =
    { $count ->
        [one] { $name } kann keine verschlüsselten Nachrichten lesen und sieht nicht, was du schreibst.
       *[other] { $name } können keine verschlüsselten Nachrichten lesen und sehen nicht, was du schreibst ({ $count } Personen).
    }
readiness-channel = Kanäle sind nicht verschlüsselt: Jeder kann hineinkommen und mitlesen.
encryption-group =
    { $count ->
        [0] Verschlüsselt. Noch kann es niemand sonst lesen.
        [one] Verschlüsselt für ein Mitglied und deine anderen Geräte.
       *[other] Verschlüsselt für { $count } Mitglieder und deine anderen Geräte.
    }
failure-not-private = Nicht gesendet: Diese Gruppe steht jetzt allen offen und lässt sich deshalb nicht verschlüsseln.
error-no-room-service = Dein Server bietet keine Gruppen oder Kanäle.
chat-mention = Du wirst genannt
# A tab beside the members.
room-about = Infos
room-configure = Einstellungen für alle
room-hidden = Ausgeblendete Personen
room-invite-search = Kontakte suchen
member-nameless = Jemand ohne Namen
member-hidden = ausgeblendet
member-remove = Aus der Gruppe entfernen
# $name: of a member.
member-remove-title = { $name } aus der Gruppe entfernen?
member-remove-text = Zurück geht es erst mit einer neuen Einladung.
members-candidates = Mitglieder zum Erwähnen
form-name = Name
form-description = Beschreibung
form-persistent = Bleibt bestehen, wenn niemand da ist
form-public = Kann über die Suche gefunden werden
form-members-only = Nur Mitglieder dürfen hinein
form-moderated = Wer neu ist, liest nur mit
form-invites = Mitglieder dürfen einladen
form-subject = Alle dürfen das Thema ändern
form-password-needed = Man braucht ein Passwort
form-password = Passwort
form-archive = Der Server bewahrt Nachrichten auf
new-group = Neue Gruppe
join-channel = Kanal beitreten
group-text = Nur wen du einlädst, kommt hinein, und was geschrieben wird, ist für sie verschlüsselt.
group-name = Name der Gruppe
group-create = Gruppe erstellen
group-people = Wer dazugehört
channel-text = In einen Kanal kann jeder kommen, und was dort geschrieben wird, ist nicht verschlüsselt.
channel-address = Adresse des Kanals
channel-address-example = name@raum.example.org
channel-search = Auf deinem Server suchen
channel-none = Keine öffentlichen Kanäle gefunden.
channel-searching = Kanäle werden gesucht
channel-join = Beitreten
channel-people =
    { $count ->
        [one] 1 Person
       *[other] { $count } Personen
    }
room-password = Passwort
room-joining = Wird betreten
room-outside = Du bist nicht darin
room-join = Beitreten
room-remove = Verlassen und archivieren
problem-banned = Du bist hier verbannt.
problem-members-only = Nur Mitglieder dürfen hinein, und du bist keines. Bitte um eine Einladung.
problem-password-wanted = Um hineinzukommen, brauchst du ein Passwort.
problem-nick-taken = Dein Name ist hier vergeben. Wähle einen anderen.
problem-full = Gerade passt niemand mehr hinein. Versuche es später noch einmal.
problem-not-found = Diese Gruppe oder diesen Kanal gibt es nicht.
problem-unreachable = Der Server dieses Raums ist nicht erreichbar. Es wird von selbst erneut versucht.
problem-may-not-create = Das konnte nicht erstellt werden: Der Server erlaubt es nicht, oder die Adresse ist vergeben.
problem-kicked = Ein Moderator hat dich entfernt.
problem-destroyed = Dieser Raum wurde endgültig geschlossen.
problem-refused = Du wurdest nicht hereingelassen.
chat-writing =
    { $count ->
        [one] { $name } schreibt
       *[other] { $name } schreiben
    }
chat-said = { $author }: { $text }
invitation-title = Einladungen
invitation-text = { $name } lädt dich ein: { $room }.
invitation-accept = Beitreten
invitation-decline = Ablehnen


## Dateien

attach = Dateien anhängen
attach-title = { $count ->
    [one] Eine Datei an { $name } senden
   *[other] { $count } Dateien an { $name } senden
}
attach-caption = Nachricht hinzufügen
attach-remove = { $name } weglassen
attach-as-is = Bilder unverändert senden
attach-as-is-hint = Sonst werden sie verkleinert, und wo und wann sie aufgenommen wurden, wird entfernt.
attach-preparing = Wird vorbereitet
file-picture = Foto
file-video = Video
file-audio = Sprachnachricht
file-document = Datei
file-view = { $name } ansehen
file-fetch = { $name } herunterladen
file-cancel = { $name } abbrechen
file-save = { $name } speichern
file-open = { $name } öffnen
file-saved = In deinen Downloads gespeichert als { $name }
file-unreachable = Nicht geladen: Der Server antwortet nicht.
file-gone = Die Datei ist nicht mehr auf ihrem Server.
file-too-large = Nicht geladen: Sie ist größer, als sie sein sollte.
file-insecure = Nicht geladen: Der Server führt an einen ungeschützten Ort.
file-altered = Nicht behalten: Sie wurde unterwegs verändert.
file-no-space = Nicht behalten: Es ist kein Platz dafür.
failure-no-uploads = Nicht gesendet: Dein Server nimmt keine Dateien an.
failure-too-large = Nicht gesendet: Die Datei ist größer, als dein Server annimmt.
failure-upload-failed = Nicht gesendet: Die Datei konnte nicht auf deinen Server gelegt werden.
audio-play = Abspielen
audio-pause = Anhalten
audio-position = Stelle
audio-speed = Geschwindigkeit
audio-broken = Dieses System kann das nicht abspielen. Speichere es, um es in einem anderen Programm zu öffnen.
viewer-zoom = Vergrößern
viewer-before = Voriges Bild
viewer-after = Nächstes Bild
