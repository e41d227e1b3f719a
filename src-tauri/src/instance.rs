//! One copy of the program for each profile. The profile's lock decides which; a later copy hands over to the one that
//! runs and ends. They meet at a local socket that belongs to the profile, not at a name of the whole session, so that
//! several profiles can be open at once.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name, Stream, prelude::*};
use serde::{Deserialize, Serialize};

/// What a later copy asks of the first.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Call {
    /// A link to open; without one, the window is only shown.
    pub(crate) link: Option<String>,
}

/// A call is one line; whatever is longer is nothing of ours.
const LONGEST: u64 = 16 * 1024;

/// How long the first copy may take from its lock to its socket.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hands over to the copy that runs on this profile. False if none does.
pub(crate) fn hand_over(profile: &Path, call: &Call) -> bool {
    match try_hand_over(profile, call) {
        Ok(()) => true,
        Err(error) => {
            log::debug!("no other copy answers: {error}");
            false
        }
    }
}

/// The same where another copy is known to run, but may be only starting.
pub(crate) fn hand_over_patiently(profile: &Path, call: &Call) -> bool {
    let until = Instant::now() + PATIENCE;
    while !hand_over(profile, call) {
        if Instant::now() > until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    true
}

fn try_hand_over(profile: &Path, call: &Call) -> io::Result<()> {
    let place = Place::of(profile)?;
    let mut stream = Stream::connect(place.name()?)?;
    let mut line = serde_json::to_vec(call)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    stream.flush()?;
    // The answer says that it was heard, and not by a copy that was just ending.
    let mut answer = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut answer)?;
    if answer == HEARD {
        Ok(())
    } else {
        Err(io::Error::other("it did not answer"))
    }
}

const HEARD: &str = "heard\n";

/// Listens for later copies, on a thread of its own. Only who holds the profile's lock may call this.
///
/// # Errors
/// If there can be no socket. The program works without: a later copy then says that one is running.
pub(crate) fn listen(profile: &Path, heard: impl Fn(Call) + Send + 'static) -> io::Result<()> {
    let place = Place::of(profile)?;
    place.clear()?;
    let listener = ListenerOptions::new().name(place.name()?).create_sync()?;
    std::thread::Builder::new()
        .name("later copies".to_owned())
        .spawn(move || {
            let _kept = place;
            for stream in listener.incoming() {
                match stream.and_then(answer) {
                    Ok(call) => heard(call),
                    Err(error) => log::warn!("a later copy could not be heard: {error}"),
                }
            }
        })?;
    Ok(())
}

fn answer(stream: Stream) -> io::Result<Call> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.take(LONGEST));
    reader.read_line(&mut line)?;
    let call = serde_json::from_str(&line)?;
    reader.into_inner().into_inner().write_all(HEARD.as_bytes())?;
    Ok(call)
}

/// Where the copies meet: a socket in the profile, which only its owner can enter.
#[cfg(unix)]
struct Place {
    #[cfg(target_os = "linux")]
    directory: std::fs::File,
    #[cfg(not(target_os = "linux"))]
    directory: std::path::PathBuf,
}

#[cfg(unix)]
impl Place {
    const FILE: &str = "window.socket";

    #[cfg(target_os = "linux")]
    fn of(profile: &Path) -> io::Result<Self> {
        std::fs::File::open(profile).map(|directory| Self { directory })
    }

    #[cfg(not(target_os = "linux"))]
    fn of(profile: &Path) -> io::Result<Self> {
        let directory = profile.to_owned();
        Ok(Self { directory })
    }

    /// A socket's address holds about a hundred bytes; by way of the open directory, a profile may lie as deep as it likes.
    #[cfg(target_os = "linux")]
    fn path(&self) -> std::path::PathBuf {
        use std::os::fd::AsRawFd;
        format!("/proc/self/fd/{}/{}", self.directory.as_raw_fd(), Self::FILE).into()
    }

    #[cfg(not(target_os = "linux"))]
    fn path(&self) -> std::path::PathBuf {
        self.directory.join(Self::FILE)
    }

    fn name(&self) -> io::Result<Name<'static>> {
        self.path().to_fs_name::<GenericFilePath>().map(Name::into_owned)
    }

    /// Takes away what a copy that was killed left behind.
    fn clear(&self) -> io::Result<()> {
        match std::fs::remove_file(self.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Where the copies meet: a pipe named after the profile.
#[cfg(windows)]
struct Place(String);

#[cfg(windows)]
impl Place {
    fn of(profile: &Path) -> io::Result<Self> {
        let profile = std::fs::canonicalize(profile)?;
        let bytes = profile.as_os_str().as_encoded_bytes();
        // FNV-1a: two copies, also of different versions, must come to the same name.
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Ok(Self(format!(r"\\.\pipe\sotto-{hash:016x}")))
    }

    fn name(&self) -> io::Result<Name<'static>> {
        self.0.as_str().to_fs_name::<GenericFilePath>().map(Name::into_owned)
    }

    /// A pipe ends with its process.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // as the other systems' must be
    fn clear(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn listening(profile: &Path) -> mpsc::Receiver<Call> {
        let (calls, heard) = mpsc::channel();
        listen(profile, move |call| calls.send(call).unwrap()).unwrap();
        heard
    }

    #[test]
    fn f11_a_second_copy_hands_its_link_over_to_the_first() {
        let profile = tempfile::tempdir().unwrap();
        assert!(!hand_over(profile.path(), &Call::default()));
        let heard = listening(profile.path());
        let call = Call {
            link: Some("xmpp:romeo@example.org".to_owned()),
        };
        assert!(hand_over(profile.path(), &call));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), call);
    }

    #[test]
    fn copies_on_different_profiles_do_not_meet() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let _heard = listening(one.path());
        assert!(!hand_over(other.path(), &Call::default()));
    }

    #[cfg(unix)]
    #[test]
    fn f11_the_socket_of_a_copy_that_was_killed_is_in_nobodys_way() {
        let profile = tempfile::tempdir().unwrap();
        drop(std::os::unix::net::UnixListener::bind(profile.path().join(Place::FILE)).unwrap());
        assert!(!hand_over(profile.path(), &Call::default()));
        let heard = listening(profile.path());
        assert!(hand_over(profile.path(), &Call::default()));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), Call::default());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_profile_may_lie_deeper_than_a_sockets_address_is_long() {
        let base = tempfile::tempdir().unwrap();
        let profile = base.path().join("x".repeat(120));
        std::fs::create_dir(&profile).unwrap();
        let heard = listening(&profile);
        assert!(hand_over(&profile, &Call::default()));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), Call::default());
    }

    #[test]
    fn garbage_is_no_call_and_the_next_one_is_heard() {
        let profile = tempfile::tempdir().unwrap();
        let heard = listening(profile.path());
        let mut stream = Stream::connect(Place::of(profile.path()).unwrap().name().unwrap()).unwrap();
        stream.write_all(b"GET / HTTP/1.1\n").unwrap();
        drop(stream);
        assert!(hand_over(profile.path(), &Call::default()));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), Call::default());
    }
}
