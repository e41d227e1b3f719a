//! Signing in: RFC 6120 §6 with the mechanisms of RFC 5802, RFC 7677 and RFC 4616, chosen by XEP-0440 (0.4.2).
//!
//! No ANONYMOUS, which would sign us in as nobody; no PLAIN where anything better is on offer or was ever used.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minidom::Element;
use zeroize::Zeroizing;

use super::lost::Lost;
use super::scram::{self, Binding, Hash, SaltedPassword};
use super::settings::{Mechanism, Settings};
use super::stream::Stream;
use super::transport::{Exporter, Secure};

pub(crate) const NS_SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const NS_BINDINGS: &str = "urn:xmpp:sasl-cb:0";

/// What a server offers for signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Mechanism names, in the server's order.
    pub mechanisms: Vec<String>,
    /// Channel binding types (XEP-0440), if the server lists them.
    pub bindings: Option<Vec<String>>,
}

impl Offer {
    /// Reads stream features.
    pub fn from_features(features: &Element) -> Self {
        let texts = |parent: &Element| parent.children().map(Element::text).collect();
        let types = |parent: &Element| {
            parent
                .children()
                .filter_map(|child| child.attr("type"))
                .map(str::to_owned)
                .collect()
        };
        Self {
            mechanisms: features.get_child("mechanisms", NS_SASL).map(texts).unwrap_or_default(),
            bindings: features.get_child("sasl-channel-binding", NS_BINDINGS).map(types),
        }
    }

    fn has(&self, mechanism: Mechanism) -> bool {
        self.mechanisms.iter().any(|name| name == mechanism.name())
    }

    /// Chooses the strongest mechanism both sides can do, and what to say about channel binding.
    ///
    /// `exporter` is the TLS session's binding data, if it has any; `strongest` what the account used before.
    ///
    /// # Errors
    /// `NoSafeLogin` if nothing acceptable is offered; `ChannelBindingMismatch` if an account that used channel
    /// binding is now offered it in a way that cannot work, which is what somebody in between would arrange.
    pub fn choose(&self, exporter: Option<&[u8]>, strongest: Option<Mechanism>) -> Result<(Mechanism, Binding), Lost> {
        let plus_offered = Mechanism::BY_STRENGTH
            .iter()
            .any(|known| known.binds_channel() && self.has(*known));
        let listed = self
            .bindings
            .as_ref()
            .is_some_and(|types| types.iter().any(|name| name == "tls-exporter"));
        // Without the list of XEP-0440 nobody can know which types the server does: some that offer PLUS do only
        // the obsolete tls-unique, and a wrong guess looks like a wrong password.
        let exporter = exporter.filter(|_| listed);
        let usable = |known: &Mechanism| self.has(*known) && (exporter.is_some() || !known.binds_channel());
        let chosen = Mechanism::BY_STRENGTH
            .into_iter()
            .find(usable)
            .ok_or(Lost::NoSafeLogin)?;
        if chosen == Mechanism::Plain && strongest.is_some_and(|before| before > Mechanism::Plain) {
            return Err(Lost::NoSafeLogin);
        }
        let binding = match exporter {
            Some(data) if chosen.binds_channel() => Binding::TlsExporter(data.to_vec()),
            Some(_) => Binding::NotOffered,
            None if !plus_offered => Binding::NotOffered,
            None if strongest.is_some_and(Mechanism::binds_channel) => return Err(Lost::ChannelBindingMismatch),
            None => Binding::Unable,
        };
        Ok((chosen, binding))
    }
}

/// Signs in over an encrypted stream whose features are `features`. `salted` keeps the expensive part of SCRAM
/// between calls.
///
/// # Errors
/// Any of the reasons of [`Offer::choose`], of the server's failure, or of the stream's end.
pub(crate) async fn authenticate(
    stream: &mut Stream<Secure>,
    features: &Element,
    settings: &Settings,
    salted: &mut Option<SaltedPassword>,
) -> Result<Mechanism, Lost> {
    let offer = Offer::from_features(features);
    let exporter = stream.io().exporter();
    let (mechanism, binding) = offer.choose(exporter.as_deref(), settings.strongest)?;
    let username = settings.jid.node().map_or("", |node| node.as_str());
    match Hash::of(mechanism) {
        None => plain(stream, username, &settings.password).await?,
        Some(hash) => {
            let begun = scram::begin(hash, username, binding, &offer.mechanisms, offer.bindings.as_deref())?;
            scram(stream, mechanism, begun, &settings.password, salted).await?;
        }
    }
    Ok(mechanism)
}

async fn plain(stream: &mut Stream<Secure>, username: &str, password: &str) -> Result<(), Lost> {
    let message = Zeroizing::new(format!("\0{username}\0{password}"));
    stream.send(&auth(Mechanism::Plain, message.as_bytes())).await?;
    let answer = stream.element().await?;
    if answer.is("success", NS_SASL) {
        Ok(())
    } else {
        Err(refusal(&answer, Mechanism::Plain))
    }
}

async fn scram(
    stream: &mut Stream<Secure>,
    mechanism: Mechanism,
    (begun, first): (scram::Begun, String),
    password: &Zeroizing<String>,
    salted: &mut Option<SaltedPassword>,
) -> Result<(), Lost> {
    stream.send(&auth(mechanism, first.as_bytes())).await?;
    let answer = stream.element().await?;
    if !answer.is("challenge", NS_SASL) {
        return Err(refusal(&answer, mechanism));
    }
    let challenged = begun.challenged(&payload(&answer)?)?;
    let key = match salted.take().filter(|known| challenged.fits(known)) {
        Some(known) => known,
        None => {
            let (salter, password) = (challenged.salter(), password.clone());
            tokio::task::spawn_blocking(move || salter(&password))
                .await
                .map_err(|_| Lost::Busy)?
        }
    };
    let (proven, last) = challenged.prove(&key);
    stream
        .send(&format!(
            "<response xmlns='{NS_SASL}'>{}</response>",
            BASE64.encode(last)
        ))
        .await?;
    let answer = stream.element().await?;
    if answer.is("success", NS_SASL) {
        proven.verify(&payload(&answer)?)?;
    } else if answer.is("challenge", NS_SASL) {
        // RFC 6120 §6.3.10 knows servers that send the proof first and the success after an empty response.
        proven.verify(&payload(&answer)?)?;
        stream.send(&format!("<response xmlns='{NS_SASL}'/>")).await?;
        let answer = stream.element().await?;
        if !answer.is("success", NS_SASL) {
            return Err(refusal(&answer, mechanism));
        }
    } else {
        return Err(refusal(&answer, mechanism));
    }
    *salted = Some(key);
    Ok(())
}

fn auth(mechanism: Mechanism, message: &[u8]) -> Zeroizing<String> {
    let encoded = Zeroizing::new(BASE64.encode(message));
    Zeroizing::new(format!(
        "<auth xmlns='{NS_SASL}' mechanism='{}'>{}</auth>",
        mechanism.name(),
        *encoded
    ))
}

fn payload(element: &Element) -> Result<String, Lost> {
    let decoded = BASE64
        .decode(element.text().trim())
        .map_err(|_| Lost::ServerNotAuthenticated)?;
    String::from_utf8(decoded).map_err(|_| Lost::ServerNotAuthenticated)
}

/// What an answer means that is not the next step. RFC 6120 §6.5 lists the conditions.
fn refusal(answer: &Element, mechanism: Mechanism) -> Lost {
    if !answer.is("failure", NS_SASL) {
        // Above all an early success: a server that skips the proof may not know the password at all.
        return Lost::ServerNotAuthenticated;
    }
    let condition = answer
        .children()
        .find(|child| child.name() != "text")
        .map_or("", Element::name);
    match condition {
        "not-authorized" | "credentials-expired" => Lost::WrongPassword,
        "account-disabled" => Lost::AccountDisabled,
        "temporary-auth-failure" | "aborted" => Lost::Busy,
        "encryption-required" | "invalid-mechanism" | "mechanism-too-weak" => Lost::NoSafeLogin,
        // Servers report a binding that does not match as a malformed request; nothing else of ours can be.
        _ if mechanism.binds_channel() => Lost::ChannelBindingMismatch,
        _ => Lost::NotAuthorised,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(mechanisms: &[&str], bindings: Option<&[&str]>) -> Offer {
        let own = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect();
        Offer {
            mechanisms: own(mechanisms),
            bindings: bindings.map(own),
        }
    }

    const EXPORTER: Option<&[u8]> = Some(&[7; 32]);

    #[test]
    fn t13_scram_without_plus_is_preferred_to_plain() {
        let offer = offer(&["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"], None);
        let (mechanism, binding) = offer.choose(EXPORTER, None).unwrap();
        assert_eq!(mechanism, Mechanism::ScramSha256);
        assert!(
            binding == Binding::NotOffered,
            "the server must learn that PLUS was removed on the way"
        );
    }

    #[test]
    fn channel_binding_is_used_where_the_server_lists_tls_exporter() {
        let offer = offer(
            &["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"],
            Some(&["tls-exporter"]),
        );
        let (mechanism, binding) = offer.choose(EXPORTER, None).unwrap();
        assert_eq!(mechanism, Mechanism::ScramSha1Plus);
        assert!(binding == Binding::TlsExporter(vec![7; 32]));
    }

    #[test]
    fn plus_with_types_we_cannot_do_falls_back_and_says_so() {
        for bindings in [None, Some(&["tls-unique"][..])] {
            let offer = offer(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], bindings);
            let (mechanism, binding) = offer.choose(EXPORTER, None).unwrap();
            assert_eq!(mechanism, Mechanism::ScramSha256);
            assert!(binding == Binding::Unable);
        }
    }

    #[test]
    fn t11_an_account_that_used_channel_binding_does_not_sign_in_where_its_types_vanished() {
        let offer = offer(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], Some(&["made-up"]));
        let chosen = offer.choose(EXPORTER, Some(Mechanism::ScramSha256Plus));
        assert_eq!(chosen.err(), Some(Lost::ChannelBindingMismatch));
    }

    #[test]
    fn t12_plain_is_refused_once_better_was_used_and_taken_only_if_alone() {
        let offer = offer(&["PLAIN"], None);
        assert_eq!(
            offer.choose(EXPORTER, Some(Mechanism::ScramSha1)).err(),
            Some(Lost::NoSafeLogin)
        );
        assert_eq!(offer.choose(EXPORTER, None).unwrap().0, Mechanism::Plain);
        assert_eq!(
            offer.choose(EXPORTER, Some(Mechanism::Plain)).unwrap().0,
            Mechanism::Plain
        );
    }

    #[test]
    fn t14_anonymous_is_no_way_of_signing_in() {
        for list in [&["ANONYMOUS"][..], &[], &["EXTERNAL", "DIGEST-MD5"]] {
            assert_eq!(offer(list, None).choose(EXPORTER, None).err(), Some(Lost::NoSafeLogin));
        }
    }
}
