//! Names, states of mind and previews that are made to deceive.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::Person;
use sotto_testkit::model::Notice;
use sotto_testkit::orders::said;

const ROMEO: &str = "romeo@montague.lit";

/// Turns the text around it, breaks the line, and pads.
const HOSTILE: &str = "Ro\u{202e}oem\u{2066}\u{200b} &#10;&#10;   9:41";

fn clean(text: &str) -> bool {
    !text.chars().any(|c| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[test]
fn w15_r20_a_strangers_nick_is_one_visible_line() {
    let mut juliet = Person::juliet();
    juliet.receives(&format!(
        "<presence from='paris@verona.lit' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>{HOSTILE}</nick></presence>"
    ));
    assert_eq!(juliet.reader().requests().unwrap()[0].name, "Rooem 9:41");
}

#[test]
fn r20_a_nick_that_shows_nothing_is_replaced_by_the_address() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<presence from='paris@verona.lit' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>\u{200b} \u{3164}</nick></presence>",
    );
    assert_eq!(juliet.reader().requests().unwrap()[0].name, "paris@verona.lit");
}

#[test]
fn r20_names_and_words_of_contacts_are_one_visible_line() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.server.roster = vec![format!("<item jid='{ROMEO}' name='{HOSTILE}' subscription='both'/>")];
    juliet.signs_in();
    juliet.receives(&format!(
        "<presence from='{ROMEO}/o'><status>{HOSTILE}</status></presence>"
    ));
    let row = juliet.conversation(ROMEO);
    assert_eq!(
        (row.name.as_str(), row.status.as_deref()),
        ("Rooem 9:41", Some("Rooem 9:41"))
    );
}

#[test]
fn w15_a_preview_is_one_line_however_many_the_message_has() {
    let mut juliet = Person::juliet();
    juliet.gets(&said(
        "romeo@montague.lit/o",
        "juliet@capulet.lit",
        "1",
        &format!("{HOSTILE}&lt;b&gt;{}", "&#10;".repeat(5_000)),
    ));
    let Some(Notice::Message {
        preview: Some(preview), ..
    }) = juliet.notices.first()
    else {
        panic!("nothing told")
    };
    assert_eq!(preview, "Rooem 9:41<b>");
    assert!(clean(preview));
}

#[test]
fn w01_text_itself_is_kept_as_it_was_written() {
    let mut juliet = Person::juliet();
    let body = "&lt;img src=x onerror=alert(1)&gt; \u{202e}reversed";
    juliet.gets(&said("romeo@montague.lit/o", "juliet@capulet.lit", "1", body));
    juliet.shows(
        ROMEO,
        &["romeo (exposed): <img src=x onerror=alert(1)> \u{202e}reversed"],
    );
}
