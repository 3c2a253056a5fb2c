//! Reports to look at, for tests.

use std::time::Duration;

use jiff::Timestamp;
use terraproof_terraform::Redactor;

use super::page::{ApiCall, Page, render};
use crate::Failure;
use crate::condition::{Outcome, Timeline};
use crate::report::{Event, Record};

/// Is everything a page is made of, owned.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) test: String,
    pub(super) records: Vec<Record>,
    pub(super) failure: Option<Failure>,
    pub(super) calls: Vec<ApiCall>,
    pub(super) files: Vec<String>,
    pub(super) versions: Vec<(String, String)>,
    pub(super) redactor: Redactor,
}

impl Sample {
    pub(super) fn named(test: &str) -> Self {
        Self { test: test.into(), ..Self::default() }
    }

    pub(super) fn page(&self) -> String {
        let (records, calls, failure) = (&self.records, &self.calls, self.failure.as_ref());
        let (files, versions, redactor) = (&self.files, &self.versions, &self.redactor);
        render(&Page { test: &self.test, records, failure, calls, files, versions, commands: &[], redactor }).unwrap()
    }

    pub(super) fn at(&mut self, offset: f64, event: Event) -> &mut Self {
        self.records.push(Record { schema: 1, at: Timestamp::UNIX_EPOCH, offset, event });
        self
    }

    pub(super) fn start(&mut self) -> &mut Self {
        self.at(
            0.0,
            Event::TestStarted {
                test: self.test.clone(),
                run: "rtnedg76".into(),
                file: "test/tests/static_site.rs".into(),
                tier: "integration".into(),
                budget: 3_600.0,
                proves: vec![],
            },
        )
    }

    pub(super) fn operation(&mut self, from: f64, to: f64, operation: &str, error: Option<&str>) -> &mut Self {
        let (operation, stack) = (operation.to_owned(), "static-site".to_owned());
        self.at(from, Event::OperationStarted { operation: operation.clone(), stack: stack.clone() });
        let error = error.map(str::to_owned);
        self.at(to, Event::OperationFinished { operation, stack, seconds: to - from, error })
    }

    pub(super) fn resource(&mut self, at: f64, address: &str, action: &str, step: &str) -> &mut Self {
        let (stack, address) = ("static-site".to_owned(), address.to_owned());
        self.at(at, Event::Resource { stack, address, action: action.into(), step: step.into(), seconds: None })
    }

    pub(super) fn changed(&mut self, from: f64, to: f64, address: &str, action: &str) -> &mut Self {
        self.resource(from, address, action, "started").resource(to, address, action, "complete")
    }

    pub(super) fn wait(&mut self, at: f64, condition: &str, looks: &[(f64, Outcome)]) -> &mut Self {
        let mut timeline = Timeline::default();
        for (offset, outcome) in looks {
            timeline.push(Duration::from_secs_f64(*offset), Duration::from_millis(40), outcome.clone());
        }
        let met = looks.last().is_some_and(|(_, outcome)| *outcome == Outcome::Met);
        self.at(at, Event::Wait { condition: condition.into(), met, timeline })
    }

    pub(super) fn call(&mut self, offset: f64, operation: &str, status: u16, code: Option<&str>) -> &mut Self {
        self.calls.push(ApiCall {
            offset,
            service: "s3".into(),
            operation: operation.into(),
            region: Some("eu-west-1".into()),
            status: Some(status),
            latency: 0.004 + f64::from(status % 7) / 100.0,
            error_code: code.map(str::to_owned),
            host: "site-rtnedg76.s3.eu-west-1.amazonaws.com".into(),
            fault: None,
        });
        self
    }

    pub(super) fn finish(&mut self, at: f64) -> &mut Self {
        let headline = self.failure.as_ref().map(|failure| failure.headline().to_owned());
        let outcome = if headline.is_some() { "failed" } else { "passed" }.to_owned();
        self.at(at, Event::TestFinished { outcome, headline, seconds: at })
    }
}

/// Returns a test of many resources that passed.
pub(super) fn many(resources: u32) -> Sample {
    let mut sample = Sample::named("network::five_hundred_resources_come_and_go");
    let (last, end) = (f64::from(resources) * 0.1, f64::from(resources) * 0.2);
    sample.start().operation(0.1, 1.4, "init", None);
    for number in 0..resources {
        let (address, begin) = (format!("module.network.aws_subnet.private[{number}]"), f64::from(number) * 0.1 + 1.5);
        sample.changed(begin, begin + 0.5 + f64::from(number * 7 % 31), &address, "create");
        sample.changed(last + begin + 33.0, last + begin + 35.0, &address, "delete");
        sample.call(begin, "CreateSubnet", 200, None).call(begin + 0.2, "DescribeSubnets", 200, None);
    }
    sample.operation(1.4, last + 33.0, "apply", None).operation(last + 34.0, end + 40.0, "destroy", None);
    sample.finish(end + 41.0);
    sample
}
