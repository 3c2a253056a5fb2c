//! One API call from its head to its answer: understood, disturbed, checked, forwarded, recorded.

use std::sync::Arc;

use http::{Request, Response, StatusCode, header, request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Duration, sleep, timeout};

use super::api::{AHEAD, ApiRequest, error_code, wants_body};
use super::body::{Body, Broken, cut, peek, watched};
use super::calls::CallKind;
use super::denial;
use super::emulator_client::EmulatorClient;
use super::entry::Entry;
use super::faults::{Cut, Decision, Effect};
use super::forward::assumed_account;
use super::hosts::{Destination, Kind};
use super::public;
use super::rules::View;
use super::scope::Scope;
use super::sentence::sentence;
use super::website;

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
        Some(Effect::Deny) => website::error_page(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied"),
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
    head: request::Parts,
    body: Body,
) -> Result<Response<Body>, Broken> {
    let (ahead, body) =
        if wants_body(&head.method, &head.headers) { peek(body, AHEAD).await? } else { (bytes::Bytes::new(), body) };
    let request = ApiRequest::new(&head, host, ahead);
    let emulator = emulator.on_behalf_of(request.access_key.as_deref(), assumed_account(&request));
    let mut entry = Entry::api(scope, &request, emulator.account());
    let mut decision = scope.faults.decide(&request.service, &request.operation);
    entry.fault(decision.kind());
    decision.delay += scope.playing.behaviour().latency;
    sleep_for(decision).await;
    let throttled = || scope.playing.throttles(&request, emulator.account()).then_some(Effect::Throttle);
    if let Some(effect) = decision.effect.or_else(throttled)
        && let Some(answer) = instead(effect, &emulator, &request).await
    {
        drain(body).await;
        let (response, code) = answer?;
        entry.finish(response.status(), Some(code));
        return Ok(response);
    }
    if let Some((response, code)) = refusal(scope, &emulator, &request, tls).await {
        drain(body).await;
        entry.finish(response.status(), code);
        return Ok(response);
    }
    let (mut response, mut code) = scope.playing.answer(&emulator, &request, head, body).await;
    let missing =
        response.status() == StatusCode::NOT_FOUND && request.bucket.as_ref().is_some_and(|it| it.key.is_some());
    if missing && request.is_anonymous() && !public::may_list(&emulator, &request, tls).await {
        (response, code) = denied(&request);
    }
    disturbed(decision, entry, response, code)
}

async fn sleep_for(decision: Decision) {
    if !decision.delay.is_zero() {
        sleep(decision.delay).await;
    }
}

/// Gives what a fault answers instead of the emulator, and the error code; nothing when the emulator is to be asked first.
async fn instead(
    effect: Effect,
    emulator: &EmulatorClient,
    request: &ApiRequest,
) -> Option<Result<(Response<Body>, String), Broken>> {
    let protocol = request.protocol;
    let (status, code, message) = match effect {
        Effect::Throttle => {
            let (status, code) = protocol.throttling(&request.service);
            (status, code, "Rate exceeded (by terraproof)".to_owned())
        }
        Effect::Fail(status) => {
            (status, protocol.failure(status), "An internal error occurred (injected by terraproof)".to_owned())
        }
        Effect::Deny => {
            let (status, code) = protocol.denial(&request.service);
            (status, code, denial::message(emulator, request).await)
        }
        Effect::Cut(Cut::BeforeRequest) => return Some(Err(Broken::Cut)),
        Effect::Cut(_) => return None,
    };
    Some(Ok((protocol.error(status, code, &message), code.to_owned())))
}

/// Asks what AWS would refuse and the emulator would not.
async fn refusal(
    scope: &Scope,
    emulator: &EmulatorClient,
    request: &ApiRequest,
    tls: bool,
) -> Option<(Response<Body>, Option<String>)> {
    if request.is_anonymous() && request.bucket.is_some() && !public::allows(emulator, request, tls).await {
        return Some(denied(request));
    }
    let view = View::new(emulator, scope.playing.departures());
    for rule in scope.rules.iter().filter(|rule| rule.applies(request)) {
        if let Some(refusal) = rule.check(request, &view).await {
            let response = request.protocol.error(refusal.status, &refusal.code, &refusal.message);
            return Some((response, Some(refusal.code)));
        }
    }
    None
}

fn denied(request: &ApiRequest) -> (Response<Body>, Option<String>) {
    const CODE: &str = "AccessDenied";
    (request.protocol.error(StatusCode::FORBIDDEN, CODE, "Access Denied"), Some(CODE.to_owned()))
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
