//! RFC 6120 §8.3: stanza errors.
//!
//! One condition of the closed list, the sender's wish what to do about it, and the text for people.
//! Deliberately not: application-specific conditions; the two we could act upon (`precondition-not-met`,
//! `item-not-found`) come with a defined condition anyway.

use minidom::Element;
use sotto_model::Jid;

use crate::{ns, xml};

/// Longest error text kept, in characters: it may end on a screen.
const TEXT_MAX: usize = 1000;

/// Why a stanza came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StanzaError {
    /// What its sender thinks can be done about it.
    pub kind: ErrorKind,
    /// What is wrong.
    pub condition: Condition,
    /// An explanation in a human language.
    pub text: Option<String>,
    /// Who found it, where that differs from the stanza's sender.
    pub by: Option<Jid>,
}

/// RFC 6120 §8.3.2: what can be done about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Try again with credentials.
    Auth,
    /// Do not try again.
    Cancel,
    /// Only a warning.
    Continue,
    /// Try again with other data.
    Modify,
    /// Try again later.
    Wait,
}

impl ErrorKind {
    /// The value of the `type` attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Cancel => "cancel",
            Self::Continue => "continue",
            Self::Modify => "modify",
            Self::Wait => "wait",
        }
    }

    /// An unknown type is read as final: retrying forever is the worse mistake.
    fn parse(name: Option<&str>) -> Self {
        match name {
            Some("auth") => Self::Auth,
            Some("continue") => Self::Continue,
            Some("modify") => Self::Modify,
            Some("wait") => Self::Wait,
            _ => Self::Cancel,
        }
    }
}

macro_rules! conditions {
    ($($name:ident $text:literal $kind:ident $doc:literal,)*) => {
        /// RFC 6120 §8.3.3: what is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Condition {
            $(#[doc = $doc] $name,)*
        }

        impl Condition {
            /// Every condition.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The element's name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The error type that RFC 6120 recommends for it.
            pub fn kind(self) -> ErrorKind {
                match self { $(Self::$name => ErrorKind::$kind,)* }
            }

            fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

conditions! {
    BadRequest "bad-request" Modify "The XML is not what the receiver can work with.",
    Conflict "conflict" Cancel "Something with that name or that setting exists already.",
    FeatureNotImplemented "feature-not-implemented" Cancel "The receiver knows the feature and does not offer it.",
    Forbidden "forbidden" Auth "The sender may not do that.",
    Gone "gone" Cancel "The address exists no longer.",
    InternalServerError "internal-server-error" Cancel "The server is broken.",
    ItemNotFound "item-not-found" Cancel "There is no such thing.",
    JidMalformed "jid-malformed" Modify "That is no address.",
    NotAcceptable "not-acceptable" Modify "A rule of the receiver forbids the content.",
    NotAllowed "not-allowed" Cancel "Nobody may do that.",
    NotAuthorized "not-authorized" Auth "Sign in first.",
    PolicyViolation "policy-violation" Modify "A rule of the server forbids it: too big, too often.",
    RecipientUnavailable "recipient-unavailable" Wait "The recipient is offline.",
    Redirect "redirect" Modify "Somewhere else, for now.",
    RegistrationRequired "registration-required" Auth "Register first.",
    RemoteServerNotFound "remote-server-not-found" Cancel "There is no such server.",
    RemoteServerTimeout "remote-server-timeout" Wait "The other server does not answer.",
    ResourceConstraint "resource-constraint" Wait "Too busy.",
    ServiceUnavailable "service-unavailable" Cancel "Nobody there offers that.",
    SubscriptionRequired "subscription-required" Auth "Subscribe first.",
    Undefined "undefined-condition" Cancel "Something else, or something we cannot read.",
    UnexpectedRequest "unexpected-request" Wait "Not now.",
}

impl StanzaError {
    /// The error of a stanza whose type is `error`. Even one that says nothing readable is an error.
    pub fn of(stanza: &Element) -> Self {
        xml::child(stanza, "error", ns::CLIENT)
            .map(Self::parse)
            .unwrap_or(Self {
                kind: ErrorKind::Cancel,
                condition: Condition::Undefined,
                text: None,
                by: None,
            })
    }

    /// Reads `<error/>`.
    pub fn parse(e: &Element) -> Self {
        let condition = e
            .children()
            .filter(|c| c.has_ns(ns::STANZAS))
            .find_map(|c| Condition::parse(c.name()));
        let text = xml::child_text(e, "text", ns::STANZAS).map(|text| text.chars().take(TEXT_MAX).collect());
        Self {
            kind: ErrorKind::parse(e.attr("type")),
            condition: condition.unwrap_or(Condition::Undefined),
            text,
            by: xml::parsed(e, "by"),
        }
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        xml::build("error", ns::CLIENT)
            .attr("type", self.kind.name())
            .maybe_attr("by", self.by.as_ref().map(Jid::as_str))
            .child(xml::build(self.condition.name(), ns::STANZAS))
            .maybe(
                self.text
                    .as_deref()
                    .map(|text| xml::text_element("text", ns::STANZAS, text)),
            )
            .done()
    }
}

impl From<Condition> for StanzaError {
    fn from(condition: Condition) -> Self {
        Self {
            kind: condition.kind(),
            condition,
            text: None,
            by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn every_condition_survives_the_way_there_and_back() {
        for condition in Condition::ALL {
            let error = StanzaError {
                text: Some("why <so>?".into()),
                ..StanzaError::from(*condition)
            };
            assert_eq!(StanzaError::parse(&error.to_element()), error);
        }
    }

    #[test]
    fn an_error_that_says_nothing_readable_is_final_and_undefined() {
        for text in [
            "<error/>",
            "<error type='maybe'><oops xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
            "<error><gone/></error>",
        ] {
            let error = StanzaError::parse(&xml(text));
            assert_eq!(
                (error.kind, error.condition),
                (ErrorKind::Cancel, Condition::Undefined),
                "{text}"
            );
        }
    }

    #[test]
    fn an_application_condition_beside_the_defined_one_does_no_harm() {
        let error = StanzaError::parse(&xml(
            "<error type='cancel'><precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/>
             <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        ));
        assert_eq!(error.condition, Condition::Conflict);
    }
}
