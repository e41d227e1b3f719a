//! Foreign implementations as child processes: one device each, asked and answering by lines.
//!
//! | line | answer |
//! |---|---|
//! | `bundle` | `bundle IDENTITY SPK-ID SPK SIGNATURE ID:PREKEY …` |
//! | `begin IDENTITY SPK-ID SPK SIGNATURE ID:PREKEY` | `ok` or `error REASON` |
//! | `encrypt KEY` | `message IS-KEY-EXCHANGE DATA` |
//! | `decrypt IS-KEY-EXCHANGE DATA` | `plain KEY` or `error REASON` |
//! | `measure ROUNDS` (C only) | `rate PER-SECOND` |
//!
//! All bytes are hexadecimal, keys in the profile's wire form.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::OnceLock,
};

use sotto_omemo::{Bundle, Profile};

/// The programs we hold ourselves against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oracle {
    /// libsignal-protocol-c, what the legacy profile was made of. Legacy only.
    LibsignalC,
    /// Its fork libomemo-c, which Dino uses.
    LibomemoC,
    /// python-omemo's backends oldmemo and twomemo.
    Python,
}

/// A running device.
pub struct Peer {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a device; panics with what to install if that is impossible.
    pub fn start(oracle: Oracle, profile: Profile) -> Self {
        let mut command = match oracle {
            Oracle::LibsignalC => Command::new(compiled("libsignal-protocol-c", "")),
            Oracle::LibomemoC => Command::new(compiled("libomemo-c", "-DWITH_OMEMO_C")),
            Oracle::Python => python(),
        };
        if profile == Profile::Omemo2 {
            command.arg("omemo2");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the oracle starts");
        let (stdin, stdout) = (
            child.stdin.take().unwrap(),
            BufReader::new(child.stdout.take().unwrap()),
        );
        Self { child, stdin, stdout }
    }

    /// The device's bundle, through our checks.
    pub fn bundle(&mut self, profile: Profile) -> Bundle {
        let words = self.ask("bundle");
        let [_, identity, id, signed, signature, prekeys @ ..] = words.as_slice() else {
            panic!("{words:?}")
        };
        let prekeys = prekeys.iter().map(|prekey| {
            let (id, key) = prekey.split_once(':').unwrap();
            (id.parse().unwrap(), unhex(key))
        });
        Bundle::parse(
            profile,
            &unhex(identity),
            id.parse().unwrap(),
            &unhex(signed),
            &unhex(signature),
            prekeys,
        )
        .expect("the oracle's bundle passes our checks")
    }

    /// Lets the device begin a session from our bundle.
    pub fn begin(&mut self, ours: &Bundle) {
        let (id, prekey) = ours.prekeys().next().unwrap();
        let answer = self.ask(&format!(
            "begin {} {} {} {} {id}:{}",
            hex(ours.identity_wire()),
            ours.signed_prekey_id(),
            hex(&ours.signed_prekey_wire()),
            hex(ours.signature_wire()),
            hex(&prekey)
        ));
        assert_eq!(answer, ["ok"], "the oracle accepts our bundle");
    }

    /// What the device sends for a key: whether it is a key exchange, and the bytes.
    pub fn encrypt(&mut self, key: &[u8]) -> (bool, Vec<u8>) {
        let words = self.ask(&format!("encrypt {}", hex(key)));
        let [kind, key_exchange, data] = words.as_slice() else {
            panic!("{words:?}")
        };
        assert_eq!(kind, "message");
        (key_exchange == "1", unhex(data))
    }

    /// What the device reads, or why it does not.
    pub fn decrypt(&mut self, key_exchange: bool, data: &[u8]) -> Result<Vec<u8>, String> {
        let words = self.ask(&format!("decrypt {} {}", u8::from(key_exchange), hex(data)));
        match words.first().map(String::as_str) {
            Some("plain") => Ok(words.get(1).map(|key| unhex(key)).unwrap_or_default()),
            Some("error") => Err(words[1..].join(" ")),
            _ => panic!("{words:?}"),
        }
    }

    fn ask(&mut self, line: &str) -> Vec<String> {
        writeln!(self.stdin, "{line}").expect("the oracle runs");
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).expect("the oracle answers");
        assert!(
            !answer.is_empty(),
            "the oracle ended at: {}",
            &line[..line.len().min(80)]
        );
        answer.split_whitespace().map(str::to_owned).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it is our child");
    }
}

/// Builds the C device against one library, once per test run.
fn compiled(library: &'static str, define: &'static str) -> PathBuf {
    static BUILT: [OnceLock<PathBuf>; 2] = [OnceLock::new(), OnceLock::new()];
    let built = &BUILT[usize::from(define.is_empty())];
    built.get_or_init(|| build(library, define)).clone()
}

fn build(library: &str, define: &str) -> PathBuf {
    let flags = Command::new("pkg-config")
        .args(["--cflags", "--libs", library, "libcrypto"])
        .output();
    let flags = flags.expect("pkg-config is missing: apt-get install pkg-config");
    assert!(
        flags.status.success(),
        "{library} is missing: apt-get install {library}-dev libssl-dev"
    );
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("peer-{library}-{}", std::process::id()));
    let mut compile = Command::new("cc");
    compile.args(["-O2", "-Wno-deprecated-declarations", "-o"]).arg(&binary);
    if !define.is_empty() {
        compile.arg(define);
    }
    compile.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/peer.c"));
    compile.args(String::from_utf8(flags.stdout).unwrap().split_whitespace());
    assert!(
        compile.status().expect("cc is missing: apt-get install gcc").success(),
        "peer.c compiles"
    );
    binary
}

fn python() -> Command {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let python =
        env::var_os("SOTTO_ORACLE_PYTHON").map_or_else(|| Path::new(root).join(".dev/venv/bin/python"), PathBuf::from);
    let found = Command::new(&python)
        .args(["-c", "import oldmemo, twomemo"])
        .stderr(Stdio::null())
        .status();
    assert!(
        found.is_ok_and(|status| status.success()),
        "{} cannot import oldmemo: python3 -m venv .dev/venv && .dev/venv/bin/pip install oldmemo==2.1.0 twomemo==2.1.0",
        python.display()
    );
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/peer.py"));
    command
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
