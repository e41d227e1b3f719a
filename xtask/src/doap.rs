//! `docs/xeps.toml`, and the DOAP file (XEP-0453) that directories of XMPP software read.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell::{root, step};

/// What the project says about itself.
#[derive(Deserialize)]
pub struct Project {
    name: String,
    summary: String,
    description: String,
    created: String,
    languages: Vec<String>,
    systems: Vec<String>,
    rfcs: Vec<u32>,
    /// What it implements.
    pub xep: Vec<Xep>,
}

/// One implemented XEP.
#[derive(Deserialize)]
pub struct Xep {
    /// Its number.
    pub number: u32,
    /// The version that was read.
    pub version: String,
    /// `complete`, `partial` or `planned`, as XEP-0453 names them.
    pub status: String,
    /// The version of Sotto that brought it.
    pub since: String,
    /// What is left out, or what is worth knowing.
    #[serde(default)]
    pub note: String,
    /// The tests that show it.
    pub proof: Vec<String>,
}

impl Project {
    /// Reads `docs/xeps.toml`.
    pub fn read() -> Result<Self> {
        let text = fs::read_to_string(root().join("docs/xeps.toml")).context("docs/xeps.toml")?;
        toml::from_str(&text).context("docs/xeps.toml")
    }

    /// The RDF of XEP-0453.
    fn doap(&self) -> Result<String> {
        let mut out = String::from(HEAD);
        writeln!(out, "    <name>{}</name>", escaped(&self.name))?;
        writeln!(
            out,
            "    <shortdesc xml:lang=\"en\">{}</shortdesc>",
            escaped(&self.summary)
        )?;
        writeln!(
            out,
            "    <description xml:lang=\"en\">{}</description>",
            escaped(&self.description)
        )?;
        writeln!(out, "    <created>{}</created>", escaped(&self.created))?;
        for license in ["MIT", "Apache-2.0"] {
            writeln!(
                out,
                "    <license rdf:resource=\"https://spdx.org/licenses/{license}.html\"/>"
            )?;
        }
        for language in &self.languages {
            writeln!(
                out,
                "    <programming-language>{}</programming-language>",
                escaped(language)
            )?;
        }
        for system in &self.systems {
            writeln!(out, "    <os>{}</os>", escaped(system))?;
        }
        for rfc in &self.rfcs {
            writeln!(
                out,
                "    <implements rdf:resource=\"https://www.rfc-editor.org/rfc/rfc{rfc}\"/>"
            )?;
        }
        for xep in &self.xep {
            xep.doap(&mut out)?;
        }
        Ok(out + TAIL)
    }
}

impl Xep {
    fn doap(&self, out: &mut String) -> Result<()> {
        writeln!(out, "    <implements>\n      <xmpp:SupportedXep>")?;
        writeln!(
            out,
            "        <xmpp:xep rdf:resource=\"https://xmpp.org/extensions/xep-{:04}.html\"/>",
            self.number
        )?;
        writeln!(out, "        <xmpp:status>{}</xmpp:status>", escaped(&self.status))?;
        writeln!(out, "        <xmpp:version>{}</xmpp:version>", escaped(&self.version))?;
        writeln!(out, "        <xmpp:since>{}</xmpp:since>", escaped(&self.since))?;
        if !self.note.is_empty() {
            writeln!(out, "        <xmpp:note>{}</xmpp:note>", escaped(&self.note))?;
        }
        writeln!(out, "      </xmpp:SupportedXep>\n    </implements>")?;
        Ok(())
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- Made from docs/xeps.toml by `./dev doap`. -->
<rdf:RDF xmlns="http://usefulinc.com/ns/doap#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmpp="https://linkmauve.fr/ns/xmpp-doap#">
  <Project>
"#;

const TAIL: &str = "  </Project>\n</rdf:RDF>\n";

fn file() -> PathBuf {
    root().join("sotto.doap")
}

/// Writes the DOAP file.
pub fn write() -> Result<()> {
    fs::write(file(), Project::read()?.doap()?)?;
    step("sotto.doap is written");
    Ok(())
}

/// Whether the file says something else than the list.
pub fn stale() -> Result<bool> {
    let made = Project::read()?.doap()?;
    Ok(fs::read_to_string(file()).unwrap_or_default() != made)
}

fn escaped(text: &str) -> String {
    text.trim()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
