//! Emptying a bucket, however much is in it: no more than a few pages of keys are in memory at once.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::nuke::api::services::S3;
use crate::nuke::api::{Api, ApiError, Node, Rest};

/// How many `DeleteObjects` calls, of a thousand keys each, are on their way at once.
const AT_ONCE: usize = 8;
/// How many refused keys are told by name.
const TOLD: usize = 3;

/// Counts the objects that S3 refused to delete.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refused {
    count: usize,
    first: Vec<(String, String, String)>,
}

impl Refused {
    fn add(&mut self, key: String, code: String, message: String) {
        self.count += 1;
        if self.first.len() < TOLD {
            self.first.push((key, code, message));
        }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.truncate(TOLD);
    }

    /// Says which objects were refused and why; `None` when there were none.
    pub(super) fn sentence(&self) -> Option<String> {
        let told: Vec<String> =
            self.first.iter().map(|(key, code, message)| format!("`{key}` ({code}: {message})")).collect();
        let lock = "; an object lock or a policy keeps them";
        (self.count > 0).then(|| format!("{} objects were refused, {}{lock}", self.count, told.join(", ")))
    }

    /// Returns the first code.
    pub(super) fn code(&self) -> String {
        self.first.first().map_or_else(|| "ObjectsRefused".to_owned(), |(_, code, _)| code.clone())
    }
}

/// Returns the path of a bucket, which also works for names with dots.
pub(super) fn path(bucket: &str) -> String {
    format!("/{}", Rest::segment(bucket))
}

/// Deletes every version and delete marker. The listing goes on while the deletes of earlier pages are on their way.
pub(super) async fn empty(api: &Api, bucket: &str) -> Result<Refused, ApiError> {
    let (mut refused, mut on_their_way) = (Refused::default(), FuturesUnordered::new());
    let mut after: Option<(String, String)> = None;
    loop {
        let page = {
            let mut listing = std::pin::pin!(versions(api, bucket, after.as_ref()));
            // Deletes go on only while somebody waits for them.
            loop {
                tokio::select! {
                    page = &mut listing => break page?,
                    Some(outcome) = on_their_way.next(), if !on_their_way.is_empty() => refused.join(outcome?),
                }
            }
        };
        if !page.objects.is_empty() {
            on_their_way.push(delete(api, bucket, page.objects));
        }
        let is_last = page.next.is_none() || page.next == after;
        while on_their_way.len() >= AT_ONCE || (is_last && !on_their_way.is_empty()) {
            if let Some(outcome) = on_their_way.next().await {
                refused.join(outcome?);
            }
        }
        if is_last {
            return Ok(refused);
        }
        after = page.next;
    }
}

/// Ends the uploads that were never completed; their parts cost money and nobody sees them.
pub(super) async fn abort_uploads(api: &Api, bucket: &str) -> Result<(), ApiError> {
    let mut after: Option<(String, String)> = None;
    loop {
        let mut asked = Rest::get(path(bucket)).query("uploads", "").query("encoding-type", "url");
        if let Some((key, upload)) = &after {
            asked = asked.query("key-marker", key).query("upload-id-marker", upload);
        }
        let page = api.rest(&S3, "ListMultipartUploads", asked).await?;
        for upload in page.node().flat("Upload") {
            let (Some(key), Some(id)) = (key_of(page.node(), upload), upload.text("UploadId")) else { continue };
            let asked = Rest::delete(format!("{}/{}", path(bucket), Rest::key(&key))).query("uploadId", id);
            match api.rest(&S3, "AbortMultipartUpload", asked).await {
                Err(error) if !error.is_absent() => return Err(error),
                _ => {}
            }
        }
        let next = marker(page.node(), "NextKeyMarker", "NextUploadIdMarker");
        if next.is_none() || next == after {
            return Ok(());
        }
        after = next;
    }
}

/// Is one version of an object, or a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    key: String,
    version: Option<String>,
}

#[derive(Debug)]
struct Page {
    objects: Vec<Version>,
    next: Option<(String, String)>,
}

async fn versions(api: &Api, bucket: &str, after: Option<&(String, String)>) -> Result<Page, ApiError> {
    let mut asked =
        Rest::get(path(bucket)).query("versions", "").query("encoding-type", "url").query("max-keys", "1000");
    if let Some((key, version)) = after {
        asked = asked.query("key-marker", key);
        if !version.is_empty() {
            asked = asked.query("version-id-marker", version);
        }
    }
    let answer = api.rest(&S3, "ListObjectVersions", asked).await?;
    let both = ["Version", "DeleteMarker"].into_iter().flat_map(|list| answer.node().flat(list));
    let objects = both.filter_map(|entry| {
        Some(Version { key: key_of(answer.node(), entry)?, version: entry.text("VersionId").map(str::to_owned) })
    });
    Ok(Page { objects: objects.collect(), next: marker(answer.node(), "NextKeyMarker", "NextVersionIdMarker") })
}

/// Returns where the next page starts; `None` on the last one.
fn marker(page: Node<'_>, key: &str, other: &str) -> Option<(String, String)> {
    page.flag("IsTruncated").then(|| Some((as_told(page, page.text(key)?), page.text_or_empty(other)))).flatten()
}

fn key_of(page: Node<'_>, entry: Node<'_>) -> Option<String> {
    entry.text("Key").map(|key| as_told(page, key))
}

/// Reads a key as the page says that it is written.
fn as_told(page: Node<'_>, key: &str) -> String {
    if page.text("EncodingType") == Some("url") { decoded(key) } else { key.to_owned() }
}

/// Undoes `encoding-type=url`, which keeps keys in one piece that XML could not hold.
fn decoded(text: &str) -> String {
    let spaces = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaces).decode_utf8_lossy().into_owned()
}

async fn delete(api: &Api, bucket: &str, objects: Vec<Version>) -> Result<Refused, ApiError> {
    let (in_xml, alone): (Vec<_>, Vec<_>) = objects.into_iter().partition(|object| fits_into_xml(&object.key));
    let mut refused = Refused::default();
    if !in_xml.is_empty() {
        let asked = Rest::new(http::Method::POST, path(bucket)).query("delete", "").body(request(&in_xml));
        let answer = api.rest(&S3, "DeleteObjects", asked).await?;
        for error in answer.node().flat("Error") {
            refused.add(error.text_or_empty("Key"), error.text_or_empty("Code"), error.text_or_empty("Message"));
        }
    }
    for object in alone {
        let mut asked = Rest::delete(format!("{}/{}", path(bucket), Rest::key(&object.key)));
        if let Some(version) = &object.version {
            asked = asked.query("versionId", version);
        }
        match api.rest(&S3, "DeleteObject", asked).await {
            Err(error) if error.is_absent() => {}
            Err(error) if error.class == crate::nuke::api::Class::Denied => {
                refused.add(object.key, error.code, error.message)
            }
            outcome => drop(outcome?),
        }
    }
    Ok(refused)
}

/// Tells whether XML 1.0 has a way to write all characters; see <https://www.w3.org/TR/xml/#charsets>.
fn fits_into_xml(key: &str) -> bool {
    key.chars()
        .all(|c| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
}

fn request(objects: &[Version]) -> String {
    let mut text = String::from("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>");
    for object in objects {
        // A parser turns a bare carriage return or line feed into another one.
        let key = quick_xml::escape::escape(object.key.as_str()).replace('\r', "&#13;").replace('\n', "&#10;");
        text.push_str(&format!("<Object><Key>{key}</Key>"));
        if let Some(version) = &object.version {
            text.push_str(&format!("<VersionId>{}</VersionId>", quick_xml::escape::escape(version.as_str())));
        }
        text.push_str("</Object>");
    }
    text + "</Delete>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_way_through_xml_and_urls() {
        let object = |key: &str| Version { key: key.to_owned(), version: Some("v".to_owned()) };
        assert!(request(&[object("a<&\r\nb")]).contains("<Key>a&lt;&amp;&#13;&#10;b</Key><VersionId>v</VersionId>"));
        assert!(!fits_into_xml("a\u{1}") && fits_into_xml("é 🦀"));
        assert_eq!(decoded("a%2Bb+c%F0%9F%A6%80"), "a+b c🦀");
    }

    #[test]
    fn refused_objects_are_counted_and_the_first_are_named() {
        let mut refused = Refused::default();
        assert_eq!(refused.sentence(), None);
        for n in 0..5 {
            refused.add(format!("k{n}"), "AccessDenied".to_owned(), "locked".to_owned());
        }
        let sentence = refused.sentence().unwrap();
        assert!(sentence.starts_with("5 objects were refused, `k0` (AccessDenied: locked), "), "{sentence}");
        assert!(!sentence.contains("k3"), "{sentence}");
    }
}
