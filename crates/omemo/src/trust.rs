//! Which devices are encrypted to: blind trust before verification (gultsch.de/trust), as pure functions.
//!
//! Until the user has verified any device of a person, new devices of that person are trusted on first sight, because
//! refusing them protects nobody and stops everyone. From the first verification on, a new device is a question.

use sotto_model::Trust;

/// What a device seen for the first time starts with. The same rule holds for our own other devices.
pub fn on_first_sight(any_verified_of_this_person: bool) -> Trust {
    if any_verified_of_this_person {
        Trust::Undecided
    } else {
        Trust::Blind
    }
}

/// What becomes of a device that presents another identity key than the one we hold. Never accepted silently, whatever
/// it was before; a device the user rejected stays rejected.
pub fn on_identity_change(before: Trust) -> Trust {
    match before {
        Trust::Distrusted => Trust::Distrusted,
        Trust::Undecided | Trust::Blind | Trust::Verified | Trust::Changed => Trust::Changed,
    }
}

/// Whether anything may be encrypted to a device. XEP-0384 0.9 §5.5: a device must not be used without ensuring trust.
pub fn may_encrypt_to(trust: Trust) -> bool {
    match trust {
        Trust::Blind | Trust::Verified => true,
        Trust::Undecided | Trust::Distrusted | Trust::Changed => false,
    }
}

/// Whether a message must wait for the user's decision about this device instead of silently leaving it out.
pub fn must_ask(trust: Trust) -> bool {
    match trust {
        Trust::Undecided | Trust::Changed => true,
        Trust::Blind | Trust::Verified | Trust::Distrusted => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Trust; 5] = [
        Trust::Undecided,
        Trust::Blind,
        Trust::Verified,
        Trust::Distrusted,
        Trust::Changed,
    ];

    #[test]
    fn o01_a_new_device_is_trusted_blindly_only_before_the_first_verification() {
        assert_eq!(on_first_sight(false), Trust::Blind);
        assert_eq!(on_first_sight(true), Trust::Undecided);
        assert!(!may_encrypt_to(on_first_sight(true)));
    }

    #[test]
    fn o02_nothing_is_encrypted_to_an_undecided_device_and_the_user_is_asked() {
        assert!(!may_encrypt_to(Trust::Undecided));
        assert!(must_ask(Trust::Undecided));
        assert!(!must_ask(Trust::Distrusted), "the user has already answered");
    }

    #[test]
    fn o06_another_identity_key_is_never_accepted_silently() {
        for before in ALL {
            assert!(!may_encrypt_to(on_identity_change(before)), "{before:?}");
        }
        assert_eq!(on_identity_change(Trust::Distrusted), Trust::Distrusted);
    }
}
