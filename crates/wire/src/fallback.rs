//! XEP-0428 0.2.1: which part of a text only stands there for programs that do not know better.

use std::ops::Range;

use minidom::Element;

use crate::{ns, xml};

/// Most indications kept of one message.
pub(crate) const MAX: usize = 8;

/// A part of the body that replaces what another element says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// The namespace of that element.
    pub of: String,
    /// Which part, in Unicode code points; nothing means all of it.
    pub part: Option<Range<usize>>,
}

impl Fallback {
    /// Reads `<fallback/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("fallback", ns::FALLBACK) {
            return None;
        }
        let of = e.attr("for")?.to_owned();
        let body = e.get_child("body", ns::FALLBACK);
        let subject = e.get_child("subject", ns::FALLBACK);
        let part = match (body, subject) {
            // Only about the subject.
            (None, Some(_)) => return None,
            (None, None) => None,
            (Some(body), _) if body.attr("start").or(body.attr("end")).is_none() => None,
            (Some(body), _) => Some(xml::parsed(body, "start")?..xml::parsed(body, "end")?),
        };
        Some(Self { of, part })
    }

    /// The element.
    pub fn to_element(&self) -> Element {
        let body = xml::build("body", ns::FALLBACK);
        let body = match &self.part {
            Some(part) => body
                .attr("start", &part.start.to_string())
                .attr("end", &part.end.to_string()),
            None => body,
        };
        xml::build("fallback", ns::FALLBACK)
            .attr("for", &self.of)
            .child(body.done())
            .done()
    }
}

/// A text without what stands in it for those who do not know this namespace.
pub fn without(text: &str, fallbacks: &[Fallback], of: &str) -> String {
    let mut cut: Vec<Range<usize>> = Vec::new();
    for fallback in fallbacks.iter().filter(|fallback| fallback.of == of) {
        match &fallback.part {
            Some(part) => cut.push(part.clone()),
            None => return String::new(),
        }
    }
    let kept = text
        .chars()
        .enumerate()
        .filter(|(at, _)| !cut.iter().any(|part| part.contains(at)));
    kept.map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn part(of: &str, part: Option<Range<usize>>) -> Fallback {
        Fallback { of: of.into(), part }
    }

    #[test]
    fn an_indication_survives_the_way_there_and_back() {
        for fallback in [part("urn:xmpp:reply:0", Some(0..12)), part("urn:xmpp:reply:0", None)] {
            assert_eq!(Fallback::parse(&fallback.to_element()), Some(fallback));
        }
        assert_eq!(
            Fallback::parse(&xml("<fallback xmlns='urn:xmpp:fallback:0' for='urn:x'/>")),
            Some(part("urn:x", None))
        );
    }

    #[test]
    fn one_that_makes_no_sense_is_none() {
        for inner in [
            "<subject/>",
            "<body start='3'/>",
            "<body start='-1' end='x'/>",
            "<body end='4'/>",
        ] {
            let fallback = xml(&format!(
                "<fallback xmlns='urn:xmpp:fallback:0' for='urn:x'>{inner}</fallback>"
            ));
            assert_eq!(Fallback::parse(&fallback), None, "{inner}");
        }
        assert_eq!(Fallback::parse(&xml("<fallback xmlns='urn:xmpp:fallback:0'/>")), None);
    }

    #[test]
    fn a_part_is_counted_in_code_points_and_may_lie_anywhere() {
        let text = "> 👩‍👧 oh\nyes";
        assert_eq!(without(text, &[part("r", Some(0..9))], "r"), "yes");
        assert_eq!(without(text, &[part("r", Some(0..9))], "other"), text);
        assert_eq!(without(text, &[part("r", Some(9..usize::MAX))], "r"), "> 👩‍👧 oh\n");
        #[expect(clippy::reversed_empty_ranges, reason = "as somebody hostile writes it")]
        let backwards = part("r", Some(9..3));
        assert_eq!(without(text, &[backwards], "r"), text);
        assert_eq!(without(text, &[part("r", None)], "r"), "");
    }
}
