//! What becomes of the archive when the disk, the file, the key or the power fails.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sotto_model::{Encryption, OriginId, Peer, StanzaId, Timestamp};
use sotto_omemo::{Address, KeyStore, Profile};
use tempfile::TempDir;

use crate::messages::{Kind, New};
use crate::{Key, Store, StoreError, Tx, account, conversations, messages, omemo};

const KEY: [u8; 32] = [7; 32];
const ME: &str = "juliet@capulet.lit";

fn key() -> Key {
    Key::new(KEY)
}

fn peer() -> Peer {
    Peer("romeo@montague.lit".parse().unwrap())
}

fn romeo() -> Address {
    Address {
        jid: peer().to_string(),
        device: 11.try_into().unwrap(),
    }
}

fn archive() -> (TempDir, PathBuf, Store) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("archive.db");
    let mut store = Store::open(&path, &key()).unwrap();
    let tx = store.begin().unwrap();
    account::ensure(&tx, &Peer(ME.parse().unwrap())).unwrap();
    tx.commit().unwrap();
    (directory, path, store)
}

/// Everything that one received message changes: the ratchet, the text, the place in the server's archive.
fn receive(tx: &Tx<'_>, n: u32, text: &str) -> Result<(), StoreError> {
    let conversation = conversations::ensure(tx, &peer())?;
    omemo::Keys::new(tx, ME).put_session(Profile::Legacy, &romeo(), &n.to_be_bytes())?;
    let (origin, stanza) = (OriginId(format!("o{n}")), StanzaId(format!("s{n}")));
    messages::insert(
        tx,
        &New {
            conversation: conversation.id,
            kind: Kind::Message,
            outgoing: false,
            author: messages::Author::default(),
            mention: false,
            at: Timestamp(n.into()),
            place: Timestamp(n.into()),
            origin: Some(&origin),
            origin_unique: true,
            stanza: Some(&stanza),
            target: None,
            body: Ok(text),
            encryption: Encryption::OmemoLegacy,
            exposed: false,
            device: None,
            delivery: None,
        },
    )?;
    account::set_archive_cursor(tx, Some(&stanza))
}

fn commit(store: &mut Store, n: u32, text: &str) -> Result<(), StoreError> {
    let tx = store.begin()?;
    receive(&tx, n, text)?;
    tx.commit()
}

/// How many messages there are; the ratchet and the cursor must tell the same.
fn consistent(store: &mut Store) -> u32 {
    store.check().unwrap();
    let tx = store.begin().unwrap();
    let count: u32 = tx
        .find("SELECT count(*) FROM messages", [], |row| row.get(0))
        .unwrap()
        .unwrap();
    let record = omemo::Keys::new(&tx, ME).session(Profile::Legacy, &romeo()).unwrap();
    let ratchet = record.map_or(0, |record| u32::from_be_bytes(record.as_slice().try_into().unwrap()));
    let cursor = account::load(&tx)
        .unwrap()
        .archive_cursor
        .map_or(String::new(), |id| id.0);
    assert_eq!(ratchet, count, "the ratchet stands where the messages end");
    assert_eq!(cursor, if count == 0 { String::new() } else { format!("s{count}") });
    count
}

/// The files as a kill at this moment would leave them.
fn copy_of(path: &Path) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let copy = directory.path().join("archive.db");
    fs::copy(path, &copy).unwrap();
    let wal = path.with_extension("db-wal");
    if wal.exists() {
        fs::copy(wal, copy.with_extension("db-wal")).unwrap();
    }
    (directory, copy)
}

#[test]
fn f01_a_kill_between_any_two_statements_leaves_all_of_a_message_or_nothing() {
    let (_directory, path, mut store) = archive();
    for n in 1..=20 {
        let tx = store.begin().unwrap();
        receive(&tx, n, "text").unwrap();
        let (_kept, before) = copy_of(&path);
        assert_eq!(consistent(&mut Store::open(&before, &key()).unwrap()), n - 1);
        tx.commit().unwrap();
        let (_kept, after) = copy_of(&path);
        assert_eq!(consistent(&mut Store::open(&after, &key()).unwrap()), n);
    }
}

#[test]
fn f03_wherever_the_log_ends_after_a_power_cut_the_archive_is_whole() {
    let (_directory, path, mut store) = archive();
    for n in 1..=30 {
        commit(&mut store, n, &"x".repeat(2_000)).unwrap();
    }
    let length = fs::metadata(path.with_extension("db-wal")).unwrap().len();
    let mut counts = Vec::new();
    for end in (0..=length).step_by(4096) {
        let (_kept, copy) = copy_of(&path);
        fs::File::options()
            .write(true)
            .open(copy.with_extension("db-wal"))
            .unwrap()
            .set_len(end)
            .unwrap();
        let Ok(mut cut) = Store::open(&copy, &key()) else {
            panic!("cut at {end}")
        };
        let made = cut
            .begin()
            .unwrap()
            .find("SELECT count(*) FROM account", [], |row| row.get(0))
            .unwrap();
        if made != Some(0) {
            counts.push(consistent(&mut cut));
        }
    }
    assert!(counts.is_sorted(), "a longer log never tells less: {counts:?}");
    assert!(counts.len() > 20 && counts.last() >= Some(&29), "{counts:?}");
}

#[test]
fn f04_everything_is_in_one_file() {
    let (directory, _, mut store) = archive();
    commit(&mut store, 1, "text").unwrap();
    let mut names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["archive.db", "archive.db-shm", "archive.db-wal"]);
}

#[test]
fn f02_what_is_committed_is_on_the_disk_before_anything_goes_on() {
    let (_directory, _, store) = archive();
    let pragma = |name: &str| {
        store
            .connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(pragma("synchronous"), 2, "FULL");
    assert_eq!(pragma("secure_delete"), 1);
    assert_eq!(pragma("temp_store"), 2, "no temporary file holds a text");
}

#[test]
fn f05_a_full_disk_keeps_what_was_and_nothing_by_halves() {
    let (_directory, path, mut store) = archive();
    commit(&mut store, 1, "first").unwrap();
    let pages: i64 = store
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .query_row(&format!("PRAGMA max_page_count = {}", pages + 2), [], |_| Ok(()))
        .unwrap();
    let full = commit(&mut store, 2, &"x".repeat(100_000));
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    drop(store);
    let mut again = Store::open(&path, &key()).unwrap();
    assert_eq!(consistent(&mut again), 1);
    commit(&mut again, 2, &"x".repeat(100_000)).unwrap();
    assert_eq!(consistent(&mut again), 2, "and goes on once there is room");
}

#[test]
fn f06_an_archive_that_somebody_else_writes_is_busy_and_not_damaged() {
    let (_directory, path, mut store) = archive();
    let mut other = Store::open(&path, &key()).unwrap();
    other
        .connection
        .busy_timeout(std::time::Duration::from_millis(50))
        .unwrap();
    let held = store.begin().unwrap();
    receive(&held, 1, "first").unwrap();
    assert!(matches!(commit(&mut other, 1, "mine"), Err(StoreError::Busy)));
    held.commit().unwrap();
    commit(&mut other, 2, "second").unwrap();
    assert_eq!(consistent(&mut other), 2);
}

#[test]
fn f06_each_failure_of_the_disk_has_its_name() {
    use rusqlite::ffi::{
        Error, SQLITE_BUSY, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_IOERR, SQLITE_LOCKED, SQLITE_MISUSE,
        SQLITE_NOTADB, SQLITE_PERM, SQLITE_READONLY,
    };
    let named = |code| StoreError::from(rusqlite::Error::SqliteFailure(Error::new(code), None));
    assert!(matches!(named(SQLITE_FULL), StoreError::DiskFull));
    for code in [SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM] {
        assert!(matches!(named(code), StoreError::ReadOnly));
    }
    for code in [SQLITE_BUSY, SQLITE_LOCKED] {
        assert!(matches!(named(code), StoreError::Busy));
    }
    assert!(matches!(named(SQLITE_IOERR), StoreError::Io(_)));
    assert!(matches!(named(SQLITE_CORRUPT), StoreError::Damaged(_)));
    assert!(matches!(named(SQLITE_NOTADB), StoreError::WrongKey));
    assert!(matches!(named(SQLITE_MISUSE), StoreError::Unexpected(_)));
}

#[test]
fn f06_a_directory_that_is_not_there_is_no_archive() {
    let (directory, ..) = archive();
    let nowhere = directory.path().join("missing").join("archive.db");
    assert!(matches!(Store::open(&nowhere, &key()), Err(StoreError::ReadOnly)));
}

#[test]
fn f12_a_wrong_key_opens_nothing_and_harms_nothing() {
    let (_directory, path, mut store) = archive();
    commit(&mut store, 1, "text").unwrap();
    drop(store);
    let before = fs::read(&path).unwrap();
    for wrong in [[8; 32], [0; 32]] {
        assert!(matches!(
            Store::open(&path, &Key::new(wrong)),
            Err(StoreError::WrongKey)
        ));
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(consistent(&mut Store::open(&path, &key()).unwrap()), 1);
}

#[test]
fn a_file_that_is_no_archive_is_not_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("archive.db");
    let letter = "Dear Juliet, ".repeat(1_000);
    fs::write(&path, &letter).unwrap();
    assert!(matches!(Store::open(&path, &key()), Err(StoreError::WrongKey)));
    assert_eq!(fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn damage_anywhere_is_found_and_never_read_as_text() {
    let (_directory, path, mut store) = archive();
    for n in 1..=50 {
        commit(&mut store, n, &"x".repeat(2_000)).unwrap();
    }
    drop(store);
    let whole = fs::read(&path).unwrap();
    for at in (4096..whole.len()).step_by(4096 * 5) {
        let mut damaged = whole.clone();
        damaged[at + 100] ^= 0xff;
        let (_kept, copy) = copy_of(&path);
        fs::write(&copy, &damaged).unwrap();
        let found = Store::open(&copy, &key()).and_then(|store| store.check());
        assert!(
            matches!(
                found,
                Err(StoreError::Damaged(_) | StoreError::WrongKey | StoreError::Io(_))
            ),
            "at {at}: {found:?}"
        );
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let cut = Store::open(&path, &key()).and_then(|store| store.check());
    assert!(matches!(cut, Err(StoreError::Damaged(_))), "{cut:?}");
}

#[test]
fn f08_a_newer_programs_archive_is_left_alone() {
    let (_directory, path, store) = archive();
    store.connection.pragma_update(None, "user_version", 999).unwrap();
    drop(store);
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Store::open(&path, &key()),
        Err(StoreError::TooNew { found: 999, .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn f08_a_migration_that_was_cut_off_begins_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("archive.db");
    crate::initialize();
    let connection = Connection::open(&path).unwrap();
    key().unlock(&connection).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE; CREATE TABLE account (half INTEGER)")
        .unwrap();
    let (_kept, copy) = copy_of(&path);
    drop(connection);
    let store = Store::open(&copy, &key()).unwrap();
    let version: u32 = store
        .connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(usize::try_from(version).unwrap(), crate::migrate::MIGRATIONS.len());
}

#[test]
fn opening_an_archive_again_changes_nothing_in_it() {
    let (_directory, path, mut store) = archive();
    commit(&mut store, 1, "text").unwrap();
    let schema = |store: &Store| -> String {
        let sql = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
        store.connection.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let before = schema(&store);
    drop(store);
    let mut again = Store::open(&path, &key()).unwrap();
    assert_eq!(schema(&again), before);
    assert_eq!(consistent(&mut again), 1);
}

#[test]
fn o29_neither_texts_nor_keys_can_be_found_in_the_files() {
    let (directory, _, mut store) = archive();
    let mut rng = rand_core::OsRng;
    let identity = sotto_omemo::IdentityKeyPair::from_rng(&mut rand_core::UnwrapMut(&mut rng));
    let tx = store.begin().unwrap();
    omemo::create_own(&tx, 1.try_into().unwrap(), &identity).unwrap();
    receive(&tx, 1, "My bounty is as boundless as the sea").unwrap();
    tx.commit().unwrap();
    let secret = identity.to_bytes();
    let found = |bytes: &[u8], needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    for entry in fs::read_dir(directory.path()).unwrap() {
        let (path, bytes) = entry
            .map(|entry| (entry.path(), fs::read(entry.path()).unwrap()))
            .unwrap();
        for needle in [&b"bounty"[..], b"romeo", &secret[..], &KEY] {
            assert!(!found(&bytes, needle), "{}", path.display());
        }
    }
    let tx = store.begin().unwrap();
    let stored: Vec<u8> = tx
        .find("SELECT identity FROM omemo_device", [], |row| row.get(0))
        .unwrap()
        .unwrap();
    assert!(found(&stored, &secret[..]), "and they were there to be found");
}
