//! What the page may do is written in configuration files, where a careless line is easily overlooked: here they are read.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file of this crate")
}

fn configuration() -> Value {
    serde_json::from_str(&read("tauri.conf.json")).expect("JSON")
}

fn at(pointer: &str) -> Value {
    configuration().pointer(pointer).cloned().unwrap_or(Value::Null)
}

#[test]
fn w03_the_content_security_policy_allows_only_the_programs_own_files_and_its_doors() {
    let policy = at("/app/security/csp");
    let directives = policy.as_object().unwrap();
    assert_eq!(directives["default-src"], "'none'");
    for (directive, sources) in directives {
        let allowed: &[&str] = match directive.as_str() {
            "connect-src" => &["ipc:", "http://ipc.localhost", "media:", "http://media.localhost"],
            // Pictures that the program decrypts for the page, and what the page itself made of them: nothing from elsewhere.
            "img-src" => &["'self'", "media:", "http://media.localhost", "blob:"],
            "media-src" => &["blob:"],
            _ => &["'none'", "'self'"],
        };
        for source in sources.as_str().unwrap().split_whitespace() {
            assert!(allowed.contains(&source), "{directive} {source}");
        }
    }
    for closed in ["base-uri", "form-action", "frame-ancestors"] {
        assert_eq!(directives[closed], "'none'", "{closed}");
    }
}

#[test]
fn w03_nothing_loosens_the_policy() {
    assert!(at("/app/security/devCsp").is_null());
    assert!(at("/app/security/dangerousDisableAssetCspModification").is_null());
    assert_eq!(at("/app/security/assetProtocol/enable"), json!(false));
    assert!(at("/build/devUrl").is_null());
    assert_eq!(at("/build/frontendDist"), json!("../ui/dist"));
}

#[test]
fn w04_the_page_may_call_the_doors_and_hear_events_and_nothing_else() {
    assert_eq!(at("/app/withGlobalTauri"), json!(false));
    assert_eq!(at("/app/security/freezePrototype"), json!(true));
    assert_eq!(at("/app/security/capabilities"), json!(["main"]));
    let capabilities: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(capabilities, ["main.json"]);
    let capability: Value = serde_json::from_str(&read("capabilities/main.json")).unwrap();
    assert_eq!(capability["windows"], json!(["main"]));
    assert_eq!(capability["local"], json!(true));
    assert!(capability["remote"].is_null());
    let doors = ["dispatch", "subscribe", "retarget", "unsubscribe", "open-link"].map(|door| format!("allow-{door}"));
    let files =
        ["take-file", "take-piece", "take-end", "save-file", "show-downloads"].map(|door| format!("allow-{door}"));
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned);
    assert_eq!(
        capability["permissions"],
        json!([&doors[..], &files[..], &events[..]].concat())
    );
}

#[test]
fn w04_no_plugin_brings_commands_of_its_own() {
    let manifest = read("Cargo.toml");
    for forbidden in ["tauri-plugin", "protocol-asset", "devtools", "webview-data-url"] {
        assert!(!manifest.contains(forbidden), "{forbidden}");
    }
    assert!(at("/plugins").is_null());
}
