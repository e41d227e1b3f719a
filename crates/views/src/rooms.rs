//! Rooms: what header, members panel and dialogs show of them.

use serde::Serialize;
use sotto_model::{
    Affiliation, ConversationKind, EncryptionMode, NotifyLevel, Peer, Role, RoomProblem, RoomState, Timestamp,
};
use ts_rs::TS;

use crate::reader::{Passing, ReadError, Reader, peer, state, text};
use crate::{ConversationRow, Readiness, Sort};

/// The most rows a part of a list may have.
const MOST: u32 = 300;

/// A room on this stream.
#[derive(Clone, Debug, Default)]
pub struct RoomNow {
    /// Whether we are inside.
    pub state: RoomState,
    /// How many are.
    pub count: u32,
    /// What we may do.
    pub role: Role,
    /// Who is writing.
    pub typing: Vec<String>,
}

/// Somebody in a room.
#[derive(Clone, Debug)]
pub struct Occupant {
    /// What nobody else there can have.
    pub key: String,
    /// What they call themselves.
    pub nick: String,
    /// The address behind it, if the room tells.
    pub real: Option<Peer>,
    /// As long as they are there.
    pub role: Role,
    /// For good.
    pub affiliation: Affiliation,
    /// What is written on their hats.
    pub hats: Vec<String>,
    /// It is us.
    pub own: bool,
}

/// What a search for rooms found.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// It goes on.
    pub searching: bool,
    /// The rooms: address, name, and how many people are inside, if known.
    pub rooms: Vec<(Peer, String, Option<u32>)>,
}

/// One thing to be set about a room.
#[derive(Clone, Debug, Default)]
pub struct FormField {
    /// Its name.
    pub var: String,
    /// Its kind (XEP-0004 §3.3).
    pub kind: String,
    /// What people read beside it.
    pub label: String,
    /// What it is set to.
    pub values: Vec<String>,
    /// It has to be filled in.
    pub required: bool,
    /// What there is to choose from: value and label.
    pub options: Vec<(String, String)>,
}

/// What a conversation's header and panels show of a room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RoomFacts {
    /// Whether we are inside.
    pub state: RoomState,
    /// Why we are not.
    pub problem: Option<RoomProblem>,
    /// What we call ourselves there.
    pub nick: String,
    /// Its subject.
    pub subject: String,
    /// How many are inside.
    pub online: u32,
    /// How many belong to it.
    pub members: u32,
    /// What we may do.
    pub role: Role,
    /// What we are to it.
    pub affiliation: Affiliation,
    /// Which messages are told of.
    pub notify: NotifyLevel,
    /// Who is writing.
    pub writing: Vec<String>,
    /// Its archive has more than is here.
    pub older: bool,
}

/// Somebody in a room, or who belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MemberRow {
    /// Unique in the list.
    pub id: String,
    /// Who may most first, then by name; those who are away last.
    pub sort: Sort,
    /// What they call themselves, or their address.
    pub name: String,
    /// What nobody else there can have; nothing for who is away.
    pub key: Option<String>,
    /// Their name in the room, if they are there.
    pub nick: Option<String>,
    /// Their address, if the room tells.
    pub jid: Option<Peer>,
    /// As long as they are there.
    pub role: Role,
    /// For good.
    pub affiliation: Affiliation,
    /// What is written on their hats.
    pub hats: Vec<String>,
    /// It is us.
    pub own: bool,
}

/// A room that we are invited into.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InvitationRow {
    /// The room's address.
    pub id: String,
    /// Newest first.
    pub sort: Sort,
    /// The room.
    pub peer: Peer,
    /// Who invites.
    pub inviter: Peer,
    /// What they are called here.
    pub name: String,
    /// They are in the contact list.
    pub known: bool,
    /// Their words.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A room that a search found.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DirectoryRow {
    /// The room's address; `searching` for the row that says that there may be more to come.
    pub id: String,
    /// The fullest first, then by name.
    pub sort: Sort,
    /// The room.
    pub peer: Option<Peer>,
    /// What it is called.
    pub name: String,
    /// How many are inside, if known.
    pub people: Option<u32>,
}

/// One thing to be set about a room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FieldRow {
    /// Its name.
    pub id: String,
    /// As the room lists them.
    pub sort: Sort,
    /// Its kind (XEP-0004 §3.3).
    pub kind: String,
    /// What people read beside it.
    pub label: String,
    /// What it is set to.
    pub values: Vec<String>,
    /// It has to be filled in.
    pub required: bool,
    /// What there is to choose from: value and label.
    pub options: Vec<(String, String)>,
}

/// Somebody whom we do not read in a room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct IgnoredRow {
    /// What nobody else there can have.
    pub id: String,
    /// By name.
    pub sort: Sort,
    /// What they called themselves.
    pub name: String,
}

impl Reader {
    pub(crate) fn fill_room(&self, row: &mut ConversationRow, passing: &dyn Passing) -> Result<(), ReadError> {
        let now = passing.room(&row.peer).unwrap_or_default();
        let sql = "SELECT r.name, r.problem, r.nick, r.subject, r.affiliation, r.notify, r.history_complete,
                (SELECT count(*) FROM room_members m WHERE m.conversation = r.conversation),
                r.history_cursor <> '' OR r.archive_cursor <> ''
             FROM rooms r JOIN conversations c ON c.id = r.conversation WHERE c.peer = ?1";
        self.find(sql, [row.id.clone()], |found| {
            if let Some(name) = text(found, 0)? {
                row.name = name;
            }
            let complete: bool = found.get(6)?;
            let archived: bool = found.get(8)?;
            row.room = Some(RoomFacts {
                state: now.state,
                problem: state(found, 1)?,
                nick: found.get(2)?,
                subject: found.get(3)?,
                online: now.count,
                members: found.get(7)?,
                role: now.role,
                affiliation: state(found, 4)?.unwrap_or_default(),
                notify: state(found, 5)?.unwrap_or(match row.kind {
                    ConversationKind::Person | ConversationKind::Group => NotifyLevel::All,
                    ConversationKind::Channel => NotifyLevel::Mentions,
                }),
                writing: now.typing,
                older: archived && !complete && now.state == RoomState::Joined,
            });
            Ok(())
        })?;
        Ok(())
    }

    pub(crate) fn group_readiness(&self, group: &Peer, mode: EncryptionMode) -> Result<Readiness, ReadError> {
        if mode == EncryptionMode::Plain {
            return Ok(Readiness::Plain);
        }
        // Trust 2 and 3 are encrypted to.
        let members = self.list(
            "SELECT m.jid, EXISTS (SELECT 1 FROM omemo_devices d WHERE d.jid = m.jid AND d.listed & 1 AND d.trust IN (2, 3)),
                 EXISTS (SELECT 1 FROM omemo_lists l WHERE l.jid = m.jid AND l.profile = 1)
             FROM room_members m JOIN conversations c ON c.id = m.conversation
             WHERE c.peer = ?1 AND m.jid <> ?2 ORDER BY m.jid",
            [group.as_str(), self.me.as_str()],
            |row| Ok((peer(row, 0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)),
        )?;
        if members.iter().any(|(_, reads, known)| !reads && !known) && !members.iter().any(|(_, reads, _)| *reads) {
            return Ok(Readiness::Checking);
        }
        let readers = members.iter().filter(|(_, reads, _)| *reads).count();
        Ok(Readiness::Group {
            readers: u32::try_from(readers).unwrap_or(u32::MAX),
            // Whose keys were not asked for yet may well have some.
            without: members
                .into_iter()
                .filter(|(_, reads, known)| !reads && *known)
                .map(|(jid, ..)| jid)
                .collect(),
        })
    }

    /// A part of those who are in a room or belong to it.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn members(
        &self,
        room: &Peer,
        search: &str,
        part: (u32, u32),
        passing: &dyn Passing,
    ) -> Result<Vec<MemberRow>, ReadError> {
        let (first, count) = (part.0, part.1.min(MOST));
        let there = passing.occupants(room, search, first as usize, count as usize);
        let mut rows: Vec<MemberRow> = (first..).zip(there).map(|(at, one)| MemberRow::of(at, one)).collect();
        let space = (count as usize).saturating_sub(rows.len());
        if space > 0 {
            // Those who are away come after all who are there, whatever part of the list is wanted.
            let after = first.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            let fitting = passing.occupants(room, search, 0, usize::MAX).len();
            let everybody = passing.occupants(room, "", 0, usize::MAX);
            let away = self.away(room, search, &everybody)?;
            rows.extend(
                (after..)
                    .zip(
                        away.into_iter()
                            .skip((first as usize).saturating_sub(fitting))
                            .take(space),
                    )
                    .map(|(at, (jid, affiliation, name))| MemberRow {
                        id: jid.to_string(),
                        sort: (f64::from(at), 0.0),
                        name,
                        key: None,
                        nick: None,
                        role: Role::None,
                        affiliation,
                        hats: Vec::new(),
                        own: jid == self.me,
                        jid: Some(jid),
                    }),
            );
        }
        Ok(rows)
    }

    /// Members of a group who are not there.
    fn away(
        &self,
        room: &Peer,
        search: &str,
        there: &[Occupant],
    ) -> Result<Vec<(Peer, Affiliation, String)>, ReadError> {
        let members = self.list(
            "SELECT m.jid, m.affiliation, coalesce(nullif(k.name, ''), m.jid) FROM room_members m
             JOIN conversations c ON c.id = m.conversation LEFT JOIN contacts k ON k.peer = m.jid
             WHERE c.peer = ?1 ORDER BY 3",
            [room.as_str()],
            |row| {
                Ok((
                    peer(row, 0)?,
                    state(row, 1)?.unwrap_or_default(),
                    row.get::<_, String>(2)?,
                ))
            },
        )?;
        let wanted = search.to_lowercase();
        Ok(members
            .into_iter()
            .filter(|(jid, _, name)| {
                let fits = name.to_lowercase().contains(&wanted) || jid.as_str().contains(&wanted);
                fits && !there.iter().any(|one| one.real.as_ref() == Some(jid))
            })
            .collect())
    }

    /// Rooms we are invited into.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn invitations(&self) -> Result<Vec<InvitationRow>, ReadError> {
        self.list(
            "SELECT i.room, i.inviter, coalesce(nullif(k.name, ''), i.inviter), coalesce(k.listed, 0), i.reason, i.at
             FROM invitations i LEFT JOIN contacts k ON k.peer = i.inviter ORDER BY i.at DESC",
            [],
            |row| {
                let room = peer(row, 0)?;
                let at: i64 = row.get(5)?;
                #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double for 285,000 years")]
                let sort = (-(at as f64), 0.0);
                Ok(InvitationRow {
                    id: room.to_string(),
                    sort,
                    peer: room,
                    inviter: peer(row, 1)?,
                    name: row.get(2)?,
                    known: row.get(3)?,
                    reason: text(row, 4)?,
                    at: Timestamp(at),
                })
            },
        )
    }

    /// Whom we do not read in a room.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn ignored(&self, room: &Peer) -> Result<Vec<IgnoredRow>, ReadError> {
        let mut rows = self.list(
            "SELECT i.author, i.nick FROM ignored i JOIN conversations c ON c.id = i.conversation WHERE c.peer = ?1
             ORDER BY i.nick",
            [room.as_str()],
            |row| {
                Ok(IgnoredRow {
                    id: row.get(0)?,
                    sort: (0.0, 0.0),
                    name: row.get(1)?,
                })
            },
        )?;
        for (place, row) in (0u32..).zip(&mut rows) {
            row.sort = (f64::from(place), 0.0);
        }
        Ok(rows)
    }
}

impl MemberRow {
    fn of(at: u32, one: Occupant) -> Self {
        Self {
            id: one.key.clone(),
            sort: (f64::from(at), 0.0),
            name: one.nick.clone(),
            key: Some(one.key),
            nick: Some(one.nick),
            jid: one.real,
            role: one.role,
            affiliation: one.affiliation,
            hats: one.hats,
            own: one.own,
        }
    }
}

impl Directory {
    /// As the window lists it.
    pub fn rows(&self) -> Vec<DirectoryRow> {
        let mut rooms = self.rooms.clone();
        rooms.sort_by_cached_key(|(peer, name, people)| {
            (
                std::cmp::Reverse(people.unwrap_or(0)),
                name.to_lowercase(),
                peer.clone(),
            )
        });
        let mut rows: Vec<DirectoryRow> = (0u32..)
            .zip(rooms)
            .map(|(at, (peer, name, people))| DirectoryRow {
                id: peer.to_string(),
                sort: (f64::from(at), 0.0),
                name: if name.is_empty() { peer.to_string() } else { name },
                peer: Some(peer),
                people,
            })
            .collect();
        if self.searching {
            rows.push(DirectoryRow {
                id: "searching".to_owned(),
                sort: (f64::MAX, 0.0),
                peer: None,
                name: String::new(),
                people: None,
            });
        }
        rows
    }
}

/// A room's configuration as the window lists it.
pub fn form_rows(fields: Vec<FormField>) -> Vec<FieldRow> {
    (0u32..)
        .zip(fields)
        .map(|(at, field)| FieldRow {
            id: field.var,
            sort: (f64::from(at), 0.0),
            kind: field.kind,
            label: field.label,
            values: field.values,
            required: field.required,
            options: field.options,
        })
        .collect()
}
