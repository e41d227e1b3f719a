//! What is between two directives of a line. Directives are read from the left, and the first that can close one does.

use super::blocks::push_text;
use super::{Budget, Span, Style};

/// What a directive begins or ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    Style(Style),
    Code,
}

const ALL: [(&str, Directive); 5] = [
    ("*", Directive::Style(Style::Strong)),
    ("_", Directive::Style(Style::Emphasis)),
    ("~", Directive::Style(Style::Strike)),
    ("`", Directive::Code),
    ("||", Directive::Style(Style::Spoiler)),
];

/// Reads a line and adds what it consists of.
pub(super) fn parse(line: &str, into: &mut Vec<Span>, budget: &mut Budget) {
    let mut reader = Reader {
        line,
        closers: ALL.map(|(mark, _)| closers(line, mark)),
        budget,
    };
    reader.read(0, line.len(), None, into);
}

/// Where a directive may end something: not after white space. Last ones first, so that those gone by are taken off the end.
fn closers(line: &str, mark: &str) -> Vec<usize> {
    let mut found: Vec<usize> = line
        .match_indices(mark)
        .map(|(at, _)| at)
        .filter(|at| {
            line.get(..*at)
                .and_then(|before| before.chars().next_back())
                .is_some_and(|c| !c.is_whitespace())
        })
        .collect();
    found.reverse();
    found
}

struct Reader<'l, 'b> {
    line: &'l str,
    closers: [Vec<usize>; ALL.len()],
    budget: &'b mut Budget,
}

impl<'l> Reader<'l, '_> {
    /// Reads the part of the line from `at` to `end`, which is within a directive of the kind `outer`.
    fn read(&mut self, mut at: usize, end: usize, outer: Option<Directive>, into: &mut Vec<Span>) {
        let mut from = at;
        // At the beginning, after white space, and after another directive that opened something.
        let mut may_open = true;
        while let Some(c) = self.text(at, end).chars().next() {
            let opened = if may_open { self.opens(at, end, outer) } else { None };
            let Some((kind, inside, close, after)) = opened else {
                may_open = c.is_whitespace();
                at += c.len_utf8();
                continue;
            };
            push_text(into, self.text(from, at));
            let span = match kind {
                Directive::Code => Span::Code {
                    text: self.text(inside, close).to_owned(),
                },
                Directive::Style(style) => {
                    let mut spans = Vec::new();
                    self.read(inside, close, Some(kind), &mut spans);
                    Span::Styled { style, spans }
                }
            };
            into.push(span);
            (at, from, may_open) = (after, after, false);
        }
        push_text(into, self.text(from, end));
    }

    /// What a directive at `at` begins, where its inside begins and ends, and where the line goes on; nothing if there is
    /// none, or nothing ends it.
    fn opens(&mut self, at: usize, end: usize, outer: Option<Directive>) -> Option<(Directive, usize, usize, usize)> {
        let rest = self.text(at, end);
        let (kind, (mark, directive)) = ALL
            .into_iter()
            .enumerate()
            .find(|(_, (mark, _))| rest.starts_with(mark))?;
        let inside = at + mark.len();
        let first = self.text(inside, end).chars().next()?;
        if first.is_whitespace() || outer == Some(directive) {
            return None;
        }
        // Openers come from left to right: what cannot close this one cannot close a later one.
        let closers = self.closers.get_mut(kind)?;
        while closers.last().is_some_and(|close| *close < inside) {
            closers.pop();
        }
        let close = *closers.last()?;
        let after = close + mark.len();
        // With nothing between them neither is a directive.
        (close > inside && after <= end && self.budget.take()).then_some((directive, inside, close, after))
    }

    fn text(&self, from: usize, to: usize) -> &'l str {
        self.line.get(from..to).unwrap_or_default()
    }
}
