//! The same messages by every way in which they can come: the same timeline, and each told of once.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::orders::{agree, said};
use sotto_testkit::{Device, Person};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

#[test]
fn one_message_is_shown_and_told_of_once_by_every_way() {
    agree(ROMEO, &["romeo (exposed): hi"], || {
        let hi = said("romeo@montague.lit/orchard", JULIET, "r1", "hi");
        (Person::juliet(), vec![hi])
    });
}

#[test]
fn a_conversation_has_one_order_by_every_way() {
    let lines: Vec<String> = (1..=7).map(|n| format!("romeo (exposed): {n}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    agree(ROMEO, &lines, || {
        let say = |n: u32| said("romeo@montague.lit/orchard", JULIET, &format!("r{n}"), &n.to_string());
        (Person::juliet(), (1..=7).map(say).collect())
    });
}

#[test]
fn what_i_write_on_another_device_stands_among_the_answers_by_every_way() {
    let lines = [
        "romeo (exposed): my lady",
        "me (exposed): my lord [Sent]",
        "romeo (exposed): good night",
        "me (exposed): good night [Sent]",
        "me (exposed): parting is such sweet sorrow [Sent]",
        "romeo (exposed): sleep well",
    ];
    agree(ROMEO, &lines, || {
        let he = |id: &str, text: &str| said("romeo@montague.lit/orchard", JULIET, id, text);
        let she = |id: &str, text: &str| said("juliet@capulet.lit/phone", ROMEO, id, text);
        let messages = vec![
            he("1", "my lady"),
            she("2", "my lord"),
            he("3", "good night"),
            she("4", "good night"),
            she("5", "parting is such sweet sorrow"),
            he("6", "sleep well"),
        ];
        (Person::juliet(), messages)
    });
}

#[test]
fn encrypted_messages_have_one_order_by_every_way() {
    let lines = [
        "romeo (omemo): one",
        "romeo (omemo): two",
        "romeo (omemo): three",
        "romeo (omemo): four",
    ];
    agree(ROMEO, &lines, || {
        let juliet = Person::juliet();
        let mut romeo = Device::new(ROMEO, 11);
        let hers = Device::find(&juliet.server, JULIET);
        romeo.begins(&juliet.server, JULIET, hers);
        let messages = ["one", "two", "three", "four"];
        let messages = messages
            .iter()
            .map(|text| romeo.encrypts(JULIET, &[(JULIET, hers)], Some(text)));
        let messages = messages.collect();
        (juliet, messages)
    });
}
