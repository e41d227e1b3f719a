//! `sotto`: the window.
//!
//! **Invariant:** no product rules, no SQL, no XML. What the program does stands behind the doors in `sotto-client`; here
//! it meets the operating system: window, tray, notifications, links, and one copy for each profile.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod core;
mod doors;
mod files;
mod host;
mod instance;
mod links;
mod media;
mod place;
#[cfg(target_os = "linux")]
mod rendering;
mod window;
mod words;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sotto_client::{ClientError, ErrorCode};
use tauri::{AppHandle, Manager, RunEvent};
use tokio::sync::mpsc::unbounded_channel;

use crate::arguments::Arguments;
use crate::core::Core;
use crate::doors::Page;
use crate::host::accounts::{self, Accounts};
use crate::host::tray::Tray;
use crate::host::{Desktop, notifications};
use crate::instance::Call;
use crate::links::Target;
use crate::words::Brand;

/// How long the window waits for the core before it shows itself without.
const PATIENCE: Duration = Duration::from_millis(400);

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("SOTTO_LOG", "warn")).init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let arguments = Arguments::from_environment()?;
    let call = Call {
        link: arguments.link.clone(),
    };
    if instance::hand_over(&arguments.profile, &call) {
        return Ok(());
    }
    #[cfg(target_os = "linux")]
    rendering::choose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let app = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, media::serve)
        .invoke_handler(tauri::generate_handler![
            doors::dispatch,
            doors::subscribe,
            doors::retarget,
            doors::unsubscribe,
            doors::open_link,
            files::take_file,
            files::take_piece,
            files::take_end,
            files::save_file,
            files::show_downloads
        ])
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, media::serve)
        .setup(move |app| set_up(app.handle(), arguments, call).map_err(Into::into))
        .build(tauri::generate_context!())
        .context("the window could not be opened")?;
    app.run(|app, event| match event {
        RunEvent::ExitRequested { .. } => window::keep_place(app),
        RunEvent::Exit => app.state::<Core>().shut_down(),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        _ => {}
    });
    Ok(())
}

fn set_up(app: &AppHandle, arguments: Arguments, call: Call) -> anyhow::Result<()> {
    let (wishes, wished) = unbounded_channel();
    let Arguments { profile, storage, .. } = arguments;
    app.manage(Core::open(profile.clone(), storage, Arc::new(Desktop(wishes))));
    app.manage(Page::default());
    app.manage(files::Taking::default());
    app.manage(Accounts::default());
    app.manage(Tray::default());
    app.manage(window::Ready::default());
    std::fs::create_dir_all(&profile).context("the profile cannot be made")?;
    window::build(app, &profile, &Brand::load().name)?;
    #[cfg(target_os = "linux")]
    host::panel::watch(app);
    #[cfg(not(target_os = "linux"))]
    host::tray::appear(app);
    tauri::async_runtime::spawn(notifications::show_all(app.clone(), wished));
    tauri::async_runtime::spawn(host::idle::watch(app.clone()));
    tauri::async_runtime::spawn(begin(app.clone(), profile, call));
    #[cfg(unix)]
    tauri::async_runtime::spawn(end_in_order(app.clone()));
    Ok(())
}

/// Opens the core and shows the window, in whatever order they are ready.
async fn begin(app: AppHandle, profile: std::path::PathBuf, call: Call) {
    let core = app.state::<Core>();
    let opened = tokio::time::timeout(PATIENCE, core.client()).await;
    if !matches!(
        opened,
        Ok(Err(ClientError {
            code: ErrorCode::AlreadyRunning,
            ..
        }))
    ) {
        window::show_first(&app).await;
    }
    match core.client().await {
        Ok(client) => {
            if let Err(error) = accounts::follow(&app, &client) {
                log::error!("the accounts cannot be followed: {error}");
            }
            let heard = app.clone();
            if let Err(error) = instance::listen(&profile, move |call| {
                window::show(&heard);
                open(&heard, call);
            }) {
                log::warn!("later copies cannot hand over: {error}");
            }
            open(&app, call);
        }
        // Another copy was faster: it is the one to show.
        Err(ClientError {
            code: ErrorCode::AlreadyRunning,
            ..
        }) => {
            let handed = tokio::task::spawn_blocking(move || instance::hand_over_patiently(&profile, &call)).await;
            if matches!(handed, Ok(true)) {
                app.exit(0);
            } else {
                window::show_first(&app).await;
            }
        }
        // The page asks the same and says why not.
        Err(error) => log::error!("the profile cannot be opened: {error}"),
    }
}

/// Opens the link that this copy, or a later one, was started for.
fn open(app: &AppHandle, call: Call) {
    let Some(link) = call.link else { return };
    match links::read(&link) {
        Ok(Target::Chat(peer)) => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = window::open_chat_with(&app, peer).await {
                    log::info!("a link was not opened: {error}");
                }
            });
        }
        Ok(Target::Outside(_)) | Err(_) => log::info!("a link that leads nowhere here"),
    }
}

/// A session that ends, ends its programs: in order, so that nothing has to be repaired at the next start.
#[cfg(unix)]
async fn end_in_order(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminated), Ok(mut interrupted)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return log::warn!("signals cannot be heard");
    };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    app.exit(0);
}
