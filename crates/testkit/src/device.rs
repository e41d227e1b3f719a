//! A contact's device that really encrypts: `sotto-omemo` over a store in memory.

use base64::Engine as _;
use rand_chacha::ChaCha20Rng;
use sotto_engine::rand_core::SeedableRng;
use sotto_engine::{Command, Verdict};
use sotto_model::DeviceId;
use sotto_omemo::memory::MemoryStore;
use sotto_omemo::{Address, Bundle, DecryptError, Profile, begin_session, decrypt_key, encrypt_key, open, seal};
use sotto_wire::omemo_legacy::{self, DEVICE_LIST_NODE, DeviceList, Header, Key};
use sotto_wire::{Element, Encrypted, Message, ns};

use crate::{Person, Server, xml};

const PROFILE: Profile = Profile::Legacy;

/// One device of somebody's.
#[derive(Clone)]
pub struct Device {
    /// Whose.
    pub jid: String,
    /// Which.
    pub id: DeviceId,
    /// Its keys and sessions.
    pub keys: MemoryStore,
    dice: ChaCha20Rng,
    said: u32,
}

impl Device {
    /// A device with fresh keys.
    pub fn new(jid: &str, id: u32) -> Self {
        let id = DeviceId::try_from(id).unwrap();
        let whose: u64 = jid.bytes().map(u64::from).sum();
        let mut dice = ChaCha20Rng::seed_from_u64((whose << 32) + u64::from(id.get()));
        let address = Address {
            jid: jid.to_owned(),
            device: id,
        };
        Self {
            jid: jid.to_owned(),
            id,
            keys: MemoryStore::new(address, 100, &mut dice),
            dice,
            said: 0,
        }
    }

    /// Publishes its keys, and itself on its owner's list.
    pub fn publishes(&self, server: &mut Server) {
        let list = (self.jid.clone(), DEVICE_LIST_NODE.to_owned());
        let known = server.nodes.get(&list).and_then(DeviceList::parse);
        let mut devices = known.unwrap_or_default().devices;
        devices.push(self.id);
        server.nodes.insert(list, DeviceList { devices }.to_element());
        let node = omemo_legacy::bundle_node(self.id);
        server.nodes.insert((self.jid.clone(), node), self.bundle());
    }

    /// Its bundle as it is published.
    pub fn bundle(&self) -> Element {
        let bundle = self.keys.bundle(PROFILE);
        omemo_legacy::BUNDLE.to_element(&sotto_wire::bundle::Bundle {
            signed_prekey_id: bundle.signed_prekey_id(),
            signed_prekey: bundle.signed_prekey_wire().to_vec(),
            signature: bundle.signature_wire().to_vec(),
            identity: bundle.identity_wire().to_vec(),
            prekeys: bundle.prekeys().collect(),
        })
    }

    /// Its fingerprint.
    pub fn fingerprint(&self) -> String {
        self.keys.bundle(PROFILE).identity().fingerprint()
    }

    /// Juliet, and Romeo with these devices, all published.
    pub fn of_romeo(ids: &[u32]) -> (Person, Vec<Self>) {
        let mut juliet = Person::juliet();
        let devices: Vec<_> = ids.iter().map(|id| Self::new("romeo@montague.lit", *id)).collect();
        devices.iter().for_each(|device| device.publishes(&mut juliet.server));
        (juliet, devices)
    }

    /// The only device of somebody who publishes on this server.
    pub fn find(server: &Server, jid: &str) -> DeviceId {
        let list = server.nodes.get(&(jid.to_owned(), DEVICE_LIST_NODE.to_owned()));
        *list
            .and_then(DeviceList::parse)
            .expect("a list")
            .devices
            .first()
            .expect("a device")
    }

    /// Begins a session with a device from its published bundle.
    pub fn begins(&mut self, server: &Server, jid: &str, device: DeviceId) {
        let node = (jid.to_owned(), omemo_legacy::bundle_node(device));
        let wire = omemo_legacy::BUNDLE.parse(&server.nodes[&node]).unwrap();
        let prekeys = wire.prekeys.into_iter();
        let parsed = Bundle::parse(
            PROFILE,
            &wire.identity,
            wire.signed_prekey_id,
            &wire.signed_prekey,
            &wire.signature,
            prekeys,
        );
        let with = Address {
            jid: jid.to_owned(),
            device,
        };
        begin_session(&mut self.keys, &mut self.dice, PROFILE, &with, &parsed.unwrap()).unwrap();
    }

    /// A message encrypted for devices with which there are sessions; without a text it only moves the ratchets.
    pub fn encrypts(&mut self, to: &str, for_devices: &[(&str, DeviceId)], text: Option<&str>) -> Element {
        let header = self.header(for_devices, text);
        self.message(to, &header)
    }

    /// The `encrypted` part of such a message, to be tampered with.
    pub fn header(&mut self, for_devices: &[(&str, DeviceId)], text: Option<&str>) -> Header {
        let sealed = seal(PROFILE, &mut self.dice, text.map(str::as_bytes));
        let keys = for_devices.iter().map(|(jid, device)| {
            let address = Address {
                jid: (*jid).to_owned(),
                device: *device,
            };
            let key = encrypt_key(&mut self.keys, &mut self.dice, PROFILE, &address, &sealed.key).unwrap();
            Key {
                rid: *device,
                prekey: key.key_exchange,
                data: key.data,
            }
        });
        Header {
            sid: self.id,
            keys: keys.collect(),
            iv: Some(sealed.iv),
            payload: sealed.payload,
        }
    }

    /// A message around a header.
    pub fn message(&mut self, to: &str, header: &Header) -> Element {
        self.said += 1;
        let id = format!("{}-{}", self.id, self.said);
        xml(&format!(
            "<message from='{}/orchard' to='{to}' type='chat' id='{id}'><body>I cannot be read here</body>{}
             <encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>
             <origin-id xmlns='urn:xmpp:sid:0' id='{id}'/><store xmlns='urn:xmpp:hints'/></message>",
            self.jid,
            String::from(&header.to_element())
        ))
    }

    /// Reads a message from somebody's device. No text where there is none to read.
    pub fn reads(&mut self, from: &str, message: &Element) -> Result<Option<String>, String> {
        let Ok(Message {
            encrypted: Some(Encrypted::Legacy(header)),
            ..
        }) = Message::parse(message)
        else {
            return Err("not encrypted".to_owned());
        };
        let key = header
            .keys
            .iter()
            .find(|key| key.rid == self.id)
            .ok_or("not for this device")?;
        let address = Address {
            jid: from.to_owned(),
            device: header.sid,
        };
        let opened = decrypt_key(&mut self.keys, &mut self.dice, PROFILE, &address, &key.data, key.prekey)
            .map_err(|error: DecryptError<_>| error.to_string())?;
        let Some(payload) = &header.payload else {
            return Ok(None);
        };
        let text = open(PROFILE, &opened.key, header.iv.as_deref().unwrap_or_default(), payload);
        Ok(Some(
            String::from_utf8(text.map_err(|error| error.to_string())?.to_vec()).unwrap(),
        ))
    }
}

/// What a ciphertext says of the ratchet it was made with: the sender's key and the number of the message in its chain.
/// The same twice, with different texts, would be a key used twice.
pub fn ratchet_step(base64: &str, prekey: bool) -> Vec<u8> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64).unwrap();
    let message = if prekey { field(&bytes[1..], 4) } else { bytes };
    // Behind the version byte, before the 8 bytes of the MAC.
    let inner = &message[1..message.len() - 8];
    let (key, number) = (field(inner, 1), number(inner, 2));
    assert_eq!(key.len(), 33, "a ratchet key and its type");
    [key, number.to_be_bytes().to_vec()].concat()
}

fn field(message: &[u8], wanted: u64) -> Vec<u8> {
    let mut found = Vec::new();
    walk(message, |tag, bytes, _| {
        if tag == wanted {
            found = bytes.to_vec();
        }
    });
    found
}

fn number(message: &[u8], wanted: u64) -> u64 {
    let mut found = 0;
    walk(message, |tag, _, number| {
        if tag == wanted {
            found = number;
        }
    });
    found
}

/// The fields of a protobuf message: numbers and strings of bytes are all there is.
fn walk(mut rest: &[u8], mut each: impl FnMut(u64, &[u8], u64)) {
    let varint = |rest: &mut &[u8]| {
        let length = rest.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
        let (head, tail) = rest.split_at(length);
        *rest = tail;
        head.iter()
            .rev()
            .fold(0u64, |value, byte| value << 7 | u64::from(byte & 0x7f))
    };
    while !rest.is_empty() {
        let key = varint(&mut rest);
        let value = varint(&mut rest);
        if key & 7 == 2 {
            let (bytes, tail) = rest.split_at(usize::try_from(value).unwrap());
            each(key >> 3, bytes, 0);
            rest = tail;
        } else {
            each(key >> 3, &[], value);
        }
    }
}

impl Person {
    /// Decides about a device.
    pub fn decides(&mut self, device: &Device, verdict: Verdict) {
        let order = Command::TrustDevice {
            peer: sotto_model::Peer(device.jid.parse().unwrap()),
            device: device.id,
            verdict,
        };
        self.commands(order).unwrap();
    }

    /// The owner's server tells of the device list as it is now.
    pub fn hears_of_devices(&mut self, whose: &str) {
        let list = String::from(&self.server.nodes[&(whose.to_owned(), DEVICE_LIST_NODE.to_owned())]);
        let event = ns::PUBSUB_EVENT;
        self.receives(&format!(
            "<message from='{whose}' to='{}' type='headline'><event xmlns='{event}'><items node='{DEVICE_LIST_NODE}'>\
             <item id='current'>{list}</item></items></event></message>",
            self.me.as_str()
        ));
    }
}

/// The devices that a message is encrypted for, in order.
pub fn receivers(stanza: &Element) -> Vec<u32> {
    let Some(Encrypted::Legacy(header)) = Message::parse(stanza).unwrap().encrypted else {
        panic!("not encrypted")
    };
    let mut devices: Vec<u32> = header.keys.iter().map(|key| key.rid.get()).collect();
    devices.sort_unstable();
    devices
}
