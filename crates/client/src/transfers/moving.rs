//! One file on its way.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use http_body::Body;
use hyper::body::{Bytes, Incoming};
use sotto_engine::{Found, Slot, Transfer, Transferred};
use sotto_model::FileFailure;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::http::{Http, Pieces, STALLED};
use super::sealed::{PIECE, Reader, Writer};
use super::{Progress, failed, pictures};
use crate::actor::Message;

/// How often the window is told.
const NEWS: Duration = Duration::from_millis(150);

/// Slower than this many bytes a second, on the whole, is as good as not at all.
const SLOWEST: u64 = 512;
/// How long a transfer may take, however small it is.
const LEAST: Duration = Duration::from_secs(60);

/// Tells the account that there is something to show, now and then.
pub(super) struct News {
    tell: Sender<Message>,
    last: Option<Instant>,
}

impl News {
    pub(super) fn new(tell: Sender<Message>) -> Self {
        Self { tell, last: None }
    }

    fn tell(&mut self) {
        if self.last.is_none_or(|at| at.elapsed() >= NEWS) {
            self.last = Some(Instant::now());
            // An actor that is gone shows nothing.
            drop(self.tell.send(Message::Moved));
        }
    }
}

/// What moving needs.
pub(super) struct Job {
    pub(super) path: PathBuf,
    pub(super) http: Arc<Http>,
    pub(super) progress: Arc<Progress>,
    pub(super) news: News,
}

impl Job {
    /// Moves it.
    pub(super) async fn run(mut self, transfer: Transfer) -> Transferred {
        match transfer {
            Transfer::Upload {
                secret,
                size,
                sealed,
                media_type,
                slot,
                ..
            } => {
                let source = slot.get.clone();
                match self.upload(secret, size, sealed, &media_type, &slot).await {
                    Ok(()) => Transferred::Put { source, sealed },
                    Err(why) => failed(true, why),
                }
            }
            Transfer::Download {
                source,
                secret,
                sealed,
                sha256,
                name,
                most,
                ..
            } => {
                let told = sotto_model::media::type_of(&name);
                match self.download(&source, secret, sealed, &sha256, told, most).await {
                    Ok(found) => Transferred::Fetched(found),
                    Err(why) => failed(false, why),
                }
            }
            Transfer::Cancel { .. } => failed(false, FileFailure::Gone),
        }
    }

    async fn upload(
        &mut self,
        secret: Vec<u8>,
        size: u64,
        sealed: bool,
        media_type: &str,
        slot: &Slot,
    ) -> Result<(), FileFailure> {
        let length = if sealed { size + super::gcm::TAG as u64 } else { size };
        self.progress.size.store(length, Ordering::Relaxed);
        let (pieces, taken) = mpsc::channel(2);
        let (path, moved) = (self.path.clone(), self.progress.clone());
        tokio::task::spawn_blocking(move || {
            let mut give = |piece: Vec<u8>| {
                let count = piece.len() as u64;
                let given = pieces.blocking_send(Ok(Bytes::from(piece))).is_ok();
                moved.done.fetch_add(count, Ordering::Relaxed);
                given
            };
            let read = if sealed {
                read_raw(&path, &mut give)
            } else {
                read_open(&path, &secret, &mut give)
            };
            if let Err(error) = read {
                log::warn!("a file cannot be read: {error}");
                // Whoever sends has given up already.
                drop(pieces.blocking_send(Err(error)));
            }
        });
        let put = self
            .http
            .put(&slot.put, &slot.headers, media_type, Pieces::new(taken, length));
        watched(put, &self.progress, &mut self.news, length).await
    }

    async fn download(
        &mut self,
        source: &str,
        secret: Vec<u8>,
        sealed: bool,
        sha256: &[u8],
        told: &str,
        most: u64,
    ) -> Result<Found, FileFailure> {
        let most = if sealed {
            most.saturating_add(super::gcm::TAG as u64)
        } else {
            most
        };
        let (length, body) = self.http.get(source).await?;
        if length.is_some_and(|length| length > most) {
            return Err(FileFailure::TooLarge);
        }
        self.progress.size.store(length.unwrap_or_default(), Ordering::Relaxed);
        let path = self.path.clone();
        let key = secret.clone();
        let writer = blocking(move || {
            if let Some(directory) = path.parent() {
                crate::profile::make_private(directory)?;
            }
            if sealed {
                Writer::verifying(&path, &key)
            } else {
                Writer::encrypting(&path, &key)
            }
        })
        .await?;
        let writer = self.receive(body, writer, most).await?;
        let (_, hash) = blocking(move || writer.finish()).await?;
        if !sealed && !sha256.is_empty() && hash != sha256 {
            // It is whole, and something else.
            if let Err(error) = std::fs::remove_file(&self.path) {
                log::debug!("what was altered stays: {error}");
            }
            return Err(FileFailure::Altered);
        }
        let (path, told) = (self.path.clone(), told.to_owned());
        blocking(move || examine(&path, &secret, &told)).await
    }

    async fn receive(&mut self, mut body: Incoming, mut writer: Writer, most: u64) -> Result<Writer, FileFailure> {
        let begun = Instant::now();
        loop {
            let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx));
            let frame = timeout(STALLED, frame).await.map_err(|_| FileFailure::Unreachable)?;
            let Some(frame) = frame else { return Ok(writer) };
            let Ok(bytes) = frame.map_err(|_| FileFailure::Unreachable)?.into_data() else {
                continue;
            };
            let so_far = writer.length() + bytes.len() as u64;
            if so_far > most {
                return Err(FileFailure::TooLarge);
            }
            if too_slow(begun.elapsed(), so_far) {
                return Err(FileFailure::Unreachable);
            }
            writer = blocking(move || writer.write(&bytes).map(|()| writer)).await?;
            self.progress.done.store(so_far, Ordering::Relaxed);
            self.news.tell();
        }
    }
}

fn too_slow(elapsed: Duration, moved: u64) -> bool {
    elapsed > LEAST + Duration::from_secs(moved / SLOWEST)
}

/// Waits for something that is put, as long as it moves.
async fn watched(
    put: impl Future<Output = Result<(), FileFailure>>,
    progress: &Progress,
    news: &mut News,
    length: u64,
) -> Result<(), FileFailure> {
    tokio::pin!(put);
    let mut last = (0, Instant::now());
    loop {
        if let Ok(done) = timeout(NEWS, &mut put).await {
            return done;
        }
        let done = progress.done.load(Ordering::Relaxed);
        if done != last.0 {
            last = (done, Instant::now());
        }
        // A server takes its time to keep what it has got.
        let patience = if done >= length { STALLED * 4 } else { STALLED };
        if last.1.elapsed() > patience {
            return Err(FileFailure::Unreachable);
        }
        news.tell();
    }
}

fn read_raw(path: &std::path::Path, give: &mut dyn FnMut(Vec<u8>) -> bool) -> io::Result<()> {
    use std::io::Read;
    let mut file = std::fs::File::open(path)?;
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        if file.by_ref().take(PIECE as u64).read_to_end(&mut piece)? == 0 || !give(piece) {
            return Ok(());
        }
    }
}

fn read_open(path: &std::path::Path, secret: &[u8], give: &mut dyn FnMut(Vec<u8>) -> bool) -> io::Result<()> {
    let mut reader = Reader::open(path, secret)?;
    while let Some(piece) = reader.next()? {
        if !give(piece) {
            break;
        }
    }
    Ok(())
}

/// What a file is that lies here.
pub(super) fn examine(path: &std::path::Path, secret: &[u8], told: &str) -> io::Result<Found> {
    let size = Reader::open(path, secret)?.length();
    let first = Reader::open(path, secret)?.part(0, 16)?;
    if pictures::may_be_one(&first, size) {
        let whole = Reader::open(path, secret)?.all()?;
        return Ok(pictures::look_at(&whole, told));
    }
    Ok(Found {
        media_type: pictures::without_picture(told),
        size,
        ..Found::default()
    })
}

/// Work with files, elsewhere than where others wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, FileFailure> {
    let outcome = tokio::task::spawn_blocking(work).await;
    match outcome {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(match error.kind() {
            io::ErrorKind::InvalidData => FileFailure::Altered,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileFailure::NoSpace,
            _ => {
                log::warn!("a file cannot be kept: {error}");
                FileFailure::NoSpace
            }
        }),
        Err(_) => Err(FileFailure::NoSpace),
    }
}
