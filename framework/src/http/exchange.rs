//! Sending a request and reading the answer.

use reqwest::Url;
use reqwest::header::{HOST, HeaderValue};
use tokio::time::Instant;

#[cfg(feature = "local")]
use super::client::gateway;
use super::request::HttpRequest;
use super::response::HttpResponse;
use super::transport::Transport;
use crate::Error;
use crate::error::ErrorKind;

impl HttpRequest {
    /// Sends it once.
    ///
    /// # Errors
    /// Fails as the table at [`HttpRequest`] says; no status is an error.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let response = t.http().get("https://example.com/").send().await?;
    /// t.note(format!("status {} after {:?}", response.status(), response.latency()));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send(&self) -> Result<HttpResponse, Error> {
        let url = self.valid_url()?;
        let client = self.client(url).await?;
        self.refused(url)?;
        let start = Instant::now();
        let response = self.prepared(&client, url)?;
        let response = client.execute(response).await.map_err(|error| self.no_answer(&error))?;
        let (status, headers, url) =
            (response.status().as_u16(), response.headers().clone(), response.url().to_string());
        let body = self.read(response).await?;
        Ok(HttpResponse { status, url, headers, body, latency: start.elapsed() })
    }

    fn valid_url(&self) -> Result<&Url, Error> {
        if let Some(mistake) = &self.mistake {
            return Err(Error::misuse(mistake.clone()));
        }
        self.url.as_ref().map_err(|given| {
            Error::misuse(format!("`{given}` is not a URL that can be asked"))
                .with_hint("give a whole one, such as `http://example.org/path`")
        })
    }

    fn prepared(&self, client: &reqwest::Client, url: &Url) -> Result<reqwest::Request, Error> {
        let (url, host) = self.rewritten(url);
        let mut request = client.request(self.method.clone(), url).headers(self.headers.clone()).timeout(self.timeout);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        if let Some((user, password)) = &self.login {
            request = request.basic_auth(user, password.as_deref());
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        let request = request.build().map_err(|error| self.no_answer(&error))?;
        for secret in request.headers().values().filter(|value| value.is_sensitive()) {
            self.scope.recorder().redactor().add(secret.to_str().unwrap_or_default());
        }
        Ok(request)
    }

    /// A port in the URL would win over the port to connect to, so it moves into the `Host` header.
    fn rewritten(&self, url: &Url) -> (Url, Option<HeaderValue>) {
        let mut url = url.clone();
        let (Some((name, address)), Some(port)) = (&self.transport.resolved, url.port()) else { return (url, None) };
        if address.port() == port || url.set_port(None).is_err() {
            return (url, None);
        }
        (url, HeaderValue::from_str(&format!("{name}:{port}")).ok())
    }

    /// This machine is reached straight, everything else the way terraform goes: through the gateway.
    async fn client(&self, url: &Url) -> Result<reqwest::Client, Error> {
        let usual = self.transport == Transport::default();
        #[cfg(feature = "local")]
        if self.goes_through_gateway(url) {
            if usual {
                return self.scope.http_clients().proxied(&self.scope).await;
            }
            let build = || async { self.transport.client(Some(gateway(&self.scope).await?)) };
            return self.own_client.get_or_try_init(build).await.cloned();
        }
        #[cfg(not(feature = "local"))]
        let _everything_goes_straight = url;
        if usual {
            return self.scope.http_clients().direct().await;
        }
        self.own_client.get_or_try_init(|| async { self.transport.client(None) }).await.cloned()
    }

    #[cfg(feature = "local")]
    fn goes_through_gateway(&self, url: &Url) -> bool {
        !(self.transport.is_direct || self.transport.resolved.is_some() || is_this_machine(url))
    }

    /// Fails for good on a host that the gateway would refuse: its sentence does not come through a proxied connection.
    #[cfg(feature = "local")]
    fn refused(&self, url: &Url) -> Result<(), Error> {
        let asked = url.host_str().zip(url.port_or_known_default());
        let cloud = self.scope.opened_cloud().filter(|_| self.goes_through_gateway(url));
        match asked.zip(cloud).and_then(|((host, port), cloud)| cloud.gateway().refusal(host, port)) {
            Some(sentence) => Err(Error::new(ErrorKind::Configuration, sentence)),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "local"))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same signature as with the local cloud")]
    fn refused(&self, _url: &Url) -> Result<(), Error> {
        Ok(())
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Vec<u8>, Error> {
        let announced = response.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
        if self.method != reqwest::Method::HEAD && announced.is_some_and(|length: u64| length > self.body_limit as u64)
        {
            return Err(self.too_long());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.no_answer(&error))? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(self.too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn too_long(&self) -> Error {
        let limit = match self.body_limit {
            limit if limit >= 1 << 20 && limit % (1 << 20) == 0 => format!("{} MiB", limit >> 20),
            limit => format!("{limit} bytes"),
        };
        let message = format!("the body of {} is longer than {limit}", self.shown());
        Error::new(ErrorKind::Condition, message).with_hint("read more of it with `.body_limit(bytes)`")
    }
}

#[cfg(feature = "local")]
fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}
