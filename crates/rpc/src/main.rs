//! `sotto-rpc`: the doors of the core as JSON-RPC 2.0, one object a line, on stdin and stdout. For bots, scripts and
//! tests; documented with a transcript in `docs/rpc.md`.
//!
//! **Invariant:** no product rules. Whatever can be done here can be done in the window, and by the same code.

mod arguments;
mod files;
mod requests;

use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use anyhow::Context;
use serde_json::{Value, json};
use sotto_client::{AccountId, Client, ClientError, Host, Notice};

use crate::arguments::Arguments;

/// Notifications become lines.
struct Lines(Sender<Value>);

impl Host for Lines {
    fn notify(&self, account: &AccountId, notice: Notice) {
        let line = json!({"jsonrpc": "2.0", "method": "notice", "params": {"account": account, "notice": notice}});
        // The writer is gone only when the program ends.
        drop(self.0.send(line));
    }
}

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
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let (lines, written) = channel::<Value>();
    let writer = std::thread::spawn(move || {
        let mut out = std::io::stdout().lock();
        for line in written {
            if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
                return; // Nobody reads any more; stdin will end too.
            }
        }
    });
    let outcome = speak(&runtime, arguments, lines);
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    // Last: why it ended may still be on its way out.
    if writer.join().is_err() {
        log::error!("the writer ended badly");
    }
    outcome
}

fn speak(runtime: &tokio::runtime::Runtime, arguments: Arguments, lines: Sender<Value>) -> anyhow::Result<()> {
    let _guard = runtime.enter();
    let host = Arc::new(Lines(lines.clone()));
    match Client::open(&arguments.profile, arguments.storage, host) {
        Ok(client) => {
            serve(runtime, &client, &lines)?;
            client.shut_down();
            Ok(())
        }
        Err(error) => {
            let line = json!({"jsonrpc": "2.0", "id": null, "error": requests::error(&error)});
            lines.send(line).context("stdout is closed")?;
            Err(error.into())
        }
    }
}

/// Takes requests until stdin ends. Each is answered when it is done, so answers may overtake one another.
fn serve(runtime: &tokio::runtime::Runtime, client: &Client, lines: &Sender<Value>) -> anyhow::Result<()> {
    if let Ok(passphrase) = std::env::var("SOTTO_PASSPHRASE") {
        let unlocked: Result<_, ClientError> =
            runtime.block_on(client.dispatch_app(sotto_client::AppCommand::Unlock { passphrase }));
        unlocked.context("the profile could not be unlocked")?;
    }
    // Bytes, not text: what is no UTF-8 is no JSON either, and is answered like that instead of ending the program.
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let (client, lines) = (client.clone(), lines.clone());
        // Subscribing happens here and now, so that what a later line does is already watched.
        let answer = requests::begin(&client, &lines, &line);
        match answer {
            requests::Answer::Now(value) => drop(lines.send(value)),
            requests::Answer::Later(work) => {
                runtime.spawn(async move { drop(lines.send(work.await)) });
            }
            requests::Answer::Nothing => {}
        }
    }
    Ok(())
}
