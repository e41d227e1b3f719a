//! Any keys, signature and prekeys, and any edit of real ones: no panic, and a bundle that passes is one its identity
//! signed.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use sotto_fuzz::{PROFILES, Pair, edited};
use sotto_omemo::Bundle;

thread_local! {
    static OWN: RefCell<Vec<(sotto_omemo::Profile, Bundle)>> =
        RefCell::new(PROFILES.map(|profile| (profile, Pair::strangers(profile).juliet.bundle(profile))).to_vec());
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, data)) = data.split_first() else {
        return;
    };
    OWN.with_borrow(|all| {
        let (profile, own) = &all[usize::from(choice & 1)];
        let parts = data.split_at_checked(data.len() / 2).expect("half is inside");
        let part = |which: u8, original: &[u8], data: &[u8]| match choice >> 1 & 7 {
            0 => data.to_vec(),
            number if number == which => edited(original, data),
            _ => original.to_vec(),
        };
        let identity = part(1, own.identity_wire(), parts.0);
        let signed = part(2, &own.signed_prekey_wire(), parts.0);
        let signature = part(3, own.signature_wire(), parts.1);
        let prekeys = own.prekeys().map(|(id, wire)| (id, part(4, &wire, data)));
        if let Ok(read) = Bundle::parse(*profile, &identity, 1, &signed, &signature, prekeys) {
            assert_eq!(
                read.signed_prekey_wire(),
                own.signed_prekey_wire(),
                "nobody signed another key"
            );
            assert_eq!(read.identity(), own.identity());
        }
    });
});
