//! XEP-0461: answers. Programs that know nothing of them see the quoted text above the answer; we take it off again.

use sotto_model::{Jid, OriginId};
use sotto_wire::{Fallback, Message, Outgoing, Reply, fallback, ns};

/// How much of the quoted text goes along, in characters.
const QUOTED: usize = 300;

/// An answer to a message by somebody with some text.
pub(crate) fn answering(
    base: Outgoing,
    target: &OriginId,
    author: Option<Jid>,
    quoted: &str,
    text: &str,
) -> (String, Outgoing) {
    let quoted: String = quoted.chars().take(QUOTED).collect();
    let quote: String = quoted.lines().map(|line| format!("> {line}\n")).collect();
    let part = 0..quote.chars().count();
    let base = Outgoing {
        reply: Some(Reply {
            to: author,
            id: target.clone(),
        }),
        fallback: (!quote.is_empty()).then(|| Fallback {
            of: ns::REPLY.to_owned(),
            part: Some(part),
        }),
        ..base
    };
    (quote + text, base)
}

/// The text of a message without what it quotes, if it says what it answers.
pub(crate) fn text(message: &Message, text: String) -> String {
    if message.reply.is_none() {
        return text;
    }
    let answer = fallback::without(&text, &message.fallbacks, ns::REPLY);
    // Whoever marks everything as a quotation hides nothing by it.
    if answer.trim().is_empty() { text } else { answer }
}
