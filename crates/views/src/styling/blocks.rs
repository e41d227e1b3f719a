//! Lines: quotations, preformatted text, and everything else.

use super::{Block, Budget, Span, spans};

/// Quotations within quotations; deeper ones are text.
const DEEPEST: usize = 8;

const FENCE: &str = "```";

pub(super) fn parse(text: &str, budget: &mut Budget) -> Vec<Block> {
    let lines: Vec<&str> = text.split('\n').collect();
    read(&lines, DEEPEST, budget)
}

fn read(lines: &[&str], depth: usize, budget: &mut Budget) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut plain: Vec<Span> = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let quoted = rest
            .iter()
            .take_while(|line| depth > 0 && line.starts_with('>'))
            .count();
        let special = if quoted > 0 && budget.take() {
            let (inside, after) = rest.split_at(quoted);
            rest = after;
            Some(quote(inside, depth, budget))
        } else if line.starts_with(FENCE) && budget.take() {
            let (block, after) = code(line, after);
            rest = after;
            Some(block)
        } else {
            rest = after;
            spans::parse(line, &mut plain, budget);
            push_text(&mut plain, "\n");
            None
        };
        if let Some(block) = special {
            settle(&mut plain, &mut blocks);
            blocks.push(block);
        }
    }
    settle(&mut plain, &mut blocks);
    blocks
}

/// Ends a block of lines, whose last line break is that of the block.
fn settle(plain: &mut Vec<Span>, blocks: &mut Vec<Block>) {
    let mut spans = std::mem::take(plain);
    if let Some(Span::Text { text }) = spans.last_mut() {
        text.pop();
        if text.is_empty() {
            spans.pop();
        }
        // An empty line between two other blocks is one all the same.
        blocks.push(Block::Text { spans });
    }
}

fn quote(lines: &[&str], depth: usize, budget: &mut Budget) -> Block {
    let inside: Vec<&str> = lines
        .iter()
        .map(|line| {
            let line = line.strip_prefix('>').unwrap_or(line);
            line.strip_prefix(char::is_whitespace).unwrap_or(line)
        })
        .collect();
    Block::Quote {
        blocks: read(&inside, depth - 1, budget),
    }
}

/// Preformatted text up to a line of three grave accents, or to the end of what it is in.
fn code<'l>(first: &str, rest: &'l [&'l str]) -> (Block, &'l [&'l str]) {
    let info = first.get(FENCE.len()..).unwrap_or_default();
    // Nobody's specification, and everybody's habit: the whole block on one line.
    if let Some(text) = info.strip_suffix(FENCE).filter(|text| !text.trim().is_empty()) {
        let text = text.to_owned();
        return (Block::Code { language: None, text }, rest);
    }
    let end = rest.iter().position(|line| line.trim_end() == FENCE);
    let (inside, after) = rest.split_at(end.unwrap_or(rest.len()));
    let language = language(info);
    // What is neither the name of a language nor anything else that is shown would be lost.
    let lost = (language.is_none() && !info.trim().is_empty()).then_some(info);
    let text = lost
        .into_iter()
        .chain(inside.iter().copied())
        .collect::<Vec<_>>()
        .join("\n");
    (
        Block::Code { language, text },
        after.split_first().map_or(after, |(_, after)| after),
    )
}

fn language(info: &str) -> Option<String> {
    let name = info.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || "+#.-_".contains(c);
    (!name.is_empty() && name.len() <= 20 && name.chars().all(fits)).then(|| name.to_ascii_lowercase())
}

/// Adds text to what stands at the end, if that is text.
pub(super) fn push_text(spans: &mut Vec<Span>, more: &str) {
    match spans.last_mut() {
        _ if more.is_empty() => {}
        Some(Span::Text { text }) => text.push_str(more),
        _ => spans.push(Span::Text { text: more.to_owned() }),
    }
}
