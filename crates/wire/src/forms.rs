//! XEP-0004 2.13.2: data forms, as far as XEP-0060, -0115, -0128 and -0313 need them.
//!
//! Deliberately not: forms for people to fill in, media, and reported tables.

use minidom::Element;

use crate::{ns, xml};

const FIELDS_MAX: usize = 200;
const VALUES_MAX: usize = 1000;

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Its fields, `FORM_TYPE` included.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub var: String,
    /// The `type` attribute.
    pub kind: Option<String>,
    /// The values, in order.
    pub values: Vec<String>,
}

impl Form {
    /// A form of this type to be submitted.
    pub fn new(form_type: &str) -> Self {
        let field = Field {
            var: "FORM_TYPE".to_owned(),
            kind: Some("hidden".to_owned()),
            values: vec![form_type.to_owned()],
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
