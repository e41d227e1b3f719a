//! JSON-RPC 2.0 requests to the four doors.

use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use crate::files;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sotto_client::{AccountId, AppCommand, Client, ClientError, Command, Reply, View, Window};

/// What a line comes to.
pub(crate) enum Answer {
    /// An answer.
    Now(Value),
    /// An answer, when the work is done.
    Later(Pin<Box<dyn Future<Output = Value> + Send>>),
    /// It was answered already, or it was a notification (no id), to which nothing is said.
    Nothing,
}

#[derive(Deserialize)]
pub(crate) struct Request {
    #[serde(default)]
    pub(crate) id: Option<Value>,
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) params: Value,
}

#[derive(Deserialize)]
struct Dispatch {
    #[serde(default)]
    account: Option<AccountId>,
    command: Value,
}

#[derive(Deserialize)]
struct Subscribe {
    #[serde(default)]
    account: Option<AccountId>,
    view: View,
    #[serde(default)]
    window: Option<Window>,
}

#[derive(Deserialize)]
struct Retarget {
    subscription: u64,
    window: Window,
}

#[derive(Deserialize)]
struct Unsubscribe {
    subscription: u64,
}

/// JSON-RPC's own error codes (specification §5.1).
const PARSE_ERROR: i32 = -32700;
const NO_REQUEST: i32 = -32600;
const NO_SUCH_METHOD: i32 = -32601;
const BAD_PARAMETERS: i32 = -32602;
/// Everything the core refuses; `data.code` says why.
const REFUSED: i32 = -32000;

/// An error of the core's, as JSON-RPC says it.
pub(crate) fn error(error: &ClientError) -> Value {
    json!({"code": REFUSED, "message": error.to_string(), "data": error})
}

fn fault(code: i32, message: impl ToString) -> Value {
    json!({"code": code, "message": message.to_string()})
}

pub(crate) fn envelope(id: &Value, outcome: Result<Value, Value>) -> Value {
    match outcome {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(error) => json!({"jsonrpc": "2.0", "id": id, "error": error}),
    }
}

/// Begins what a line asks for. Subscriptions change before this returns.
pub(crate) fn begin(client: &Client, lines: &Sender<Value>, line: &[u8]) -> Answer {
    let request: Request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => {
            let code = if error.is_data() { NO_REQUEST } else { PARSE_ERROR };
            return Answer::Now(envelope(&Value::Null, Err(fault(code, error))));
        }
    };
    let id = request.id.clone();
    let outcome = match request.method.as_str() {
        "dispatch" => return dispatch(client.clone(), request),
        "choose" | "save" => return files::begin(client.clone(), request),
        "subscribe" => {
            let id = id.unwrap_or(Value::Null);
            return match parse(request.params).and_then(|asked| subscribe(client, lines, &id, asked)) {
                Ok(()) => Answer::Nothing,
                Err(fault) => Answer::Now(envelope(&id, Err(fault))),
            };
        }
        "retarget" => parse(request.params).and_then(|asked: Retarget| {
            client
                .retarget(asked.subscription, asked.window)
                .map_err(|refused| error(&refused))?;
            Ok(Value::Null)
        }),
        "unsubscribe" => parse(request.params).map(|asked: Unsubscribe| {
            client.unsubscribe(asked.subscription);
            Value::Null
        }),
        other => Err(fault(NO_SUCH_METHOD, format_args!("no method {other}"))),
    };
    match id {
        Some(id) => Answer::Now(envelope(&id, outcome)),
        None => Answer::Nothing,
    }
}

pub(crate) fn parse<T: DeserializeOwned>(parameters: Value) -> Result<T, Value> {
    serde_json::from_value(parameters).map_err(|error| fault(BAD_PARAMETERS, error))
}

fn dispatch(client: Client, request: Request) -> Answer {
    let id = request.id.unwrap_or(Value::Null);
    Answer::Later(Box::pin(async move {
        let outcome = match parse::<Dispatch>(request.params) {
            Ok(Dispatch {
                account: Some(account),
                command,
            }) => match parse::<Command>(command) {
                Ok(command) => client
                    .dispatch(&account, command)
                    .await
                    .map_err(|refused| error(&refused)),
                Err(fault) => Err(fault),
            },
            Ok(Dispatch { account: None, command }) => match parse::<AppCommand>(command) {
                Ok(command) => client.dispatch_app(command).await.map_err(|refused| error(&refused)),
                Err(fault) => Err(fault),
            },
            Err(fault) => Err(fault),
        };
        envelope(&id, outcome.map(|reply: Reply| json!(reply)))
    }))
}

/// What a subscription says before its number was answered waits, so that nobody gets patches of a number unknown.
enum Gate {
    Closed(Vec<Value>),
    Open(u64),
}

fn patch(subscription: u64, patches: &[Value]) -> Value {
    json!({"jsonrpc": "2.0", "method": "patch", "params": {"subscription": subscription, "patches": patches}})
}

fn subscribe(client: &Client, lines: &Sender<Value>, id: &Value, asked: Subscribe) -> Result<(), Value> {
    let gate = Arc::new(Mutex::new(Gate::Closed(Vec::new())));
    let (inside, out) = (gate.clone(), lines.clone());
    let sink = Box::new(move |patches: Vec<Value>| {
        match &mut *inside.lock().unwrap_or_else(PoisonError::into_inner) {
            Gate::Closed(waiting) => waiting.extend(patches),
            // The writer is gone only when the program ends.
            Gate::Open(subscription) => drop(out.send(patch(*subscription, &patches))),
        }
    });
    let subscription = client
        .subscribe(asked.account.as_ref(), asked.view, asked.window, sink)
        .map_err(|refused| error(&refused))?;
    let mut gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
    drop(lines.send(envelope(id, Ok(json!({"subscription": subscription})))));
    if let Gate::Closed(waiting) = &*gate
        && !waiting.is_empty()
    {
        drop(lines.send(patch(subscription, waiting)));
    }
    *gate = Gate::Open(subscription);
    Ok(())
}
