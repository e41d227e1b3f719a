//! Texts in one line elsewhere: in the list, in a quotation.

use std::borrow::Cow;

use super::{Block, Span, Style, parse};

/// Stands for what is to be hidden until asked for.
const HIDDEN: &str = "▒▒▒";

/// A text with its spoilers hidden; what cannot be asked for here must not be told.
pub(crate) fn cover(text: &str) -> Cow<'_, str> {
    match text.contains("||").then(|| parse(text)).flatten() {
        Some(blocks) => Cow::Owned(blocks.iter().map(block).collect::<Vec<_>>().join("\n")),
        None => Cow::Borrowed(text),
    }
}

fn block(block: &Block) -> String {
    match block {
        Block::Text { spans } => spans.iter().map(span).collect(),
        Block::Quote { blocks } => blocks.iter().map(self::block).collect::<Vec<_>>().join("\n"),
        Block::Code { text, .. } => text.clone(),
    }
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text } | Span::Code { text } => text.clone(),
        Span::Styled {
            style: Style::Spoiler, ..
        } => HIDDEN.to_owned(),
        Span::Styled { spans, .. } => spans.iter().map(self::span).collect(),
    }
}
