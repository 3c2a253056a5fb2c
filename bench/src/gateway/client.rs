//! The client that goes both ways: straight to the emulator, and through the gateway over TLS.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Certificate, Client, Proxy, RequestBuilder, header};
use terraproof_local::gateway::Gateway;

use crate::error::Error;
use crate::statistics::median;

const HOST: &str = "sts.us-east-1.amazonaws.com";
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks who it is, again and again over one connection.
#[derive(Debug)]
pub(super) struct Caller {
    client: Client,
    url: String,
    access_key: String,
    way: &'static str,
}

impl Caller {
    /// Goes straight to an emulator, in plain HTTP.
    pub(super) fn direct(address: SocketAddr, access_key: &str) -> Result<Self, Error> {
        let way = "straight to the emulator";
        let client = builder().build().map_err(|source| Error::Call { way, source })?;
        Ok(Self { client, url: format!("http://{address}/"), access_key: access_key.to_owned(), way })
    }

    /// Goes through a gateway, as terraform does: CONNECT, then TLS.
    pub(super) fn through(gateway: &Gateway, access_key: &str) -> Result<Self, Error> {
        let way = "through the gateway";
        let failed = |source| Error::Call { way, source };
        let authority = Certificate::from_pem(gateway.authority_pem().as_bytes()).map_err(failed)?;
        let proxy = Proxy::all(gateway.proxy_url()).map_err(failed)?;
        let client = builder().proxy(proxy).tls_certs_only([authority]).build().map_err(failed)?;
        Ok(Self { client, url: format!("https://{HOST}/"), access_key: access_key.to_owned(), way })
    }

    /// Makes some calls, one after the other, and returns the milliseconds of the median one.
    pub(super) async fn batch(&self, calls: usize) -> Result<f64, Error> {
        let mut latencies = Vec::with_capacity(calls);
        for _ in 0..calls {
            let start = Instant::now();
            self.call().await?;
            latencies.push(start.elapsed().as_secs_f64() * 1e3);
        }
        Ok(median(&latencies))
    }

    async fn call(&self) -> Result<(), Error> {
        let failed = |source| Error::Call { way: self.way, source };
        let response = self.request().send().await.map_err(failed)?;
        let status = response.status();
        response.bytes().await.map_err(failed)?;
        if status.is_success() { Ok(()) } else { Err(Error::Status { way: self.way, status: status.as_u16() }) }
    }

    /// The emulator reads the key of a signature and does not verify it.
    fn request(&self) -> RequestBuilder {
        let credential = format!("{}/20260801/us-east-1/sts/aws4_request", self.access_key);
        let signature = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
        self.client
            .post(&self.url)
            .header(header::HOST, HOST)
            .header(header::AUTHORIZATION, signature)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("Action=GetCallerIdentity&Version=2011-06-15")
    }
}

fn builder() -> reqwest::ClientBuilder {
    // One provider for the process; when somebody installed one before, that one is used.
    let _installed_before = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder().no_proxy().http1_only().timeout(PATIENCE)
}
