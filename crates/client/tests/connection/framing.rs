//! Bytes to stanzas, whatever the bytes.

use std::time::{Duration, Instant};

use minidom::Element;
use proptest::prelude::*;
use sotto_client::connection::{Frame, FrameError, Framer, Limits, SkipReason, Skipped};

const HEADER: &str = "<?xml version='1.0'?><stream:stream id='i' version='1.0' xmlns='jabber:client' \
                      xmlns:stream='http://etherx.jabber.org/streams'>";
const HONEST: &str = "<message id='honest'><body>hello</body></message>";

/// All frames of a stream cut into pieces of these sizes, over and over, and the error that ended it, if any.
fn frames_in_pieces(bytes: &[u8], sizes: &[usize], limits: Limits) -> (Vec<Frame>, Option<FrameError>) {
    let mut framer = Framer::new(limits);
    let mut frames = Vec::new();
    let mut sizes = sizes.iter().copied().cycle();
    let mut left = bytes;
    while !left.is_empty() {
        let (mut piece, rest) = left.split_at(sizes.next().unwrap_or(usize::MAX).clamp(1, left.len()));
        left = rest;
        loop {
            match framer.next(&mut piece) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

/// What comes after the stream's header when the server says this.
fn said(xml: &str) -> (Vec<Frame>, Option<FrameError>) {
    let (mut frames, error) = frames_in_pieces(format!("{HEADER}{xml}").as_bytes(), &[usize::MAX], Limits::default());
    assert!(matches!(frames.remove(0), Frame::Open(_)));
    (frames, error)
}

/// What becomes of a hostile element, checking that an honest message after it arrives.
fn survived(hostile: &str) -> Frame {
    let (mut frames, error) = said(&format!("{hostile}{HONEST}"));
    assert_eq!(error, None);
    assert_eq!(frames.len(), 2, "{frames:?}");
    assert_eq!(frames.pop(), Some(honest()));
    frames.remove(0)
}

fn honest() -> Frame {
    let mut message = Element::bare("message", "jabber:client");
    message
        .attrs_mut()
        .insert(rxml::Namespace::NONE, "id".try_into().unwrap(), "honest".into());
    let mut body = Element::bare("body", "jabber:client");
    body.append_text_node("hello");
    message.append_child(body);
    Frame::Element(message)
}

fn skipped(reason: SkipReason) -> Frame {
    Frame::Skipped(Skipped { reason, stanza: true })
}

fn nested(depth: usize) -> String {
    format!("<message>{}{}</message>", "<b>".repeat(depth), "</b>".repeat(depth))
}

fn attributes(count: usize) -> String {
    (0..count).map(|n| format!(" a{n}='x'")).collect()
}

#[test]
fn a1_the_nested_message_of_35_101_bytes_is_skipped_on_a_thread_with_2_mib_of_stack() {
    let hostile = format!(
        "<message type='chat' to='juliet@capulet.example' from='stranger@evil.example/x' id='b0'><body>{}{}</body></message>",
        "<b>".repeat(5_000),
        "</b>".repeat(5_000),
    );
    assert!(hostile.len() >= 35_101, "{}", hostile.len());
    let run = move || {
        assert_eq!(survived(&hostile), skipped(SkipReason::TooDeep));
        // The deepest element that is let through can be copied, printed and dropped.
        match survived(&nested(63)) {
            Frame::Element(deepest) => assert!(String::from(&deepest.clone()).contains("<b/>")),
            other => panic!("{other:?}"),
        }
    };
    std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn x01_any_depth_is_skipped_and_the_stream_lives_or_it_is_closed_with_a_reason() {
    for depth in [64, 100, 5_000, 35_000] {
        assert_eq!(survived(&nested(depth)), skipped(SkipReason::TooDeep), "{depth}");
    }
    let begun = Instant::now();
    assert_eq!(said(&nested(1_000_000)), (vec![], Some(FrameError::TooBig)));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn x01_a_million_levels_without_an_end_use_bounded_memory_and_time() {
    let (frames, error) = said(&format!("<message>{}", "<b>".repeat(1_000_000)));
    assert_eq!((frames, error), (vec![], Some(FrameError::TooBig)));
}

#[test]
fn a2_x02_a_long_attribute_is_read_and_a_very_long_one_skipped() {
    for length in [8_193, 9_000, 200_000, 256 * 1024] {
        let frame = survived(&format!("<message x='{}'/>", "y".repeat(length)));
        match frame {
            Frame::Element(element) => assert_eq!(element.attr("x").map(str::len), Some(length)),
            other => panic!("{other:?} at {length}"),
        }
    }
    let long = "y".repeat(256 * 1024 + 1);
    assert_eq!(
        survived(&format!("<message x='{long}'/>")),
        skipped(SkipReason::TokenTooLong)
    );
    assert_eq!(
        survived(&format!("<message {long}='x'/>")),
        skipped(SkipReason::TokenTooLong)
    );
    assert_eq!(
        survived(&format!("<message><{long}/></message>")),
        skipped(SkipReason::TokenTooLong)
    );
    assert_eq!(
        survived(&format!("<message xmlns:x='{long}'/>")),
        skipped(SkipReason::TokenTooLong)
    );
}

#[test]
fn x04_what_is_too_big_is_skipped_and_what_is_far_too_big_closes_the_stream() {
    let body = |length: usize| format!("<message><body>{}</body></message>", "z".repeat(length));
    assert!(matches!(survived(&body(1_000_000)), Frame::Element(_)));
    assert_eq!(survived(&body(1_100_000)), skipped(SkipReason::TooBig));
    assert_eq!(survived(&body(4_000_000)), skipped(SkipReason::TooBig));
    for hostile in [
        body(10_000_000),
        format!("<message x='{}'/>", "y".repeat(10_000_000)),
        format!("<message{}/>", attributes(1_000_000)),
        format!("<{}/>", "n".repeat(10_000_000)),
        format!("<message>{}</message>", "<b/>".repeat(2_000_000)),
    ] {
        let begun = Instant::now();
        assert_eq!(said(&hostile), (vec![], Some(FrameError::TooBig)));
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}

#[test]
fn x04_too_many_attributes_declarations_or_children_are_skipped() {
    assert!(matches!(
        survived(&format!("<message{}/>", attributes(256))),
        Frame::Element(_)
    ));
    for count in [257, 100_000] {
        let hostile = format!("<message{}/>", attributes(count));
        assert_eq!(survived(&hostile), skipped(SkipReason::TooManyAttributes), "{count}");
    }
    let declarations: String = (0..100_000).map(|n| format!(" xmlns:a{n}='x'")).collect();
    assert_eq!(
        survived(&format!("<message{declarations}/>")),
        skipped(SkipReason::TooManyAttributes)
    );
    let children = |count: usize| format!("<message>{}</message>", "<b/>".repeat(count));
    assert!(matches!(survived(&children(20_000)), Frame::Element(_)));
    assert_eq!(survived(&children(20_001)), skipped(SkipReason::TooManyChildren));
}

#[test]
fn a6_long_text_arrives_in_linear_time_even_in_many_pieces() {
    let xml = format!("{HEADER}<message><body>{}</body></message>", "&amp;".repeat(200_000));
    let begun = Instant::now();
    let (frames, error) = frames_in_pieces(xml.as_bytes(), &[100], Limits::default());
    assert_eq!(error, None);
    match frames.last() {
        Some(Frame::Element(message)) => {
            let body = message.children().next().unwrap();
            assert_eq!(body.texts().count(), 1);
            assert_eq!(body.text().len(), 200_000);
        }
        other => panic!("{other:?}"),
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn a_skipped_element_is_counted_as_a_stanza_exactly_if_it_is_one() {
    let deep = format!("{}{}", "<b>".repeat(100), "</b>".repeat(100));
    for (hostile, stanza) in [
        (format!("<iq>{deep}</iq>"), true),
        (format!("<c:presence xmlns:c='jabber:client'>{deep}</c:presence>"), true),
        (format!("<message xmlns='urn:other'>{deep}</message>"), false),
        (format!("<stream:features>{deep}</stream:features>"), false),
        (format!("<message{} xmlns='urn:other'/>", attributes(300)), false),
        (format!("<message{} xmlns='jabber:client'/>", attributes(300)), true),
        (format!("<message{}/>", attributes(300)), true),
    ] {
        match survived(&hostile) {
            Frame::Skipped(skipped) => assert_eq!(skipped.stanza, stanza, "{hostile:.40}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn x05_dtds_entities_comments_and_processing_instructions_end_the_stream() {
    for hostile in [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><message>&b;</message>",
        "<message>&undeclared;</message>",
        "<message><!DOCTYPE x SYSTEM 'file:///etc/passwd'></message>",
        "<message><!-- comment --></message>",
        "<!-- comment -->",
        "<message><?php evil() ?></message>",
        "<?xml-stylesheet href='http://evil.example'?>",
        "<message>\u{1}</message>",
        "<message>&#0;</message>",
        "<message>]]></message>",
        "<message a='<'/>",
        "<message a=b/>",
        "<message a='1' a='2'/>",
        "<message xmlns:p='x' xmlns:q='x' p:a='1' q:a='2'/>",
        "<message xmlns:p='x' xmlns:p='y'/>",
        "<message><undeclared:x/></message>",
        "<message undeclared:x=''/>",
        "<message></presence>",
        "text between stanzas<message/>",
    ] {
        assert_eq!(said(hostile), (vec![], Some(FrameError::BadXml)), "{hostile}");
    }
}

#[test]
fn x05_a_document_type_before_the_stream_is_refused() {
    let bytes = b"<?xml version='1.0'?><!DOCTYPE stream [<!ENTITY a 'b'>]><stream:stream>";
    assert_eq!(
        frames_in_pieces(bytes, &[], Limits::default()),
        (vec![], Some(FrameError::BadXml))
    );
}

#[test]
fn x05_invalid_utf_8_ends_the_stream_after_the_stanzas_before_it() {
    for hostile in [
        &b"<message>\xff</message>"[..],
        b"<message a='\xc0\x80'/>",
        b"<message>\xed\xa0\x80</message>",
        b"<m\xe9/>",
    ] {
        let bytes = [HEADER.as_bytes(), HONEST.as_bytes(), hostile].concat();
        let (frames, error) = frames_in_pieces(&bytes, &[], Limits::default());
        assert_eq!(frames.get(1), Some(&honest()));
        assert_eq!((frames.len(), error), (2, Some(FrameError::BadXml)));
    }
}

#[test]
fn x07_what_is_escaped_or_in_cdata_stays_text() {
    for text in [
        "&lt;/body&gt;&lt;/message&gt;&lt;message from='romeo'/&gt;",
        "<![CDATA[</body></message><message from='romeo'/>]]>",
    ] {
        match survived(&format!("<message><body>{text}</body></message>")) {
            Frame::Element(message) => {
                assert_eq!(
                    message.children().next().unwrap().text(),
                    "</body></message><message from='romeo'/>"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn x10_a_second_stream_or_data_after_the_end_is_refused() {
    let (frames, error) = said(&format!("{HONEST}</stream:stream>{HONEST}"));
    assert_eq!(
        (frames, error),
        (vec![honest(), Frame::Close], Some(FrameError::BadXml))
    );
    assert_eq!(said("<?xml version='1.0'?>"), (vec![], Some(FrameError::BadXml)));
    // A stream inside the stream is an element like any other; the session refuses it.
    assert!(matches!(
        said(&format!("{HEADER}</stream:stream>")).1,
        Some(FrameError::BadXml)
    ));
}

#[test]
fn a_root_that_is_no_client_stream_is_refused() {
    for root in [
        "<html>",
        "<stream xmlns='jabber:client'>",
        "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>",
        "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>",
        "<stream:other xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    ] {
        let result = frames_in_pieces(root.as_bytes(), &[], Limits::default());
        assert_eq!(result, (vec![], Some(FrameError::NotAStream)), "{root}");
    }
}

#[test]
fn namespaces_prefixes_and_text_become_what_was_meant() {
    let (frames, _) = said(
        "<message xml:lang='de' xmlns:e='urn:e' e:x='1'> a<e:b xmlns=''><c/></e:b>d&amp;<![CDATA[<e>]]> </message>",
    );
    let Some(Frame::Element(message)) = frames.first() else {
        panic!("{frames:?}")
    };
    assert!(message.is("message", "jabber:client"));
    assert_eq!(message.attr_ns("urn:e", "x"), Some("1"));
    assert_eq!(
        message.attr_ns("http://www.w3.org/XML/1998/namespace", "lang"),
        Some("de")
    );
    let child = message.children().next().unwrap();
    assert!(child.is("b", "urn:e"));
    assert!(child.children().next().unwrap().is("c", ""));
    assert_eq!(message.texts().collect::<Vec<_>>(), [" a", "d&<e> "]);
}

#[test]
fn white_space_between_stanzas_is_a_keep_alive() {
    let (frames, error) = said(&format!(" \n\t{HONEST} \r\n {HONEST} "));
    assert_eq!((frames, error), (vec![honest(), honest()], None));
}

/// Small limits, so that small inputs reach them.
const SMALL: Limits = Limits {
    max_depth: 3,
    max_token: 12,
    max_stanza: 90,
    max_attributes: 3,
    max_children: 3,
    hard_stanza: 300,
    hard_depth: 20,
};

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(HONEST.to_owned()),
        Just(" ".to_owned()),
        (0usize..12).prop_map(nested),
        (0usize..6).prop_map(|count| format!("<iq{}/>", attributes(count))),
        (0usize..6).prop_map(|count| format!("<presence>{}</presence>", "<x/>".repeat(count))),
        (0usize..20).prop_map(|length| format!("<message x='{}'/>", "ü".repeat(length))),
        (0usize..200).prop_map(|length| format!("<message>{}</message>", "é".repeat(length))),
        Just("<m>&amp;a<![CDATA[]]]]></m>".to_owned()),
        Just("</stream:stream>".to_owned()),
        "[<>/a'= &;\u{e9}!?-]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn z01_the_frames_do_not_depend_on_how_the_bytes_are_cut(
        pieces in proptest::collection::vec(piece(), 0..8),
        sizes in proptest::collection::vec(1usize..40, 1..6),
        header_length in prop_oneof![8 => Just(HEADER.len()), 1 => 0..HEADER.len()],
    ) {
        let xml = format!("{}{}", &HEADER[..header_length], pieces.concat());
        let whole = frames_in_pieces(xml.as_bytes(), &[usize::MAX], SMALL);
        prop_assert_eq!(&frames_in_pieces(xml.as_bytes(), &[1], SMALL), &whole);
        prop_assert_eq!(&frames_in_pieces(xml.as_bytes(), &sizes, SMALL), &whole);
    }

    #[test]
    fn z01_any_bytes_at_all_give_frames_or_one_lasting_error(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let bytes = [HEADER.as_bytes(), &bytes].concat();
        let (frames, error) = frames_in_pieces(&bytes, &[7], SMALL);
        prop_assert!(frames.len() <= bytes.len());
        if let Some(error) = error {
            let mut framer = Framer::new(SMALL);
            let mut rest = bytes.as_slice();
            while let Ok(Some(_)) = framer.next(&mut rest) {}
            prop_assert_eq!(framer.next(&mut HONEST.as_bytes()), Err(error));
        }
    }
}
