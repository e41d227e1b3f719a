#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// The tree in one line: directives around what they style.
fn shown(text: &str) -> String {
    parse(text).map_or_else(|| "plain".to_owned(), |blocks| blocks.iter().map(block).collect())
}

fn block(block: &Block) -> String {
    match block {
        Block::Text { spans } => format!("[{}]", spans.iter().map(span).collect::<String>()),
        Block::Quote { blocks } => format!("> {}<", blocks.iter().map(self::block).collect::<String>()),
        Block::Code { language, text } => format!("```{}:{text}```", language.as_deref().unwrap_or_default()),
    }
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text } => text.clone(),
        Span::Code { text } => format!("<code>{text}</code>"),
        Span::Styled { style, spans } => format!("<{style:?}>{}</>", spans.iter().map(self::span).collect::<String>()),
    }
}

#[test]
fn the_examples_of_the_specification_are_styled_as_it_says() {
    for (text, expected) in [
        ("plain span", "plain"),
        ("*strong span*", "[<Strong>strong span</>]"),
        ("plain _emphasis_ plain", "[plain <Emphasis>emphasis</> plain]"),
        ("`pre` plain *strong*", "[<code>pre</code> plain <Strong>strong</>]"),
        ("*strong*plain*", "[<Strong>strong</>plain*]"),
        ("* plain *strong*", "[* plain <Strong>strong</>]"),
        ("not strong*", "plain"),
        ("*not strong", "plain"),
        ("*not \n strong*", "plain"),
        ("*not *strong", "plain"),
        ("**", "plain"),
        ("***", "plain"),
        ("****", "plain"),
        ("both *alike in dignity*", "[both <Strong>alike in dignity</>]"),
        ("Everyone ~dis~likes cake.", "[Everyone <Strike>dis</>likes cake.]"),
        ("This is `*monospace*`", "[This is <code>*monospace*</code>]"),
        ("*`monospace and bold`*", "[<Strong><code>monospace and bold</code></>]"),
        ("no *formatting\nas spans* may not escape", "plain"),
        (
            "```ignored\n(println \"Hello, world!\")\n```\n\nThis should",
            "```ignored:(println \"Hello, world!\")```[\nThis should]",
        ),
        (
            "> ```\n> (println \"Hello, world!\")\n\nThe entire",
            "> ```:(println \"Hello, world!\")```<[\nThe entire]",
        ),
        ("> That that is, is.\n\nSaid", "> [That that is, is.]<[\nSaid]"),
        (
            ">> That that is, is.\n> Said\n\nWho?",
            "> > [That that is, is.]<[Said]<[\nWho?]",
        ),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn what_people_write_for_other_reasons_stays_as_it_is() {
    for text in [
        "2*3*4",
        "snake_case_name",
        "__init__",
        "~/here ~/there",
        "a | b || c",
        "*",
        "> ",
        "https://a.example/_x_",
    ] {
        let expected = if text == "> " { "> []<" } else { "plain" };
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn what_is_to_be_hidden_may_be_styled_and_be_part_of_what_is() {
    assert_eq!(shown("||both *die*||"), "[<Spoiler>both <Strong>die</></>]");
    assert_eq!(shown("> ||x||"), "> [<Spoiler>x</>]<");
    assert_eq!(shown("|| x || y"), "plain");
}

#[test]
fn what_is_hidden_is_not_told_elsewhere() {
    assert_eq!(cover("the *butler*: ||it was *he*||"), "the butler: ▒▒▒");
    assert_eq!(cover("> ||x||\nyes"), "▒▒▒\nyes");
    assert_eq!(cover("a || b"), "a || b");
}

#[test]
fn nothing_that_stands_beside_a_fence_is_lost() {
    assert_eq!(shown("```let x = 1;```"), "```:let x = 1;```");
    assert_eq!(
        shown("```two words\ncode\n```after"),
        "```:two words\ncode\n```after```"
    );
    assert_eq!(shown("```Rust\nfn\n```\n*x*"), "```rust:fn```[<Strong>x</>]");
    assert_eq!(shown("```"), "```:```");
}

#[test]
fn directives_without_end_cost_no_more_than_text() {
    for hostile in ["*a ", "*_~`||", ">", "> ```\n", "||", "*a* ", "`a` _b_ ~c~\n"] {
        let text = hostile.repeat(LONGEST / hostile.len());
        let count = parse(&text).map_or(0, |blocks| nodes(&blocks));
        // A directive takes one from the budget and may leave a text on either side of it.
        assert!(count <= 3 * MOST_NODES + 2, "{hostile:?}: {count}");
    }
    assert_eq!(parse(&"*a* ".repeat(LONGEST)), None, "longer than anybody writes");
}

fn nodes(blocks: &[Block]) -> usize {
    let spans = |spans: &[Span]| spans.iter().map(inner).sum::<usize>();
    fn inner(span: &Span) -> usize {
        match span {
            Span::Text { .. } | Span::Code { .. } => 1,
            Span::Styled { spans, .. } => 1 + spans.iter().map(inner).sum::<usize>(),
        }
    }
    let each = |block: &Block| match block {
        Block::Text { spans: inside } => 1 + spans(inside),
        Block::Quote { blocks } => 1 + nodes(blocks),
        Block::Code { .. } => 1,
    };
    blocks.iter().map(each).sum()
}

/// Everything that is no directive, in its order.
fn words(text: &str) -> String {
    text.to_ascii_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

proptest! {
    #[test]
    fn no_word_is_lost_whatever_stands_around_it(text in "([a-c\\n ]|\\*|_|~|`|```|\\|\\||>|é|\u{3000}){0,80}") {
        if let Some(blocks) = parse(&text) {
            prop_assert_eq!(words(&blocks.iter().map(content).collect::<String>()), words(&text));
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let _ = parse(&text);
    }
}

/// All texts of a tree.
fn content(block: &Block) -> String {
    fn of(span: &Span) -> String {
        match span {
            Span::Text { text } | Span::Code { text } => text.clone(),
            Span::Styled { spans, .. } => spans.iter().map(of).collect(),
        }
    }
    match block {
        Block::Text { spans } => spans.iter().map(of).collect(),
        Block::Quote { blocks } => blocks.iter().map(content).collect(),
        Block::Code { language, text } => format!("{}{text}", language.as_deref().unwrap_or_default()),
    }
}
