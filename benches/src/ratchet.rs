//! Encrypting and decrypting message keys with the session loaded from and put back into a store each time, against
//! the same ratchet held in memory, and, where they are installed, beside the C libraries in the same run.
//!
//! The target is 0.8 of the bare ratchet: reading and writing the record may cost a fifth and no more.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sotto_model::DeviceId;
use sotto_omemo::{
    Address, KeyStore, Profile, bare::BareSession, begin_session, decrypt_key, encrypt_key, memory::MemoryStore,
};

use crate::Size;
use crate::outcome::{Against, Outcome, Target};

/// Messages in one round: few enough that many rounds are over before the system gives the processor to somebody else.
const MESSAGES: usize = 2_000;
/// Rounds, of which the fastest counts: everything slower was disturbed.
const ROUNDS: usize = 200;
/// A legacy body key and its tag.
const KEY: [u8; 32] = [7; 32];
const PROFILE: Profile = Profile::Legacy;

/// Two devices that have answered each other.
struct Pair {
    romeo: MemoryStore,
    juliet: MemoryStore,
    rng: ChaCha20Rng,
}

/// Messages a second.
#[derive(Clone, Copy, Default)]
struct Rate {
    encrypt: f64,
    decrypt: f64,
}

/// Runs the benchmark.
///
/// # Errors
/// If a C library is installed and its program cannot be built or does not answer.
pub fn measure(size: Size) -> Result<Vec<Outcome>> {
    let rounds = match size {
        Size::Quick => ROUNDS,
        Size::Full => 3 * ROUNDS,
    };
    let (mut ours, mut bare) = (Rate::default(), Rate::default());
    for _ in 0..rounds {
        ours = ours.or_faster(Pair::new().stored());
        bare = bare.or_faster(Pair::new().bare());
    }
    for library in ["libsignal-protocol-c", "libomemo-c"] {
        match foreign(library)? {
            Some(peer) => println!(
                "{library}: {peer:.0} encrypts/s, ours is {:.1} times that",
                ours.encrypt / peer
            ),
            None => println!("{library} is not installed here"),
        }
    }
    Ok(vec![
        outcome("ratchet_decrypt", ours.decrypt, bare.decrypt, "decrypts/s"),
        outcome("ratchet", ours.encrypt, bare.encrypt, "encrypts/s"),
    ])
}

fn outcome(name: &'static str, ours: f64, bare: f64, unit: &'static str) -> Outcome {
    Outcome {
        name,
        ours,
        against: Against::Limit(bare),
        unit,
        target: Target::AtLeast(0.8),
    }
}

impl Rate {
    fn or_faster(self, other: Self) -> Self {
        Self {
            encrypt: self.encrypt.max(other.encrypt),
            decrypt: self.decrypt.max(other.decrypt),
        }
    }
}

impl Pair {
    fn new() -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let [romeo, juliet] =
            [romeos_address(), juliets_address()].map(|address| MemoryStore::new(address, 2, &mut rng));
        let mut pair = Self { romeo, juliet, rng };
        let bundle = pair.juliet.bundle(PROFILE);
        begin_session(&mut pair.romeo, &mut pair.rng, PROFILE, &juliets_address(), &bundle).expect("a sound bundle");
        let hello = encrypt_key(&mut pair.romeo, &mut pair.rng, PROFILE, &juliets_address(), &KEY).expect("a session");
        decrypt_key(
            &mut pair.juliet,
            &mut pair.rng,
            PROFILE,
            &romeos_address(),
            &hello.data,
            true,
        )
        .expect("a greeting");
        let answer = encrypt_key(&mut pair.juliet, &mut pair.rng, PROFILE, &romeos_address(), &KEY).expect("a session");
        decrypt_key(
            &mut pair.romeo,
            &mut pair.rng,
            PROFILE,
            &juliets_address(),
            &answer.data,
            false,
        )
        .expect("an answer");
        pair
    }

    /// As the product does it, but for the disk.
    fn stored(mut self) -> Rate {
        let (romeo, juliet) = (romeos_address(), juliets_address());
        let (encrypt, sent) = timed(|_| {
            encrypt_key(&mut self.romeo, &mut self.rng, PROFILE, &juliet, &KEY)
                .expect("a session")
                .data
        });
        let (decrypt, _) = timed(|at| {
            let data = sent.get(at).expect("as many as were sent");
            decrypt_key(&mut self.juliet, &mut self.rng, PROFILE, &romeo, data, false)
                .expect("in order")
                .key
        });
        Rate { encrypt, decrypt }
    }

    /// The ratchet alone.
    fn bare(mut self) -> Rate {
        let record = |store: &MemoryStore, with| store.session(PROFILE, with).expect("memory does not fail");
        let bare = |store: &MemoryStore, with| {
            BareSession::decode(PROFILE, &record(store, with).expect("a session")).expect("a sound record")
        };
        let (mut from, mut to) = (
            bare(&self.romeo, &juliets_address()),
            bare(&self.juliet, &romeos_address()),
        );
        let (encrypt, sent) = timed(|_| from.encrypt(&mut self.rng, &KEY).expect("numbers are left"));
        let (decrypt, _) = timed(|at| {
            to.decrypt(&mut self.rng, sent.get(at).expect("as many as were sent"))
                .expect("in order")
        });
        Rate { encrypt, decrypt }
    }
}

/// The rate of `work`, done [`MESSAGES`] times, and what it made.
fn timed<T>(work: impl FnMut(usize) -> T) -> (f64, Vec<T>) {
    let started = Instant::now();
    let made: Vec<T> = (0..MESSAGES).map(work).collect();
    (MESSAGES as f64 / started.elapsed().as_secs_f64(), made)
}

/// The rate of a C library, driven by the oracle tests' program, its session kept in memory like ours; nothing where it
/// is not installed.
fn foreign(library: &str) -> Result<Option<f64>> {
    let Some(binary) = build(library)? else {
        return Ok(None);
    };
    let ours = Pair::new().juliet.bundle(PROFILE);
    let (id, prekey) = ours.prekeys().next().context("a bundle without prekeys")?;
    let [identity, signed, signature, prekey] = [
        ours.identity_wire(),
        &ours.signed_prekey_wire(),
        ours.signature_wire(),
        &prekey,
    ]
    .map(hex);
    let lines = format!(
        "begin {identity} {} {signed} {signature} {id}:{prekey}\n{}",
        ours.signed_prekey_id(),
        format!("measure {MESSAGES}\n").repeat(ROUNDS / 10)
    );
    let mut child = Command::new(&binary)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("it is piped")?.write_all(lines.as_bytes())?;
    let output = child.wait_with_output()?;
    std::fs::remove_file(&binary)?;
    let answers = String::from_utf8_lossy(&output.stdout);
    let rates = answers
        .lines()
        .filter_map(|line| line.strip_prefix("rate ")?.parse().ok());
    match rates.reduce(f64::max) {
        Some(rate) => Ok(Some(rate)),
        None => bail!("{library} answered {answers}"),
    }
}

/// Builds the oracle tests' program against a library.
fn build(library: &str) -> Result<Option<PathBuf>> {
    let flags = Command::new("pkg-config")
        .args(["--cflags", "--libs", library, "libcrypto"])
        .output();
    let Some(flags) = flags.ok().filter(|flags| flags.status.success()) else {
        return Ok(None);
    };
    let binary = std::env::temp_dir().join(format!("sotto-bench-{library}-{}", std::process::id()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/omemo/tests/oracle/peer.c");
    let define = if library == "libomemo-c" {
        "-DWITH_OMEMO_C"
    } else {
        "-DWITH_SIGNAL_C"
    };
    let compiled = Command::new("cc")
        .args(["-O2", "-Wno-deprecated-declarations", define, "-o"])
        .arg(&binary)
        .arg(source)
        .args(String::from_utf8_lossy(&flags.stdout).split_whitespace())
        .status()?;
    if compiled.success() {
        Ok(Some(binary))
    } else {
        bail!("cc could not build {library}'s program")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn romeos_address() -> Address {
    Address {
        jid: "romeo@montague.lit".to_owned(),
        device: device(),
    }
}

fn juliets_address() -> Address {
    Address {
        jid: "juliet@capulet.lit".to_owned(),
        device: device(),
    }
}

fn device() -> DeviceId {
    DeviceId::try_from(1).expect("one is a device id")
}
