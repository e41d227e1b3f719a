//! The messages of a conversation: a bounded window by keyset, never by offset.

use rusqlite::Row;
use sotto_model::{Delivery, DeviceId, Encryption, MessageId, Peer, Timestamp, Trust, Unreadable};

use crate::about::{self, About};
use crate::reader::{ReadError, Reader, state};
use crate::{Edges, Entry, MessageRow, Sender, Window};
use crate::{files, look, places};

const COLUMNS: &str = "SELECT m.id, m.at, m.kind, m.outgoing, m.body, m.unreadable, m.device, m.encryption, m.exposed,
        CASE WHEN c.delivery IN (1, 2) THEN c.delivery ELSE max(m.delivery, coalesce(r.delivery, 0)) END,
        coalesce(c.failure, m.failure), d.trust, m.place, coalesce(d.listed, 0) = 0, m.author, m.nick, m.real, m.mention";
const SOURCES: &str = "FROM messages m
    LEFT JOIN receipts r ON m.outgoing = 1 AND r.conversation = m.conversation AND r.target = m.origin_id
    LEFT JOIN omemo_devices d ON m.device <> 0 AND d.device = m.device AND d.jid = iif(m.outgoing, ?2, iif(m.real <> '', m.real, ?3))";

/// What is about a message stands with that. A correction of something that is not here is all there is of it.
const SHOWN: &str = "(m.kind < 4 OR (m.kind = 4 AND m.body <> '' AND NOT EXISTS (SELECT 1 FROM messages t
    WHERE t.conversation = m.conversation AND t.origin_id = m.target AND t.origin_id <> '' AND t.outgoing = m.outgoing
        AND t.author = m.author AND t.kind = 1)))";

/// Who is ignored in a room is not read there.
const HEARD: &str = "(m.author = '' OR NOT EXISTS (SELECT 1 FROM ignored i WHERE i.conversation = m.conversation
    AND i.author = m.author))";

/// Where the columns of [`about`] begin.
const ABOUT: usize = 18;

/// Later than everything.
const END: (i64, i64) = (i64::MAX, i64::MAX);

impl Reader {
    /// A window of the conversation with `peer`, oldest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn timeline(&self, peer: &Peer, window: Window) -> Result<(Vec<MessageRow>, Edges), ReadError> {
        let conversation = self.conversation_id(peer)?;
        let Some(conversation) = conversation else {
            return Ok((Vec::new(), Edges::default()));
        };
        let anchor = match window.anchor {
            Some(anchor) => self.place(conversation, anchor)?,
            None => None,
        };
        let before = window.before.clamp(1, Window::MOST);
        let (mut rows, more_before) = self.side(conversation, peer, anchor.unwrap_or(END), before, Side::Before)?;
        rows.reverse();
        let mut edges = Edges {
            before: more_before,
            after: false,
        };
        if let Some(anchor) = anchor {
            let (newer, more) = self.side(conversation, peer, anchor, window.after.min(Window::MOST), Side::After)?;
            rows.extend(newer);
            edges.after = more;
        }
        Ok((rows, edges))
    }

    pub(crate) fn conversation_id(&self, peer: &Peer) -> Result<Option<i64>, ReadError> {
        let sql = "SELECT id FROM conversations WHERE peer = ?1";
        self.find(sql, [peer.as_str()], |row| row.get(0))
    }

    fn place(&self, conversation: i64, anchor: MessageId) -> Result<Option<(i64, i64)>, ReadError> {
        let sql = "SELECT place FROM messages WHERE id = ?1 AND conversation = ?2";
        self.find(sql, (anchor.0, conversation), |row| Ok((row.get(0)?, anchor.0)))
    }

    /// Messages that fit a condition on `m`, the newest of them, oldest first. `?1` is the conversation; `?4` is given.
    pub(crate) fn messages(&self, peer: &Peer, condition: &str, given: i64) -> Result<Vec<MessageRow>, ReadError> {
        let Some(conversation) = self.conversation_id(peer)? else {
            return Ok(Vec::new());
        };
        let select = select();
        let sql = format!(
            "{select} WHERE m.conversation = ?1 AND {SHOWN} AND {condition} ORDER BY m.place DESC, m.id DESC LIMIT ?5"
        );
        let parameters = (conversation, self.me.as_str(), peer.as_str(), given, Window::MOST);
        let mut rows = self.list(&sql, parameters, |row| read(row, peer, &self.me))?;
        rows.reverse();
        Ok(rows)
    }

    /// Rows up to (and with) a place, newest first, or after it, oldest first; and whether there are more.
    fn side(
        &self,
        conversation: i64,
        peer: &Peer,
        place: (i64, i64),
        limit: u32,
        side: Side,
    ) -> Result<(Vec<MessageRow>, bool), ReadError> {
        let condition = match side {
            Side::Before => "(m.place, m.id) <= (?4, ?5) ORDER BY m.place DESC, m.id DESC",
            Side::After => "(m.place, m.id) > (?4, ?5) ORDER BY m.place, m.id",
        };
        let select = select();
        let sql = format!("{select} WHERE m.conversation = ?1 AND {SHOWN} AND {HEARD} AND {condition} LIMIT ?6");
        let parameters = (
            conversation,
            self.me.as_str(),
            peer.as_str(),
            place.0,
            place.1,
            limit + 1,
        );
        let mut rows = self.list(&sql, parameters, |row| read(row, peer, &self.me))?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok((rows, more))
    }
}

/// All that a line shows, of messages `m`.
fn select() -> String {
    let (about, joins) = (about::COLUMNS, about::JOINS);
    let (look, markup) = (look::COLUMNS, look::JOINS);
    let places = places::COLUMNS;
    let (file, of) = (files::COLUMNS, files::JOIN);
    format!("{COLUMNS}, {about}, {look}, {places}, {file} {SOURCES} {joins} {markup} {of}")
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn read(row: &Row<'_>, peer: &Peer, me: &Peer) -> rusqlite::Result<MessageRow> {
    let id: i64 = row.get(0)?;
    let at: i64 = row.get(1)?;
    let outgoing: bool = row.get(3)?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds and row ids stay far below 2^53")]
    let sort = (row.get::<_, i64>(12)? as f64, id as f64);
    Ok(MessageRow {
        id: id.to_string(),
        sort,
        message: MessageId(id),
        outgoing,
        author: if outgoing { me.clone() } else { peer.clone() },
        sender: sender(row)?,
        at: Timestamp(at),
        entry: entry(row, outgoing)?,
    })
}

/// Who wrote it, in a room.
fn sender(row: &Row<'_>) -> rusqlite::Result<Option<Sender>> {
    let key: String = row.get(14)?;
    if key.is_empty() {
        return Ok(None);
    }
    let real: String = row.get(16)?;
    Ok(Some(Sender {
        key,
        name: row.get(15)?,
        jid: real.parse().ok().map(Peer),
    }))
}

fn entry(row: &Row<'_>, outgoing: bool) -> rusqlite::Result<Entry> {
    let device = DeviceId::try_from(row.get::<_, u32>(6)?).ok();
    let trust: Option<Trust> = state(row, 11)?;
    let kind: i64 = row.get(2)?;
    match (kind, device) {
        (2, Some(device)) => {
            return Ok(Entry::Device {
                device,
                trust: trust.unwrap_or(Trust::Undecided),
                own: outgoing,
                gone: trust == Some(Trust::Verified) && row.get(13)?,
            });
        }
        (3, _) => return Ok(Entry::Gap),
        _ => {}
    }
    let unreadable: Option<Unreadable> = state(row, 5)?;
    let first: String = row.get(4)?;
    let About {
        corrected,
        retracted,
        moderated,
        reply,
        reactions,
    } = About::read(row, ABOUT)?;
    let edited = corrected.is_some();
    let unreadable = unreadable.filter(|_| !retracted && !edited);
    let text = Some(corrected.unwrap_or(first)).filter(|_| unreadable.is_none() && !retracted);
    let file = files::read(row)?.filter(|_| !retracted).map(Box::new);
    let text = text.filter(|_| file.is_none());
    Ok(Entry::Message {
        look: look::read(row, text.as_deref().unwrap_or_default())?,
        text,
        repair: device.filter(|_| unreadable.is_some_and(repairable)),
        unreadable,
        encryption: state(row, 7)?.unwrap_or(Encryption::None),
        exposed: row.get(8)?,
        trust,
        delivery: state::<Delivery>(row, 9)?.filter(|_| outgoing),
        failure: state(row, 10)?,
        edited,
        retracted,
        thread: places::thread(row)?,
        pinned: row.get("place_pinned")?,
        moderated,
        mention: row.get(17)?,
        reply,
        reactions,
        file,
    })
}

/// Whether a new session would help with what comes next.
fn repairable(why: Unreadable) -> bool {
    match why {
        Unreadable::NoSession | Unreadable::Broken | Unreadable::KeyGone => true,
        Unreadable::NotForThisDevice
        | Unreadable::IdentityChanged
        | Unreadable::Malformed
        | Unreadable::UnknownMethod => false,
    }
}
