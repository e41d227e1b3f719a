//! OMEMO: our device, its prekeys, everybody's devices, and the sessions with them (XEP-0384).

mod devices;
mod keys;

pub use devices::{
    Device, device, devices, identity_elsewhere, list_known, note_list, pin_identity, seen_sending, set_trust,
};
pub use keys::{
    Keys, OwnDevice, create_own, has_session, own, prekeys, purge_used_prekeys, put_prekeys, put_signed_prekey,
    set_published, signed_prekeys, trim_signed_prekeys, unused_prekeys,
};
