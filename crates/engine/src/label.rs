//! Words of other people's that stand in one line of ours: names, states of mind, previews.
//!
//! Whatever could make such a line look like another one, or like two, is taken out: control characters, marks that turn
//! the direction of the text around them, and characters without a width. Text itself is shown as it was written, in a
//! place of its own.

/// The longest name or status, in characters.
pub(crate) const LONGEST: usize = 100;

/// One line of at most `most` characters; empty if nothing visible is left.
pub(crate) fn line(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in text.chars().filter(|&c| !hidden(c)) {
        if length == most {
            break;
        }
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        // Padding would push what follows out of sight.
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(c);
        length += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Characters that show nothing themselves. The joiners stay: scripts and emoji are written with them.
fn hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r20_what_hides_or_turns_text_around_is_taken_out() {
        for (hostile, shown) in [
            ("Romeo", "Romeo"),
            ("Ro\u{202e}oem", "Rooem"),
            ("\u{2066}admin\u{2069}\u{200f}", "admin"),
            ("Ro\u{200b}me\u{feff}o\u{2060}", "Romeo"),
            ("Romeo\r\n\r\n9:41  Mallory: hi", "Romeo 9:41 Mallory: hi"),
            ("Romeo\u{a0}\u{3000}\t   Bank", "Romeo Bank"),
            ("a\u{0}b\u{1b}[31mc\u{7f}\u{85}d", "a b [31mc d"),
            ("  \u{200b} \u{3164}\u{115f} ", ""),
            ("👩\u{200d}👧 می\u{200c}خواهم", "👩\u{200d}👧 می\u{200c}خواهم"),
        ] {
            assert_eq!(line(hostile, LONGEST), shown);
        }
    }

    #[test]
    fn r20_a_name_without_end_has_one_and_does_not_end_in_padding() {
        assert_eq!(line(&"x".repeat(3_000), LONGEST).len(), LONGEST);
        assert_eq!(line(&"🌹 ".repeat(3_000), 2), "🌹");
    }
}
