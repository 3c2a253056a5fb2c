//! Listings, page by page.

use serde_json::Value;

use super::{Answer, Api, ApiError, Service};

/// Says how a listing is continued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging {
    /// The parameter that takes the token: `NextToken`.
    pub(crate) parameter: &'static str,
    /// Where the answer has it: `nextToken`; slashes go down.
    pub(crate) answer: &'static str,
}

impl Paging {
    /// `NextToken` in, `nextToken` out, as EC2.
    pub(crate) const EC2: Self = Self { parameter: "NextToken", answer: "nextToken" };
    /// `NextToken` both ways.
    pub(crate) const NEXT_TOKEN: Self = Self { parameter: "NextToken", answer: "NextToken" };
    /// `nextToken` both ways.
    pub(crate) const LOWER_NEXT_TOKEN: Self = Self { parameter: "nextToken", answer: "nextToken" };
    /// `Marker` both ways.
    pub(crate) const MARKER: Self = Self { parameter: "Marker", answer: "Marker" };
    /// `Marker` in, `NextMarker` out, as the load balancers.
    pub(crate) const NEXT_MARKER: Self = Self { parameter: "Marker", answer: "NextMarker" };
}

/// Reads a listing to its end. One that hands out a token twice, or never ends, is an error.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    api: &'a Api,
    service: &'static Service,
    operation: &'static str,
    parameters: Value,
    paging: Paging,
    state: Progress,
    read: u32,
}

#[derive(Debug, PartialEq, Eq)]
enum Progress {
    Start,
    At(String),
    End,
}

/// No listing has more pages: 10,000 of 1,000 are ten million resources.
const MOST: u32 = 10_000;

impl<'a> Pages<'a> {
    pub(super) fn new(
        api: &'a Api,
        service: &'static Service,
        operation: &'static str,
        parameters: Value,
        paging: Paging,
    ) -> Self {
        Self { api, service, operation, parameters, paging, state: Progress::Start, read: 0 }
    }

    /// Reads the next page; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Answer>, ApiError> {
        if self.state == Progress::End {
            return Ok(None);
        }
        if let (Progress::At(token), Value::Object(parameters)) = (&self.state, &mut self.parameters) {
            parameters.insert(self.paging.parameter.to_owned(), token.clone().into());
        }
        let answer = self.api.call(self.service, self.operation, self.parameters.clone()).await?;
        self.read += 1;
        let token = answer.text(self.paging.answer).map(str::to_owned);
        self.state = match token {
            None => Progress::End,
            Some(token) if self.state == Progress::At(token.clone()) => {
                return Err(self.endless("hands out the same token again"));
            }
            Some(_) if self.read >= MOST => return Err(self.endless("has more than 10,000 pages")),
            Some(token) => Progress::At(token),
        };
        Ok(Some(answer))
    }

    fn endless(&self, what: &str) -> ApiError {
        ApiError {
            service: self.service.name,
            operation: self.operation.to_owned(),
            region: self.api.region().to_owned(),
            ..ApiError::unexpected(format!("the listing {what}"))
        }
    }
}
