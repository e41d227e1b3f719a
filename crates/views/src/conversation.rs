//! The header and composer of a conversation, and its people's devices.

use sotto_model::{
    ConversationKind, DeviceId, EncryptionMode, MessageId, Peer, Privacy, Standing, Subscription, Timestamp, Trust,
};

use crate::reader::{Passing, ReadError, Reader, state, text};
use crate::{ConversationRow, DeviceRow, Readiness};

impl Reader {
    /// The one row of the conversation with `peer`; there is one even before there is a conversation.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn conversation(&self, peer: &Peer, passing: &dyn Passing) -> Result<ConversationRow, ReadError> {
        let (presence, status) = passing.presence(peer);
        let (can_block, can_report) = passing.blocking();
        let mut row = ConversationRow {
            id: peer.to_string(),
            sort: (0.0, 0.0),
            peer: peer.clone(),
            name: peer.to_string(),
            avatar: None,
            presence,
            status,
            subscription: Subscription::None,
            contact: false,
            pending: false,
            requests: false,
            standing: Standing::Accepted,
            blocked: false,
            privacy: Privacy::default(),
            can_block,
            can_report,
            mode: EncryptionMode::Encrypted,
            readiness: Readiness::Checking,
            draft: String::new(),
            draft_reply: None,
            draft_edit: None,
            scheduled: 0,
            pins: 0,
            idle_since: passing.idle(peer),
            typing: passing.typing(peer),
            unread: 0,
            first_unread: None,
            favourite: false,
            muted: false,
            muted_until: None,
            archived: false,
            groups: Vec::new(),
            pinned: false,
            kind: ConversationKind::Person,
            room: None,
        };
        self.fill_contact(&mut row)?;
        self.fill_conversation(&mut row)?;
        self.fill_draft(&mut row)?;
        self.fill_room(&mut row, passing)?;
        row.readiness = match row.kind {
            ConversationKind::Person => self.readiness(peer, row.mode, passing)?,
            ConversationKind::Group | ConversationKind::Channel => self.group_readiness(peer, row.mode)?,
        };
        Ok(row)
    }

    fn fill_contact(&self, row: &mut ConversationRow) -> Result<(), ReadError> {
        let sql = "SELECT nick, iif(avatar_ready, avatar, NULL) FROM people WHERE peer = ?1";
        self.find(sql, [row.id.clone()], |found| {
            if let Some(nick) = text(found, 0)? {
                row.name = nick;
            }
            row.avatar = text(found, 1)?;
            Ok(())
        })?;
        let sql = "SELECT name, subscription, pending, listed, favourite, groups FROM contacts WHERE peer = ?1";
        self.find(sql, [row.id.clone()], |found| {
            if let Some(name) = text(found, 0)? {
                row.name = name;
            }
            row.subscription = state(found, 1)?.unwrap_or_default();
            row.pending = found.get(2)?;
            row.contact = found.get(3)?;
            row.favourite = found.get(4)?;
            row.groups = found.get::<_, String>(5)?.lines().map(str::to_owned).collect();
            Ok(())
        })?;
        let sql = "SELECT 1 FROM requests WHERE peer = ?1";
        row.requests = self.find(sql, [&row.id], |_| Ok(()))?.is_some();
        let sql = "SELECT 1 FROM blocked WHERE address IN (?1, ?2) LIMIT 1";
        let (address, server) = (row.peer.as_str(), row.peer.0.domain().as_str());
        row.blocked = self.find(sql, [address, server], |_| Ok(()))?.is_some();
        Ok(())
    }

    fn fill_conversation(&self, row: &mut ConversationRow) -> Result<(), ReadError> {
        let sql = "SELECT c.mode, c.draft, c.muted, c.pinned,
                (SELECT count(*) FROM (SELECT 1 FROM messages m WHERE m.conversation = c.id AND m.outgoing = 0 AND m.kind = 1
                     AND (m.place, m.id) > (c.read_place, c.read_id) LIMIT 1000)),
                (SELECT m.id FROM messages m WHERE m.conversation = c.id AND m.outgoing = 0 AND m.kind = 1
                     AND (m.place, m.id) > (c.read_place, c.read_id) ORDER BY m.place, m.id LIMIT 1), c.standing, c.tell_receipts, c.tell_markers, c.tell_typing, c.archived, c.muted_until, c.kind
             FROM conversations c WHERE c.peer = ?1";
        self.find(sql, [row.id.clone()], |found| {
            row.mode = state(found, 0)?.unwrap_or(EncryptionMode::Encrypted);
            row.draft = found.get(1)?;
            row.muted = found.get(2)?;
            row.pinned = found.get(3)?;
            row.unread = found.get(4)?;
            row.first_unread = found.get::<_, Option<i64>>(5)?.map(MessageId);
            row.standing = state(found, 6)?.unwrap_or_default();
            row.archived = found.get(10)?;
            row.muted_until = Some(Timestamp(found.get(11)?)).filter(|until| until.0 > 0);
            row.privacy = Privacy {
                receipts: state(found, 7)?.unwrap_or_default(),
                markers: state(found, 8)?.unwrap_or_default(),
                typing: state(found, 9)?.unwrap_or_default(),
            };
            row.kind = state(found, 12)?.unwrap_or_default();
            Ok(())
        })?;
        Ok(())
    }

    fn readiness(&self, peer: &Peer, mode: EncryptionMode, passing: &dyn Passing) -> Result<Readiness, ReadError> {
        if mode == EncryptionMode::Plain {
            return Ok(Readiness::Plain);
        }
        let known = self.find(
            "SELECT 1 FROM omemo_lists WHERE jid = ?1 AND profile = 1",
            [peer.as_str()],
            |_| Ok(()),
        )?;
        // Trust 2 and 3 are encrypted to; 1 and 5 wait for the user; 4 was rejected by the user.
        let sql = "SELECT count(*), count(*) FILTER (WHERE trust IN (2, 3)), count(*) FILTER (WHERE trust IN (1, 5))
             FROM omemo_devices WHERE jid = ?1 AND listed & 1";
        let counts = self.find(sql, [peer.as_str()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, u32>(2)?))
        })?;
        Ok(match counts.unwrap_or_default() {
            // What one keeps for oneself is here, whether or not there is another device to read it.
            (_, devices, undecided) if *peer == self.me => match undecided {
                0 => Readiness::Ready { devices },
                undecided => Readiness::Partly { devices, undecided },
            },
            (0, ..) if known.is_none() && !passing.devices_failed(peer) => Readiness::Checking,
            (0, ..) => Readiness::NoKeys,
            (_, 0, _) => Readiness::Untrusted,
            (_, devices, 0) => Readiness::Ready { devices },
            (_, devices, undecided) => Readiness::Partly { devices, undecided },
        })
    }

    /// The devices of a contact, or our own, this one included.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn devices(&self, peer: &Peer) -> Result<Vec<DeviceRow>, ReadError> {
        let mut rows = Vec::new();
        if *peer == self.me {
            rows.extend(self.this_device()?);
        }
        let others = self.list(
            "SELECT device, lower(hex(identity)), trust, listed & 1, first_seen, last_seen FROM omemo_devices WHERE jid = ?1",
            [peer.as_str()],
            |row| {
                let active: bool = row.get(3)?;
                let first_seen: i64 = row.get(4)?;
                let last_seen: i64 = row.get(5)?;
                #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double for 285,000 years")]
                let sort = (if active { 1.0 } else { 2.0 }, -(first_seen as f64));
                Ok(DeviceId::try_from(row.get::<_, u32>(0)?).ok().map(|device| (device, sort, active, first_seen, last_seen)).zip(
                    Some((text(row, 1)?, state::<Trust>(row, 2)?.unwrap_or(Trust::Undecided))),
                ))
            },
        )?;
        rows.extend(
            others.into_iter().flatten().map(
                |((device, sort, active, first, last), (fingerprint, trust))| DeviceRow {
                    id: device.to_string(),
                    sort,
                    device,
                    fingerprint,
                    trust,
                    this_one: false,
                    active,
                    first_seen: Timestamp(first),
                    last_seen: (last > 0).then_some(Timestamp(last)),
                },
            ),
        );
        Ok(rows)
    }

    fn this_device(&self) -> Result<Option<DeviceRow>, ReadError> {
        let row = self.find(
            "SELECT device, fingerprint, (SELECT min(created_at) FROM omemo_signed_prekeys) FROM omemo_device",
            [],
            |row| {
                Ok((
                    row.get::<_, u32>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<i64>>(2)?,
                ))
            },
        )?;
        Ok(row.and_then(|(device, fingerprint, since)| {
            let device = DeviceId::try_from(device).ok()?;
            Some(DeviceRow {
                id: device.to_string(),
                sort: (0.0, 0.0),
                device,
                fingerprint: Some(fingerprint),
                trust: Trust::Verified,
                this_one: true,
                active: true,
                first_seen: Timestamp(since.unwrap_or(0)),
                last_seen: None,
            })
        }))
    }
}
