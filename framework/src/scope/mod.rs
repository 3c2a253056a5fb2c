//! The owner of everything a test makes.

mod account;
#[cfg(feature = "aws")]
mod aws;
mod binary;
mod cleanup;
mod inner;
#[cfg(feature = "local")]
mod leak;
mod stop_reason;

pub(crate) use inner::ScopeInner;
pub(crate) use stop_reason::StopReason;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::condition::{Condition, Consistently, Eventually, Timeline, WatchRequest};
use crate::http::Http;
use crate::report::Event;
use crate::stack::StackRequest;
use crate::{Error, RunId, run_id};

/// Owns what a test makes, and takes it down again in reverse order: after pass, `?`, panic, deadline or signal.
///
/// A test borrows it. Two stacks may be applied at once:
///
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// let (site, network) = tokio::try_join!(
///     t.stack("examples/static-site").var("name", t.unique("site")).apply(),
///     t.stack("examples/network").var("name", t.unique("net")).apply(),
/// )?;
/// # let _ = (site, network);
/// # Ok(())
/// # }
/// ```
pub struct Scope {
    inner: Arc<ScopeInner>,
}

impl Scope {
    pub(crate) fn new(inner: Arc<ScopeInner>) -> Self {
        Self { inner }
    }

    pub(crate) fn inner(&self) -> &Arc<ScopeInner> {
        &self.inner
    }

    /// Asks for a stack: the configuration at a path relative to the project's root.
    ///
    /// The root is the nearest directory with a `terraproof.toml`, else with a `.git`. Nothing happens until the request
    /// is applied, planned, validated or expected to be rejected.
    pub fn stack(&self, configuration: impl AsRef<Path>) -> StackRequest<'_> {
        StackRequest::new(self, configuration.as_ref())
    }

    /// Returns a name that nobody else uses: `<prefix>-<run>-<five more>`, of `[a-z][a-z0-9-]*`, at most 32 long.
    ///
    /// 32 is what load balancers and target groups allow, the tightest limit among common names.
    #[must_use]
    pub fn unique(&self, prefix: &str) -> String {
        self.unique_within(prefix, 32)
    }

    /// Returns a name like [`unique`](Self::unique), at most `limit` long (never shorter than 14).
    #[must_use]
    pub fn unique_within(&self, prefix: &str, limit: usize) -> String {
        let place = self.inner.place_of_name();
        run_id::unique(prefix, RunId::current(), &place, limit)
    }

    /// Returns the 12 digits of the test's own account, opening it the first time.
    ///
    /// # Errors
    /// Fails when the localhost cloud cannot be started.
    #[cfg(feature = "local")]
    pub async fn account(&self) -> Result<String, Error> {
        let inner = Arc::clone(&self.inner);
        self.inner.operate(async move { Ok(inner.cloud().await?.account().id.to_string()) }).await
    }

    /// Returns the gateway's faults, to slow down, throttle, fail, deny or cut calls of this test from now on.
    ///
    /// What a test leaves on is taken off before its cleanup. A test that wants to see a destroy under faults calls
    /// [`Stack::destroy`](crate::Stack::destroy) itself.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::local::gateway::{Matcher, Occurrence};
    ///
    /// t.faults().await?.deny(Matcher::operation("sqs", "CreateQueue"), Occurrence::Every);
    /// let failure = t.stack("examples/queue").apply().await.unwrap_err();
    /// assert!(failure.to_string().contains("not authorized to perform: sqs:CreateQueue"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails when the localhost cloud cannot be started.
    #[cfg(feature = "local")]
    pub async fn faults(&self) -> Result<&terraproof_local::gateway::Faults, Error> {
        Ok(self.gateway().await?.faults())
    }

    /// Returns the API timeline: every call that this test and its children made through the gateway.
    ///
    /// # Errors
    /// Fails when the localhost cloud cannot be started.
    #[cfg(feature = "local")]
    pub async fn calls(&self) -> Result<terraproof_local::gateway::Calls, Error> {
        Ok(self.gateway().await?.calls())
    }

    #[cfg(feature = "local")]
    async fn gateway(&self) -> Result<&terraproof_local::gateway::Gateway, Error> {
        let inner = Arc::clone(&self.inner);
        self.inner.operate(async move { inner.cloud().await.map(|_| ()) }).await?;
        Ok(self.inner.cloud().await?.gateway())
    }

    /// Leads to the test's own account, to the handles of its services, and to any `aws-sdk-*` client.
    ///
    /// Nothing is called until a handle looks; the account is opened then, where no stack has opened it before. In the local sandbox every call
    /// goes through the gateway, under the service's real host name.
    ///
    /// ```no_run
    /// # #[cfg(feature = "aws-s3")]
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.aws().s3().bucket("logs").is_versioned()).await?;
    /// let config = t.aws().in_region("eu-west-1").config().await?; // for a client of your own
    /// # let _ = config;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "aws")]
    #[must_use]
    pub fn aws(&self) -> terraproof_aws::Aws {
        self.inner.aws()
    }

    /// Starts a probe over HTTP; in the local sandbox it goes through the gateway.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(&self.inner)
    }

    /// Starts a probe of names; it asks straight from this machine, in the local sandbox too.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.dns().lookup("www.example.com").a().resolves_to(["192.0.2.1"])).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "dns")]
    #[must_use]
    pub fn dns(&self) -> crate::Dns {
        crate::Dns::new()
    }

    /// Starts a probe of protocols, ciphers and certificates at `host:port`; it goes straight out, in the local sandbox too.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::TlsVersion;
    /// t.eventually(t.tls("example.com:443").refuses_protocol(TlsVersion::Tls11)).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tls")]
    pub fn tls(&self, endpoint: impl Into<String>) -> crate::Tls {
        crate::Tls::new(endpoint.into())
    }

    /// Starts a probe of the port at `host:port`; it goes straight out, in the local sandbox too.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("example.com:22").is_unreachable()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn tcp(&self, endpoint: impl Into<String>) -> crate::Tcp {
        crate::Tcp::new(endpoint.into())
    }

    /// Waits until a condition is met, looking again and again.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.http().get("http://127.0.0.1:8080/").returns(200)).within(Duration::from_secs(90)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Awaiting it fails when time is up, with every distinct outcome counted, or at once on a permanent error. The test's budget
    /// limits it; the message says so when it did.
    pub fn eventually<C: Condition>(&self, condition: C) -> Eventually<'_, C> {
        Eventually::new(self, condition)
    }

    /// Checks that a condition holds all the time, and fails at the first miss.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.consistently(t.tcp("10.0.1.7:22").is_unreachable()).throughout(Duration::from_secs(30)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Awaiting it fails at the first miss, or at once when the test's budget leaves less time than it takes.
    pub fn consistently<C: Condition>(&self, condition: C) -> Consistently<'_, C> {
        Consistently::new(self, condition)
    }

    /// Watches a condition while the test does something else, and tells how available it was.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let service = t.stack("examples/service").var("version", "1").apply().await?;
    /// let url: String = service.output("url")?;
    ///
    /// let watch = t.watch(t.http().get(&url).returns(200)).every(Duration::from_millis(200)).start();
    /// service.reapply().var("version", "2").apply().await?;
    /// watch.finish().await?.expect_no_outage_longer_than(Duration::from_secs(1))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch<C: Condition + 'static>(&self, condition: C) -> WatchRequest<'_, C> {
        WatchRequest::new(self, condition)
    }

    /// Registers something to do at cleanup, in reverse order among stacks and other actions.
    ///
    /// ```no_run
    /// # fn body(t: &terraproof::Scope) {
    /// t.on_cleanup("remove the marker", async || {
    ///     std::fs::remove_file("/tmp/marker")?;
    ///     Ok(())
    /// });
    /// # }
    /// ```
    pub fn on_cleanup<F, Fut>(&self, name: impl Into<String>, action: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = crate::TestResult> + Send + 'static,
    {
        self.inner.register_action(name.into(), Box::new(move || Box::pin(action())));
    }

    /// Writes a line into the test's record.
    pub fn note(&self, text: impl Into<String>) {
        self.inner.recorder().record(Event::Note { text: text.into() });
    }

    /// Returns the directory of the test's record: `events.jsonl`, terraform's logs, and after a failure the bundle.
    #[must_use]
    pub fn report_directory(&self) -> &Path {
        self.inner.recorder().directory()
    }

    /// Returns how much of the test's budget is left.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        self.inner.time_left()
    }

    pub(crate) fn record_wait(&self, condition: &str, timeline: Timeline, met: bool) {
        let event = Event::Wait { condition: condition.to_owned(), met, timeline };
        self.inner.recorder().record(event);
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scope").field(&self.inner.info().name()).finish()
    }
}
