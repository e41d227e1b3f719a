//! Rooms: what is known of one for longer than a stream, its members, and invitations.

use sotto_model::{
    Affiliation, Code, ConversationId, ConversationKind, NotifyLevel, Peer, RoomProblem, StanzaId, Timestamp,
};

use crate::{StoreError, Tx};

/// Stands after each extension: a character that XML cannot carry.
const BETWEEN: char = '\u{1f}';

/// A room.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// What it is called, or empty.
    pub name: String,
    /// What we call ourselves there.
    pub nick: String,
    /// Who the room says we are (XEP-0421), or empty.
    pub occupant: String,
    /// Its password, or empty.
    pub password: String,
    /// Its subject, or empty.
    pub subject: String,
    /// We want to be in it.
    pub wanted: bool,
    /// Its kind was seen.
    pub known: bool,
    /// We made it and have to configure it yet.
    pub unfinished: bool,
    /// The account's bookmarks have it as it is.
    pub bookmarked: bool,
    /// Which messages are told of; nothing leaves that to its kind.
    pub notify: Option<NotifyLevel>,
    /// What other programs keep in its bookmark, as XML.
    pub extensions: Vec<String>,
    /// Everything up to this id of its archive is here, gaps aside.
    pub archive_cursor: Option<StanzaId>,
    /// Nothing before this id is.
    pub history_cursor: Option<StanzaId>,
    /// There is nothing before it.
    pub history_complete: bool,
}

/// Somebody who belongs to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub jid: Peer,
    /// What they are to it.
    pub affiliation: Affiliation,
    /// They wait to be invited.
    pub invite: bool,
}

const COLUMNS: &str = "name, nick, occupant, password, subject, wanted, known, unfinished, notify, extensions,
    archive_cursor, history_cursor, history_complete, bookmarked";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Room> {
    let id = |text: String| Some(StanzaId(text)).filter(|id| !id.0.is_empty());
    Ok(Room {
        name: row.get(0)?,
        nick: row.get(1)?,
        occupant: row.get(2)?,
        password: row.get(3)?,
        subject: row.get(4)?,
        wanted: row.get(5)?,
        known: row.get(6)?,
        unfinished: row.get(7)?,
        notify: NotifyLevel::from_code(row.get(8)?),
        extensions: row
            .get::<_, String>(9)?
            .split_terminator(BETWEEN)
            .map(str::to_owned)
            .collect(),
        archive_cursor: id(row.get(10)?),
        history_cursor: id(row.get(11)?),
        history_complete: row.get(12)?,
        bookmarked: row.get(13)?,
    })
}

fn peer(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Peer> {
    let text: String = row.get(column)?;
    Ok(Peer(text.parse().map_err(|_| rusqlite::Error::InvalidQuery)?))
}

/// Makes a conversation a room of ours, or wants it again. What is known of it already stays.
pub fn put(
    tx: &Tx<'_>,
    id: ConversationId,
    kind: ConversationKind,
    nick: &str,
    password: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO rooms (conversation, nick, password) VALUES (?1, ?2, ?3) ON CONFLICT (conversation)
         DO UPDATE SET nick = ?2, password = iif(?3 = '', password, ?3), wanted = 1, problem = 0",
        (id.0, nick, password.unwrap_or("")),
    )?;
    tx.execute(
        "UPDATE conversations SET kind = ?2, standing = 1 WHERE id = ?1 AND kind = 1",
        (id.0, kind.code()),
    )?;
    Ok(())
}

/// What is known of a room.
pub fn find(tx: &Tx<'_>, id: ConversationId) -> Result<Option<Room>, StoreError> {
    tx.find(
        &format!("SELECT {COLUMNS} FROM rooms WHERE conversation = ?1"),
        [id.0],
        read,
    )
}

/// The rooms we want to be in.
pub fn wanted(tx: &Tx<'_>) -> Result<Vec<Peer>, StoreError> {
    tx.list(
        "SELECT c.peer FROM rooms r JOIN conversations c ON c.id = r.conversation WHERE r.wanted = 1 ORDER BY c.last_place DESC",
        [],
        |row| peer(row, 0),
    )
}

/// The rooms we want to be in that the account's bookmarks had.
pub fn bookmarked(tx: &Tx<'_>) -> Result<Vec<Peer>, StoreError> {
    tx.list(
        "SELECT c.peer FROM rooms r JOIN conversations c ON c.id = r.conversation WHERE r.wanted = 1 AND r.bookmarked = 1",
        [],
        |row| peer(row, 0),
    )
}

/// Notes whether the account's bookmarks have it as it is.
pub fn set_bookmarked(tx: &Tx<'_>, id: ConversationId, bookmarked: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET bookmarked = ?2 WHERE conversation = ?1 AND bookmarked <> ?2",
        (id.0, bookmarked),
    )?;
    Ok(())
}

/// Notes whether we want to be in it.
pub fn set_wanted(tx: &Tx<'_>, id: ConversationId, wanted: bool) -> Result<(), StoreError> {
    tx.execute("UPDATE rooms SET wanted = ?2 WHERE conversation = ?1", (id.0, wanted))?;
    Ok(())
}

/// Notes why we are not in it, or that we are.
pub fn set_problem(tx: &Tx<'_>, id: ConversationId, problem: Option<RoomProblem>) -> Result<(), StoreError> {
    let code = problem.map_or(0, Code::code);
    tx.execute(
        "UPDATE rooms SET problem = ?2 WHERE conversation = ?1 AND problem <> ?2",
        (id.0, code),
    )?;
    Ok(())
}

/// Why we are not in it.
pub fn problem(tx: &Tx<'_>, id: ConversationId) -> Result<Option<RoomProblem>, StoreError> {
    let code = tx.find("SELECT problem FROM rooms WHERE conversation = ?1", [id.0], |row| {
        row.get(0)
    })?;
    Ok(code.and_then(RoomProblem::from_code))
}

/// Notes what kind of room it turned out to be.
pub fn set_kind(tx: &Tx<'_>, id: ConversationId, kind: ConversationKind) -> Result<(), StoreError> {
    tx.execute("UPDATE conversations SET kind = ?2 WHERE id = ?1", (id.0, kind.code()))?;
    tx.execute("UPDATE rooms SET known = 1 WHERE conversation = ?1", [id.0])?;
    Ok(())
}

/// What kind of conversation it is.
pub fn kind(tx: &Tx<'_>, id: ConversationId) -> Result<ConversationKind, StoreError> {
    let code = tx.find("SELECT kind FROM conversations WHERE id = ?1", [id.0], |row| row.get(0))?;
    Ok(code.and_then(ConversationKind::from_code).unwrap_or_default())
}

/// Notes that it still has to be configured, or that it is.
pub fn set_unfinished(tx: &Tx<'_>, id: ConversationId, unfinished: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET unfinished = ?2 WHERE conversation = ?1",
        (id.0, unfinished),
    )?;
    Ok(())
}

/// Notes who we are there.
pub fn set_self(
    tx: &Tx<'_>,
    id: ConversationId,
    nick: &str,
    occupant: &str,
    affiliation: Affiliation,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET nick = ?2, occupant = ?3, affiliation = ?4 WHERE conversation = ?1",
        (id.0, nick, occupant, affiliation.code()),
    )?;
    Ok(())
}

/// Notes what it is called.
pub fn set_name(tx: &Tx<'_>, id: ConversationId, name: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE rooms SET name = ?2 WHERE conversation = ?1", (id.0, name))?;
    Ok(())
}

/// Notes its subject; true if it is another one.
pub fn set_subject(tx: &Tx<'_>, id: ConversationId, subject: &str) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE rooms SET subject = ?2 WHERE conversation = ?1 AND subject <> ?2",
        (id.0, subject),
    )?;
    Ok(changed == 1)
}

/// Notes which messages are told of.
pub fn set_notify(tx: &Tx<'_>, id: ConversationId, level: Option<NotifyLevel>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET notify = ?2 WHERE conversation = ?1",
        (id.0, level.map_or(0, Code::code)),
    )?;
    Ok(())
}

/// Notes what other programs keep in its bookmark.
pub fn set_extensions(tx: &Tx<'_>, id: ConversationId, extensions: &[String]) -> Result<(), StoreError> {
    let extensions: String = extensions.iter().map(|one| format!("{one}{BETWEEN}")).collect();
    tx.execute(
        "UPDATE rooms SET extensions = ?2 WHERE conversation = ?1",
        (id.0, extensions),
    )?;
    Ok(())
}

/// Moves the room's archive cursor.
pub fn set_cursor(tx: &Tx<'_>, id: ConversationId, cursor: Option<&StanzaId>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET archive_cursor = ?2 WHERE conversation = ?1",
        (id.0, cursor.map_or("", StanzaId::as_str)),
    )?;
    Ok(())
}

/// Moves the start of the known history back.
pub fn set_history(
    tx: &Tx<'_>,
    id: ConversationId,
    oldest: Option<&StanzaId>,
    complete: bool,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET history_cursor = ?2, history_complete = ?3 WHERE conversation = ?1",
        (id.0, oldest.map_or("", StanzaId::as_str), complete),
    )?;
    Ok(())
}

/// Everybody who belongs to a group, those aside who are banned.
pub fn members(tx: &Tx<'_>, id: ConversationId) -> Result<Vec<Member>, StoreError> {
    tx.list(
        "SELECT jid, affiliation, invite FROM room_members WHERE conversation = ?1 AND affiliation <> 1 ORDER BY jid",
        [id.0],
        |row| {
            Ok(Member {
                jid: peer(row, 0)?,
                affiliation: Affiliation::from_code(row.get(1)?).unwrap_or_default(),
                invite: row.get(2)?,
            })
        },
    )
}

/// Notes what somebody is to a group; who is nothing there any more is forgotten. True if that is news.
pub fn set_member(
    tx: &Tx<'_>,
    id: ConversationId,
    jid: &Peer,
    affiliation: Affiliation,
    invite: bool,
) -> Result<bool, StoreError> {
    let changed = match affiliation {
        Affiliation::None | Affiliation::Outcast => tx.execute(
            "DELETE FROM room_members WHERE conversation = ?1 AND jid = ?2",
            (id.0, jid.as_str()),
        )?,
        Affiliation::Member | Affiliation::Admin | Affiliation::Owner => tx.execute(
            "INSERT INTO room_members (conversation, jid, affiliation, invite) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (conversation, jid) DO UPDATE SET affiliation = ?3, invite = ?4
             WHERE affiliation <> ?3 OR invite <> ?4",
            (id.0, jid.as_str(), affiliation.code(), invite),
        )?,
    };
    Ok(changed == 1)
}

/// Forgets those who are this to a group, to be told anew. Who waits to be invited stays.
pub fn clear_members(tx: &Tx<'_>, id: ConversationId, affiliation: Affiliation) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM room_members WHERE conversation = ?1 AND affiliation = ?2 AND invite = 0",
        (id.0, affiliation.code()),
    )?;
    Ok(())
}

/// The groups that somebody belongs to.
pub fn groups_of(tx: &Tx<'_>, jid: &Peer) -> Result<Vec<ConversationId>, StoreError> {
    tx.list(
        "SELECT conversation FROM room_members WHERE jid = ?1",
        [jid.as_str()],
        |row| Ok(ConversationId(row.get(0)?)),
    )
}

/// An invitation that waits for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Into which room.
    pub room: Peer,
    /// Who invites.
    pub inviter: Peer,
    /// It came through the room.
    pub mediated: bool,
    /// The password, or empty.
    pub password: String,
    /// The inviter's words, or empty.
    pub reason: String,
}

/// Keeps an invitation; a later one replaces it. True if there was none.
pub fn put_invitation(tx: &Tx<'_>, invitation: &Waiting, at: Timestamp) -> Result<bool, StoreError> {
    let known = self::invitation(tx, &invitation.room)?.is_some();
    tx.execute(
        "INSERT OR REPLACE INTO invitations (room, inviter, mediated, password, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            invitation.room.as_str(),
            invitation.inviter.as_str(),
            invitation.mediated,
            &invitation.password,
            &invitation.reason,
            at.0,
        ),
    )?;
    Ok(!known)
}

/// How many wait.
pub fn invitations(tx: &Tx<'_>) -> Result<u32, StoreError> {
    Ok(tx
        .find("SELECT count(*) FROM invitations", [], |row| row.get(0))?
        .unwrap_or(0))
}

/// The invitation into a room.
pub fn invitation(tx: &Tx<'_>, room: &Peer) -> Result<Option<Waiting>, StoreError> {
    tx.find(
        "SELECT room, inviter, mediated, password, reason FROM invitations WHERE room = ?1",
        [room.as_str()],
        |row| {
            Ok(Waiting {
                room: peer(row, 0)?,
                inviter: peer(row, 1)?,
                mediated: row.get(2)?,
                password: row.get(3)?,
                reason: row.get(4)?,
            })
        },
    )
}

/// Forgets an invitation; true if there was one.
pub fn remove_invitation(tx: &Tx<'_>, room: &Peer) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM invitations WHERE room = ?1", [room.as_str()])? == 1)
}

/// Begins or ends to ignore somebody in a room.
pub fn set_ignored(tx: &Tx<'_>, id: ConversationId, author: &str, nick: &str, on: bool) -> Result<(), StoreError> {
    if on {
        tx.execute(
            "INSERT OR REPLACE INTO ignored (conversation, author, nick) VALUES (?1, ?2, ?3)",
            (id.0, author, nick),
        )?;
    } else {
        tx.execute(
            "DELETE FROM ignored WHERE conversation = ?1 AND author = ?2",
            (id.0, author),
        )?;
    }
    Ok(())
}

/// Whether somebody is ignored in a room.
pub fn ignored(tx: &Tx<'_>, id: ConversationId, author: &str) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM ignored WHERE conversation = ?1 AND author = ?2",
        (id.0, author),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
