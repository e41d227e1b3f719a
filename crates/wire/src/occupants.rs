//! XEP-0421 1.0.1, who an occupant is whatever they call themselves; XEP-0317 0.2.0, what they are called beside that.
//!
//! Deliberately not: giving and taking hats.

use minidom::Element;

use crate::{ns, xml};

/// Most hats kept of one occupant.
const HATS_MAX: usize = 8;

/// Longest hat kept, in characters.
const HAT_MAX: usize = 40;

/// Reads `<occupant-id/>`.
pub fn parse_id(e: &Element) -> Option<String> {
    if e.is("occupant-id", ns::OCCUPANT_ID) {
        xml::id(e, "id").filter(|id| id.len() <= 128)
    } else {
        None
    }
}

/// Reads `<hats/>`: what is written on them.
pub fn parse_hats(e: &Element) -> Option<Vec<String>> {
    if !e.is("hats", ns::HATS) {
        return None;
    }
    let titles = xml::children(e, "hat", ns::HATS).filter_map(|hat| xml::id(hat, "title"));
    Some(
        titles
            .map(|title| title.chars().take(HAT_MAX).collect())
            .take(HATS_MAX)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn an_id_without_end_is_none() {
        let long = "x".repeat(129);
        assert_eq!(
            parse_id(&xml(&format!(
                "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{long}'/>"
            ))),
            None
        );
        assert_eq!(
            parse_id(&xml("<occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72'/>")).as_deref(),
            Some("dd72")
        );
        assert_eq!(parse_id(&xml("<occupant-id xmlns='urn:x' id='dd72'/>")), None);
    }

    #[test]
    fn a_tower_of_hats_is_cut() {
        let many = "<hat title='x'/>".repeat(100);
        let hats = parse_hats(&xml(&format!("<hats xmlns='urn:xmpp:hats:0'>{many}</hats>"))).unwrap();
        assert_eq!(hats.len(), HATS_MAX);
    }
}
