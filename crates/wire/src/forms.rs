//! XEP-0004 2.13.2: data forms, for programs and for people to fill in.
//!
//! Deliberately not: reported tables, and media other than those of XEP-0221 that come as links.

use minidom::Element;

use crate::{ns, xml};

const FIELDS_MAX: usize = 200;
const VALUES_MAX: usize = 1000;
const OPTIONS_MAX: usize = 200;
const LABEL_MAX: usize = 300;

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Its fields, `FORM_TYPE` included.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub var: String,
    /// The `type` attribute.
    pub kind: Option<String>,
    /// The values, in order.
    pub values: Vec<String>,
    /// What people read beside it.
    pub label: Option<String>,
    /// It has to be filled in.
    pub required: bool,
    /// What there is to choose from: value and label.
    pub options: Vec<(String, String)>,
}

impl Form {
    /// A form of this type to be submitted.
    pub fn new(form_type: &str) -> Self {
        let field = Field {
            var: "FORM_TYPE".to_owned(),
            kind: Some("hidden".to_owned()),
            values: vec![form_type.to_owned()],
            ..Field::default()
        };
        Self { fields: vec![field] }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with(mut self, var: &str, value: &str) -> Self {
        self.fields.push(Field {
            var: var.to_owned(),
            kind: None,
            values: vec![value.to_owned()],
            ..Field::default()
        });
        self
    }

    /// The same with one more field, if there is a value.
    #[must_use]
    pub fn maybe(self, var: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(var, value),
            None => self,
        }
    }

    /// Sets the first value of a field that is there; one that is not stays away.
    pub fn set(&mut self, var: &str, value: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.var == var) {
            field.values = vec![value.to_owned()];
        }
    }

    /// The first value of a field.
    pub fn value(&self, var: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.var == var)?
            .values
            .first()
            .map(String::as_str)
    }

    /// XEP-0068: what the fields mean. Only a hidden `FORM_TYPE` counts (XEP-0115 §5.4 rule 3.6).
    pub fn form_type(&self) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.var == "FORM_TYPE" && field.kind.as_deref() == Some("hidden"))
    }

    /// Reads `<x/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("x", ns::DATA) {
            return None;
        }
        let fields = xml::children(e, "field", ns::DATA)
            .filter_map(Field::parse)
            .take(FIELDS_MAX);
        Some(Self {
            fields: fields.collect(),
        })
    }

    /// The element, of type `submit` or `result`.
    pub fn to_element(&self, kind: &'static str) -> Element {
        xml::build("x", ns::DATA)
            .attr("type", kind)
            .children(self.fields.iter().map(Field::to_element))
            .done()
    }
}

impl Field {
    fn parse(e: &Element) -> Option<Self> {
        let values = xml::children(e, "value", ns::DATA).map(Element::text).take(VALUES_MAX);
        Some(Self {
            var: xml::id(e, "var")?,
            kind: e.attr("type").map(str::to_owned),
            values: values.collect(),
            label: e.attr("label").map(|label| label.chars().take(LABEL_MAX).collect()),
            required: xml::child(e, "required", ns::DATA).is_some(),
            options: xml::children(e, "option", ns::DATA)
                .filter_map(|option| {
                    let value = xml::child_text(option, "value", ns::DATA)?;
                    let label = option.attr("label").unwrap_or(&value).chars().take(LABEL_MAX).collect();
                    Some((value, label))
                })
                .take(OPTIONS_MAX)
                .collect(),
        })
    }

    fn to_element(&self) -> Element {
        xml::build("field", ns::DATA)
            .attr("var", &self.var)
            .maybe_attr("type", self.kind.as_deref())
            .children(
                self.values
                    .iter()
                    .map(|value| xml::text_element("value", ns::DATA, value)),
            )
            .done()
    }
}
