//! XEP-0393 1.1.1: what the directives in a text mean, as a tree. No text is lost in it, and nothing in it is markup: the
//! window makes an element of each node and a text node of each text.
//!
//! Any text is read in time linear in its length, into a tree of bounded depth and size: directives beyond that stay text.
//! Beyond the specification `||…||` hides what is between, as people write it elsewhere.

mod blocks;
mod cover;
mod spans;

pub(crate) use cover::cover;
use serde::Serialize;
use ts_rs::TS;

/// A part of a text that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Block {
    /// Lines of text.
    Text {
        /// What they consist of, line breaks included.
        spans: Vec<Span>,
    },
    /// Somebody's words.
    Quote {
        /// What they are.
        blocks: Vec<Self>,
    },
    /// Text that is as it is, such as a program's.
    Code {
        /// In which language, as the author called it.
        language: Option<String>,
        /// Without the line break at its end.
        text: String,
    },
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Span {
    /// Text.
    Text {
        /// As it is.
        text: String,
    },
    /// Text between two directives.
    Styled {
        /// How it is to look.
        style: Style,
        /// What is between.
        spans: Vec<Self>,
    },
    /// Text that is as it is, within a line.
    Code {
        /// What is between the directives.
        text: String,
    },
}

/// What a pair of directives does to the text between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Style {
    /// `*`
    Strong,
    /// `_`
    Emphasis,
    /// `~`
    Strike,
    /// `||`: hidden until asked for.
    Spoiler,
}

/// The longest text that is looked at, in bytes: a little more than what we send.
const LONGEST: usize = 65_536;

/// How many nodes a tree has at most.
const MOST_NODES: usize = 2_000;

/// How many more nodes a tree may have.
struct Budget(usize);

impl Budget {
    /// Takes one, if there is one left.
    fn take(&mut self) -> bool {
        let any = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        any
    }
}

/// What the directives in a text mean; nothing if there are none.
pub fn parse(text: &str) -> Option<Vec<Block>> {
    if text.len() > LONGEST || !text.contains(['*', '_', '~', '`', '|', '>']) {
        return None;
    }
    let blocks = blocks::parse(text, &mut Budget(MOST_NODES));
    let plain = |span: &Span| matches!(span, Span::Text { .. });
    let bare = |block: &Block| matches!(block, Block::Text { spans } if spans.iter().all(plain));
    (!blocks.iter().all(bare)).then_some(blocks)
}

#[cfg(test)]
mod tests;
