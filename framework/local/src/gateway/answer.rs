//! One API call from its head to its answer: understood, disturbed, checked, forwarded, recorded.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version, header, request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Duration, sleep, timeout};

use super::api::{ApiRequest, error_code, wants_body};
use super::body::{Body, Broken, cut, peek, watched};
use super::calls::CallKind;
use super::emulator_client::{EmulatorClient, Unavailable};
use super::entry::Entry;
use super::faults::{Cut, Decision, Effect};
use super::hosts::{Destination, Kind};
use super::public;
use super::scope::Scope;
use super::sentence::sentence;
use super::website;

/// How much of a body is read ahead to understand it.
const AHEAD: usize = 64 * 1024;
/// How much of a request is still taken in when it is refused, so that the client gets to read the answer.
const DRAINED: usize = 1 << 20;
const DRAINING: Duration = Duration::from_secs(2);

/// Answers a request inside an intercepted conversation with `connected`, the host that was asked for by CONNECT.
pub(super) async fn intercepted(
    scope: &Arc<Scope>,
    connected: &str,
    tls: bool,
    request: Request<Incoming>,
) -> Result<Response<Body>, Broken> {
    let named = match request.headers().get(header::HOST) {
        None => Some(connected.to_owned()),
        Some(value) => value.to_str().ok().and_then(|it| Destination::parse(it, 443)).map(|it| it.host),
    };
    let destination = named.map(|host| Destination { host, port: if tls { 443 } else { 80 } });
    match destination.as_ref().map(|it| (it, scope.policy.kind(it))) {
        Some((destination, kind @ (Kind::Aws | Kind::Website { .. }))) => {
            call(scope, &destination.host, &kind, tls, request).await
        }
        _ => {
            let text =
                format!("terraproof: the request names another host than `{connected}`, which the connection is for");
            Ok(sentence(StatusCode::MISDIRECTED_REQUEST, &text))
        }
    }
}

/// Answers a request to an AWS host or a bucket website.
pub(super) async fn call(
    scope: &Arc<Scope>,
    host: &str,
    kind: &Kind,
    tls: bool,
    request: Request<Incoming>,
) -> Result<Response<Body>, Broken> {
    let Some(emulator) = &scope.emulator else {
        return Ok(sentence(StatusCode::FORBIDDEN, "terraproof: this scope has no emulator"));
    };
    let (head, body) = request.into_parts();
    match kind {
        Kind::Website { bucket, region } => website(scope, emulator, host, (bucket, region), &head).await,
        _ => api(scope, emulator, host, tls, head, watched(body)).await,
    }
}

async fn website(
    scope: &Scope,
    emulator: &EmulatorClient,
    host: &str,
    (bucket, region): (&str, &str),
    head: &request::Parts,
) -> Result<Response<Body>, Broken> {
    const SERVICE: &str = "s3-website";
    let mut entry = Entry::new(scope, CallKind::Website, host, head.method.to_string()).service(SERVICE, region);
    let decision = scope.faults.decide(SERVICE, head.method.as_str());
    entry.fault(decision.kind());
    sleep_for(decision).await;
    let response = match decision.effect {
        Some(Effect::Throttle) => {
            website::error_page(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate.")
        }
        Some(Effect::Fail(status)) => {
            website::error_page(status, "InternalError", "We encountered an internal error. Please try again.")
        }
        Some(Effect::Cut(Cut::BeforeRequest)) => return Err(Broken::Cut),
        _ => website::serve(emulator, bucket, head).await,
    };
    let code = error_code(response.headers(), &[]);
    disturbed(decision, entry, response, code)
}

async fn api(
    scope: &Scope,
    emulator: &EmulatorClient,
    host: &str,
    tls: bool,
    mut head: request::Parts,
    body: Body,
) -> Result<Response<Body>, Broken> {
    let (ahead, body) =
        if wants_body(&head.method, &head.headers) { peek(body, AHEAD).await? } else { (bytes::Bytes::new(), body) };
    let request = ApiRequest::new(&head, host, ahead);
    let emulator = emulator.on_behalf_of(request.access_key.as_deref(), assumed_account(&request));
    let mut entry = Entry::api(scope, &request, emulator.account());
    let decision = scope.faults.decide(&request.service, &request.operation);
    entry.fault(decision.kind());
    sleep_for(decision).await;
    if let Some(effect) = decision.effect
        && let Some(answer) = instead(effect, &request)
    {
        drain(body).await;
        let response = answer?;
        let code = error_code(response.headers(), &[]).or_else(|| code_of(effect, &request));
        entry.finish(response.status(), code);
        return Ok(response);
    }
    if let Some((response, code)) = refusal(scope, &emulator, &request, tls).await {
        drain(body).await;
        entry.finish(response.status(), Some(code));
        return Ok(response);
    }
    prepare(&mut head, host, &request, &emulator);
    let (response, code) = match emulator.send(Request::from_parts(head, body)).await {
        Ok(response) => understood(&request, &emulator, response).await,
        Err(unavailable) => lost(&request, &unavailable),
    };
    disturbed(decision, entry, response, code)
}

/// Gives the account of the role that a request assumes: its worker must hand out the key.
fn assumed_account(request: &ApiRequest) -> Option<&str> {
    let assumes = matches!(&*request.operation, "AssumeRole" | "AssumeRoleWithWebIdentity" | "AssumeRoleWithSAML");
    let role = (request.service == "sts" && assumes).then(|| request.parameter("RoleArn"))??;
    let mut parts = role.split(':');
    let account = parts.nth(4)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

async fn sleep_for(decision: Decision) {
    if !decision.delay.is_zero() {
        sleep(decision.delay).await;
    }
}

/// Gives what a fault answers instead of the emulator; nothing when the emulator is to be asked first.
fn instead(effect: Effect, request: &ApiRequest) -> Option<Result<Response<Body>, Broken>> {
    let protocol = request.protocol;
    match effect {
        Effect::Throttle => {
            let (status, code) = protocol.throttling(&request.service);
            Some(Ok(protocol.error(status, code, "Rate exceeded (injected by terraproof)")))
        }
        Effect::Fail(status) => Some(Ok(protocol.error(
            status,
            protocol.failure(status),
            "An internal error occurred (injected by terraproof)",
        ))),
        Effect::Cut(Cut::BeforeRequest) => Some(Err(Broken::Cut)),
        Effect::Cut(_) => None,
    }
}

fn code_of(effect: Effect, request: &ApiRequest) -> Option<String> {
    match effect {
        Effect::Throttle => Some(request.protocol.throttling(&request.service).1.to_owned()),
        Effect::Fail(status) => Some(request.protocol.failure(status).to_owned()),
        Effect::Cut(_) => None,
    }
}

/// Asks what AWS would refuse and the emulator would not.
async fn refusal(
    scope: &Scope,
    emulator: &EmulatorClient,
    request: &ApiRequest,
    tls: bool,
) -> Option<(Response<Body>, String)> {
    let answer = |status, code: &str, message: &str| (request.protocol.error(status, code, message), code.to_owned());
    if request.is_anonymous() && request.bucket.is_some() && !public::allows(emulator, request, tls).await {
        return Some(answer(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied"));
    }
    for rule in scope.rules.iter().filter(|rule| rule.applies(request)) {
        if let Some(refusal) = rule.check(request, emulator).await {
            return Some(answer(refusal.status, &refusal.code, &refusal.message));
        }
    }
    None
}

/// Makes the head fit for the emulator: its own connection, the original host, and a key id of this scope.
fn prepare(head: &mut request::Parts, host: &str, request: &ApiRequest, emulator: &EmulatorClient) {
    hop_by_hop(&mut head.headers);
    head.headers.remove(header::EXPECT);
    head.version = Version::HTTP_11;
    if let Ok(host) = HeaderValue::from_str(host) {
        head.headers.entry(header::HOST).or_insert(host);
    }
    let stranger = match &request.access_key {
        Some(key) => head.headers.contains_key(header::AUTHORIZATION) && !emulator.knows(key),
        // Unsigned calls of other services (to assume a role with a token, to sign in a user) belong to the scope as well.
        None => request.bucket.is_none() && !head.headers.contains_key(header::AUTHORIZATION),
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
    let (peeked, body) = match peek(body, AHEAD).await {
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

/// Applies what is left of a fault to an answer, and records the call.
fn disturbed(
    decision: Decision,
    entry: Entry,
    response: Response<Body>,
    code: Option<String>,
) -> Result<Response<Body>, Broken> {
    match decision.effect {
        Some(Effect::Cut(Cut::AfterBytes(bytes))) => {
            entry.finish(response.status(), code);
            Ok(response.map(|body| cut(body, bytes)))
        }
        Some(Effect::Cut(_)) => Err(Broken::Cut),
        _ => {
            entry.finish(response.status(), code);
            Ok(response)
        }
    }
}

async fn drain(mut body: Body) {
    let draining = async {
        let mut drained = 0;
        while let Some(Ok(frame)) = body.frame().await {
            drained += frame.data_ref().map_or(0, bytes::Bytes::len);
            if drained > DRAINED {
                break;
            }
        }
    };
    timeout(DRAINING, draining).await.ok();
}
