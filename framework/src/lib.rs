//! Infrastructure tests: deploy real Terraform code, wait until what it promises is true, take everything down again.
//!
//! ```no_run,test_harness
//! use std::time::Duration;
//! use terraproof::{Scope, TestResult};
//!
//! #[terraproof::test]
//! async fn the_site_serves_its_index_page(t: &Scope) -> TestResult {
//!     let site = t
//!         .stack("examples/static-site")
//!         .var("name", t.unique("site"))
//!         .var("index_html", "<h1>hello</h1>")
//!         .apply()
//!         .await?;
//!
//!     let url: String = site.output("website_url")?;
//!     t.eventually(t.http().get(&url).returns(200).with_body("<h1>hello</h1>"))
//!         .within(Duration::from_secs(90))
//!         .await?;
//!
//!     site.expect_no_changes().await?;
//!     Ok(())
//! }
//! ```
//!
//! The tour: [`test`](macro@test) builds a [`TestInfo`] and calls [`run`], which gives the body a [`Scope`]. The scope owns
//! every [`Stack`] and takes it down, whatever happens. [`Scope::eventually`] waits for a [`Condition`]. What went wrong is a
//! [`Failure`], and what happened is in the report it names.
//!
//! What can be waited for is listed by question ("is the bucket private?") in
//! [`docs/conditions.md`](https://github.com/terraproof/terraproof/blob/main/docs/conditions.md).
//!
//! # Features
//! `local` (default): the localhost cloud, [`local`]. `macros` (default): the attribute. [`terraform`] is always there. `dns` and `tls`:
//! the probes [`Scope::dns`] and [`Scope::tls`]. `aws` and `aws-<service>`: [`Scope::aws`] and the handles of a service. `full`: everything.

#[cfg(feature = "aws")]
mod aws_check;
#[cfg(feature = "local")]
mod cloud;
mod condition;
mod config;
mod console;
#[cfg(feature = "dns")]
mod dns;
pub mod document;
mod duration;
mod engine;
mod environment;
mod error;
mod failure;
mod hindrance;
mod http;
mod keep;
pub mod ledger;
mod left_behind;
mod nearest;
mod project;
mod report;
mod run;
mod run_id;
mod saved_state;
mod scope;
mod stack;
mod state_lock;
mod tcp;
mod teardown;
mod test_info;
#[cfg(feature = "tls")]
mod tls;

pub use condition::{
    All, And, Attempt, Availability, Backoff, BoxCondition, Condition, Consistently, Described, Eventually,
    FnCondition, Map, Miss, Not, Observation, Or, Outage, Outcome, Timeline, Verdict, Watch, WatchRequest, Which, all,
    condition,
};
pub use config::{Config, Sandbox};
#[cfg(feature = "dns")]
pub use dns::{Dns, DnsAnswer, DnsCondition, DnsLookup, DnsRecord, RecordType};
pub use document::{Mismatch, Pattern, expect_json, match_json};
pub use error::{Error, ErrorKind};
pub use failure::{Failure, TestResult};
pub use hindrance::Hindrance;
pub use http::{
    Http, HttpAnswer, HttpCondition, HttpLatency, HttpReceived, HttpRequest, HttpResponse, HttpServer, Latencies,
    StatusCodes,
};
pub use left_behind::{Destruction, LeftBehind};
pub use report::{Event, Record};
pub use run::run;
pub use run_id::RunId;
pub use saved_state::{SavedState, StateContents};
pub use scope::Scope;
pub use stack::{Reapply, Rejection, Resource, Stack, StackRequest};
pub use state_lock::StateLock;
pub use tcp::{Tcp, TcpBanner, TcpClosed, TcpConnection, TcpOpen};
pub use teardown::{Teardown, holds_nothing};
pub use test_info::{TestInfo, Tier};
#[cfg(feature = "tls")]
pub use tls::{Certificate, CertificateCondition, KeyType, Tls, TlsCondition, TlsHello, TlsVersion};

pub use serde_json::json;
#[cfg(feature = "aws")]
pub use terraproof_aws as aws;
#[cfg(feature = "local")]
pub use terraproof_local as local;
#[cfg(feature = "macros")]
pub use terraproof_macros::test;
pub use terraproof_terraform as terraform;

/// The page for people who come from Terratest: its blocks have to compile.
#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../../docs/from-terratest.md")]
mod from_terratest {}

/// The first page that anybody reads: its blocks have to compile.
#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../../README.md")]
mod readme {}
