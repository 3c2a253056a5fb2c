//! A package index on this machine that misbehaves as told.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

/// What happens to the packages. The pages that list them are always sound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Packages {
    /// Half of each arrives, then the connection closes.
    Cut,
    /// Each is something else than was pinned.
    Altered,
    /// Each is 4 MB.
    Large,
    /// Nothing arrives, and the connection stays open.
    Hang,
}

/// Holds a running index.
#[derive(Debug)]
pub(crate) struct Index {
    address: SocketAddr,
    asked: mpsc::UnboundedReceiver<()>,
    open: watch::Receiver<usize>,
}

impl Index {
    pub(crate) async fn serve(packages: Packages) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (asking, asked) = mpsc::unbounded_channel();
        let (counter, open) = watch::channel(0);
        let counter = Arc::new(counter);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (asking, counter) = (asking.clone(), Arc::clone(&counter));
                counter.send_modify(|open| *open += 1);
                tokio::spawn(async move {
                    answer(stream, packages, &asking).await;
                    counter.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { address, asked, open }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/simple", self.address)
    }

    /// Waits until somebody asks for a package.
    pub(crate) async fn asked(&mut self) {
        tokio::time::timeout(super::PATIENCE, self.asked.recv()).await.unwrap().unwrap();
    }

    /// Waits until nobody is connected any more.
    pub(crate) async fn left_alone(&mut self) {
        tokio::time::timeout(super::PATIENCE, self.open.wait_for(|open| *open == 0)).await.unwrap().unwrap();
    }
}

async fn answer(mut stream: TcpStream, packages: Packages, asking: &mpsc::UnboundedSender<()>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    if let Some(name) = path.strip_prefix("/simple/") {
        let page = page(name.trim_end_matches('/'));
        respond(&mut stream, "text/html", page.len(), page.as_bytes()).await;
        return;
    }
    asking.send(()).ok();
    match packages {
        Packages::Cut => respond(&mut stream, "application/octet-stream", 2000, &[0; 1000]).await,
        Packages::Altered => respond(&mut stream, "application/octet-stream", 1000, &[0; 1000]).await,
        Packages::Large => respond(&mut stream, "application/octet-stream", 4 << 20, &vec![0; 4 << 20]).await,
        // Reading ends when the other side goes away.
        Packages::Hang => {
            stream.read_to_end(&mut Vec::new()).await.ok();
        }
    }
}

async fn respond(stream: &mut TcpStream, kind: &str, length: usize, body: &[u8]) {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.ok();
    stream.write_all(body).await.ok();
    stream.shutdown().await.ok();
}

/// Lists the versions of a package that are pinned, as wheels that fit everywhere.
fn page(name: &str) -> String {
    let pinned = include_str!("../../src/toolchain/requirements.txt");
    let versions = pinned.lines().filter_map(|line| line.split_once("==").filter(|(package, _)| *package == name));
    let links = versions.map(|(_, version)| {
        let version = version.split_whitespace().next().unwrap_or_default();
        let file = format!("{}-{version}-py3-none-any.whl", name.replace('-', "_"));
        format!("<a href=\"/files/{file}\">{file}</a>")
    });
    format!("<!DOCTYPE html><html><body>{}</body></html>", links.collect::<String>())
}
