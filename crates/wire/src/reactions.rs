//! XEP-0444 0.2.0: emoji put on a message.

use minidom::Element;
use sotto_model::OriginId;

use crate::{ns, xml};

/// Most reactions of one person to one message that are kept.
pub const MAX: usize = 16;

/// The longest reaction, in bytes: a family with skin tones takes 41.
const LONGEST: usize = 64;

/// All the reactions somebody has on a message now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reactions {
    /// On which.
    pub target: OriginId,
    /// Each once; none takes the earlier ones away.
    pub emojis: Vec<String>,
}

impl Reactions {
    /// Reads `<reactions/>`. What cannot be an emoji is left out.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("reactions", ns::REACTIONS) {
            return None;
        }
        let reactions = e.children().filter(|child| child.is("reaction", ns::REACTIONS));
        Some(Self {
            target: OriginId(xml::id(e, "id")?),
            emojis: distinct(reactions.map(Element::text)),
        })
    }

    /// The element.
    pub fn to_element(&self) -> Element {
        let reaction = |emoji: &String| xml::text_element("reaction", ns::REACTIONS, emoji);
        xml::build("reactions", ns::REACTIONS)
            .attr("id", self.target.as_str())
            .children(self.emojis.iter().map(reaction))
            .done()
    }
}

/// Those that may be emoji, each once and no more than [`MAX`]. By no list of emoji, which grows every year: whatever has
/// no letters, white space or plain digits in it.
pub fn distinct(emojis: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for emoji in emojis {
        let emoji = emoji.trim();
        if kept.len() < MAX && may_be_emoji(emoji) && !kept.iter().any(|known| known == emoji) {
            kept.push(emoji.to_owned());
        }
    }
    kept
}

fn may_be_emoji(text: &str) -> bool {
    let symbol = |c: char| matches!(c, '\u{2000}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    let odd = |c: char| (c.is_alphabetic() && !symbol(c)) || c.is_whitespace() || c.is_control();
    !text.is_empty() && text.len() <= LONGEST && !text.chars().any(odd) && text.chars().any(|c| c > '\u{a0}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn reactions_survive_the_way_there_and_back() {
        for emojis in [
            vec![],
            vec!["👍".to_owned(), "❤️".to_owned(), "👩‍👩‍👧‍👦".to_owned(), "3️⃣".to_owned()],
        ] {
            let reactions = Reactions {
                target: OriginId("m1".into()),
                emojis,
            };
            assert_eq!(Reactions::parse(&reactions.to_element()), Some(reactions));
        }
    }

    #[test]
    fn what_is_no_emoji_is_left_out_and_the_rest_kept() {
        let read = Reactions::parse(&xml(
            "<reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>👍</reaction><reaction>👍</reaction><reaction/>
             <reaction>look at this</reaction><reaction>7</reaction><reaction>a</reaction><reaction xmlns='urn:x'>🙈</reaction>
             <other>🙈</other><reaction> 🎉 </reaction></reactions>",
        ));
        assert_eq!(read.unwrap().emojis, ["👍", "🎉"]);
        let many: String = ('\u{1f600}'..'\u{1f64f}')
            .map(|emoji| format!("<reaction>{emoji}</reaction>"))
            .collect();
        let many = xml(&format!(
            "<reactions xmlns='urn:xmpp:reactions:0' id='m1'>{many}</reactions>"
        ));
        assert_eq!(Reactions::parse(&many).unwrap().emojis.len(), MAX);
        let long = "👍".repeat(5000);
        let long = xml(&format!(
            "<reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>{long}</reaction></reactions>"
        ));
        assert_eq!(Reactions::parse(&long).unwrap().emojis, [""; 0]);
        assert_eq!(
            Reactions::parse(&xml("<reactions xmlns='urn:xmpp:reactions:0'/>")),
            None
        );
    }
}
