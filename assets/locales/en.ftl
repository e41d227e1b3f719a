### The texts of the window, in English. Every other language has the same messages.
### Sentence case, no exclamation marks. An error says what happened, then what to do. Buttons are verbs.
### { -brand } is the product's name and comes from assets/brand.

## Everywhere

cancel = Cancel
save = Save
close = Close
back = Back to the list
loading = Loading
# The author of one's own messages, for screen readers.
you = You

## Signing in

signin-title = Sign in
signin-lead = Use the address and password of your XMPP account.
signin-address = Address
# An example of an address; keep example.org.
signin-address-example = anna@example.org
signin-password = Password
password-show = Show password
password-hide = Hide password
signin-advanced = Server settings
signin-host = Host
signin-port = Port
# Direct TLS: encrypted from the first byte, as opposed to StartTLS.
signin-direct-tls = Encrypted from the first byte (direct TLS)
signin-ca = Certificate authority file
signin-ca-hint = Only for a private server whose certificate this computer does not know: the path of a PEM file.
signin-submit = Sign in
signin-busy = Signing in…
signin-promise = Your password is kept in this computer’s keyring, and messages are encrypted between you and the people you write to.

## When the password no longer works

password-title = Enter the new password
password-text = The server no longer accepts the password of { $address }.

## Unlocking the archive

unlock = Unlock
unlock-title = Unlock { -brand }
unlock-text = Your messages are protected by a passphrase.
unlock-choose = Protect my messages
unlock-choose-title = Choose a passphrase
unlock-choose-text = This computer has no keyring, so { -brand } protects your messages with a passphrase. It cannot be recovered: write it down somewhere safe.
unlock-keyring-title = Your keyring is locked
unlock-keyring-text = The key to your messages is in this computer’s keyring. Unlock the keyring, then try again.
unlock-keyring-retry = Try again
unlock-passphrase = Passphrase
# $count: the least number of characters.
unlock-passphrase-hint = At least { $count } characters. Several words are easier to remember than symbols.
unlock-again = Passphrase again
unlock-differs = The two are not the same.

## The connection

connection-connecting = Connecting…
connection-offline = Not connected.
# $time: a time of day. Follows the sentence that says why there is no connection.
connection-retry-at = Next try at { $time }.
connection-enter-password = Enter password
connection-syncing = Fetching older messages…

## What went wrong: what happened, then what to do. $address: the address one signs in with.

error-invalid-address = “{ $address }” is not an address. It should look like anna@example.org.
error-unknown-server = There is no XMPP server behind { $address }. Check the part after the @, or enter the host under “Server settings”.
error-refused = The server is there but refuses connections. Check the port under “Server settings”, or ask whoever runs the server.
error-unreachable = The server cannot be reached. Check your network; if other things work, the server may be down.
error-timed-out = The server did not answer in time. Check your network, then try again.
error-certificate-expired = The server’s certificate has expired, so the connection would not be safe. Check this computer’s date; if it is right, tell whoever runs the server.
error-certificate-not-yet-valid = The server’s certificate is not valid yet. This computer’s date is probably wrong: set it, then try again.
error-certificate-wrong-name = The server shows a certificate for another name, so it may not be the one you mean. Check the address; on a strange network, do not go on.
error-certificate-unknown-issuer = Nobody this computer trusts vouches for the server’s certificate. For a private server, give its certificate authority file under “Server settings”.
error-certificate-invalid = The server’s certificate cannot be trusted. Tell whoever runs the server.
error-no-encryption = The server offers no encrypted connection, and { -brand } uses no other. Tell whoever runs the server.
error-wrong-password = Wrong password for { $address }. Try again, or reset it with your provider.
error-no-safe-login = The server only offers ways to sign in that would expose your password, so it was not sent. Tell whoever runs the server.
error-server-not-authenticated = The server could not prove that it knows your account: somebody may be in between. Nothing was sent. Try another network.
error-account-disabled = This account is disabled. Ask your provider why.
error-replaced = Another program signed in under the same name and took the connection over. Close it, then start { -brand } again.
error-rejected = The server closed the connection because of something that was sent. { -brand } will try again.
error-misunderstood = The server says something { -brand } does not understand. Is this an XMPP server?
error-already-signed-in = This account is signed in already.
error-already-running = { -brand } is already running.
error-passphrase-needed = No keyring answers on this computer. Choose a passphrase to protect your messages.
error-keyring-locked = Your keyring is locked. Unlock it, then try again.
error-wrong-passphrase = Wrong passphrase. Try again.
error-key-missing = The key to your messages is no longer in the keyring, so they cannot be opened. Restore the keyring, or sign out and sign in again to start anew.
error-would-expose = This was encrypted, and would be sent where nothing is.
error-disk-full = The disk is full, so nothing more can be kept. Free some space; { -brand } goes on by itself.
error-read-only = Your messages cannot be written to the disk. Check that the folder of { -brand } may be written to.
error-damaged = The stored messages were damaged. They were kept aside, and { -brand } fetches what the server still has.
error-too-new = Your messages were stored by a newer version of { -brand }. Update it to open them.
error-offline = You are not connected. It can be done once the connection is back.
error-not-found = It is no longer there.
error-invalid-text = This message is empty or too long to be sent.
error-bad-request = That did not work. Check what you entered, then try again.
error-internal = Something went wrong inside { -brand }. Start it again; if it happens again, report it.

## Presence

presence-offline = Offline
presence-busy = Do not disturb
presence-extended-away = Away for longer
presence-away = Away
presence-online = Online
presence-free-to-chat = Free to chat

## The account menu

# $address: one's own address.
account-menu = Account { $address }
account-presence = Your presence
account-invisible = Appear offline
account-status = Status
account-status-example = What are you up to?
account-add = Add an account
accounts = Accounts
sign-out = Sign out
sign-out-title = Sign out of this account?
sign-out-text = { $address } and all its messages are removed from this computer. What the server keeps stays there; encrypted messages from before cannot be read again.
profile-title = Your profile
profile-nick = Your name
profile-about = Your contacts see your picture and your name, where they have not given you one themselves.
avatar-choose = Choose a picture
avatar-remove = Remove
avatar-use = Use this picture
avatar-unusable = That file is no picture that can be used. Choose a PNG, JPEG, WebP or GIF.
crop-title = Choose what is seen
crop-area = Drag the picture, or move it with the arrow keys
crop-zoom = Zoom

## The list of conversations

list-label = Conversations
list-search = Search
list-search-clear = Clear search
list-new = New conversation
# $count: how many strangers wait.
list-requests = { $count ->
    [one] Message request
   *[other] { $count } message requests
}
place-back = Back to the conversations
requests = Message requests
requests-about = People you have not added and not written to. They cannot see whether you read this until you accept.
requests-none = No message requests
requests-none-text = Whoever writes to you without being in your contacts waits here.
# Stands in the place of a message.
request-asks = Would like to add you as a contact
request-unreadable = Encrypted message
# $count: how many.
request-messages = { $count ->
    [one] one message
   *[other] { $count } messages
}
# $count: how many people ask.
}
list-pinned = Pinned
list-chats = Conversations
list-people = People
list-nothing-found = Nothing found
list-nothing-found-text = Try another name or address.
list-empty = No conversations yet
list-empty-text = Add somebody by their address, and write to them.
# $name: whose conversation.
chat-menu = Conversation with { $name }
chat-typing = is writing…
# Stands before the text of the draft.
chat-draft = Draft:
chat-failed = A message could not be sent
chat-muted = Muted
chat-pinned = Pinned
# $count: how many.
chat-unread = { $count ->
    [one] one unread message
   *[other] { $count } unread messages
}
chat-pin = Pin to the top
chat-unpin = Unpin
chat-mute = Mute
chat-unmute = Unmute
chat-mute-hours = { $count ->
    [one] Mute for an hour
   *[other] Mute for { $count } hours
}
chat-archive = Archive
chat-unarchive = Take out of the archive
# $count: how many.
list-archived = Archived ({ $count })
archived = Archived
archived-none = Nothing archived
archived-none-text = What you archive comes back by itself when something new is written in it, unless it is muted.
contacts = Contacts
contacts-search = Search contacts
contacts-others = Without a group
contacts-none = No contacts yet

## Contacts and requests. $name: whose.

request-accept = Accept
request-ignore = Ignore
request-bar = Message request
request-bar-wrote = { $name } is not in your contacts. They learn that you read this only if you accept.
request-bar-asks = { $name } would like to add you as a contact and see when you are online. They learn nothing unless you accept.
block = Block
unblock = Unblock
unblock-name = Unblock { $name }
block-title = Block { $name }?
block-text = They can no longer write to you or see when you are online, on any of your devices. They are not told.
block-report = Report as spam as well
block-report-about = The people who run your server get the address and the last messages.
blocked-bar = You blocked { $name }. Nothing goes to them, and nothing of theirs reaches you.
blocked-title = Blocked
blocked-none = You have blocked nobody.
stranger-banner = { $name } is not in your contacts.
contact-stranger = Not in your contacts
contact-pending = Has not answered your request yet
# $date: a time or date.
contact-idle = Away since { $date }
add-contact = Add contact
add-contact-title = New conversation
add-contact-text = They are asked to let you see when they are online. You can write to them at once.
add-contact-address = Address
add-contact-name = Name (optional)

## The contact panel. $name: whose.

contact-panel = Details
contact-open = Show details
contact-name = Name
contact-rename = Change name
contact-groups = Groups
contact-groups-example = Family, Work
privacy-title = What they are told
privacy-about = Whether { $name } learns that you got and read their messages, and that you are writing.
privacy-receipts = Messages arrived
privacy-markers = Messages were read
privacy-typing = I am writing
# What applies to everybody, by the settings.
privacy-usual-yes = As usual (yes)
privacy-usual-no = As usual (no)
privacy-always = Always
privacy-never = Never
contact-favourite = Favourite
contact-favourite-about = Tells you when they come online.
contact-mute = Mute
contact-pin = Pin to the top
contact-remove = Remove contact
contact-remove-title = Remove { $name }?
contact-remove-text = You will no longer see when { $name } is online, and neither will they see you. The conversation stays.
subscription-none = You and { $name } do not see each other’s presence.
subscription-to = You see when { $name } is online; they do not see you.
subscription-from = { $name } sees when you are online; you do not see them.
subscription-both = You and { $name } see when the other is online.

## Encryption devices

devices-title = Devices
devices-about = Messages are encrypted for each of these devices. To be sure it is really { $name }, compare the fingerprints in person or on a call.
devices-none = No devices known yet.
# $count: how many.
devices-past = { $count ->
    [one] One device no longer used
   *[other] { $count } devices no longer used
}
device-this = This device
device-fingerprint = Fingerprint
device-no-key = Its key has not been fetched yet.
# $date: a date or time.
device-last-seen = Last used { $date }
device-first-seen = New { $date }
device-verify = Mark as verified
device-accept = Accept unverified
device-distrust = Do not trust
device-remove = Remove
device-remove-title = Remove this device?
device-remove-text = Nobody will encrypt messages for it any more. If it is still in use, it adds itself again.
trust-undecided = Waiting for your decision
trust-blind = Trusted, not verified
trust-verified = Verified
trust-distrusted = Not trusted
trust-changed = Its key has changed
own-devices-title = Your devices
own-devices-about = Your messages are also encrypted for these, so that you can read them everywhere.

## The conversation. $name: with whom.

timeline-label = Messages with { $name }
timeline-empty = Write to { $name }
timeline-empty-text = Messages are encrypted: only the two of you can read them.
timeline-unread = New messages
# What a screen reader says of one message.
message-label = { $author }: { $text }, { $time }
# $message: the text above; $state: how far it has come, or that it was not encrypted.
message-label-state = { $message }, { $state }
message-actions = Message actions
message-copy = Copy text
message-copied = Copied
message-encryption = Encryption details
message-unfold = Show all
message-fold = Show less
message-exposed = Not encrypted
# Stands before the time of a message whose text was changed; pressing it shows the earlier texts.
message-edited = edited
message-react = React
message-reply = Reply
message-edit = Edit
message-retract = Delete for everyone
message-versions = Earlier versions
message-deleted = Message deleted
message-deleted-own = You deleted this message
retract-title = Delete for everyone?
# $name: the other side.
retract-text = The message is deleted here, and { $name } is asked to delete it too. It may have been read already.
# The name of a quote, which leads to what it quotes. $name: whose; $text: its beginning.
quote-label = Quote, { $name }: { $text }
quote-unavailable = Original message not available
reactions = Reactions
# $text: an emoji; $count: how many people chose it.
reaction-label = { $text }, { $count }
reaction-label-own = { $text }, { $count }, you reacted
versions-title = Versions of this message
message-retry = Try again
message-send-plain = Send unencrypted
message-discard = Delete
message-repair = Repair encryption
message-spoiler = Hidden text, press to show
# Stands where a whole message is hidden until one asks for it.
message-spoiler-show = Show hidden message
message-spoiler-hide = Hide
message-code = Code
message-code-copy = Copy code
message-quote = Quotation
emoji = Emoji
emoji-search = Search emoji
emoji-recent = Recently used
emoji-tone = Skin tone
emoji-tone-none = No skin tone
emoji-groups = Kinds of emoji
# The list that opens while one writes :name: in a message.
emoji-candidates = Suggested emoji
emoji-smileys = Smileys and emotion
emoji-people = People and body
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-travel = Travel and places
emoji-activities = Activities
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags
reaction-more = More emoji
find = Find in this conversation
# $at: which of those found, the newest first; $count: how many.
find-count = { $at } of { $count }
find-older = Older match
find-newer = Newer match
selection = Selected messages
selection-end = End selection
selection-count = { $count } selected
selection-not-yours = Only your own messages can be deleted
selection-choose = Select message
message-select = Select
message-forward = Forward
message-pin = Pin
message-unpin = Unpin
message-pinned = pinned
forward-title = Forward to
forward-search = Search people
forward-exposes = Some of this was encrypted, and a conversation you chose is not. Servers on the way could read it.
forward-anyway = Forward unencrypted
forwarded = Forwarded
thread = Thread
thread-write = Reply in this thread
message-thread = Reply in thread
# $count: how many messages a thread has besides its first one.
thread-replies = { $count } in thread
thread-part = In a thread
pinned = Pinned messages
pinned-empty = Nothing here yet
pane-jump = Show in conversation
schedule = Send later
schedule-at = Date and time
schedule-about = Sent by this computer when it is running and connected.
schedule-hour = In an hour
schedule-tomorrow = Tomorrow morning
schedule-monday = Monday morning
scheduled = To be sent later
scheduled-empty = Nothing waits to be sent
scheduled-now = Send now
scheduled-change = Change
scheduled-cancel = Delete
scheduled-save = Save
scheduled-text = Message
saved-messages = Saved messages
saved-about = Only for you, on your own devices
unread-first = First unread message
# $count: how many new messages there are below.
jump-latest = { $count ->
    [0] Jump to the latest message
    [one] Jump to the latest message, one unread
   *[other] Jump to the latest message, { $count } unread
}
# The name of the place where a screen reader announces messages.
arrivals = New messages
# Said by a screen reader. $text: the message.
arrival = { $name }: { $text }
pane-width = Width of the list

## How far a message has come

delivery-queued = Waiting to be sent
delivery-failed = Not sent
delivery-sent = Sent
delivery-delivered = Delivered
delivery-read = Read

## Why a message was not sent. $name: to whom.

failure-no-keys = Not sent: { $name } has no device that can read encrypted messages.
failure-untrusted = Not sent: look at the devices of { $name } first.
failure-bad-keys = Not sent: the encryption keys of { $name } could not be fetched.
failure-rejected = Not sent: the server returned the message.
failure-unreachable = Not sent: the server of { $name } cannot be reached.

## Why a message cannot be read. $name: from whom (unknown in the list).

unreadable-not-for-this-device = This message was not encrypted for this device.
unreadable-no-session = This message cannot be read: it belongs to a session this device does not know.
unreadable-broken = This message cannot be read: the encryption is out of step.
unreadable-key-gone = This message was read before and its key is gone.
unreadable-identity-changed = This message cannot be read: the device’s key has changed.
unreadable-malformed = This message cannot be read: it is damaged.
unreadable-unknown-method = This message uses an encryption { -brand } does not know.

## Lines between messages. $count: how many devices; $name: whose.

note-gap = Older messages are missing here: the server could not give them.
note-device = { $count ->
    [one] { $name } uses a new device.
   *[other] { $name } uses { $count } new devices.
}
note-device-changed = { $count ->
    [one] The key of a device of { $name } has changed.
   *[other] The keys of { $count } devices of { $name } have changed.
}
note-own-device = { $count ->
    [one] You use a new device.
   *[other] You use { $count } new devices.
}
note-own-device-changed = { $count ->
    [one] The key of one of your devices has changed.
   *[other] The keys of { $count } of your devices have changed.
}
note-device-gone = { $count ->
    [one] A verified device of { $name } is no longer on their list.
   *[other] { $count } verified devices of { $name } are no longer on their list.
}
note-own-device-gone = { $count ->
    [one] One of your verified devices is no longer on your list.
   *[other] { $count } of your verified devices are no longer on your list.
}
note-review = Review

## Writing

composer-label = Message to { $name }
composer-placeholder = Message
composer-plain = Unencrypted message
composer-send = Send
composer-reply = Replying to a message
composer-reply-cancel = Do not reply
composer-edit = Edit message
composer-edit-cancel = Stop editing
composer-edit-save = Save
composer-too-long = This is too long for one message. Shorten it, or send it in parts.

## Who can read what is written next. $name: the other side; $count: how many devices.

readiness-plain = Not encrypted: both servers can read what you write.
readiness-encrypt = Encrypt
readiness-no-keys = { $name } has no device that can read encrypted messages. Nothing is sent unless you choose to send it unencrypted.
readiness-go-plain = Write unencrypted
readiness-untrusted = Nothing can be sent until you have looked at the devices of { $name }.
readiness-partly = { $count ->
    [one] One device of { $name } cannot read this until you decide about it.
   *[other] { $count } devices of { $name } cannot read this until you decide about them.
}
readiness-review = Review
encryption-on = Encrypted. Open encryption settings
encryption-off = Not encrypted. Open encryption settings
encryption-title = Encryption
encryption-switch = Encrypt this conversation
encryption-checking = Looking for the devices of { $name }…
encryption-ready = { $count ->
    [one] What you write can be read on one device of { $name } and on your own, and nowhere else.
   *[other] What you write can be read on { $count } devices of { $name } and on your own, and nowhere else.
}
encryption-devices = Devices and fingerprints

## Links

link-title = Open this link?
link-userinfo = The address is made to look like another one. It really leads to:
link-lookalike = The address contains letters that look like others. It really leads to:
link-leaves = This opens another program:
link-open = Open

## Settings

settings = Settings
preferences-appearance-title = Appearance
preferences-theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
preferences-text-size = Text size
preferences-order = Order of conversations
order-newest = Newest first
order-unread-first = Unread first
order-name = By name
preferences-notifications-title = Notifications
preferences-notifications = Notify about new messages
preferences-previews = Show the message
preferences-previews-about = Otherwise only that there is one, and from whom.
preferences-privacy-title = Privacy
preferences-receipts = Confirm delivery
preferences-receipts-about = Others see that their messages have arrived.
preferences-markers = Read markers
preferences-markers-about = Contacts see when you have read their messages.
preferences-typing = Show when you are writing
preferences-typing-about = Others see it while you write to them.
preferences-writing-title = Writing
preferences-enter-sends = Enter sends
preferences-enter-sends-about = Shift and Enter begin a new line. Otherwise Enter does, and Ctrl and Enter send.

## Keyboard

keys-title = Keyboard shortcuts
keys-palette = Switch conversation or do anything
keys-search = Search conversations
keys-find = Find in the open conversation
keys-send-later = Send later
keys-reply = Reply to the chosen message
keys-new = New conversation
keys-settings = Settings
keys-keys = All shortcuts
keys-previous = Previous conversation
keys-next = Next conversation
keys-previous-unread = Previous unread conversation
keys-next-unread = Next unread conversation
keys-pane = Next part of the window
keys-larger = Larger text
keys-smaller = Smaller text
keys-escape = Close, or back to writing
keys-newline = New line
keys-edit = Edit your last message, when nothing is written
palette-title = Go to or do

## Nothing is open

main-empty = Choose a conversation
# $keys: a keyboard shortcut.
main-empty-text = Or press { $keys } to find anybody.

## The archives are being opened

opening = Opening your messages
# Shown only when it takes longer than a moment.
opening-text = The keyring of this computer has not answered yet. It may be asking for your permission in a window of its own.

## Groups and channels

group-nobody = Nobody in your contact list matches.
room-nick = Your name there
room-kind-group = Private group
room-kind-channel = Public channel
# $count: how many belong to it.
room-members =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
# $count: how many are inside now.
room-online = { $count } here now
room-open = About this room
room-subject = Subject
room-subject-save = Save
room-notify = Notify about
room-notify-all = Every message
room-notify-mentions = When I am named
room-notify-never = Nothing
room-leave = Leave
# $name: of the group or channel.
room-leave-title = Leave { $name }?
room-leave-text = Its messages stay here. To come back you may need another invitation.
room-destroy = Close for everybody
room-destroy-title = Close { $name } for good?
room-destroy-text = Everybody is sent out, and nobody can come back. This cannot be undone.
room-invite = Invite people
room-invite-send = Invite
members-search = Search members
members-title = Members
members-away = Not here now
member-own = you
member-owner = Owner
member-admin = Administrator
member-moderator = Moderator
member-visitor = Reads only
# $name: of a member.
member-menu = What to do with { $name }
member-message = Write a message
member-make-moderator = Make moderator
member-unmake-moderator = Take moderator role away
member-make-admin = Make administrator
member-unmake-admin = Make ordinary member
member-mute = Let them read only
member-unmute = Let them write
member-kick = Remove for now
member-ban = Ban
member-ignore = Hide their messages
member-unignore = Show their messages again
member-kick-title = Remove { $name }?
member-kick-text = They can come back whenever they like.
member-ban-title = Ban { $name }?
member-ban-text = They are removed and cannot come back until somebody lets them.
# $name: some who cannot read. $count: how many they are in all.
readiness-group =
    { $count ->
        [one] { $name } cannot read encrypted messages and will not see what you write.
       *[other] { $name } cannot read encrypted messages and will not see what you write ({ $count } people).
    }
readiness-channel = Channels are not encrypted: anybody can come in and read.
# $count: how many members can read it.
encryption-group =
    { $count ->
        [0] Encrypted. Nobody else can read it yet.
        [one] Encrypted to one member and to your other devices.
       *[other] Encrypted to { $count } members and to your other devices.
    }
failure-not-private = Not sent: this group is open to everybody now, so it cannot be encrypted.
error-no-room-service = Your server has no groups or channels.
chat-mention = You are named
# A tab beside the members.
room-about = About
room-configure = Settings for everybody
room-hidden = Hidden people
room-invite-search = Search contacts
member-nameless = Somebody without a name
member-hidden = hidden
member-remove = Remove from the group
# $name: of a member.
member-remove-title = Remove { $name } from the group?
member-remove-text = They can come back once somebody invites them.
members-candidates = Members to name
form-name = Name
form-description = Description
form-persistent = Stays when nobody is inside
form-public = Can be found in searches
form-members-only = Only members may come in
form-moderated = Newcomers read only
form-invites = Members may invite people
form-subject = Everybody may change the subject
form-password-needed = A password is needed to come in
form-password = Password
form-archive = The server keeps what is written
# In the list's menu for something new.
new-group = New group
# Goes into a public room.
join-channel = Join a channel
group-text = Only those you invite can come in, and what is written is encrypted to them.
group-name = Name of the group
group-create = Create group
group-people = Who belongs to it
channel-text = Anybody can come into a channel, and what is written there is not encrypted.
channel-address = Address of the channel
channel-address-example = name@rooms.example.org
channel-search = Search on your server
channel-none = No public channels found.
channel-searching = Looking for channels
channel-join = Join
# $count: how many people are inside.
channel-people =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
room-password = Password
room-joining = Going in
room-outside = You are not in it
room-join = Join
room-remove = Leave and archive
problem-banned = You are banned from here.
problem-members-only = Only members may come in, and you are none. Ask to be invited.
problem-password-wanted = A password is needed to come in.
problem-nick-taken = Your name is taken here. Choose another one.
problem-full = There is no room for another person just now. Try again later.
problem-not-found = There is no such group or channel.
problem-unreachable = The server of this room cannot be reached. It is tried again by itself.
problem-may-not-create = This could not be created: the server does not allow it, or the address is taken.
problem-kicked = A moderator removed you.
problem-destroyed = This was closed for good.
problem-refused = You were not let in.
# $name: who is writing. $count: how many.
chat-writing =
    { $count ->
        [one] { $name } is writing
       *[other] { $name } are writing
    }
# A preview in the list. $author: a name. $text: what they said.
chat-said = { $author }: { $text }
invitation-title = Invitations
# $name: who invites. $room: into what.
invitation-text = { $name } invites you to { $room }.
invitation-accept = Join
invitation-decline = Decline


## Files

attach = Attach files
attach-title = { $count ->
    [one] Send a file to { $name }
   *[other] Send { $count } files to { $name }
}
attach-caption = Add a message
attach-remove = Leave out { $name }
attach-as-is = Send pictures as they are
attach-as-is-hint = Otherwise they are made smaller, and where and when they were taken is removed.
attach-preparing = Preparing
file-picture = Photo
file-video = Video
file-audio = Voice message
file-document = File
file-view = Look at { $name }
file-fetch = Download { $name }
file-cancel = Stop { $name }
file-save = Save { $name }
file-open = Open { $name }
file-saved = Saved in your downloads as { $name }
file-unreachable = Could not be fetched: its server does not answer.
file-gone = It is no longer on its server.
file-too-large = Not fetched: it is larger than it should be.
file-insecure = Not fetched: its server leads somewhere that is not protected.
file-altered = Not kept: it was altered on its way.
file-no-space = Not kept: there is no room for it.
failure-no-uploads = Not sent: your server takes no files.
failure-too-large = Not sent: the file is larger than your server takes.
failure-upload-failed = Not sent: the file could not be put on your server.
audio-play = Play
audio-pause = Pause
audio-position = Position
audio-speed = Speed
audio-broken = This system cannot play it. Save it to open it in another program.
viewer-zoom = Enlarge
viewer-before = Previous picture
viewer-after = Next picture
