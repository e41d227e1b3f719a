//! How a message's text is to be shown.

use rusqlite::Row;
use serde::Serialize;
use ts_rs::TS;

use crate::styling::{self, Block, Span, Style};

/// Columns by their names; they want [`JOINS`].
pub(crate) const COLUMNS: &str = "k.unstyled AS look_unstyled, iif(k.spoiler, k.hint, NULL) AS look_spoiler";

/// Where they come from: what the text that is shown now says, be it the first or a correction `c`.
pub(crate) const JOINS: &str = "LEFT JOIN markup k ON k.message = coalesce(c.id, m.id)";

/// How a text is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Look {
    /// It tells what its author does (XEP-0245): the text is what follows `/me `.
    pub action: bool,
    /// What its directives mean, if it has any (XEP-0393).
    pub blocks: Option<Vec<Block>>,
    /// It is hidden until asked for, with this hint, which may be empty (XEP-0382).
    pub spoiler: Option<String>,
}

/// How `text`, which a row with [`COLUMNS`] has, is to be shown.
pub(crate) fn read(row: &Row<'_>, text: &str) -> rusqlite::Result<Look> {
    let unstyled: Option<bool> = row.get("look_unstyled")?;
    let spoiler: Option<String> = row.get("look_spoiler")?;
    Ok(look(text, unstyled.unwrap_or_default(), spoiler))
}

fn look(text: &str, unstyled: bool, spoiler: Option<String>) -> Look {
    let told = text.strip_prefix("/me ");
    let blocks = if unstyled {
        None
    } else {
        styling::parse(told.unwrap_or(text))
    };
    // What hides itself is not hidden twice.
    let hides_itself = blocks.as_deref().is_some_and(is_hidden);
    Look {
        action: told.is_some(),
        blocks,
        spoiler: spoiler.filter(|hint| !(hint.is_empty() && hides_itself)),
    }
}

fn is_hidden(blocks: &[Block]) -> bool {
    let hides = |span: &Span| {
        matches!(
            span,
            Span::Styled {
                style: Style::Spoiler,
                ..
            }
        )
    };
    matches!(blocks, [Block::Text { spans }] if spans.iter().all(hides))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_does_is_told_without_the_command() {
        assert!(look("/me laughs", false, None).action);
        for text in ["/me", "/meme", " /me laughs", "/me's", "/ME laughs"] {
            assert!(!look(text, false, None).action, "{text:?}");
        }
        let both = look("/me *laughs*", false, None);
        assert!(both.action && both.blocks.is_some());
    }

    #[test]
    fn what_is_not_to_be_styled_is_not() {
        assert_eq!(look("> _ <", true, None), Look::default());
        assert!(look("> _ <", false, None).blocks.is_some());
    }

    #[test]
    fn what_hides_itself_is_hidden_once_unless_there_is_a_hint() {
        let spoiler = |text: &str, hint: &str| look(text, false, Some(hint.to_owned())).spoiler;
        assert_eq!(spoiler("||all of it||", ""), None);
        assert_eq!(spoiler("||all of it||", "the end").as_deref(), Some("the end"));
        assert_eq!(spoiler("all of it", "").as_deref(), Some(""));
        assert_eq!(spoiler("||some|| of it", "").as_deref(), Some(""));
    }
}
