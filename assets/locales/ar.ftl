### نصوص النافذة بالعربية.
### الخطأ يقول ما حدث ثم ما ينبغي فعله. الأزرار أفعال.

## في كل مكان

cancel = إلغاء
save = حفظ
close = إغلاق
back = العودة إلى القائمة
loading = جارٍ التحميل
you = أنت

## تسجيل الدخول

signin-title = تسجيل الدخول
signin-lead = استخدم عنوان حسابك في XMPP وكلمة مروره.
signin-address = العنوان
signin-address-example = anna@example.org
signin-password = كلمة المرور
password-show = إظهار كلمة المرور
password-hide = إخفاء كلمة المرور
signin-advanced = إعدادات الخادم
signin-host = المضيف
signin-port = المنفذ
signin-direct-tls = مشفّر من أول بايت (TLS مباشر)
signin-ca = ملف سلطة التصديق
signin-ca-hint = لخادم خاص لا يعرف هذا الحاسوب شهادته فقط: مسار ملف PEM.
signin-submit = تسجيل الدخول
signin-busy = جارٍ تسجيل الدخول…
signin-promise = تُحفظ كلمة مرورك في سلسلة مفاتيح هذا الحاسوب، ورسائلك مشفّرة بينك وبين من تكتب إليهم.

## حين لا تعود كلمة المرور صالحة

password-title = إدخال كلمة المرور الجديدة
password-text = لم يعد الخادم يقبل كلمة مرور { $address }.

## فتح الأرشيف

unlock = فتح القفل
unlock-title = فتح قفل { -brand }
unlock-text = رسائلك محمية بعبارة مرور.
unlock-choose = حماية رسائلي
unlock-choose-title = اختيار عبارة مرور
unlock-choose-text = لا توجد سلسلة مفاتيح في هذا الحاسوب، لذلك يحمي { -brand } رسائلك بعبارة مرور. لا يمكن استرجاعها: اكتبها واحفظها في مكان آمن.
unlock-keyring-title = سلسلة مفاتيحك مقفلة
unlock-keyring-text = مفتاح رسائلك في سلسلة مفاتيح هذا الحاسوب. افتح السلسلة ثم أعد المحاولة.
unlock-keyring-retry = إعادة المحاولة
unlock-passphrase = عبارة المرور
unlock-passphrase-hint = { $count } حروف على الأقل. عدة كلمات أسهل حفظًا من الرموز.
unlock-again = عبارة المرور مرة أخرى
unlock-differs = العبارتان غير متطابقتين.

## الاتصال

connection-connecting = جارٍ الاتصال…
connection-offline = غير متصل.
connection-retry-at = المحاولة التالية { $time }.
connection-enter-password = إدخال كلمة المرور
connection-syncing = جارٍ جلب الرسائل الأقدم…

## ما الذي حدث

error-invalid-address = «{ $address }» ليس عنوانًا. ينبغي أن يشبه anna@example.org.
error-unknown-server = لا يوجد خادم XMPP وراء { $address }. تحقق مما بعد @، أو أدخل المضيف في «إعدادات الخادم».
error-refused = الخادم موجود لكنه يرفض الاتصال. تحقق من المنفذ في «إعدادات الخادم»، أو اسأل من يديره.
error-unreachable = تعذّر الوصول إلى الخادم. تحقق من شبكتك؛ وإن كان غيره يعمل فقد يكون الخادم متوقفًا.
error-timed-out = لم يُجب الخادم في الوقت المناسب. تحقق من شبكتك ثم أعد المحاولة.
error-certificate-expired = انتهت صلاحية شهادة الخادم، فلن يكون الاتصال آمنًا. تحقق من تاريخ هذا الحاسوب؛ فإن كان صحيحًا فأخبر من يدير الخادم.
error-certificate-not-yet-valid = شهادة الخادم غير صالحة بعد. الأرجح أن تاريخ هذا الحاسوب خاطئ: اضبطه ثم أعد المحاولة.
error-certificate-wrong-name = يعرض الخادم شهادة باسم آخر، فقد لا يكون الخادم المقصود. تحقق من العنوان؛ وعلى شبكة غريبة لا تتابع.
error-certificate-unknown-issuer = لا أحد يثق به هذا الحاسوب يضمن شهادة الخادم. لخادم خاص، حدّد ملف سلطة التصديق في «إعدادات الخادم».
error-certificate-invalid = لا يمكن الوثوق بشهادة الخادم. أخبر من يديره.
error-no-encryption = لا يوفر الخادم اتصالًا مشفّرًا، ولا يستخدم { -brand } غيره. أخبر من يدير الخادم.
error-wrong-password = كلمة مرور { $address } خاطئة. أعد المحاولة، أو أعد تعيينها لدى مزوّدك.
error-no-safe-login = لا يوفر الخادم إلا طرق دخول تكشف كلمة مرورك، فلم تُرسل. أخبر من يدير الخادم.
error-server-not-authenticated = لم يستطع الخادم إثبات أنه يعرف حسابك: قد يكون بينكما متطفل. لم يُرسل شيء. جرّب شبكة أخرى.
error-account-disabled = هذا الحساب معطّل. اسأل مزوّدك عن السبب.
error-replaced = سجّل برنامج آخر الدخول بالاسم نفسه وأخذ الاتصال. أغلقه ثم شغّل { -brand } من جديد.
error-rejected = أنهى الخادم الاتصال بسبب شيء أُرسل. سيعيد { -brand } المحاولة.
error-misunderstood = يقول الخادم ما لا يفهمه { -brand }. هل هذا خادم XMPP؟
error-already-signed-in = هذا الحساب مسجّل الدخول بالفعل.
error-already-running = { -brand } يعمل بالفعل.
error-passphrase-needed = لا تجيب سلسلة مفاتيح في هذا الحاسوب. اختر عبارة مرور لحماية رسائلك.
error-keyring-locked = سلسلة مفاتيحك مقفلة. افتحها ثم أعد المحاولة.
error-wrong-passphrase = عبارة المرور خاطئة. أعد المحاولة.
error-key-missing = لم يعد مفتاح رسائلك في سلسلة المفاتيح، فلا يمكن فتحها. استرجع السلسلة، أو سجّل الخروج ثم الدخول لتبدأ من جديد.
error-would-expose = كان هذا مشفّرًا وسيُرسل إلى محادثة غير مشفّرة.
error-disk-full = القرص ممتلئ، فلا يمكن حفظ المزيد. أفرغ بعض المساحة؛ ويتابع { -brand } من تلقاء نفسه.
error-read-only = لا يمكن كتابة رسائلك على القرص. تحقق من إمكان الكتابة في مجلد { -brand }.
error-damaged = كانت الرسائل المحفوظة تالفة. وُضعت جانبًا، ويجلب { -brand } ما بقي على الخادم.
error-too-new = حُفظت رسائلك بإصدار أحدث من { -brand }. حدّثه لفتحها.
error-offline = أنت غير متصل. يمكن ذلك عند عودة الاتصال.
error-not-found = لم يعد موجودًا.
error-invalid-text = هذه الرسالة فارغة أو أطول من أن تُرسل.
error-bad-request = لم ينجح ذلك. تحقق مما أدخلته ثم أعد المحاولة.
error-internal = حدث خلل داخل { -brand }. شغّله من جديد؛ وإن تكرر فأبلغ عنه.

## الحضور

presence-offline = غير متصل
presence-busy = يرجى عدم الإزعاج
presence-extended-away = غائب لفترة أطول
presence-away = غائب
presence-online = متصل
presence-free-to-chat = متفرغ للحديث

## قائمة الحساب

account-menu = الحساب { $address }
account-presence = حضورك
account-invisible = الظهور غير متصل
account-status = الحالة
account-status-example = بمَ أنت مشغول؟
account-add = إضافة حساب
accounts = الحسابات
sign-out = تسجيل الخروج
sign-out-title = تسجيل الخروج من هذا الحساب؟
sign-out-text = يُزال { $address } وكل رسائله من هذا الحاسوب. ما يحفظه الخادم يبقى فيه؛ ولا يمكن قراءة الرسائل المشفّرة السابقة بعد ذلك.
profile-title = ملفك الشخصي
profile-nick = اسمك
profile-about = ترى جهات اتصالك صورتك واسمك ما لم يسمّوك باسم آخر.
avatar-choose = اختيار صورة
avatar-remove = إزالة
avatar-use = استخدام هذه الصورة
avatar-unusable = لا يمكن قراءة صورة من هذا الملف. اختر PNG أو JPEG أو WebP أو GIF.
crop-title = اختر ما يظهر
crop-area = اسحب الصورة أو حرّكها بمفاتيح الأسهم
crop-zoom = التكبير

## قائمة المحادثات

list-label = المحادثات
list-search = بحث
list-search-clear = مسح البحث
list-new = محادثة جديدة
list-requests = { $count ->
    [one] طلب مراسلة
   *[other] { $count } من طلبات المراسلة
}
place-back = العودة إلى المحادثات
requests = طلبات المراسلة
requests-about = من أشخاص لم تضفهم ولم تكتب إليهم. لن يعرفوا أنك قرأت هذا إلا إذا قبلت.
requests-none = لا توجد طلبات مراسلة
requests-none-text = من يكتب إليك وليس من جهات اتصالك ينتظر هنا.
request-asks = يرغب في إضافتك إلى جهات اتصاله
request-unreadable = رسالة مشفّرة
request-messages = { $count ->
    [one] رسالة واحدة
   *[other] { $count } من الرسائل
}
}
list-pinned = مثبّتة
list-chats = المحادثات
list-people = أشخاص
list-nothing-found = لا نتائج
list-nothing-found-text = جرّب اسمًا أو عنوانًا آخر.
list-empty = لا محادثات بعد
list-empty-text = أضف شخصًا بعنوانه واكتب إليه.
chat-menu = المحادثة مع { $name }
chat-typing = يكتب…
chat-draft = مسودة:
chat-failed = تعذّر إرسال رسالة
chat-muted = مكتومة
chat-pinned = مثبّتة
chat-unread = { $count ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $count } رسائل غير مقروءة
    [many] { $count } رسالة غير مقروءة
   *[other] { $count } رسالة غير مقروءة
}
chat-pin = تثبيت في الأعلى
chat-unpin = إلغاء التثبيت
chat-mute = كتم
chat-unmute = إلغاء الكتم
chat-mute-hours = { $count ->
    [one] كتم لساعة واحدة
   *[other] كتم لمدة { $count } من الساعات
}
chat-archive = أرشفة
chat-unarchive = إخراج من الأرشيف
list-archived = المؤرشفة ({ $count })
archived = المؤرشفة
archived-none = لا شيء في الأرشيف
archived-none-text = ما تؤرشفه يعود من تلقاء نفسه عندما يُكتب فيه جديد، ما لم يكن مكتومًا.
contacts = جهات الاتصال
contacts-search = البحث في جهات الاتصال
contacts-others = بلا مجموعة
contacts-none = لا توجد جهات اتصال بعد

## جهات الاتصال والطلبات

request-accept = قبول
request-ignore = تجاهل
request-bar = طلب مراسلة
request-bar-wrote = { $name } ليس من جهات اتصالك. لن يعرف أنك قرأت هذا إلا إذا قبلت.
request-bar-asks = يرغب { $name } في إضافتك إلى جهات اتصاله ورؤية وقت اتصالك. لن يعرف شيئًا ما لم تقبل.
block = حظر
unblock = إلغاء الحظر
unblock-name = إلغاء حظر { $name }
block-title = حظر { $name }؟
block-text = لن يتمكن من الكتابة إليك أو رؤية وقت اتصالك على أي من أجهزتك. ولن يُبلَّغ بذلك.
block-report = الإبلاغ عنه كمزعج أيضًا
block-report-about = يحصل القائمون على خادمك على العنوان وآخر الرسائل.
blocked-bar = لقد حظرت { $name }. لا يصل إليه شيء منك، ولا يصل إليك شيء منه.
blocked-title = المحظورون
blocked-none = لم تحظر أحدًا.
stranger-banner = { $name } ليس ضمن جهات اتصالك.
contact-stranger = ليس ضمن جهات اتصالك
contact-pending = لم يُجب طلبك بعد
contact-idle = بعيد منذ { $date }
add-contact = إضافة جهة اتصال
add-contact-title = محادثة جديدة
add-contact-text = سيُسأل عن السماح لك برؤية متى يكون متصلًا. ويمكنك الكتابة إليه فورًا.
add-contact-address = العنوان
add-contact-name = الاسم (اختياري)

## لوحة جهة الاتصال

contact-panel = التفاصيل
contact-open = عرض التفاصيل
contact-name = الاسم
contact-rename = تغيير الاسم
contact-groups = المجموعات
contact-groups-example = العائلة، العمل
privacy-title = ما الذي يعرفه
privacy-about = هل يعرف { $name } أن رسائله وصلت وقُرئت، وأنك تكتب.
privacy-receipts = وصلت الرسائل
privacy-markers = قُرئت الرسائل
privacy-typing = أكتب الآن
privacy-usual-yes = كالمعتاد (نعم)
privacy-usual-no = كالمعتاد (لا)
privacy-always = دائمًا
privacy-never = أبدًا
contact-favourite = مفضّل
contact-favourite-about = يخبرك حين يتصل.
contact-mute = كتم
contact-pin = تثبيت في الأعلى
contact-remove = إزالة جهة الاتصال
contact-remove-title = إزالة { $name }؟
contact-remove-text = لن ترى بعد ذلك متى يكون { $name } متصلًا، ولن يراك. تبقى المحادثة.
subscription-none = لا يرى أيٌّ منك ومن { $name } حضور الآخر.
subscription-to = ترى متى يكون { $name } متصلًا؛ ولا يراك.
subscription-from = يرى { $name } متى تكون متصلًا؛ ولا تراه.
subscription-both = يرى كلٌّ منك ومن { $name } متى يكون الآخر متصلًا.

## أجهزة التشفير

devices-title = الأجهزة
devices-about = تُشفَّر الرسائل لكل جهاز من هذه. للتأكد من أنه { $name } حقًّا، قارنا البصمات وجهًا لوجه أو في مكالمة.
devices-none = لا أجهزة معروفة بعد.
devices-past = { $count ->
    [zero] لا أجهزة قديمة
    [one] جهاز لم يعد مستخدمًا
    [two] جهازان لم يعودا مستخدمين
    [few] { $count } أجهزة لم تعد مستخدمة
    [many] { $count } جهازًا لم يعد مستخدمًا
   *[other] { $count } جهاز لم يعد مستخدمًا
}
device-this = هذا الجهاز
device-fingerprint = البصمة
device-no-key = لم يُجلب مفتاحه بعد.
device-last-seen = آخر استخدام { $date }
device-first-seen = جديد { $date }
device-verify = وسم كمتحقَّق منه
device-accept = قبول دون تحقّق
device-distrust = عدم الثقة
device-remove = إزالة
device-remove-title = إزالة هذا الجهاز؟
device-remove-text = لن يشفّر أحد رسائل له بعد ذلك. فإن كان ما يزال مستخدمًا أضاف نفسه من جديد.
trust-undecided = بانتظار قرارك
trust-blind = موثوق دون تحقّق
trust-verified = متحقَّق منه
trust-distrusted = غير موثوق
trust-changed = تغيّر مفتاحه
own-devices-title = أجهزتك
own-devices-about = تُشفَّر رسائلك لهذه الأجهزة أيضًا لتقرأها في كل مكان.

## المحادثة

timeline-label = الرسائل مع { $name }
timeline-empty = اكتب إلى { $name }
timeline-empty-text = الرسائل مشفّرة: لا يقرؤها سواكما.
timeline-unread = رسائل جديدة
message-label = { $author }: { $text }، { $time }
message-label-state = { $message }، { $state }
message-actions = إجراءات الرسالة
message-copy = نسخ النص
message-copied = تم النسخ
message-encryption = تفاصيل التشفير
message-unfold = عرض الكل
message-fold = عرض أقل
message-exposed = غير مشفّرة
message-edited = معدَّلة
message-react = تفاعل
message-reply = رد
message-edit = تعديل
message-retract = حذف للجميع
message-versions = النسخ السابقة
message-deleted = حُذفت الرسالة
message-deleted-own = حذفتَ هذه الرسالة
retract-title = حذف للجميع؟
retract-text = تُحذف الرسالة هنا، ويُطلب من { $name } حذفها أيضًا. ربما قُرئت من قبل.
quote-label = اقتباس، { $name }: { $text }
quote-unavailable = الرسالة الأصلية غير متاحة
reactions = التفاعلات
reaction-label = { $text }، { $count }
reaction-label-own = { $text }، { $count }، تفاعلتَ بها
versions-title = نسخ هذه الرسالة
message-retry = إعادة المحاولة
message-send-plain = إرسال دون تشفير
message-discard = حذف
message-repair = إصلاح التشفير
message-spoiler = نص مخفي، اضغط لإظهاره
# Stands where a whole message is hidden until one asks for it.
message-spoiler-show = إظهار الرسالة المخفية
message-spoiler-hide = إخفاء
message-code = شفرة
message-code-copy = نسخ الشفرة
message-quote = اقتباس
emoji = الرموز التعبيرية
emoji-search = البحث في الرموز
emoji-recent = المستخدمة مؤخرًا
emoji-tone = لون البشرة
emoji-tone-none = بلا لون بشرة
emoji-groups = أنواع الرموز
# The list that opens while one writes :name: in a message.
emoji-candidates = رموز مقترحة
emoji-smileys = الوجوه والمشاعر
emoji-people = الناس والجسم
emoji-nature = الحيوانات والطبيعة
emoji-food = الطعام والشراب
emoji-travel = السفر والأماكن
emoji-activities = الأنشطة
emoji-objects = الأشياء
emoji-symbols = الرموز
emoji-flags = الأعلام
reaction-more = المزيد من الرموز
find = البحث في هذه المحادثة
# $at: which of those found, the newest first; $count: how many.
find-count = { $at } من { $count }
find-older = نتيجة أقدم
find-newer = نتيجة أحدث
selection = الرسائل المحددة
selection-end = إنهاء التحديد
selection-count = تم تحديد { $count }
selection-not-yours = لا يمكن حذف إلا رسائلك
selection-choose = تحديد الرسالة
message-select = تحديد
message-forward = إعادة توجيه
message-pin = تثبيت
message-unpin = إلغاء التثبيت
message-pinned = مثبّتة
forward-title = إعادة التوجيه إلى
forward-search = البحث عن أشخاص
forward-exposes = بعض هذا كان مشفّرًا، وإحدى المحادثات التي اخترتها غير مشفّرة. قد تقرؤه الخوادم في الطريق.
forward-anyway = إعادة التوجيه دون تشفير
forwarded = أُعيد توجيهها
thread = سلسلة
thread-write = الرد في هذه السلسلة
message-thread = الرد في سلسلة
# $count: how many messages a thread has besides its first one.
thread-replies = { $count } في السلسلة
thread-part = ضمن سلسلة
pinned = الرسائل المثبّتة
pinned-empty = لا شيء هنا بعد
pane-jump = إظهار في المحادثة
schedule = الإرسال لاحقًا
schedule-at = التاريخ والوقت
schedule-about = يرسلها هذا الحاسوب عندما يكون قيد التشغيل ومتصلًا.
schedule-hour = بعد ساعة
schedule-tomorrow = صباح الغد
schedule-monday = صباح الاثنين
scheduled = سيُرسل لاحقًا
scheduled-empty = لا شيء بانتظار الإرسال
scheduled-now = الإرسال الآن
scheduled-change = تغيير
scheduled-cancel = حذف
scheduled-save = حفظ
scheduled-text = الرسالة
saved-messages = الرسائل المحفوظة
saved-about = لك وحدك، على أجهزتك
unread-first = أول رسالة غير مقروءة
jump-latest = { $count ->
    [zero] الانتقال إلى أحدث رسالة
    [one] الانتقال إلى أحدث رسالة، واحدة غير مقروءة
    [two] الانتقال إلى أحدث رسالة، اثنتان غير مقروءتين
    [few] الانتقال إلى أحدث رسالة، { $count } غير مقروءة
    [many] الانتقال إلى أحدث رسالة، { $count } غير مقروءة
   *[other] الانتقال إلى أحدث رسالة، { $count } غير مقروءة
}
arrivals = رسائل جديدة
arrival = { $name }: { $text }
pane-width = عرض القائمة

## إلى أين وصلت الرسالة

delivery-queued = بانتظار الإرسال
delivery-failed = لم تُرسل
delivery-sent = أُرسلت
delivery-delivered = وصلت
delivery-read = قُرئت

## لماذا لم تُرسل الرسالة

failure-no-keys = لم تُرسل: ليس لدى { $name } جهاز يقرأ الرسائل المشفّرة.
failure-untrusted = لم تُرسل: راجع أجهزة { $name } أولًا.
failure-bad-keys = لم تُرسل: تعذّر جلب مفاتيح { $name }.
failure-rejected = لم تُرسل: أعاد الخادم الرسالة.
failure-unreachable = لم تُرسل: تعذّر الوصول إلى خادم { $name }.

## لماذا لا تُقرأ الرسالة

unreadable-not-for-this-device = لم تُشفَّر هذه الرسالة لهذا الجهاز.
unreadable-no-session = لا يمكن قراءة هذه الرسالة: تنتمي إلى جلسة لا يعرفها هذا الجهاز.
unreadable-broken = لا يمكن قراءة هذه الرسالة: اختل تزامن التشفير.
unreadable-key-gone = قُرئت هذه الرسالة من قبل ولم يعد مفتاحها موجودًا.
unreadable-identity-changed = لا يمكن قراءة هذه الرسالة: تغيّر مفتاح الجهاز.
unreadable-malformed = لا يمكن قراءة هذه الرسالة: إنها تالفة.
unreadable-unknown-method = تستخدم هذه الرسالة تشفيرًا لا يعرفه { -brand }.

## أسطر بين الرسائل

note-gap = هنا رسائل أقدم ناقصة: لم يستطع الخادم تقديمها.
note-device = { $count ->
    [zero] لا أجهزة جديدة لدى { $name }.
    [one] يستخدم { $name } جهازًا جديدًا.
    [two] يستخدم { $name } جهازين جديدين.
    [few] يستخدم { $name } { $count } أجهزة جديدة.
    [many] يستخدم { $name } { $count } جهازًا جديدًا.
   *[other] يستخدم { $name } { $count } جهاز جديد.
}
note-device-changed = { $count ->
    [zero] لم تتغير مفاتيح { $name }.
    [one] تغيّر مفتاح جهاز لدى { $name }.
    [two] تغيّر مفتاحا جهازين لدى { $name }.
    [few] تغيّرت مفاتيح { $count } أجهزة لدى { $name }.
    [many] تغيّرت مفاتيح { $count } جهازًا لدى { $name }.
   *[other] تغيّرت مفاتيح { $count } جهاز لدى { $name }.
}
note-own-device = { $count ->
    [zero] لا أجهزة جديدة لديك.
    [one] تستخدم جهازًا جديدًا.
    [two] تستخدم جهازين جديدين.
    [few] تستخدم { $count } أجهزة جديدة.
    [many] تستخدم { $count } جهازًا جديدًا.
   *[other] تستخدم { $count } جهاز جديد.
}
note-own-device-changed = { $count ->
    [zero] لم تتغير مفاتيح أجهزتك.
    [one] تغيّر مفتاح أحد أجهزتك.
    [two] تغيّر مفتاحا جهازين من أجهزتك.
    [few] تغيّرت مفاتيح { $count } من أجهزتك.
    [many] تغيّرت مفاتيح { $count } من أجهزتك.
   *[other] تغيّرت مفاتيح { $count } من أجهزتك.
}
note-device-gone = { $count ->
    [zero] كل الأجهزة المتحقَّق منها لدى { $name } في القائمة.
    [one] جهاز متحقَّق منه لدى { $name } لم يعد في القائمة.
    [two] جهازان متحقَّق منهما لدى { $name } لم يعودا في القائمة.
    [few] { $count } أجهزة متحقَّق منها لدى { $name } لم تعد في القائمة.
    [many] { $count } جهازًا متحقَّقًا منه لدى { $name } لم يعد في القائمة.
   *[other] { $count } جهاز متحقَّق منه لدى { $name } لم يعد في القائمة.
}
note-own-device-gone = { $count ->
    [zero] كل أجهزتك المتحقَّق منها في قائمتك.
    [one] أحد أجهزتك المتحقَّق منها لم يعد في قائمتك.
    [two] جهازان من أجهزتك المتحقَّق منها لم يعودا في قائمتك.
    [few] { $count } من أجهزتك المتحقَّق منها لم تعد في قائمتك.
    [many] { $count } جهازًا من أجهزتك المتحقَّق منها لم يعد في قائمتك.
   *[other] { $count } جهاز من أجهزتك المتحقَّق منها لم يعد في قائمتك.
}
note-review = مراجعة

## الكتابة

composer-label = رسالة إلى { $name }
composer-placeholder = رسالة
composer-plain = رسالة غير مشفّرة
composer-send = إرسال
composer-reply = رد على رسالة
composer-reply-cancel = إلغاء الرد
composer-edit = تعديل الرسالة
composer-edit-cancel = إلغاء التعديل
composer-edit-save = حفظ
composer-too-long = هذا أطول من رسالة واحدة. اختصره أو أرسله أجزاءً.

## من يستطيع قراءة ما يُكتب تاليًا

readiness-plain = غير مشفّرة: يستطيع الخادمان قراءة ما تكتب.
readiness-encrypt = تشفير
readiness-no-keys = ليس لدى { $name } جهاز يقرأ الرسائل المشفّرة. لا يُرسل شيء ما لم تختر الإرسال دون تشفير.
readiness-go-plain = الكتابة دون تشفير
readiness-untrusted = لا يمكن إرسال شيء قبل أن تراجع أجهزة { $name }.
readiness-partly = { $count ->
    [zero] كل أجهزة { $name } تقرأ هذا.
    [one] لا يستطيع جهاز لدى { $name } قراءة هذا حتى تقرر بشأنه.
    [two] لا يستطيع جهازان لدى { $name } قراءة هذا حتى تقرر بشأنهما.
    [few] لا تستطيع { $count } أجهزة لدى { $name } قراءة هذا حتى تقرر بشأنها.
    [many] لا يستطيع { $count } جهازًا لدى { $name } قراءة هذا حتى تقرر بشأنها.
   *[other] لا يستطيع { $count } جهاز لدى { $name } قراءة هذا حتى تقرر بشأنها.
}
readiness-review = مراجعة
encryption-on = مشفّرة. فتح إعدادات التشفير
encryption-off = غير مشفّرة. فتح إعدادات التشفير
encryption-title = التشفير
encryption-switch = تشفير هذه المحادثة
encryption-checking = جارٍ البحث عن أجهزة { $name }…
encryption-ready = { $count ->
    [zero] لا يُقرأ ما تكتبه إلا على أجهزتك.
    [one] يُقرأ ما تكتبه على جهاز لدى { $name } وعلى أجهزتك، لا غير.
    [two] يُقرأ ما تكتبه على جهازين لدى { $name } وعلى أجهزتك، لا غير.
    [few] يُقرأ ما تكتبه على { $count } أجهزة لدى { $name } وعلى أجهزتك، لا غير.
    [many] يُقرأ ما تكتبه على { $count } جهازًا لدى { $name } وعلى أجهزتك، لا غير.
   *[other] يُقرأ ما تكتبه على { $count } جهاز لدى { $name } وعلى أجهزتك، لا غير.
}
encryption-devices = الأجهزة والبصمات

## الروابط

link-title = فتح هذا الرابط؟
link-userinfo = صُنع العنوان ليشبه عنوانًا آخر. إنه يؤدي في الحقيقة إلى:
link-lookalike = في العنوان حروف تشبه حروفًا أخرى. إنه يؤدي في الحقيقة إلى:
link-leaves = سيفتح هذا برنامجًا آخر:
link-open = فتح

## الإعدادات

settings = الإعدادات
preferences-appearance-title = المظهر
preferences-theme = الألوان
theme-system = مثل النظام
theme-light = فاتح
theme-dark = داكن
preferences-text-size = حجم النص
preferences-order = ترتيب المحادثات
order-newest = الأحدث أولًا
order-unread-first = غير المقروءة أولًا
order-name = حسب الاسم
preferences-notifications-title = الإشعارات
preferences-notifications = الإشعار بالرسائل الجديدة
preferences-previews = إظهار الرسالة
preferences-previews-about = وإلا فوجودها ومرسلها فقط.
preferences-privacy-title = الخصوصية
preferences-receipts = تأكيد الوصول
preferences-receipts-about = يرى الآخرون أن رسائلهم وصلت.
preferences-markers = علامات القراءة
preferences-markers-about = ترى جهات اتصالك متى قرأت رسائلهم.
preferences-typing = إظهار أنك تكتب
preferences-typing-about = يراه الآخرون وأنت تكتب إليهم.
preferences-writing-title = الكتابة
preferences-enter-sends = مفتاح الإدخال يرسل
preferences-enter-sends-about = ‏Shift مع الإدخال يبدأ سطرًا جديدًا. وإلا فالإدخال يفعل ذلك، وCtrl مع الإدخال يرسل.

## لوحة المفاتيح

keys-title = اختصارات لوحة المفاتيح
keys-palette = تبديل المحادثة أو فعل أي شيء
keys-search = البحث في المحادثات
keys-find = البحث في المحادثة المفتوحة
keys-send-later = الإرسال لاحقًا
keys-reply = الرد على الرسالة المختارة
keys-new = محادثة جديدة
keys-settings = الإعدادات
keys-keys = كل الاختصارات
keys-previous = المحادثة السابقة
keys-next = المحادثة التالية
keys-previous-unread = المحادثة غير المقروءة السابقة
keys-next-unread = المحادثة غير المقروءة التالية
keys-pane = الجزء التالي من النافذة
keys-larger = نص أكبر
keys-smaller = نص أصغر
keys-escape = إغلاق، أو العودة إلى الكتابة
keys-newline = سطر جديد
keys-edit = تعديل رسالتك الأخيرة، حين لا يكون شيء مكتوبًا
palette-title = انتقال أو فعل

## لا شيء مفتوح

main-empty = اختر محادثة
main-empty-text = أو اضغط { $keys } لإيجاد أي شخص.

## تُفتح الأرشيفات

opening = جارٍ فتح رسائلك
opening-text = لم تُجب سلسلة مفاتيح هذا الحاسوب بعد. ربما تطلب إذنك في نافذة خاصة بها.

## المجموعات والقنوات

group-nobody = لا أحد في جهات اتصالك يطابق ذلك.
room-nick = اسمك هناك
room-kind-group = مجموعة خاصة
room-kind-channel = قناة عامة
room-members =
    { $count ->
        [zero] لا أعضاء
        [one] عضو واحد
        [two] عضوان
        [few] { $count } أعضاء
        [many] { $count } عضوًا
       *[other] { $count } عضو
    }
room-online = { $count } هنا الآن
room-open = حول هذه الغرفة
room-subject = الموضوع
room-subject-save = حفظ
room-notify = التنبيه عند
room-notify-all = كل رسالة
room-notify-mentions = ذكر اسمي
room-notify-never = لا شيء
room-leave = مغادرة
room-leave-title = أتريد مغادرة { $name }؟
room-leave-text = تبقى رسائلها هنا. قد تحتاج إلى دعوة جديدة لتعود.
room-destroy = إغلاقها للجميع
room-destroy-title = أتريد إغلاق { $name } نهائيًا؟
room-destroy-text = يُخرَج الجميع ولا يمكن لأحد العودة. لا يمكن التراجع عن ذلك.
room-invite = دعوة أشخاص
room-invite-send = دعوة
members-search = البحث في الأعضاء
members-title = الأعضاء
members-away = ليسوا هنا الآن
member-own = أنت
member-owner = مالك
member-admin = مدير
member-moderator = مشرف
member-visitor = يقرأ فقط
member-menu = ما يُفعل مع { $name }
member-message = كتابة رسالة
member-make-moderator = جعله مشرفًا
member-unmake-moderator = سحب دور المشرف
member-make-admin = جعله مديرًا
member-unmake-admin = جعله عضوًا عاديًا
member-mute = السماح له بالقراءة فقط
member-unmute = السماح له بالكتابة
member-kick = إخراجه مؤقتًا
member-ban = حظره
member-ignore = إخفاء رسائله
member-unignore = إظهار رسائله من جديد
member-kick-title = أتريد إخراج { $name }؟
member-kick-text = يمكنه العودة متى شاء.
member-ban-title = أتريد حظر { $name }؟
member-ban-text = يُخرَج ولا يمكنه العودة حتى يُسمح له.
readiness-group =
    { $count ->
        [one] لا يستطيع { $name } قراءة الرسائل المشفّرة ولن يرى ما تكتبه.
       *[other] لا يستطيع { $name } قراءة الرسائل المشفّرة ولن يروا ما تكتبه ({ $count }).
    }
readiness-channel = القنوات غير مشفّرة: يمكن لأي شخص أن يدخل ويقرأ.
encryption-group =
    { $count ->
        [0] مشفّر. لا يستطيع أحد غيرك قراءته بعد.
        [one] مشفّر لعضو واحد ولأجهزتك الأخرى.
       *[other] مشفّر لـ { $count } من الأعضاء ولأجهزتك الأخرى.
    }
failure-not-private = لم تُرسل: هذه المجموعة مفتوحة للجميع الآن، فلا يمكن تشفيرها.
error-no-room-service = لا يوفّر خادمك مجموعات أو قنوات.
chat-mention = ذُكر اسمك
# A tab beside the members.
room-about = حول
room-configure = إعدادات للجميع
room-hidden = أشخاص مخفيون
room-invite-search = ابحث في جهات الاتصال
member-nameless = شخص بلا اسم
member-hidden = مخفي
member-remove = إزالة من المجموعة
# $name: of a member.
member-remove-title = إزالة { $name } من المجموعة؟
member-remove-text = يمكنه العودة عندما يدعوه أحدهم.
members-candidates = أعضاء يمكن ذكرهم
form-name = الاسم
form-description = الوصف
form-persistent = تبقى حتى عندما لا يكون أحد فيها
form-public = يمكن العثور عليها بالبحث
form-members-only = الدخول للأعضاء فقط
form-moderated = الجدد يقرؤون فقط
form-invites = يمكن للأعضاء دعوة آخرين
form-subject = يمكن للجميع تغيير الموضوع
form-password-needed = الدخول بكلمة مرور
form-password = كلمة المرور
form-archive = يحتفظ الخادم بما يُكتب
new-group = مجموعة جديدة
join-channel = الانضمام إلى قناة
group-text = لا يدخلها إلا من تدعوه، وما يُكتب فيها مشفّر لهم.
group-name = اسم المجموعة
group-create = إنشاء المجموعة
group-people = أعضاؤها
channel-text = يمكن لأي شخص دخول القناة، وما يُكتب فيها غير مشفّر.
channel-address = عنوان القناة
channel-address-example = name@rooms.example.org
channel-search = البحث على خادمك
channel-none = لم يُعثر على قنوات عامة.
channel-searching = يجري البحث عن القنوات
channel-join = انضمام
channel-people =
    { $count ->
        [zero] لا أحد
        [one] شخص واحد
        [two] شخصان
        [few] { $count } أشخاص
        [many] { $count } شخصًا
       *[other] { $count } شخص
    }
room-password = كلمة المرور
room-joining = جارٍ الدخول
room-outside = لست فيها
room-join = انضمام
room-remove = مغادرة وأرشفة
problem-banned = أنت محظور هنا.
problem-members-only = لا يدخل إلا الأعضاء، ولست منهم. اطلب أن تُدعى.
problem-password-wanted = تلزم كلمة مرور للدخول.
problem-nick-taken = اسمك مستعمل هنا. اختر اسمًا آخر.
problem-full = لا مكان لشخص آخر الآن. أعد المحاولة لاحقًا.
problem-not-found = لا توجد مجموعة أو قناة كهذه.
problem-unreachable = تعذّر الوصول إلى خادم هذه الغرفة. تُعاد المحاولة تلقائيًا.
problem-may-not-create = تعذّر إنشاؤها: لا يسمح الخادم بذلك، أو العنوان مستعمل.
problem-kicked = أخرجك أحد المشرفين.
problem-destroyed = أُغلقت هذه الغرفة نهائيًا.
problem-refused = لم يُسمح لك بالدخول.
chat-writing =
    { $count ->
        [one] { $name } يكتب الآن
       *[other] { $name } يكتبون الآن
    }
chat-said = { $author }: { $text }
invitation-title = الدعوات
invitation-text = يدعوك { $name } إلى { $room }.
invitation-accept = انضمام
invitation-decline = رفض


## الملفات

attach = إرفاق ملفات
attach-title = { $count ->
    [zero] لا ملفات لإرسالها إلى { $name }
    [one] إرسال ملف إلى { $name }
    [two] إرسال ملفين إلى { $name }
    [few] إرسال { $count } ملفات إلى { $name }
    [many] إرسال { $count } ملفًا إلى { $name }
   *[other] إرسال { $count } ملف إلى { $name }
}
attach-caption = أضف رسالة
attach-remove = استبعاد { $name }
attach-as-is = إرسال الصور كما هي
attach-as-is-hint = وإلا تُصغَّر ويُزال منها مكان التقاطها وزمانه.
attach-preparing = جارٍ التحضير
file-picture = صورة
file-video = فيديو
file-audio = رسالة صوتية
file-document = ملف
file-view = عرض { $name }
file-fetch = تنزيل { $name }
file-cancel = إيقاف { $name }
file-save = حفظ { $name }
file-open = فتح { $name }
file-saved = حُفظ في تنزيلاتك باسم { $name }
file-unreachable = تعذّر الجلب: الخادم لا يجيب.
file-gone = لم يعد الملف على خادمه.
file-too-large = لم يُجلب: حجمه أكبر مما ينبغي.
file-insecure = لم يُجلب: الخادم يقود إلى مكان غير محمي.
file-altered = لم يُحفظ: تغيّر الملف في الطريق.
file-no-space = لم يُحفظ: لا مساحة كافية.
failure-no-uploads = لم تُرسل: خادمك لا يقبل الملفات.
failure-too-large = لم تُرسل: الملف أكبر مما يقبله خادمك.
failure-upload-failed = لم تُرسل: تعذّر وضع الملف على خادمك.
audio-play = تشغيل
audio-pause = إيقاف مؤقت
audio-position = الموضع
audio-speed = السرعة
audio-broken = لا يستطيع هذا النظام تشغيله. احفظه لفتحه ببرنامج آخر.
viewer-zoom = تكبير
viewer-before = الصورة السابقة
viewer-after = الصورة التالية
