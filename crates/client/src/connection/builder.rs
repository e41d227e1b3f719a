//! From XML events to elements, without recursion.
//!
//! Keeps one stack frame per open element, so that closing one appends it to its parent and nothing ever walks
//! down a tree. Consecutive texts are gathered in one string per element before `minidom` sees them.

use minidom::{Element, Node};
use rxml::{AttrMap, Namespace, NcName, RawEvent, RawQName};

use super::framing::{FrameError, Opened, SkipReason, Skipped};
use super::settings::Limits;

pub(crate) const NS_STREAM: &str = "http://etherx.jabber.org/streams";
pub(crate) const NS_CLIENT: &str = "jabber:client";

/// What one event completed.
pub(crate) enum Built {
    Nothing,
    Open(Opened),
    Element(Element),
    Skipped(Skipped),
    Close,
}

/// Namespace declarations of one element: prefix (`None` for the default) and name.
type Declarations = Vec<(Option<NcName>, Namespace<'static>)>;

/// A start tag that is still being read.
struct Head {
    name: RawQName,
    declarations: Declarations,
    attributes: Vec<(RawQName, String)>,
    /// Attributes and declarations seen, kept or not.
    count: usize,
}

/// An element that is open.
struct Open {
    element: Element,
    text: String,
    children: usize,
}

pub(crate) struct Builder {
    limits: Limits,
    head: Option<Head>,
    /// Declarations of the stream and of every open element that is being built.
    scopes: Vec<Declarations>,
    stack: Vec<Open>,
    /// Open elements below the stream, built or not.
    depth: usize,
    in_stream: bool,
    /// Bytes of the child of the stream that is being read.
    size: usize,
    skipping: Option<SkipReason>,
    /// Whether the child of the stream that is being read is a message, presence or iq.
    is_stanza: bool,
}

impl Builder {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            head: None,
            scopes: Vec::new(),
            stack: Vec::new(),
            depth: 0,
            in_stream: false,
            size: 0,
            skipping: None,
            is_stanza: false,
        }
    }

    /// Bytes of the stanza being read so far.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn event(&mut self, event: RawEvent) -> Result<Built, FrameError> {
        self.account(event.metrics().len());
        match event {
            RawEvent::XmlDeclaration(..) => Ok(Built::Nothing),
            RawEvent::ElementHeadOpen(_, name) => self.head_open(name),
            RawEvent::Attribute(_, name, value) => {
                self.attribute(name, value)?;
                Ok(Built::Nothing)
            }
            RawEvent::ElementHeadClose(_) => self.head_close(),
            RawEvent::ElementFoot(_) => self.foot(),
            RawEvent::Text(_, text) => self.text(text),
        }
    }

    fn account(&mut self, bytes: usize) {
        self.size = self.size.saturating_add(bytes);
        if self.size > self.limits.max_stanza {
            self.skip(SkipReason::TooBig);
        }
    }

    /// From here to the end of the stanza nothing is kept any more; what was built is dropped level by level.
    fn skip(&mut self, reason: SkipReason) {
        if self.depth == 0 {
            return;
        }
        self.skipping.get_or_insert(reason);
        self.scopes.truncate(1);
        while self.stack.pop().is_some() {}
    }

    fn head_open(&mut self, name: RawQName) -> Result<Built, FrameError> {
        let too_long = length(&name) > self.limits.max_token;
        let too_many = self
            .stack
            .last()
            .is_some_and(|parent| parent.children >= self.limits.max_children);
        self.head = Some(Head {
            name,
            declarations: Vec::new(),
            attributes: Vec::new(),
            count: 0,
        });
        if !self.in_stream {
            return Ok(Built::Nothing);
        }
        self.depth += 1;
        if self.depth > self.limits.hard_depth {
            return Err(FrameError::TooBig);
        }
        if self.depth > self.limits.max_depth {
            self.skip(SkipReason::TooDeep);
        } else if too_long {
            self.skip(SkipReason::TokenTooLong);
        } else if too_many {
            self.skip(SkipReason::TooManyChildren);
        }
        Ok(Built::Nothing)
    }

    fn attribute(&mut self, name: RawQName, value: String) -> Result<(), FrameError> {
        let Some(head) = self.head.as_mut() else { return Ok(()) };
        head.count += 1;
        if head.count > self.limits.max_attributes {
            if !self.in_stream {
                return Err(FrameError::TooBig);
            }
            self.skip(SkipReason::TooManyAttributes);
        } else if length(&name).max(value.len()) > self.limits.max_token {
            self.skip(SkipReason::TokenTooLong);
        }
        let Some(head) = self.head.as_mut() else { return Ok(()) };
        let declares_default = name.0.is_none() && name.1 == "xmlns";
        // While skipping only the stanza's own default namespace matters: it says whether this is a stanza.
        if self.skipping.is_some() && !(self.depth == 1 && declares_default) {
            return Ok(());
        }
        if declares_default {
            head.declarations.push((None, value.into()));
        } else if name.0.as_ref().is_some_and(|prefix| prefix == "xmlns") {
            head.declarations.push((Some(name.1), value.into()));
        } else {
            head.attributes.push((name, value));
        }
        Ok(())
    }

    fn head_close(&mut self) -> Result<Built, FrameError> {
        let Some(head) = self.head.take() else {
            return Ok(Built::Nothing);
        };
        if self.skipping.is_some() {
            if self.depth == 1 {
                self.is_stanza = self.names_a_stanza(&head);
            }
            return Ok(Built::Nothing);
        }
        self.declare(head.declarations)?;
        let namespace = self.resolve(head.name.0.as_ref())?;
        let attributes = self.resolve_attributes(head.attributes)?;
        if !self.in_stream {
            return self.open_stream(&head.name.1, &namespace, &attributes);
        }
        if self.depth == 1 {
            self.is_stanza = namespace == *NS_CLIENT && is_stanza_name(&head.name.1);
        }
        let mut element = Element::bare(head.name.1.as_str(), namespace.as_str());
        *element.attrs_mut() = attributes;
        self.stack.push(Open {
            element,
            text: String::new(),
            children: 0,
        });
        Ok(Built::Nothing)
    }

    fn names_a_stanza(&self, head: &Head) -> bool {
        let own = head.declarations.iter().find(|(prefix, _)| *prefix == head.name.0);
        let namespace = own
            .map(|(_, namespace)| namespace)
            .or_else(|| self.lookup(head.name.0.as_ref()));
        is_stanza_name(&head.name.1) && namespace.is_some_and(|namespace| *namespace == *NS_CLIENT)
    }

    fn open_stream(
        &mut self,
        name: &NcName,
        namespace: &Namespace<'static>,
        attributes: &AttrMap,
    ) -> Result<Built, FrameError> {
        let default = self.lookup(None).is_some_and(|default| *default == *NS_CLIENT);
        if *name != "stream" || *namespace != *NS_STREAM || !default {
            return Err(FrameError::NotAStream);
        }
        self.in_stream = true;
        self.size = 0;
        let text = |name: &str| attributes.get(Namespace::none(), name).cloned();
        let major = text("version").and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        Ok(Built::Open(Opened {
            id: text("id"),
            version_1: major.is_some_and(|major| major >= 1),
        }))
    }

    fn foot(&mut self) -> Result<Built, FrameError> {
        if self.depth == 0 {
            return Ok(Built::Close);
        }
        self.depth -= 1;
        if let Some(reason) = self.skipping {
            if self.depth > 0 {
                return Ok(Built::Nothing);
            }
            self.skipping = None;
            self.size = 0;
            return Ok(Built::Skipped(Skipped {
                reason,
                stanza: self.is_stanza,
            }));
        }
        self.scopes.pop();
        let Some(mut closed) = self.stack.pop() else {
            return Ok(Built::Nothing);
        };
        closed.flush_text();
        match self.stack.last_mut() {
            Some(parent) => {
                parent.flush_text();
                parent.children += 1;
                parent.element.append_child(closed.element);
                Ok(Built::Nothing)
            }
            None => {
                self.size = 0;
                Ok(Built::Element(closed.element))
            }
        }
    }

    fn text(&mut self, text: String) -> Result<Built, FrameError> {
        match self.stack.last_mut() {
            Some(open) => open.text.push_str(&text),
            None if self.skipping.is_some() => {}
            // Between stanzas only white space may stand (RFC 6120 §4.6.1, §11.7): a keep-alive.
            None if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) => self.size = 0,
            None => return Err(FrameError::BadXml),
        }
        Ok(Built::Nothing)
    }

    fn declare(&mut self, declarations: Declarations) -> Result<(), FrameError> {
        let duplicate = declarations
            .iter()
            .enumerate()
            .any(|(at, (prefix, _))| declarations.iter().take(at).any(|d| d.0 == *prefix));
        if duplicate {
            return Err(FrameError::BadXml);
        }
        self.scopes.push(declarations);
        Ok(())
    }

    fn lookup(&self, prefix: Option<&NcName>) -> Option<&Namespace<'static>> {
        let declared = self
            .scopes
            .iter()
            .rev()
            .flatten()
            .find(|(known, _)| known.as_ref() == prefix);
        declared.map(|(_, namespace)| namespace)
    }

    fn resolve(&self, prefix: Option<&NcName>) -> Result<Namespace<'static>, FrameError> {
        match (self.lookup(prefix), prefix) {
            (Some(namespace), _) => Ok(namespace.clone()),
            (None, None) => Ok(Namespace::none().clone()),
            (None, Some(prefix)) if prefix == "xml" => Ok(Namespace::xml().clone()),
            (None, Some(_)) => Err(FrameError::BadXml),
        }
    }

    fn resolve_attributes(&self, attributes: Vec<(RawQName, String)>) -> Result<AttrMap, FrameError> {
        let mut resolved = AttrMap::new();
        for ((prefix, name), value) in attributes {
            let namespace = match &prefix {
                None => Namespace::none().clone(),
                Some(_) => self.resolve(prefix.as_ref())?,
            };
            if resolved.insert(namespace, name, value).is_some() {
                return Err(FrameError::BadXml);
            }
        }
        Ok(resolved)
    }
}

impl Open {
    fn flush_text(&mut self) {
        if !self.text.is_empty() {
            self.element.append_node(Node::Text(std::mem::take(&mut self.text)));
        }
    }
}

fn length(name: &RawQName) -> usize {
    name.0.as_ref().map_or(0, |prefix| prefix.len()) + name.1.len()
}

fn is_stanza_name(name: &str) -> bool {
    matches!(name, "message" | "presence" | "iq")
}
