//! Notifications of the desktop: one for each conversation, replaced instead of stacked, withdrawn when it was read.

use std::collections::HashMap;

use notify_rust::{Notification, NotificationResponse};
use sotto_client::{AccountId, Notice, Peer};
use tauri::AppHandle;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedReceiver, channel};

use crate::window::{self, OpenChat};
use crate::words::{Brand, Words};

/// What a notification is about; a second one about the same replaces the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Subject {
    account: AccountId,
    peer: Peer,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Messages,
    Online,
}

/// What becomes of a notification that is shown.
enum Change {
    Replace(Box<Notification>),
    Withdraw,
}

/// Shows what the core asks for, until the program ends.
pub(crate) async fn show_all(app: AppHandle, mut wishes: UnboundedReceiver<(AccountId, Notice)>) {
    let mut shown: HashMap<Subject, Sender<Change>> = HashMap::new();
    let writer = Writer::new().await;
    while let Some((account, notice)) = wishes.recv().await {
        shown.retain(|_, changes| !changes.is_closed());
        let Some((subject, notification)) = writer.write(&account, &notice) else {
            let read = |subject: &Subject| subject.account == account && Some(&subject.peer) == withdrawn(&notice);
            for (_, changes) in shown.extract_if(|subject, _| read(subject)) {
                tell(&changes, Change::Withdraw);
            }
            continue;
        };
        if let Some(changes) = shown.get(&subject) {
            tell(changes, Change::Replace(Box::new(notification)));
        } else {
            let (changes, told) = channel(8);
            tauri::async_runtime::spawn(stand(notification, told, clicked(app.clone(), subject.clone())));
            shown.insert(subject, changes);
        }
    }
}

fn withdrawn(notice: &Notice) -> Option<&Peer> {
    match notice {
        Notice::Withdraw { peer } => Some(peer),
        Notice::Message { .. } | Notice::Invitation { .. } | Notice::Online { .. } => None,
    }
}

fn tell(changes: &Sender<Change>, change: Change) {
    if changes.try_send(change).is_err() {
        log::debug!("a notification has just gone");
    }
}

/// What a click does.
fn clicked(app: AppHandle, subject: Subject) -> impl Fn() + Send + Sync + 'static {
    move || {
        window::open_chat(
            &app,
            OpenChat {
                account: subject.account.clone(),
                peer: subject.peer.clone(),
            },
        );
    }
}

/// Shows one notification and stays with it until it is gone: the desktop drops those whose sender has left.
#[cfg(target_os = "linux")]
async fn stand(notification: Notification, mut changes: Receiver<Change>, clicked: impl Fn() + Send + Sync + 'static) {
    let mut shown = match notification.show_async().await {
        Ok(shown) => shown,
        Err(error) => return log::info!("no notification: {error}"),
    };
    loop {
        let mut response = None;
        let change = tokio::select! {
            change = changes.recv() => change,
            () = shown.wait_for_action_async(|given| response = Some(given.clone())) => None,
        };
        match change {
            Some(Change::Replace(mut newer)) => match newer.id(shown.id()).show_async().await {
                Ok(newer) => shown = newer,
                Err(error) => return log::info!("no notification: {error}"),
            },
            Some(Change::Withdraw) => return shown.close_async().await,
            None => {
                if matches!(
                    response,
                    Some(NotificationResponse::Default | NotificationResponse::Action(_))
                ) {
                    clicked();
                }
                return;
            }
        }
    }
}

/// The same where the system keeps notifications itself, and takes none back.
#[cfg(not(target_os = "linux"))]
async fn stand(notification: Notification, mut changes: Receiver<Change>, clicked: impl Fn() + Send + Sync + 'static) {
    let clicked = std::sync::Arc::new(clicked);
    let mut newest = Some(notification);
    while let Some(notification) = newest.take() {
        let clicked = clicked.clone();
        // Waiting for the answer takes a thread for as long as the notification is there.
        std::thread::spawn(move || match notification.show() {
            Ok(shown) => answer(shown.wait_for_response(move |given: &NotificationResponse| {
                if matches!(given, NotificationResponse::Default | NotificationResponse::Action(_)) {
                    clicked();
                }
            })),
            Err(error) => log::info!("no notification: {error}"),
        });
        newest = match changes.recv().await {
            Some(Change::Replace(newer)) => Some(*newer),
            Some(Change::Withdraw) | None => None,
        };
    }
}

#[cfg(not(target_os = "linux"))]
fn answer(outcome: notify_rust::error::Result<()>) {
    if let Err(error) = outcome {
        log::debug!("a notification without an answer: {error}");
    }
}

/// Writes notifications in the user's language, for this desktop.
struct Writer {
    words: Words,
    brand: Brand,
    /// The desktop reads markup in the text, so what others wrote is escaped (W15).
    markup: bool,
}

impl Writer {
    async fn new() -> Self {
        let brand = Brand::load();
        #[cfg(target_os = "macos")]
        if let Err(error) = notify_rust::set_application(&brand.id) {
            log::info!("notifications come in another name: {error}");
        }
        Self {
            words: Words::of_the_system(&brand),
            brand,
            markup: reads_markup().await,
        }
    }

    /// What to show about what; nothing for a withdrawal.
    fn write(&self, account: &AccountId, notice: &Notice) -> Option<(Subject, Notification)> {
        let (kind, peer, name, body) = match notice {
            Notice::Message {
                peer,
                name,
                preview,
                unread,
                ..
            } => {
                let text = preview.as_deref().map(|text| self.text(text));
                let body = text.unwrap_or_else(|| self.words.count("notification-messages", *unread));
                (Kind::Messages, peer, name, body)
            }
            Notice::Invitation { peer, name } => {
                (Kind::Messages, peer, name, self.words.say("notification-invitation"))
            }
            Notice::Online { peer, name } => (Kind::Online, peer, name, self.words.say("notification-online")),
            Notice::Withdraw { .. } => return None,
        };
        let subject = Subject {
            account: account.clone(),
            peer: peer.clone(),
            kind,
        };
        Some((subject, self.notification(name, &body)))
    }

    fn notification(&self, name: &str, body: &str) -> Notification {
        let mut notification = Notification::new();
        notification
            .appname(&self.brand.name)
            .summary(&one_line(name))
            .body(body)
            .action("default", &self.words.say("notification-open"));
        #[cfg(target_os = "linux")]
        notification
            .icon(&self.brand.slug)
            .hint(notify_rust::Hint::DesktopEntry(self.brand.name.clone()))
            .hint(notify_rust::Hint::Category("im.received".to_owned()));
        // Windows shows nothing for a name that no installer made known.
        #[cfg(windows)]
        if !cfg!(debug_assertions) {
            notification.app_id(&self.brand.id);
        }
        notification
    }

    fn text(&self, text: &str) -> String {
        let line = one_line(text);
        if self.markup { escaped(&line) } else { line }
    }
}

/// A flood of line breaks takes no more room than a space, and nothing turns the direction of what follows it.
fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let plain = text.replace(|c: char| c.is_control() || turns(c), " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Desktop Notifications specification 1.2, "Markup": a body is XML where the server says so.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(target_os = "linux")]
async fn reads_markup() -> bool {
    // The question blocks. A desktop that does not answer shows nothing, with or without markup.
    tokio::task::spawn_blocking(notify_rust::get_capabilities)
        .await
        .is_ok_and(|answer| answer.is_ok_and(|can| can.iter().any(|capability| capability == "body-markup")))
}

#[cfg(not(target_os = "linux"))]
async fn reads_markup() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(markup: bool) -> Writer {
        let brand = Brand::load();
        Writer {
            words: Words::of_the_system(&brand),
            brand,
            markup,
        }
    }

    fn message(name: &str, preview: Option<&str>, unread: u32) -> Notice {
        Notice::Message {
            peer: Peer("romeo@example.org".parse().unwrap()),
            name: name.to_owned(),
            preview: preview.map(str::to_owned),
            message: sotto_model::MessageId(1),
            unread,
        }
    }

    fn written(markup: bool, notice: &Notice) -> Notification {
        let account = AccountId::from_random([7; 8]);
        writer(markup).write(&account, notice).unwrap().1
    }

    #[test]
    fn w15_markup_in_a_message_is_text_in_its_notification() {
        let hostile = "<img src=\"http://canary/\"> & <a href='x'>y</a>";
        let body = written(true, &message("Romeo", Some(hostile), 1)).body;
        assert_eq!(
            body,
            "&lt;img src=\"http://canary/\"&gt; &amp; &lt;a href='x'&gt;y&lt;/a&gt;"
        );
        assert_eq!(written(false, &message("Romeo", Some(hostile), 1)).body, hostile);
    }

    #[test]
    fn w15_a_flood_of_lines_is_one_line_and_turns_nothing_around() {
        let shown = written(false, &message("Ro\nmeo\u{202e}", Some("a\n\n\r\n\tb\u{2067}c"), 1));
        assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Ro meo", "a b c"));
    }

    #[test]
    fn without_previews_only_the_number_is_told() {
        let shown = written(true, &message("Romeo", None, 3));
        assert!(shown.body.contains('3'), "{}", shown.body);
    }

    #[test]
    fn a_withdrawal_shows_nothing() {
        let peer = Peer("romeo@example.org".parse().unwrap());
        assert!(
            writer(true)
                .write(&AccountId::from_random([7; 8]), &Notice::Withdraw { peer })
                .is_none()
        );
    }
}
