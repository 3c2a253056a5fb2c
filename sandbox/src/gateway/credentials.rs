//! Keys to another account, by way of the gateway, which learns from its own calls which key leads where.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use terraproof_local::AccountId;
use tokio::net::TcpStream;

use super::State;
use crate::Error;

/// How long the localhost cloud may take for one small call.
const LIMIT: Duration = Duration::from_secs(30);

/// The names of the variables, and of the elements of the answer.
const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
    ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
    ("AWS_SESSION_TOKEN", "SessionToken"),
];

/// Assumes a role in an account and returns the variables that hold the keys to it.
pub(crate) async fn credentials(state: &State, account: &AccountId) -> Result<BTreeMap<String, String>, Error> {
    let failed = |detail: String| Error::Credentials { account: account.clone(), detail };
    let answer = tokio::time::timeout(LIMIT, assume_role(state, account)).await;
    let (status, text) = match answer {
        Ok(answer) => answer.map_err(|error| failed(error.to_string()))?,
        Err(_) => return Err(failed(format!("no answer after {} s", LIMIT.as_secs()))),
    };
    if status != StatusCode::OK {
        return Err(failed(format!("the gateway answers {status}")));
    }
    let key = |(variable, name): (&str, &str)| {
        let value = element(&text, name).ok_or_else(|| failed(format!("the answer has no `{name}`")))?;
        Ok((variable.to_owned(), value.to_owned()))
    };
    KEYS.into_iter().map(key).collect()
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn assume_role(state: &State, account: &AccountId) -> Result<(StatusCode, String), Failure> {
    let form = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::{account}:role/terraproof&RoleSessionName=terraproof"
    );
    // A proxy is asked for the whole address. Plain HTTP will do: it does not leave the machine.
    let request = Request::post("http://sts.us-east-1.amazonaws.com/")
        .header(header::HOST, "sts.us-east-1.amazonaws.com")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(form)))?;
    let stream = TcpStream::connect(state.address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        Ok::<_, Failure>((status, String::from_utf8_lossy(&body).into_owned()))
    };
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        _ = connection => exchange.await,
    }
}

/// Reads the text of the first element of a name. The values in question are keys, which XML needs not escape.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}
