### ما يقوله البرنامج خارج نافذته.

tray-open = فتح { -brand }
tray-presence = حضورك
tray-online = متصل
tray-away = غائب
tray-busy = يرجى عدم الإزعاج
tray-invisible = الظهور غير متصل
tray-settings = الإعدادات
tray-quit = إنهاء { -brand }
tray-unread =
    { $count ->
        [0] { -brand }
        [one] { -brand }، رسالة واحدة غير مقروءة
        [two] { -brand }، رسالتان غير مقروءتين
        [few] { -brand }، { $count } رسائل غير مقروءة
       *[other] { -brand }، { $count } رسالة غير مقروءة
    }

notification-messages =
    { $count ->
        [one] رسالة جديدة
        [two] رسالتان جديدتان
        [few] { $count } رسائل جديدة
       *[other] { $count } رسالة جديدة
    }
notification-online = متصل الآن
notification-open = فتح
notification-invitation = يدعوك إلى مجموعة
