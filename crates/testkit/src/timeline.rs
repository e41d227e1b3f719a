//! What the window would paint, as lines of text.

use sotto_model::Encryption;
use sotto_views::{Entry, MessageRow, Reaction};

/// One line of a conversation: who, how it travelled, what, and how far it has come.
pub(crate) fn line(row: &MessageRow) -> String {
    match &row.entry {
        Entry::Gap => "… messages are missing …".to_owned(),
        Entry::Device {
            device: _,
            trust,
            own,
            gone,
        } => {
            let whose = if *own { "my" } else { "their" };
            let gone = if *gone { ", gone" } else { "" };
            format!("* {whose} device: {trust:?}{gone}")
        }
        Entry::Message {
            text,
            unreadable,
            encryption,
            exposed,
            delivery,
            failure,
            edited,
            retracted,
            reply,
            reactions,
            file,
            look,
            ..
        } => {
            let who = match &row.sender {
                _ if row.outgoing => "me",
                Some(sender) => &sender.name,
                None => row.author.0.node().map_or("?", |node| node.as_str()),
            };
            let lock = match encryption {
                Encryption::None => "",
                Encryption::OmemoLegacy => " (omemo)",
                Encryption::Omemo2 => " (omemo2)",
            };
            let exposed = if *exposed { " (exposed)" } else { "" };
            let said = match (text, unreadable) {
                _ if file.is_some() => file
                    .as_ref()
                    .map(|file| format!("[{} {:?}]", file.name, file.state))
                    .unwrap_or_default(),
                (Some(text), _) => text.clone(),
                (None, Some(why)) => format!("?? {why:?}"),
                (None, None) if *retracted => "(deleted)".to_owned(),
                (None, None) => String::new(),
            };
            let answers = reply.as_ref().map_or_else(String::new, |quote| {
                format!("<{}> ", quote.text.as_deref().unwrap_or("?"))
            });
            let hidden = if look.spoiler.is_some() { " (hidden)" } else { "" };
            let styled = if look.blocks.is_some() { " (styled)" } else { "" };
            let edited = if *edited { " (edited)" } else { "" };
            let reactions: String = reactions.iter().map(reaction).collect();
            let fate = match (delivery, failure) {
                (Some(delivery), Some(failure)) => format!(" [{delivery:?}: {failure:?}]"),
                (Some(delivery), None) => format!(" [{delivery:?}]"),
                (None, _) => String::new(),
            };
            format!("{who}{lock}{exposed}: {answers}{said}{hidden}{styled}{edited}{reactions}{fate}")
        }
    }
}

fn reaction(reaction: &Reaction) -> String {
    let mine = if reaction.mine { "!" } else { "" };
    match reaction.count {
        1 => format!(" {}{mine}", reaction.emoji),
        count => format!(" {}{mine}{count}", reaction.emoji),
    }
}
