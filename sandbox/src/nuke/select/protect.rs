//! Tags that protect, as they are used in the field.
//!
//! | tag | protects |
//! |---|---|
//! | `terraproof:keep` | unless it says `false` |
//! | `terraproof:expires` | until that time |
//! | `cloud-nuke-excluded` | when it says `true` (<https://github.com/gruntwork-io/cloud-nuke>, Exclusion Tag) |
//! | `cloud-nuke-after` | until that time (the same, `protect_until_expire`) |
//!
//! Keys are compared without regard to case. A value that is none of these keeps the resource, and says so.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::{Cause, Reason};
use crate::nuke::model::{Resource, Tags};

/// The tag that cloud-nuke puts on what AWS tells no age of, with the time in RFC 3339 (<https://github.com/gruntwork-io/cloud-nuke>).
const FIRST_SEEN: &str = "cloud-nuke-first-seen";

/// Returns why tags keep a resource, if they do. Tags that were not read are the caller's business.
pub(super) fn by_tags(tags: &Tags, now: Timestamp) -> Option<Reason> {
    let Tags::Known(tags) = tags else { return None };
    let mut unclear = None;
    for (key, value) in tags {
        let reason = match key.to_ascii_lowercase().as_str() {
            "terraproof:keep" => by_word(key, value, true),
            "cloud-nuke-excluded" => by_word(key, value, false),
            "terraproof:expires" | "cloud-nuke-after" => by_time(key, value, now),
            _ => None,
        };
        match reason {
            Some(reason) if reason.cause.is_unsure() => unclear = Some(reason),
            Some(reason) => return Some(reason),
            None => {}
        }
    }
    unclear
}

fn by_word(key: &str, value: &str, empty_protects: bool) -> Option<Reason> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => {}
        "" if empty_protects => {}
        "false" => return None,
        _ => {
            let text = format!("its tag `{key}` says `{value}`, which is neither `true` nor `false`");
            return Some(Reason::new(Cause::UnclearTag, text));
        }
    }
    Some(Reason::new(Cause::ProtectTag, format!("its tag `{key}` protects it")))
}

fn by_time(key: &str, value: &str, now: Timestamp) -> Option<Reason> {
    match time(value.trim()) {
        Some(until) if until > now => {
            Some(Reason::new(Cause::NotExpired, format!("its tag `{key}` protects it until {value}")))
        }
        Some(_) => None,
        None => Some(Reason::new(
            Cause::UnclearTag,
            format!("its tag `{key}` says `{value}`, which is no time as in RFC 3339"),
        )),
    }
}

/// Returns the earliest time at which a resource is known to have been there: as an earlier plan saw it, or as cloud-nuke's tag says.
pub(crate) fn first_seen(resource: &Resource) -> Option<Timestamp> {
    let tagged = resource.tags.get(FIRST_SEEN).and_then(|value| time(value.trim()));
    resource.seen.into_iter().chain(tagged).min()
}

/// Reads RFC 3339, the same without a zone (UTC), and a day, which counts to its end.
fn time(text: &str) -> Option<Timestamp> {
    let in_utc = |time: DateTime| time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if text.len() > "2026-01-31".len() {
        // A zone that is named and not understood must not be taken for UTC.
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-:. T".contains(&byte));
        return text.parse::<DateTime>().ok().filter(|_| plain).and_then(in_utc);
    }
    let day: Date = text.parse().ok()?;
    in_utc(day.checked_add(1.day()).ok()?.to_datetime(jiff::civil::Time::midnight()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(key: &str, value: &str) -> Option<Cause> {
        let now = "2026-06-15T12:00:00Z".parse().unwrap();
        by_tags(&[(key, value)].into_iter().collect(), now).map(|reason| reason.cause)
    }

    #[test]
    fn a_protecting_tag_is_read_as_the_field_writes_it() {
        assert_eq!(cause("cloud-nuke-excluded", "true"), Some(Cause::ProtectTag));
        assert_eq!(cause("Cloud-Nuke-Excluded", "TRUE"), Some(Cause::ProtectTag));
        assert_eq!(cause("cloud-nuke-excluded", "false"), None);
        assert_eq!(cause("terraproof:keep", ""), Some(Cause::ProtectTag));
        assert_eq!(cause("environment", "true"), None);
    }

    #[test]
    fn an_expiry_protects_until_its_time_in_every_form() {
        for later in ["2026-06-15T12:00:01Z", "2026-06-15T14:00:01+02:00", "2026-06-15 12:00:01", "2026-06-15"] {
            assert_eq!(cause("cloud-nuke-after", later), Some(Cause::NotExpired), "{later}");
        }
        for earlier in ["2026-06-15T11:59:59Z", "2026-06-15 11:59:59", "2026-06-14"] {
            assert_eq!(cause("terraproof:expires", earlier), None, "{earlier}");
        }
    }

    #[test]
    fn a_value_that_nobody_understands_keeps() {
        for (key, value) in [
            ("cloud-nuke-excluded", "ture"),
            ("cloud-nuke-excluded", ""),
            ("cloud-nuke-after", "next week"),
            ("cloud-nuke-after", ""),
            ("terraproof:expires", "2020-01-01 00:00:00 PST"),
            ("terraproof:keep", "until Monday"),
        ] {
            assert_eq!(cause(key, value), Some(Cause::UnclearTag), "{key}={value}");
        }
    }

    #[test]
    fn a_tag_that_protects_counts_before_one_that_is_unclear() {
        let tags = [("cloud-nuke-after", "soon"), ("terraproof:keep", "true")].into_iter().collect();
        assert_eq!(by_tags(&tags, Timestamp::now()).unwrap().cause, Cause::ProtectTag);
    }
}
