//! The four doors: `dispatch`, `subscribe`, `retarget`, `unsubscribe`. Window and automation go through these and no other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sotto_engine::Command;
use sotto_model::{AccountId, BareJid, ErrorCode, FileId, Peer};
use sotto_store::Key;
use sotto_views::{Lock, View, Window};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::accounts::{self, AccountFile};
use crate::actor::{Actor, Message, Setup};
use crate::board::Board;
use crate::command::{AppCommand, ClientError, Reply, ServerAddress};
use crate::connection::{self, Mechanism};
use crate::profile::{Profile, SecretStorage, make_private};
use crate::secrets::Secret;
use crate::transfers::{Choosing, ChosenFile, Media, Recording};
use crate::{Host, Sink, fault, pictures};

/// The program, behind its doors. Cloning gives another handle to the same.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    host: Arc<dyn Host>,
    board: Arc<Board>,
    state: Mutex<State>,
    next_subscription: AtomicU64,
}

struct State {
    profile: Profile,
    actors: BTreeMap<AccountId, Actor>,
    /// Which account a subscription belongs to; nothing for those of the program itself.
    subscriptions: BTreeMap<u64, Option<AccountId>>,
}

impl Client {
    /// Opens the profile in `directory` and starts its accounts, if their secrets can be had; otherwise the profile
    /// stays locked until [`AppCommand::Unlock`] or [`AppCommand::RetryKeyring`]. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyRunning`] if another process has the profile; others if it cannot be read or written.
    pub fn open(directory: &Path, storage: SecretStorage, host: Arc<dyn Host>) -> Result<Self, ClientError> {
        let profile = Profile::open(directory, storage)?;
        let board = Arc::new(Board::default());
        board.set_lock(profile.lock());
        let state = State {
            profile,
            actors: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
        };
        let client = Self(Arc::new(Inner {
            host,
            board,
            state: Mutex::new(state),
            next_subscription: AtomicU64::new(1),
        }));
        client.start_accounts();
        Ok(client)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something in an account. `Ok` means durably accepted.
    ///
    /// # Errors
    /// With the code that says why not; then nothing happened.
    pub async fn dispatch(&self, account: &AccountId, command: Command) -> Result<Reply, ClientError> {
        let command = pictures::prepare(command).await?;
        let (answer, outcome) = oneshot::channel();
        self.tell(account, Message::Command(command, answer))?;
        outcome
            .await
            .map_err(|_| ClientError::new(ErrorCode::Internal, "the account restarted"))??;
        Ok(Reply::Done)
    }

    /// Somebody's picture, encoded by us, as rows name it.
    ///
    /// # Errors
    /// If there is no such account.
    pub async fn picture(&self, account: &AccountId, hash: &str) -> Result<Option<Vec<u8>>, ClientError> {
        let (answer, picture) = oneshot::channel();
        self.tell(account, Message::Picture(hash.to_owned(), answer))?;
        // An account that restarts has just none.
        Ok(picture.await.unwrap_or_default())
    }

    /// Does something with the program.
    ///
    /// # Errors
    /// With the code that says why not.
    pub async fn dispatch_app(&self, command: AppCommand) -> Result<Reply, ClientError> {
        match command {
            AppCommand::SignIn {
                jid,
                password,
                server,
                ca_file,
            } => {
                self.sign_in(&jid, Zeroizing::new(password), server, ca_file.map(PathBuf::from))
                    .await
            }
            AppCommand::SignOut { account } => self.blocking(move |client| client.sign_out(&account)).await,
            AppCommand::EnterPassword { account, password } => {
                let password = Zeroizing::new(password);
                self.blocking(move |client| client.enter_password(&account, password))
                    .await
            }
            AppCommand::Unlock { passphrase } => {
                let passphrase = Zeroizing::new(passphrase);
                self.blocking(move |client| client.unlock(&passphrase)).await
            }
            AppCommand::RetryKeyring => self.blocking(|client| client.retry_keyring()).await,
        }
    }

    /// Subscribes to a view; its rows go to `sink`, all of them first and then what changes. Answers with the number
    /// that names the subscription.
    ///
    /// # Errors
    /// If there is no such account, or the view needs one.
    pub fn subscribe(
        &self,
        account: Option<&AccountId>,
        view: View,
        window: Option<Window>,
        sink: Sink,
    ) -> Result<u64, ClientError> {
        let id = self.0.next_subscription.fetch_add(1, Ordering::Relaxed);
        match (account, matches!(view, View::Profile | View::Accounts)) {
            (None, true) => self.0.board.subscribe(id, view, sink),
            (Some(account), false) => {
                self.tell(account, Message::Subscribe(id, view, window.unwrap_or_default(), sink))?;
            }
            _ => return Err(ClientError::new(ErrorCode::BadRequest, "a view of the other kind")),
        }
        self.state().subscriptions.insert(id, account.cloned());
        Ok(id)
    }

    /// Moves the window of a windowed view.
    ///
    /// # Errors
    /// If there is no such subscription.
    pub fn retarget(&self, subscription: u64, window: Window) -> Result<(), ClientError> {
        // Bound first: a guard in the head of a `match` lives to its end, and `tell` takes the lock again.
        let account = self.state().subscriptions.get(&subscription).cloned();
        match account {
            Some(Some(account)) => self.tell(&account, Message::Retarget(subscription, window)),
            Some(None) | None => Err(ClientError::new(ErrorCode::NotFound, "no such windowed subscription")),
        }
    }

    /// Ends a subscription; one that has ended already is no error.
    pub fn unsubscribe(&self, subscription: u64) {
        let ended = self.state().subscriptions.remove(&subscription);
        let Some(account) = ended else { return };
        let Some(account) = account else {
            return self.0.board.unsubscribe(subscription);
        };
        if self.tell(&account, Message::Unsubscribe(subscription)).is_err() {
            log::debug!("a subscription outlived its account");
        }
    }

    /// Ends every account, having committed and sent what was accepted before. Blocks for as long as that takes.
    pub fn shut_down(&self) {
        let actors = std::mem::take(&mut self.state().actors);
        // All are told before any is waited for: each may wait for its server's goodbye.
        actors.values().for_each(Actor::ask_to_stop);
        actors.into_values().for_each(Actor::stop);
    }

    /// Begins to take a file that the user chose.
    ///
    /// # Errors
    /// If there is no such account, or no room.
    pub fn choose(&self, account: &AccountId) -> Result<Choosing, ClientError> {
        let state = self.state();
        if !state.actors.contains_key(account) {
            return Err(ClientError::new(ErrorCode::NotFound, "no such account"));
        }
        Ok(Choosing::begin(&state.profile.accounts().join(account.as_str()))?)
    }

    /// Ends taking it: from now on it can be sent. `as_is` leaves in pictures what they tell about who took them; `length` (in
    /// milliseconds) and `peaks` are those of a recording.
    ///
    /// # Errors
    /// If there is no room.
    pub async fn chosen(
        &self,
        account: &AccountId,
        choosing: Choosing,
        name: String,
        as_is: bool,
        recording: Option<(u32, Vec<u8>)>,
    ) -> Result<ChosenFile, ClientError> {
        let recording = recording
            .map(|(length, peaks)| Recording { length, peaks })
            .unwrap_or_default();
        let file = tokio::task::spawn_blocking(move || choosing.finish(&name, as_is, recording))
            .await
            .map_err(|error| ClientError::new(ErrorCode::Internal, error))??;
        let chosen = ChosenFile::of(&file);
        let (answer, outcome) = oneshot::channel();
        self.tell(account, Message::Chosen(Box::new(file), answer))?;
        outcome
            .await
            .map_err(|_| ClientError::new(ErrorCode::Internal, "the account restarted"))??;
        Ok(chosen)
    }

    /// A file of an account, to be read.
    ///
    /// # Errors
    /// If there is none such.
    pub async fn media(&self, account: &AccountId, file: FileId) -> Result<Media, ClientError> {
        let (answer, found) = oneshot::channel();
        self.tell(account, Message::Read(file, answer))?;
        let missing = || ClientError::new(ErrorCode::NotFound, "no such file");
        let found = found.await.ok().flatten().ok_or_else(missing)?;
        let directory = self.state().profile.accounts().join(account.as_str());
        Ok(Media::new(&directory, found))
    }

    fn tell(&self, account: &AccountId, message: Message) -> Result<(), ClientError> {
        match self.state().actors.get(account) {
            Some(actor) => actor.tell(message),
            None => Err(ClientError::new(ErrorCode::NotFound, "no such account")),
        }
    }

    async fn blocking(
        &self,
        work: impl FnOnce(&Self) -> Result<(), ClientError> + Send + 'static,
    ) -> Result<Reply, ClientError> {
        let client = self.clone();
        tokio::task::spawn_blocking(move || work(&client))
            .await
            .map_err(|error| ClientError::new(ErrorCode::Internal, error))??;
        Ok(Reply::Done)
    }

    async fn sign_in(
        &self,
        jid: &str,
        password: Zeroizing<String>,
        server: Option<ServerAddress>,
        ca_file: Option<PathBuf>,
    ) -> Result<Reply, ClientError> {
        let jid: BareJid = jid
            .trim()
            .parse()
            .map_err(|error| ClientError::new(ErrorCode::InvalidAddress, error))?;
        if jid.node().is_none() {
            return Err(ClientError::new(ErrorCode::InvalidAddress, "no name before the @"));
        }
        let jid = Peer(jid);
        {
            let mut state = self.state();
            state.profile.secrets()?;
            state.profile.has_no(&jid)?;
        }
        let key = Key::new(crate::secrets::random());
        let mut file = AccountFile {
            jid,
            server,
            ca_file,
            strongest: None,
            key_check: accounts::key_check(&key),
            resource: accounts::fresh_resource(),
        };
        let mechanism = connection::try_login(&file.settings(password.clone()))
            .await
            .map_err(|why| ClientError::new(fault::lost(&why).unwrap_or(ErrorCode::Internal), why))?;
        file.strongest = Some(mechanism).filter(|mechanism| *mechanism > Mechanism::Plain);
        let id = AccountId::from_random(crate::secrets::random());
        let account = id.clone();
        let runtime = tokio::runtime::Handle::current();
        self.blocking(move |client| client.add_account(account, file, key, password, runtime))
            .await?;
        Ok(Reply::SignedIn { account: id })
    }

    /// Secrets first, then the directory that refers to them: killed in between, only a secret without use is left.
    fn add_account(
        &self,
        id: AccountId,
        file: AccountFile,
        key: Key,
        password: Zeroizing<String>,
        runtime: tokio::runtime::Handle,
    ) -> Result<(), ClientError> {
        let mut state = self.state();
        // Asked again: somebody may have signed in to it while we did.
        state.profile.has_no(&file.jid)?;
        let secrets = state.profile.secrets()?;
        secrets.set(&id, Secret::ArchiveKey, key.bytes())?;
        secrets.set(&id, Secret::Password, password.as_bytes())?;
        let directory = state.profile.accounts().join(id.as_str());
        make_private(&directory)?;
        file.write(&directory)?;
        self.start(
            &mut state,
            Setup {
                id,
                directory,
                file,
                key,
                password,
                board: self.0.board.clone(),
                host: self.0.host.clone(),
                runtime,
            },
        )
    }

    fn start(&self, state: &mut State, setup: Setup) -> Result<(), ClientError> {
        let id = setup.id.clone();
        let actor = Actor::start(setup)?;
        state.actors.insert(id, actor);
        Ok(())
    }

    /// Starts every account whose secrets can be had.
    fn start_accounts(&self) {
        let mut state = self.state();
        if state.profile.lock() != Lock::Open {
            return;
        }
        for directory in state.profile.account_directories() {
            let Err(error) = self.start_account(&mut state, &directory) else {
                continue;
            };
            log::error!("an account could not be started: {error}");
            if error.code == ErrorCode::KeyringLocked {
                state.profile.found_locked();
                self.0.board.set_lock(state.profile.lock());
                return;
            }
            self.show_stopped(&directory, error.code);
        }
    }

    /// An account that cannot be started is shown all the same, with the reason: it is not gone.
    fn show_stopped(&self, directory: &Path, problem: ErrorCode) {
        match (accounts::id_of(directory), AccountFile::read(directory)) {
            (Some(id), Ok(file)) => self.0.board.put(file.stopped(id, problem)),
            (None, _) | (_, Err(_)) => log::error!("{} is no account", directory.display()),
        }
    }

    fn start_account(&self, state: &mut State, directory: &Path) -> Result<(), ClientError> {
        let id = accounts::id_of(directory).ok_or_else(|| ClientError::new(ErrorCode::NotFound, "not an account"))?;
        if state.actors.contains_key(&id) {
            return Ok(());
        }
        let file = AccountFile::read(directory)?;
        let secrets = state.profile.secrets()?;
        let key = secrets.get(&id, Secret::ArchiveKey)?;
        let bytes: [u8; 32] = key
            .as_slice()
            .try_into()
            .map_err(|_| ClientError::new(ErrorCode::KeyMissing, "a key of another length"))?;
        let key = Key::new(bytes);
        if accounts::key_check(&key) != file.key_check {
            return Err(ClientError::new(ErrorCode::KeyMissing, "the keyring holds another key"));
        }
        let password = secrets.get(&id, Secret::Password)?;
        let password = Zeroizing::new(String::from_utf8_lossy(&password).into_owned());
        self.start(
            state,
            Setup {
                id,
                directory: directory.to_owned(),
                file,
                key,
                password,
                board: self.0.board.clone(),
                host: self.0.host.clone(),
                runtime: tokio::runtime::Handle::current(),
            },
        )
    }

    fn sign_out(&self, account: &AccountId) -> Result<(), ClientError> {
        let directory = self.state().profile.accounts().join(account.as_str());
        if !directory.exists() {
            return Err(ClientError::new(ErrorCode::NotFound, "no such account"));
        }
        // Without them nothing could be taken away, so nothing is begun.
        self.state().profile.secrets()?;
        // An account that could not be started has no actor, and can be given up as well.
        let actor = self.state().actors.remove(account);
        if let Some(actor) = actor {
            actor.sign_out();
        }
        let mut state = self.state();
        state.subscriptions.retain(|_, owner| owner.as_ref() != Some(account));
        // The key goes first: whatever is left of the directory is unreadable from then on.
        state.profile.secrets()?.remove(account)?;
        std::fs::remove_dir_all(directory)?;
        drop(state);
        self.0.board.remove(account);
        Ok(())
    }

    fn enter_password(&self, account: &AccountId, password: Zeroizing<String>) -> Result<(), ClientError> {
        self.state()
            .profile
            .secrets()?
            .set(account, Secret::Password, password.as_bytes())?;
        self.tell(account, Message::Password(password))
    }

    fn unlock(&self, passphrase: &str) -> Result<(), ClientError> {
        self.state().profile.unlock(passphrase)?;
        self.opened();
        Ok(())
    }

    fn retry_keyring(&self) -> Result<(), ClientError> {
        self.state().profile.try_keyring();
        self.opened();
        let lock = self.state().profile.lock();
        match lock {
            Lock::Open => Ok(()),
            Lock::Keyring => Err(ClientError::new(ErrorCode::KeyringLocked, "still locked")),
            Lock::ChoosePassphrase | Lock::Passphrase => {
                Err(ClientError::new(ErrorCode::PassphraseNeeded, "no keyring answers"))
            }
        }
    }

    fn opened(&self) {
        self.0.board.set_lock(self.state().profile.lock());
        self.start_accounts();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::mpsc::{self, Receiver};
    use std::time::Duration;

    use serde_json::Value;
    use sotto_model::Notice;

    use super::*;

    struct Nobody;

    impl Host for Nobody {
        fn notify(&self, _: &AccountId, _: Notice) {}
    }

    /// Longer than anything here takes, shorter than a deadlock.
    const PATIENCE: Duration = Duration::from_secs(20);

    const PASSPHRASE: &str = "correct horse";

    /// A client with Juliet's account, whose server refuses connections.
    async fn with_juliet(directory: &Path) -> (Client, AccountId) {
        let client = Client::open(directory, SecretStorage::Passphrase, Arc::new(Nobody)).unwrap();
        client.dispatch_app(unlock()).await.unwrap();
        let key = Key::new([7; 32]);
        let file = AccountFile {
            jid: Peer("juliet@capulet.example".parse().unwrap()),
            server: Some(ServerAddress {
                host: "127.0.0.1".to_owned(),
                port: 1,
                direct_tls: false,
            }),
            ca_file: None,
            strongest: None,
            key_check: accounts::key_check(&key),
            resource: accounts::fresh_resource(),
        };
        let id = AccountId::from_random([1; 8]);
        let runtime = tokio::runtime::Handle::current();
        client
            .add_account(id.clone(), file, key, Zeroizing::new("secret".to_owned()), runtime)
            .unwrap();
        (client, id)
    }

    fn unlock() -> AppCommand {
        AppCommand::Unlock {
            passphrase: PASSPHRASE.to_owned(),
        }
    }

    fn watched() -> (Sink, Receiver<Vec<Value>>) {
        let (told, patches) = mpsc::channel();
        let sink = Box::new(move |patch| drop(told.send(patch)));
        (sink, patches)
    }

    /// Does something to the client on a thread of its own, so that a door that never opens fails the test.
    fn in_time<T: Send + 'static>(client: &Client, work: impl FnOnce(&Client) -> T + Send + 'static) -> T {
        let (done, outcome) = mpsc::channel();
        let client = client.clone();
        std::thread::spawn(move || done.send(work(&client)));
        outcome.recv_timeout(PATIENCE).expect("the door opened in time")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_view_of_an_account_can_be_moved_and_ended() {
        let directory = tempfile::tempdir().unwrap();
        let (client, juliet) = with_juliet(directory.path()).await;
        let peer = Peer("romeo@montague.example".parse().unwrap());
        let (sink, patches) = watched();
        let timeline = in_time(&client, move |client| {
            client.subscribe(Some(&juliet), View::Timeline { peer }, None, sink)
        })
        .unwrap();
        patches.recv_timeout(PATIENCE).expect("the first rows");
        in_time(&client, move |client| client.retarget(timeline, Window::default())).unwrap();
        in_time(&client, move |client| client.unsubscribe(timeline));
        let again = in_time(&client, move |client| client.retarget(timeline, Window::default()));
        assert_eq!(again.unwrap_err().code, ErrorCode::NotFound);
        assert!(patches.recv_timeout(PATIENCE).is_err(), "its sink was dropped");
        in_time(&client, Client::shut_down);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_view_of_the_program_ends_and_has_no_window_to_move() {
        let directory = tempfile::tempdir().unwrap();
        let client = Client::open(directory.path(), SecretStorage::Passphrase, Arc::new(Nobody)).unwrap();
        let (sink, patches) = watched();
        let accounts = client.subscribe(None, View::Accounts, None, sink).unwrap();
        patches.recv_timeout(PATIENCE).expect("the first rows");
        let moved = in_time(&client, move |client| client.retarget(accounts, Window::default()));
        assert_eq!(moved.unwrap_err().code, ErrorCode::NotFound);
        in_time(&client, move |client| client.unsubscribe(accounts));
        client.dispatch_app(unlock()).await.unwrap();
        assert!(patches.recv_timeout(PATIENCE).is_err(), "its sink was dropped");
    }
}
