//! XEP-0334 1.0.0: message processing hints.
//!
//! Wishes to servers about storing and copying. Deliberately not: obeying received ones, which only the
//! sender's and our own server can meaningfully do.

use minidom::Element;

use crate::{ns, xml};

/// What a message asks servers to do with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Keep it, even if it has no body.
    pub store: bool,
    /// Keep it nowhere.
    pub no_store: bool,
    /// No copies to other devices.
    pub no_copy: bool,
    /// Not in an archive; offline storage is fine.
    pub no_permanent_store: bool,
}

impl Hints {
    /// Takes up one child of a message; others are left alone.
    pub(crate) fn take(&mut self, e: &Element) {
        if e.has_ns(ns::HINTS) {
            match e.name() {
                "store" => self.store = true,
                "no-store" => self.no_store = true,
                "no-copy" => self.no_copy = true,
                "no-permanent-store" => self.no_permanent_store = true,
                _ => {}
            }
        }
    }

    /// One element per wish.
    pub fn to_elements(self) -> Vec<Element> {
        let all = [
            (self.store, "store"),
            (self.no_store, "no-store"),
            (self.no_copy, "no-copy"),
            (self.no_permanent_store, "no-permanent-store"),
        ];
        all.into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, name)| xml::build(name, ns::HINTS).done())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn every_hint_survives_the_way_there_and_back() {
        for n in 0..16 {
            let hints = Hints {
                store: n & 1 > 0,
                no_store: n & 2 > 0,
                no_copy: n & 4 > 0,
                no_permanent_store: n & 8 > 0,
            };
            let mut read = Hints::default();
            hints.to_elements().iter().for_each(|e| read.take(e));
            assert_eq!(read, hints);
        }
        let mut read = Hints::default();
        read.take(&xml("<store/>"));
        assert_eq!(read, Hints::default());
    }
}
