//! Any bytes, and any edit of a real message, to a device with and without a session: no panic, nothing stored for a
//! message that does not open, and what opens is what was sent.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use sotto_fuzz::{PROFILES, Pair, edited};
use sotto_omemo::EncryptedKey;

struct Prepared {
    pair: Pair,
    message: EncryptedKey,
    record: Option<Vec<u8>>,
}

thread_local! {
    static PREPARED: RefCell<Vec<Prepared>> = RefCell::new(PROFILES.into_iter().flat_map(prepare).collect());
}

fn prepare(profile: sotto_omemo::Profile) -> [Prepared; 2] {
    [Pair::strangers(profile), Pair::talking(profile)].map(|mut pair| {
        let message = pair.romeo_writes(b"the key");
        let record = pair.juliets_record();
        Prepared { pair, message, record }
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, data)) = data.split_first() else {
        return;
    };
    PREPARED.with_borrow_mut(|all| {
        let Prepared { pair, message, record } = &mut all[usize::from(choice & 3)];
        let mut sent = message.clone();
        sent.data = if choice & 4 == 0 {
            data.to_vec()
        } else {
            edited(&message.data, data)
        };
        if choice & 8 != 0 {
            sent.key_exchange = !sent.key_exchange;
        }
        let before = (choice & 4 != 0).then(|| pair.juliet.clone());
        match (pair.juliet_reads(&sent), before) {
            (Some(key), Some(before)) => {
                assert_eq!(key, b"the key");
                pair.juliet = before;
            }
            (Some(_), None) => panic!("bytes that nobody sent were read"),
            (None, _) => assert_eq!(&pair.juliets_record(), record),
        }
    });
});
