//! XEP-0313 with XEP-0059: catching up from the last committed message, filling in history, and archives that lie.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::orders::said;
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Archived, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn text(n: usize) -> Element {
    said("romeo@montague.lit/orchard", JULIET, &format!("r{n}"), &n.to_string())
}

fn keep(juliet: &mut Person, numbers: std::ops::Range<usize>) {
    for n in numbers {
        juliet.now = juliet.now.plus(1000);
        let now = juliet.now;
        juliet.server.keep(&text(n), now);
    }
}

fn lines(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|n| format!("romeo (exposed): {n}")).collect()
}

fn pages_asked(juliet: &Person) -> Vec<String> {
    let queries = juliet.asked.iter().filter_map(|iq| iq.get_child("query", ns::MAM));
    let sets = queries.map(|query| query.get_child("set", ns::RSM).unwrap());
    sets.map(|set| {
        let page = set.children().find(|child| child.name() != "max");
        page.map_or("first".into(), |page| format!("{} {}", page.name(), page.text()))
    })
    .collect()
}

#[test]
fn a_first_sign_in_reads_the_newest_page_first_and_tells_of_nothing() {
    let mut juliet = Person::new(JULIET);
    keep(&mut juliet, 0..7);
    juliet.server.page = 3;
    juliet.signs_in();
    assert_eq!(juliet.lines(ROMEO), lines(0..7));
    assert_eq!(
        pages_asked(&juliet),
        ["before ", "before archive-5", "before archive-2"]
    );
    juliet.unread(ROMEO, 0).notifies(&[]);
}

#[test]
fn a_later_sign_in_asks_for_what_came_after_the_last_committed_message() {
    let mut juliet = Person::new(JULIET);
    juliet.server.roster = vec!["<item jid='romeo@montague.lit' subscription='both'/>".into()];
    keep(&mut juliet, 0..2);
    juliet.signs_in().loses_the_connection();
    keep(&mut juliet, 2..5);
    juliet.asked.clear();
    juliet.restarts().signs_in();
    assert_eq!(pages_asked(&juliet), ["after archive-2"]);
    assert_eq!(juliet.lines(ROMEO), lines(0..5));
    juliet.unread(ROMEO, 3).notifies(&["romeo@montague.lit: 4 (3)"]);
}

#[test]
fn what_came_live_is_not_asked_for_again() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).gets(&text(1));
    juliet.asked.clear();
    juliet.restarts().signs_in();
    assert_eq!(pages_asked(&juliet), ["after archive-2"]);
}

#[test]
fn a_first_message_after_an_empty_archive_is_news() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    keep(&mut juliet, 0..1);
    juliet.restarts().signs_in();
    juliet.unread(ROMEO, 1).notifies(&["romeo@montague.lit: 0 (1)"]);
}

#[test]
fn what_was_read_elsewhere_meanwhile_is_not_told_of() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    keep(&mut juliet, 0..2);
    let answer = said("juliet@capulet.lit/phone", ROMEO, "me", "I am here");
    let now = juliet.now;
    juliet.server.keep(&answer, now);
    juliet.signs_in().unread(ROMEO, 0);
    assert!(
        juliet
            .notices
            .iter()
            .all(|notice| matches!(notice, sotto_testkit::model::Notice::Withdraw { .. }))
    );
}

#[test]
fn f01_a_kill_between_two_pages_loses_nothing_and_shows_nothing_twice() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    keep(&mut juliet, 0..9);
    juliet.server.page = 2;
    for _ in 0..9 {
        // The next page is asked for and never comes; the program dies.
        juliet.server.ignores.push(ns::MAM.into());
        juliet.restarts().signs_in();
        juliet.server.ignores.clear();
        let iq = juliet
            .asked
            .iter()
            .rev()
            .find(|iq| iq.has_child("query", ns::MAM))
            .unwrap()
            .clone();
        let one_page = juliet.server.answers_to(&iq);
        juliet.server.ignores.push(ns::MAM.into());
        for answer in one_page {
            juliet.receives_element(answer);
        }
        juliet.server.ignores.clear();
    }
    assert_eq!(juliet.lines(ROMEO), lines(0..9));
}

#[test]
fn f18_a_page_that_repeats_itself_forever_ends() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    keep(&mut juliet, 0..3);
    juliet.server.ignores.push(ns::MAM.into());
    juliet.signs_in();
    for _ in 0..50 {
        let asked = juliet.asked.len();
        let Some(iq) = juliet
            .asked
            .iter()
            .rev()
            .find(|iq| iq.has_child("query", ns::MAM))
            .cloned()
        else {
            break;
        };
        answer_with(&mut juliet, &iq, 0..3, false);
        if juliet.asked.len() == asked {
            break;
        }
    }
    let asked = pages_asked(&juliet).len();
    assert!(asked < 10, "{asked} pages asked for");
    assert_eq!(juliet.lines(ROMEO), lines(0..3));
    assert!(!juliet.live().archive.busy());
    // What it did not give is asked for again, although something came live meanwhile.
    let now = juliet.now;
    juliet.server.keep(&text(3), now);
    juliet.gets(&text(4));
    juliet.server.ignores.clear();
    juliet.restarts().signs_in();
    assert_eq!(juliet.lines(ROMEO), lines(0..5));
}

/// The server answers with these messages of its archive, whatever was asked.
fn answer_with(juliet: &mut Person, iq: &Element, page: std::ops::Range<usize>, complete: bool) {
    let query = iq
        .get_child("query", ns::MAM)
        .unwrap()
        .attr("queryid")
        .unwrap()
        .to_owned();
    let page: Vec<Archived> = juliet.server.archive[page].to_vec();
    for one in &page {
        let result = juliet.server.archived(&query, one);
        juliet.receives_element(result);
    }
    let edges = page.first().zip(page.last()).map_or(String::new(), |(first, last)| {
        format!("<first>{}</first><last>{}</last>", first.id, last.id)
    });
    let id = iq.attr("id").unwrap();
    juliet.receives(&format!(
        "<iq type='result' id='{id}'><fin xmlns='{}' complete='{complete}'><set xmlns='{}'>{edges}</set></fin></iq>",
        ns::MAM,
        ns::RSM
    ));
}

#[test]
fn f18_empty_pages_that_are_never_complete_end() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    juliet.server.ignores.push(ns::MAM.into());
    juliet.signs_in();
    for _ in 0..20 {
        let iq = juliet
            .asked
            .iter()
            .rev()
            .find(|iq| iq.has_child("query", ns::MAM))
            .unwrap()
            .clone();
        answer_with(&mut juliet, &iq, 0..0, false);
    }
    assert!(pages_asked(&juliet).len() < 8);
    assert!(!juliet.live().archive.busy());
    juliet.writes(ROMEO, "sending goes on");
}

#[test]
fn f18_a_page_out_of_order_loses_nothing() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).loses_the_connection();
    keep(&mut juliet, 1..5);
    juliet.server.archive[1..].reverse();
    juliet.signs_in();
    let mut shown = juliet.lines(ROMEO);
    shown.sort();
    assert_eq!(shown, lines(0..5));
}

#[test]
fn f18_a_page_that_comes_twice_is_shown_once() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    keep(&mut juliet, 0..4);
    juliet.server.ignores.push(ns::MAM.into());
    juliet.signs_in();
    for page in [0..2, 0..2, 2..4] {
        let iq = juliet
            .asked
            .iter()
            .rev()
            .find(|iq| iq.has_child("query", ns::MAM))
            .unwrap()
            .clone();
        let complete = page.end == 4;
        answer_with(&mut juliet, &iq, page, complete);
    }
    juliet.loses_the_connection();
    juliet.server.ignores.clear();
    juliet.signs_in();
    assert_eq!(
        juliet.lines(ROMEO),
        lines(0..4),
        "the next stream closes what a broken page left open"
    );
}

#[test]
fn f18_an_archive_that_forgot_our_place_is_read_anew_without_losing_or_doubling_anything() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).gets(&text(1)).loses_the_connection();
    let now = juliet.now;
    let old = std::mem::take(&mut juliet.server.archive);
    for one in &old[1..] {
        juliet.server.keep(&one.message, now);
    }
    keep(&mut juliet, 2..4);
    juliet.signs_in();
    assert_eq!(juliet.lines(ROMEO), lines(0..4));
}

#[test]
fn f18_where_an_archive_that_was_emptied_left_a_gap_the_conversation_says_so() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).loses_the_connection();
    juliet.server.archive.clear();
    keep(&mut juliet, 2..4);
    juliet.signs_in();
    juliet.shows(
        ROMEO,
        &[
            "romeo (exposed): 0",
            "… messages are missing …",
            "romeo (exposed): 2",
            "romeo (exposed): 3",
        ],
    );
    juliet.notices.drain(..1);
    juliet.unread(ROMEO, 3).notifies(&["romeo@montague.lit: 3 (3)"]);
    juliet.gets(&text(4)).restarts().signs_in();
    assert_eq!(juliet.lines(ROMEO).len(), 5, "said once");
}

#[test]
fn f18_silence_and_errors_leave_the_place_where_it_was() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).loses_the_connection();
    keep(&mut juliet, 1..3);
    juliet.server.refuses.insert(ns::MAM.into(), "service-unavailable");
    juliet.signs_in();
    juliet.writes(ROMEO, "sending goes on").loses_the_connection();
    juliet.server.refuses.clear();
    juliet.server.ignores.push(ns::MAM.into());
    juliet.signs_in().waits(200_000).loses_the_connection();
    juliet.server.ignores.clear();
    juliet.signs_in();
    let shown = juliet.lines(ROMEO);
    assert!(lines(0..3).iter().all(|line| shown.contains(line)), "{shown:?}");
}

#[test]
fn live_messages_do_not_move_the_place_past_what_was_not_read_yet() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0)).loses_the_connection();
    keep(&mut juliet, 1..3);
    juliet.server.refuses.insert(ns::MAM.into(), "service-unavailable");
    juliet.signs_in().gets(&text(3));
    juliet.server.refuses.clear();
    juliet.restarts().signs_in();
    assert_eq!(juliet.lines(ROMEO), lines(0..4));
}

#[test]
fn r04_a_result_that_answers_no_query_of_ours_is_ignored_and_counted() {
    let forged = |from: &str, query: &str| {
        format!(
            "<message from='{from}' to='{JULIET}'><result xmlns='{}' queryid='{query}' id='x'><forwarded xmlns='{}'>
             <message xmlns='jabber:client' from='{ROMEO}/o' to='{JULIET}' type='chat' id='f'><body>forged</body></message>
             </forwarded></result></message>",
            ns::MAM,
            ns::FORWARD
        )
    };
    let mut juliet = Person::juliet();
    juliet.server.ignores.push(ns::MAM.into());
    juliet.loses_the_connection().signs_in();
    let query = juliet
        .asked
        .iter()
        .rev()
        .find_map(|iq| iq.get_child("query", ns::MAM))
        .unwrap();
    let query = query.attr("queryid").unwrap().to_owned();
    for (from, query) in [
        (JULIET, "guessed"),
        (JULIET, ""),
        ("mallory@evil.lit", query.as_str()),
        ("capulet.lit", query.as_str()),
        ("juliet@capulet.lit/phone", query.as_str()),
    ] {
        juliet.receives(&forged(from, query));
    }
    juliet.is_answered(ns::MAM);
    juliet.receives(&forged(JULIET, &query));
    assert_eq!(
        juliet.live().forged,
        6,
        "after the end of its page it answers nothing either"
    );
    juliet.shows(ROMEO, &[]).notifies(&[]);
}

#[test]
fn r05_a_result_about_a_conversation_of_others_is_dropped() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    let now = juliet.now;
    for (from, to) in [
        ("romeo@montague.lit", "nurse@capulet.lit"),
        ("nurse@capulet.lit", "romeo@montague.lit"),
    ] {
        let message = xml(&format!(
            "<message from='{from}' to='{to}' type='chat' id='1'><body>not yours</body></message>"
        ));
        juliet.server.keep(&message, now);
    }
    keep(&mut juliet, 0..1);
    juliet.signs_in();
    assert_eq!(juliet.lines(ROMEO), lines(0..1));
    juliet.shows("nurse@capulet.lit", &[]);
    assert_eq!(juliet.live().forged, 2);
}

fn with_ids(n: usize, ids: &[(&str, &str)]) -> Element {
    let mut message = text(n);
    for (by, id) in ids {
        message.append_child(xml(&format!("<stanza-id xmlns='{}' by='{by}' id='{id}'/>", ns::SID)));
    }
    message
}

#[test]
fn r16_of_a_forged_and_the_servers_own_archive_id_the_servers_counts() {
    let mut juliet = Person::juliet();
    let now = juliet.now;
    let real = juliet.server.keep(&text(0), now);
    juliet.receives_element(with_ids(0, &[(JULIET, "forged"), (JULIET, &real)]));
    juliet.asked.clear();
    juliet.restarts().signs_in();
    assert_eq!(pages_asked(&juliet), [format!("after {real}")]);
    assert_eq!(
        juliet.lines(ROMEO),
        lines(0..1),
        "the archive's copy is the same message"
    );
}

#[test]
fn r16_without_the_servers_promise_no_archive_id_is_believed() {
    let mut juliet = Person::new(JULIET);
    juliet.server.features = vec![ns::MAM];
    juliet.signs_in();
    juliet.asked.clear();
    juliet.receives_element(with_ids(0, &[(JULIET, "forged")]));
    juliet.restarts().signs_in();
    assert_eq!(pages_asked(&juliet), ["first"]);
}

#[test]
fn r16_an_archive_id_by_somebody_else_or_on_what_is_not_archived_is_not_ours() {
    let mut juliet = Person::juliet();
    juliet.receives_element(with_ids(
        0,
        &[
            ("romeo@montague.lit", "a"),
            ("capulet.lit", "b"),
            ("juliet@capulet.lit/phone", "c"),
        ],
    ));
    let mut unarchived = with_ids(1, &[(JULIET, "forged")]);
    unarchived.append_child(xml("<no-store xmlns='urn:xmpp:hints'/>"));
    juliet.receives_element(unarchived);
    juliet.asked.clear();
    juliet.restarts().signs_in();
    assert_eq!(pages_asked(&juliet), ["first"]);
    assert_eq!(juliet.lines(ROMEO), lines(0..2));
}

#[test]
fn r16_a_forged_archive_id_cannot_hide_a_later_message() {
    let mut juliet = Person::juliet();
    let now = juliet.now;
    let mallorys = said("mallory@evil.lit/x", JULIET, "m", "look here");
    let real = juliet.server.keep(&mallorys, now);
    let mut forged = mallorys.clone();
    for id in ["archive-2", &real] {
        forged.append_child(xml(&format!(
            "<stanza-id xmlns='{}' by='{JULIET}' id='{id}'/>",
            ns::SID
        )));
    }
    juliet.receives_element(forged).gets(&text(0));
    assert_eq!(juliet.lines(ROMEO), lines(0..1));
}

#[test]
fn r16_an_archive_id_that_another_message_has_hides_nothing_and_breaks_nothing() {
    let mut juliet = Person::juliet();
    juliet.gets(&text(0));
    let taken = juliet.server.archive[0].id.clone();
    let mut forged = said("mallory@evil.lit/x", JULIET, "m", "look here");
    forged.append_child(xml(&format!(
        "<stanza-id xmlns='{}' by='{JULIET}' id='{taken}'/>",
        ns::SID
    )));
    juliet.receives_element(forged.clone()).receives_element(forged);
    juliet.receives_element(with_ids(1, &[(JULIET, &taken)]));
    juliet.shows("mallory@evil.lit", &["mallory (exposed): look here"]);
    juliet.restarts().signs_in().gets(&text(2));
    assert_eq!(juliet.lines(ROMEO).first(), lines(0..1).first());
    assert_eq!(juliet.lines(ROMEO).last(), lines(2..3).first());
}

#[test]
fn without_an_archive_messages_are_sent_and_shown_all_the_same() {
    let mut juliet = Person::new(JULIET);
    juliet.server.features = vec![];
    juliet.signs_in();
    juliet.receives_element(text(0));
    assert_eq!(juliet.lines(ROMEO), lines(0..1));
    assert!(pages_asked(&juliet).is_empty());
}
