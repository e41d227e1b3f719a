//! Namespaces, each named after the specification that defines it.

/// RFC 6120: stanzas between a client and its server.
pub const CLIENT: &str = "jabber:client";
/// RFC 6120 §8.3: stanza error conditions.
pub const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// RFC 6121 §2: the contact list.
pub const ROSTER: &str = "jabber:iq:roster";
/// XEP-0004: data forms.
pub const DATA: &str = "jabber:x:data";
/// XEP-0027: the old way of OpenPGP, never spoken here.
pub const OPENPGP_OLD: &str = "jabber:x:encrypted";
/// XEP-0030: what an entity is and can do.
pub const DISCO_INFO: &str = "http://jabber.org/protocol/disco#info";
/// XEP-0030: what belongs to an entity.
pub const DISCO_ITEMS: &str = "http://jabber.org/protocol/disco#items";
/// XEP-0045: entering rooms.
pub const MUC: &str = "http://jabber.org/protocol/muc";
/// XEP-0045: what only those who keep order may do.
pub const MUC_ADMIN: &str = "http://jabber.org/protocol/muc#admin";
/// XEP-0045: what only a room's owner may do.
pub const MUC_OWNER: &str = "http://jabber.org/protocol/muc#owner";
/// XEP-0045: the form type of a room's configuration.
pub const MUC_ROOM_CONFIG: &str = "http://jabber.org/protocol/muc#roomconfig";
/// XEP-0045: the form type of what a room tells about itself.
pub const MUC_ROOM_INFO: &str = "http://jabber.org/protocol/muc#roominfo";
/// XEP-0045: the mark that a message or presence came through a room.
pub const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
/// XEP-0048: bookmarks, the oldest way.
pub const BOOKMARKS_OLD: &str = "storage:bookmarks";
/// XEP-0049: private storage.
pub const PRIVATE: &str = "jabber:iq:private";
/// XEP-0059: paging.
pub const RSM: &str = "http://jabber.org/protocol/rsm";
/// XEP-0060: publish-subscribe.
pub const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
/// XEP-0060: what is pushed to subscribers.
pub const PUBSUB_EVENT: &str = "http://jabber.org/protocol/pubsub#event";
/// XEP-0060 §8: what only a node's owner may do.
pub const PUBSUB_OWNER: &str = "http://jabber.org/protocol/pubsub#owner";
/// XEP-0060: the form type of publish-options.
pub const PUBSUB_PUBLISH_OPTIONS: &str = "http://jabber.org/protocol/pubsub#publish-options";
/// XEP-0060: the form type of a node's configuration.
pub const PUBSUB_NODE_CONFIG: &str = "http://jabber.org/protocol/pubsub#node_config";
/// XEP-0084: what somebody says about their picture.
pub const AVATAR_METADATA: &str = "urn:xmpp:avatar:metadata";
/// XEP-0084: the picture itself.
pub const AVATAR_DATA: &str = "urn:xmpp:avatar:data";
/// XEP-0054: vCards, of which only the picture is read.
pub const VCARD: &str = "vcard-temp";
/// XEP-0153: which picture is in the vCard.
pub const VCARD_UPDATE: &str = "vcard-temp:x:update";
/// XEP-0085: typing.
pub const CHAT_STATES: &str = "http://jabber.org/protocol/chatstates";
/// XEP-0092: name and version of the software.
pub const VERSION: &str = "jabber:iq:version";
/// XEP-0115: entity capabilities.
pub const CAPS: &str = "http://jabber.org/protocol/caps";
/// XEP-0172: what somebody calls themselves.
pub const NICK: &str = "http://jabber.org/protocol/nick";
/// XEP-0184: delivery receipts.
pub const RECEIPTS: &str = "urn:xmpp:receipts";
/// XEP-0191: keeping people away.
pub const BLOCKING: &str = "urn:xmpp:blocking";
/// XEP-0199: ping.
pub const PING: &str = "urn:xmpp:ping";
/// XEP-0203: when a stanza was first sent.
pub const DELAY: &str = "urn:xmpp:delay";
/// XEP-0249: invitations from one person to another.
pub const CONFERENCE: &str = "jabber:x:conference";
/// XEP-0280: copies between one's own devices.
pub const CARBONS: &str = "urn:xmpp:carbons:2";
/// XEP-0317: hats.
pub const HATS: &str = "urn:xmpp:hats:0";
/// XEP-0308: corrections.
pub const CORRECT: &str = "urn:xmpp:message-correct:0";
/// XEP-0297: a stanza within a stanza.
pub const FORWARD: &str = "urn:xmpp:forward:0";
/// XEP-0313: the archive.
pub const MAM: &str = "urn:xmpp:mam:2";
/// XEP-0319: since when nobody touched the device.
pub const IDLE: &str = "urn:xmpp:idle:1";
/// XEP-0333: displayed markers.
pub const MARKERS: &str = "urn:xmpp:chat-markers:0";
/// XEP-0334: hints to servers.
pub const HINTS: &str = "urn:xmpp:hints";
/// XEP-0359: ids that survive archives.
pub const SID: &str = "urn:xmpp:sid:0";
/// XEP-0373: OpenPGP, not spoken yet.
pub const OPENPGP: &str = "urn:xmpp:openpgp:0";
/// XEP-0377: telling the server about spam and abuse.
pub const REPORTING: &str = "urn:xmpp:reporting:1";
/// XEP-0380: which encryption a message uses.
pub const EME: &str = "urn:xmpp:eme:0";
/// XEP-0382: text that is hidden until asked for.
pub const SPOILER: &str = "urn:xmpp:spoiler:0";
/// XEP-0384 0.3: legacy OMEMO.
pub const OMEMO_LEGACY: &str = "eu.siacs.conversations.axolotl";
/// XEP-0384 0.8 and later.
pub const OMEMO_2: &str = "urn:xmpp:omemo:2";
/// XEP-0393: styling directives within a text.
pub const STYLING: &str = "urn:xmpp:styling:0";
/// XEP-0402: bookmarks.
pub const BOOKMARKS: &str = "urn:xmpp:bookmarks:1";
/// XEP-0421: who an occupant is, whatever they call themselves.
pub const OCCUPANT_ID: &str = "urn:xmpp:occupant-id:0";
/// XEP-0422 0.1: how older moderation points at its message.
pub const FASTEN: &str = "urn:xmpp:fasten:0";
/// XEP-0424 0.2: taking messages back, as older moderation spells it.
pub const RETRACT_0: &str = "urn:xmpp:message-retract:0";
/// XEP-0425: moderation.
pub const MODERATE: &str = "urn:xmpp:message-moderate:1";
/// XEP-0425 0.2: moderation, as older rooms know it.
pub const MODERATE_0: &str = "urn:xmpp:message-moderate:0";
/// XEP-0424: taking messages back.
pub const RETRACT: &str = "urn:xmpp:message-retract:1";
/// XEP-0428: text for those who do not know better.
pub const FALLBACK: &str = "urn:xmpp:fallback:0";
/// XEP-0066: an address beside a text.
pub const OOB: &str = "jabber:x:oob";
/// XEP-0103: an address as the source of a file.
pub const URL_DATA: &str = "http://jabber.org/protocol/url-data";
/// XEP-0300: hashes.
pub const HASHES: &str = "urn:xmpp:hashes:2";
/// XEP-0363: a place for files.
pub const UPLOAD: &str = "urn:xmpp:http:upload:0";
/// XEP-0446: what is known of a file.
pub const FILE_METADATA: &str = "urn:xmpp:file:metadata:0";
/// XEP-0447: files.
pub const SHARING: &str = "urn:xmpp:sfs:0";
/// XEP-0444: emoji on messages.
pub const REACTIONS: &str = "urn:xmpp:reactions:0";
/// XEP-0461: replies.
pub const REPLY: &str = "urn:xmpp:reply:0";
/// XEP-0492: which conversations may disturb.
pub const NOTIFY: &str = "urn:xmpp:notification-settings:1";
/// XEP-0372: what a part of a text refers to.
pub const REFERENCE: &str = "urn:xmpp:reference:0";
/// XEP-0420: the envelope that OMEMO 2 encrypts.
pub const SCE: &str = "urn:xmpp:sce:1";
/// XEP-0490: what was read, among one's own devices.
pub const MDS: &str = "urn:xmpp:mds:displayed:0";
/// The `xml:` prefix.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
