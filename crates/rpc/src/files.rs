//! Files, by their paths: here there is no window to choose them in.

use std::io::Read;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use sotto_client::{AccountId, Client, ClientError, ErrorCode, FileId};

use crate::requests::{Answer, Request, envelope, error, parse};

/// How much is read at once, in bytes.
const PIECE: usize = 256 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Choose {
    account: AccountId,
    path: PathBuf,
    #[serde(default)]
    as_is: bool,
}

#[derive(Deserialize)]
struct Save {
    account: AccountId,
    file: FileId,
    directory: PathBuf,
}

/// Begins to take a file, or to save one.
pub(crate) fn begin(client: Client, request: Request) -> Answer {
    let id = request.id.unwrap_or(Value::Null);
    Answer::Later(Box::pin(async move {
        let outcome = match request.method.as_str() {
            "choose" => match parse::<Choose>(request.params) {
                Ok(asked) => choose(&client, asked).await.map_err(|refused| error(&refused)),
                Err(fault) => Err(fault),
            },
            _ => match parse::<Save>(request.params) {
                Ok(asked) => save(&client, asked).await.map_err(|refused| error(&refused)),
                Err(fault) => Err(fault),
            },
        };
        envelope(&id, outcome)
    }))
}

async fn choose(client: &Client, asked: Choose) -> Result<Value, ClientError> {
    let mut choosing = client.choose(&asked.account)?;
    let name = asked
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let choosing = tokio::task::spawn_blocking(move || {
        let mut file = std::fs::File::open(&asked.path)?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece)?;
            match piece.get(..count) {
                Some(bytes) if count > 0 => choosing.write(bytes)?,
                _ => return Ok::<_, std::io::Error>(choosing),
            }
        }
    });
    let choosing = choosing.await.map_err(failed)??;
    let chosen = client.chosen(&asked.account, choosing, name, asked.as_is, None).await?;
    Ok(json!(chosen))
}

async fn save(client: &Client, asked: Save) -> Result<Value, ClientError> {
    let media = client.media(&asked.account, asked.file).await?;
    let saved = tokio::task::spawn_blocking(move || media.save(&asked.directory))
        .await
        .map_err(failed)??;
    Ok(json!({"path": saved.path, "mayRun": saved.may_run}))
}

fn failed(error: tokio::task::JoinError) -> ClientError {
    ClientError {
        code: ErrorCode::Internal,
        detail: error.to_string(),
    }
}
