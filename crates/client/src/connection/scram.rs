//! SCRAM (RFC 5802, RFC 7677) with channel binding (RFC 9266) and the downgrade hash of XEP-0474 (0.5.0).
//!
//! A small state machine without I/O: each step takes what the server said and gives what to answer. The server
//! must prove that it knows the password too; without that proof there is no success.

use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac, pbkdf2};
use zeroize::Zeroizing;

use super::lost::Lost;
use super::settings::Mechanism;

/// RFC 7677 §4: fewer rounds make the proof cheap to attack by whoever provoked it.
const MIN_ITERATIONS: u32 = 4096;
/// More than this is a server burning our CPU: about half a second.
const MAX_ITERATIONS: u32 = 1_000_000;

/// The hash function underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1, only as SCRAM-SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// The hash function of a mechanism; `None` for PLAIN.
    pub fn of(mechanism: Mechanism) -> Option<Self> {
        match mechanism {
            Mechanism::Plain => None,
            Mechanism::ScramSha1 | Mechanism::ScramSha1Plus => Some(Self::Sha1),
            Mechanism::ScramSha256 | Mechanism::ScramSha256Plus => Some(Self::Sha256),
            Mechanism::ScramSha512 | Mechanism::ScramSha512Plus => Some(Self::Sha512),
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha512 => &digest::SHA512,
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }

    fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

/// What we tell the server about channel binding (the gs2-header of RFC 5801 §4, RFC 5802 §6).
#[derive(Clone, PartialEq, Eq)]
pub enum Binding {
    /// `n`: we cannot, or we and the server share no type of it.
    Unable,
    /// `y`: we could, but the server does not offer it. A server that did offer it will notice the lie between.
    NotOffered,
    /// `p=tls-exporter`: the proof covers these 32 bytes of the TLS session.
    TlsExporter(Vec<u8>),
}

impl Binding {
    fn gs2_header(&self) -> &'static str {
        match self {
            Self::Unable => "n,,",
            Self::NotOffered => "y,,",
            Self::TlsExporter(_) => "p=tls-exporter,,",
        }
    }

    fn input(&self) -> Vec<u8> {
        let mut input = self.gs2_header().as_bytes().to_vec();
        if let Self::TlsExporter(data) = self {
            input.extend_from_slice(data);
        }
        input
    }
}

/// A password after the expensive part, kept between reconnects so that each of them is cheap.
#[derive(Clone)]
pub struct SaltedPassword {
    hash: Hash,
    salt: Vec<u8>,
    iterations: u32,
    key: Zeroizing<Vec<u8>>,
}

/// Waiting for the server-first-message.
pub struct Begun {
    hash: Hash,
    binding: Binding,
    nonce: String,
    first_bare: String,
    /// The base64 hash the server must report if it reports one (XEP-0474).
    offer_hash: String,
}

/// The server-first-message was read; the proof needs the salted password.
pub struct Challenged {
    begun: Begun,
    server_first: String,
    nonce: String,
    salt: Vec<u8>,
    iterations: NonZeroU32,
}

/// The proof was sent; the server must now give its own.
pub struct Proven {
    server_key: hmac::Key,
    auth_message: String,
}

/// Starts an exchange.
///
/// `offered` and `bindings` are what the server advertised, for XEP-0474. Returns the client-first-message.
pub fn begin(
    hash: Hash,
    username: &str,
    binding: Binding,
    offered: &[String],
    bindings: Option<&[String]>,
) -> Result<(Begun, String), Lost> {
    let mut random = [0u8; 24];
    SystemRandom::new().fill(&mut random).map_err(|_| Lost::Busy)?;
    Ok(begin_with_nonce(
        hash,
        username,
        binding,
        BASE64.encode(random),
        offer_hash(hash, offered, bindings),
    ))
}

fn begin_with_nonce(
    hash: Hash,
    username: &str,
    binding: Binding,
    nonce: String,
    offer_hash: String,
) -> (Begun, String) {
    let username = username.replace('=', "=3D").replace(',', "=2C");
    let first_bare = format!("n={username},r={nonce}");
    let message = format!("{}{first_bare}", binding.gs2_header());
    (
        Begun {
            hash,
            binding,
            nonce,
            first_bare,
            offer_hash,
        },
        message,
    )
}

/// XEP-0474 §"Server Sends Downgrade Protection Hash".
fn offer_hash(hash: Hash, offered: &[String], bindings: Option<&[String]>) -> String {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.join("\u{1e}")
    };
    let mut text = sorted(offered);
    if let Some(bindings) = bindings {
        text.push('\u{1f}');
        text.push_str(&sorted(bindings));
    }
    BASE64.encode(digest::digest(hash.digest(), text.as_bytes()))
}

impl Begun {
    /// Reads the server-first-message.
    ///
    /// # Errors
    /// `ServerNotAuthenticated` if it is not one, answers another exchange, or asks for an unreasonable number of
    /// rounds; `ChannelBindingMismatch` if the offer we saw is not the offer the server made (XEP-0474).
    pub fn challenged(self, server_first: &str) -> Result<Challenged, Lost> {
        let (mut nonce, mut salt, mut iterations, mut offer_hash) = (None, None, None, None);
        for attribute in server_first.split(',') {
            match attribute.split_once('=') {
                // An extension we must understand and do not (RFC 5802 §5.1).
                None | Some(("m", _)) => return Err(Lost::ServerNotAuthenticated),
                Some(("r", value)) => nonce = Some(value),
                Some(("s", value)) => salt = BASE64.decode(value).ok(),
                Some(("i", value)) => iterations = value.parse::<u32>().ok(),
                Some(("h", value)) => offer_hash = Some(value),
                Some(_) => {}
            }
        }
        let (Some(nonce), Some(salt), Some(iterations)) = (nonce, salt, iterations) else {
            return Err(Lost::ServerNotAuthenticated);
        };
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(Lost::ServerNotAuthenticated);
        }
        if !(MIN_ITERATIONS..=MAX_ITERATIONS).contains(&iterations) {
            return Err(Lost::ServerNotAuthenticated);
        }
        let iterations = NonZeroU32::new(iterations).ok_or(Lost::ServerNotAuthenticated)?;
        if offer_hash.is_some_and(|theirs| theirs != self.offer_hash) {
            return Err(Lost::ChannelBindingMismatch);
        }
        let nonce = nonce.to_owned();
        Ok(Challenged {
            begun: self,
            server_first: server_first.to_owned(),
            nonce,
            salt,
            iterations,
        })
    }
}

impl Challenged {
    /// Whether an earlier salted password still fits.
    pub fn fits(&self, salted: &SaltedPassword) -> bool {
        salted.hash == self.begun.hash && salted.salt == self.salt && salted.iterations == self.iterations.get()
    }

    /// Salts the password: the expensive part (up to half a second), to be done off the event loop.
    pub fn salter(&self) -> impl FnOnce(&str) -> SaltedPassword + Send + 'static {
        let (hash, salt, iterations) = (self.begun.hash, self.salt.clone(), self.iterations);
        move |password| {
            // RFC 5802 §2.2. A password SASLprep forbids is used as it is: the server may have stored it so.
            let prepared = stringprep::saslprep(password).unwrap_or(password.into());
            let mut key = Zeroizing::new(vec![0; hash.digest().output_len()]);
            pbkdf2::derive(hash.pbkdf2(), iterations, &salt, prepared.as_bytes(), &mut key);
            SaltedPassword {
                hash,
                salt,
                iterations: iterations.get(),
                key,
            }
        }
    }

    /// The client-final-message.
    pub fn prove(self, salted: &SaltedPassword) -> (Proven, String) {
        let hash = self.begun.hash;
        let salted_key = hmac::Key::new(hash.hmac(), &salted.key);
        let client_key = hmac::sign(&salted_key, b"Client Key");
        let stored_key = digest::digest(hash.digest(), client_key.as_ref());
        let binding = BASE64.encode(self.begun.binding.input());
        let without_proof = format!("c={binding},r={}", self.nonce);
        let auth_message = format!("{},{},{without_proof}", self.begun.first_bare, self.server_first);
        let signature = hmac::sign(
            &hmac::Key::new(hash.hmac(), stored_key.as_ref()),
            auth_message.as_bytes(),
        );
        let proof: Vec<u8> = client_key
            .as_ref()
            .iter()
            .zip(signature.as_ref())
            .map(|(key, sign)| key ^ sign)
            .collect();
        let message = format!("{without_proof},p={}", BASE64.encode(proof));
        let server_key = hmac::Key::new(hash.hmac(), hmac::sign(&salted_key, b"Server Key").as_ref());
        (
            Proven {
                server_key,
                auth_message,
            },
            message,
        )
    }
}

impl Proven {
    /// Checks the server-final-message.
    ///
    /// # Errors
    /// `ServerNotAuthenticated` if the server's signature is missing or wrong: it does not know the password.
    pub fn verify(self, server_final: &str) -> Result<(), Lost> {
        let signature = server_final
            .split(',')
            .find_map(|attribute| attribute.strip_prefix("v="))
            .and_then(|value| BASE64.decode(value).ok())
            .ok_or(Lost::ServerNotAuthenticated)?;
        hmac::verify(&self.server_key, self.auth_message.as_bytes(), &signature)
            .map_err(|_| Lost::ServerNotAuthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(hash: Hash, nonce: &str, server_first: &str, password: &str) -> (Proven, String) {
        let (begun, _) = begin_with_nonce(hash, "user", Binding::Unable, nonce.into(), String::new());
        let challenged = begun.challenged(server_first).unwrap();
        let salted = challenged.salter()(password);
        challenged.prove(&salted)
    }

    #[test]
    fn the_example_of_rfc_5802_is_reproduced() {
        let (_, first) = begin_with_nonce(
            Hash::Sha1,
            "user",
            Binding::Unable,
            "fyko+d2lbbFgONRv9qkxdawL".into(),
            String::new(),
        );
        assert_eq!(first, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        let server_first = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
        let (proven, last) = exchange(Hash::Sha1, "fyko+d2lbbFgONRv9qkxdawL", server_first, "pencil");
        assert_eq!(
            last,
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
        );
        assert_eq!(proven.verify("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), Ok(()));
    }

    #[test]
    fn the_example_of_rfc_7677_is_reproduced() {
        let server_first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let (proven, last) = exchange(Hash::Sha256, "rOprNGfwEbeRWgbNEkqO", server_first, "pencil");
        assert!(
            last.ends_with("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
            "{last}"
        );
        assert_eq!(proven.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Ok(()));
    }

    #[test]
    fn t15_a_wrong_or_missing_server_signature_is_refused() {
        let server_first = "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        for last in [
            "",
            "v=",
            "v=AAAA",
            "e=other-error",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ] {
            let (proven, _) = exchange(Hash::Sha256, "rOprNGfwEbeRWgbNEkqO", server_first, "pencil");
            assert_eq!(proven.verify(last), Err(Lost::ServerNotAuthenticated), "{last}");
        }
    }

    #[test]
    fn a_server_first_message_that_is_not_ours_or_asks_too_little_or_too_much_is_refused() {
        for first in [
            "",
            "garbage",
            "r=other,s=QSXCR+Q6sek8bf92,i=4096",
            "r=nonce,s=QSXCR+Q6sek8bf92,i=4096",
            "r=nonceX,s=!!,i=4096",
            "r=nonceX,s=QSXCR+Q6sek8bf92,i=1",
            "r=nonceX,s=QSXCR+Q6sek8bf92,i=4294967295",
            "r=nonceX,s=QSXCR+Q6sek8bf92,i=18446744073709551616",
            "r=nonceX,s=QSXCR+Q6sek8bf92,i=-1",
            "m=ext,r=nonceX,s=QSXCR+Q6sek8bf92,i=4096",
        ] {
            let (begun, _) = begin_with_nonce(Hash::Sha1, "user", Binding::Unable, "nonce".into(), String::new());
            assert_eq!(
                begun.challenged(first).err(),
                Some(Lost::ServerNotAuthenticated),
                "{first}"
            );
        }
    }

    #[test]
    fn t11_the_downgrade_hash_of_xep_0474_is_checked() {
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let offered = list(&["SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"]);
        let bindings = list(&["tls-server-end-point", "tls-exporter"]);
        let theirs = "h=G6k/rBLDqgOhRRaCuuatSDFkJ08=";
        let first = format!("r=nonceX,s=QSXCR+Q6sek8bf92,i=4096,{theirs}");
        let hash = offer_hash(Hash::Sha1, &offered, Some(&bindings));
        let (begun, _) = begin_with_nonce(Hash::Sha1, "user", Binding::Unable, "nonce".into(), hash);
        assert!(begun.challenged(&first).is_ok());
        let stripped = offer_hash(Hash::Sha1, &offered[1..], None);
        let (begun, _) = begin_with_nonce(Hash::Sha1, "user", Binding::NotOffered, "nonce".into(), stripped);
        assert_eq!(begun.challenged(&first).err(), Some(Lost::ChannelBindingMismatch));
    }

    #[test]
    fn a_username_cannot_smuggle_in_another_attribute() {
        let (_, first) = begin_with_nonce(Hash::Sha1, "a,r=b", Binding::Unable, "n".into(), String::new());
        assert_eq!(first, "n,,n=a=2Cr=3Db,r=n");
    }
}
