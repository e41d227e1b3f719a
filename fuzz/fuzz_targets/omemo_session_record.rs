//! Any bytes, and any edit of a real record, as the stored session: no panic when it is used, and whatever is written
//! back can be read again.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use sotto_fuzz::{PROFILES, Pair, edited, romeo_address};
use sotto_omemo::{EncryptError, EncryptedKey, KeyStore, encrypt_key};

struct Prepared {
    pair: Pair,
    message: EncryptedKey,
    record: Vec<u8>,
}

thread_local! {
    static PREPARED: RefCell<Vec<Prepared>> = RefCell::new(PROFILES.into_iter().map(prepare).collect());
}

fn prepare(profile: sotto_omemo::Profile) -> Prepared {
    let mut pair = Pair::talking(profile);
    let message = pair.romeo_writes(b"the key");
    let record = pair.juliets_record().expect("they talked");
    Prepared { pair, message, record }
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, data)) = data.split_first() else {
        return;
    };
    PREPARED.with_borrow_mut(|all| {
        let Prepared { pair, message, record } = &mut all[usize::from(choice & 1)];
        let stored = if choice & 2 == 0 {
            data.to_vec()
        } else {
            edited(record, data)
        };
        let romeo = romeo_address();
        pair.juliet
            .put_session(pair.profile, &romeo, &stored)
            .expect("memory does not fail");
        let readable = encrypt_key(&mut pair.juliet, &mut pair.rng, pair.profile, &romeo, b"x").is_ok();
        if readable {
            let again = encrypt_key(&mut pair.juliet, &mut pair.rng, pair.profile, &romeo, b"x");
            assert!(!matches!(again, Err(EncryptError::Damaged | EncryptError::NoSession)));
        }
        if choice & 4 != 0 {
            pair.juliet_reads(message);
        }
    });
});
