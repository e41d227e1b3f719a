### What the program says outside its window.

## The menu of the tray's icon

# Brings the window to the front.
tray-open = Open { -brand }
# Above the four ways to be seen by others: tray-online to tray-invisible.
tray-presence = Your presence
tray-online = Online
tray-away = Away
tray-busy = Do not disturb
tray-invisible = Appear offline
tray-settings = Settings
tray-quit = Quit { -brand }
# Said of the icon itself.
tray-unread =
    { $count ->
        [0] { -brand }
        [one] { -brand }, one unread message
       *[other] { -brand }, { $count } unread messages
    }

## Notifications. The title is always the contact's name.

# Instead of the text, where previews are switched off.
notification-messages =
    { $count ->
        [one] New message
       *[other] { $count } new messages
    }
# A favourite came online.
notification-online = Is online now
# The action of a click, for those who hear it read.
notification-open = Open
# Somebody invites into a group or channel.
notification-invitation = Invites you to a group
