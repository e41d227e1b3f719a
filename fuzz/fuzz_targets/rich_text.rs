//! Any text, read for styling directives: no panic, no letter lost, and no more nodes than there may be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sotto_views::styling::{self, Block, Span};

fuzz_target!(|text: &str| {
    if let Some(blocks) = styling::parse(text) {
        let (mut nodes, mut letters) = (0, String::new());
        blocks.iter().for_each(|block| walk(block, &mut nodes, &mut letters));
        assert!(nodes < 7_000, "{nodes}");
        assert_eq!(plain(&letters), plain(text));
    }
});

fn plain(text: &str) -> String {
    text.to_ascii_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn walk(block: &Block, nodes: &mut usize, letters: &mut String) {
    *nodes += 1;
    match block {
        Block::Text { spans } => spans.iter().for_each(|span| spell(span, nodes, letters)),
        Block::Quote { blocks } => blocks.iter().for_each(|block| walk(block, nodes, letters)),
        Block::Code { language, text } => letters.extend([language.as_deref().unwrap_or_default(), text]),
    }
}

fn spell(span: &Span, nodes: &mut usize, letters: &mut String) {
    *nodes += 1;
    match span {
        Span::Text { text } | Span::Code { text } => letters.push_str(text),
        Span::Styled { spans, .. } => spans.iter().for_each(|span| spell(span, nodes, letters)),
    }
}
