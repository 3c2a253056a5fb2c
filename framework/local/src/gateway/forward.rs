//! The way to the emulator and back: what is changed on it, and what is learnt from the answer.

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version, header, request};

use super::api::{ApiRequest, Protocol, error_code};
use super::body::{Body, peek};
use super::emulator_client::{EmulatorClient, Unavailable};
use super::rpc;

/// How much of an answer is read ahead to find its error code.
const READ_AHEAD: usize = 64 * 1024;

/// Sends a request to the emulator; gives the answer and its error code.
pub(super) async fn forward(
    emulator: &EmulatorClient,
    request: &ApiRequest,
    mut head: request::Parts,
    body: Body,
) -> (Response<Body>, Option<String>) {
    prepare(&mut head, request, emulator);
    if request.protocol == Protocol::Cbor {
        return translated(emulator, request, head, body).await;
    }
    match emulator.send(Request::from_parts(head, body)).await {
        Ok(response) => understood(request, emulator, response).await,
        Err(unavailable) => lost(request, &unavailable),
    }
}

/// Asks the emulator in JSON what was asked in CBOR.
async fn translated(
    emulator: &EmulatorClient,
    request: &ApiRequest,
    head: request::Parts,
    body: Body,
) -> (Response<Body>, Option<String>) {
    const CODE: &str = "SerializationException";
    let Some((head, body)) = rpc::to_json(head, body).await else {
        let answer = request.protocol.error(StatusCode::BAD_REQUEST, CODE, "the request is not the CBOR it should be");
        return (answer, Some(CODE.to_owned()));
    };
    match emulator.send(Request::from_parts(head, body)).await {
        Ok(response) => {
            let (response, code) = understood(request, emulator, response).await;
            (rpc::to_cbor(response).await, code)
        }
        Err(unavailable) => lost(request, &unavailable),
    }
}

/// Gives the account of the role that a request assumes: its worker must hand out the key.
pub(super) fn assumed_account(request: &ApiRequest) -> Option<&str> {
    let assumes = matches!(&*request.operation, "AssumeRole" | "AssumeRoleWithWebIdentity" | "AssumeRoleWithSAML");
    let role = (request.service == "sts" && assumes).then(|| request.parameter("RoleArn"))??;
    let mut parts = role.split(':');
    let account = parts.nth(4)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// Makes the head fit for the emulator: its own connection, the original host, and a key id of this scope.
fn prepare(head: &mut request::Parts, request: &ApiRequest, emulator: &EmulatorClient) {
    hop_by_hop(&mut head.headers);
    head.headers.remove(header::EXPECT);
    head.version = Version::HTTP_11;
    if let Ok(host) = HeaderValue::from_str(&request.host) {
        head.headers.entry(header::HOST).or_insert(host);
    }
    let stranger = match &request.access_key {
        Some(key) => head.headers.contains_key(header::AUTHORIZATION) && !emulator.knows(key),
        // What is public was decided here. Unsigned calls of other services (to assume a role with a token, to sign in
        // a user) belong to the scope as well.
        None => request.operation != "PostObject" && !head.headers.contains_key(header::AUTHORIZATION),
    };
    if stranger {
        let region = request.region.as_deref().unwrap_or("us-east-1");
        if let Some(authorization) = emulator.authorization(&request.service, region) {
            head.headers.insert(header::AUTHORIZATION, authorization);
        }
    }
}

/// Removes what is meant for one connection only.
pub(super) fn hop_by_hop(headers: &mut HeaderMap) {
    let listed: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(','))
        .map(|it| it.trim().to_owned())
        .collect();
    for name in &listed {
        headers.remove(name.as_str());
    }
    for name in [
        "connection",
        "proxy-connection",
        "keep-alive",
        "proxy-authorization",
        "proxy-authenticate",
        "te",
        "transfer-encoding",
        "upgrade",
    ] {
        headers.remove(name);
    }
}

/// Takes the error code out of a failed answer, and the key id out of one that hands out a key.
async fn understood(
    request: &ApiRequest,
    emulator: &EmulatorClient,
    response: Response<Body>,
) -> (Response<Body>, Option<String>) {
    let (mut head, body) = response.into_parts();
    hop_by_hop(&mut head.headers);
    head.version = Version::HTTP_11;
    let failed = head.status.is_client_error() || head.status.is_server_error();
    let hands_out_key = head.status.is_success()
        && match &*request.service {
            "sts" => request.operation != "GetCallerIdentity",
            "iam" => request.operation == "CreateAccessKey",
            _ => false,
        };
    if request.method == Method::HEAD || !(failed || hands_out_key) {
        return (Response::from_parts(head, body), None);
    }
    let (peeked, body) = match peek(body, READ_AHEAD).await {
        Ok(read) => read,
        Err(error) => return lost(request, &emulator.failed(&error)),
    };
    if hands_out_key {
        if let Some(key) = key_id(&peeked) {
            emulator.learn(key);
        }
        return (Response::from_parts(head, body), None);
    }
    let code = error_code(&head.headers, &peeked);
    (Response::from_parts(head, body), code)
}

fn key_id(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<AccessKeyId>").or_else(|| text.split_once("\"AccessKeyId\":"))?;
    let rest = rest.trim_start().trim_start_matches('"');
    rest.split(['<', '"']).next().filter(|key| !key.is_empty())
}

/// An emulator that is gone does not come back, so nobody must retry: a client error, in the words of the service.
fn lost(request: &ApiRequest, unavailable: &Unavailable) -> (Response<Body>, Option<String>) {
    let (status, code, message) = match unavailable {
        Unavailable::Gone { .. } => (
            StatusCode::BAD_REQUEST,
            "TerraproofEmulatorGone",
            format!(
                "{unavailable} and everything it held with it; run the test again, and see `terraproof doctor` if it happens twice"
            ),
        ),
        Unavailable::Failed { .. } => (StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", unavailable.to_string()),
    };
    (request.protocol.error(status, code, &message), Some(code.to_owned()))
}
