//! Which names a certificate covers (RFC 9525, section 6; RFC 6125 before it).

use std::net::IpAddr;

/// Tells whether a name of a certificate covers a name.
///
/// A star stands for exactly one whole label, the first. The common name of the subject does not count, and addresses are compared as such.
pub(super) fn covers(of_certificate: &str, asked: &str) -> bool {
    let (pattern, asked) = (comparable(of_certificate), comparable(asked));
    if let (Ok(pattern), Ok(asked)) = (pattern.parse::<IpAddr>(), asked.parse::<IpAddr>()) {
        return pattern == asked;
    }
    if pattern == asked {
        return true;
    }
    match (pattern.strip_prefix("*."), asked.split_once('.')) {
        (Some(parent), Some((label, above))) => {
            !label.is_empty() && label != "*" && parent == above && asked.parse::<IpAddr>().is_err()
        }
        _ => false,
    }
}

fn comparable(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_whole_label() {
        for (pattern, asked, covered) in [
            ("www.example.com", "WWW.example.com.", true),
            ("*.example.com", "www.example.com", true),
            ("*.example.com", "*.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", ".example.com", false),
            ("w*.example.com", "www.example.com", false),
            ("www.*.com", "www.example.com", false),
            ("www.example.com", "*.example.com", false),
            ("*.0.2.1", "192.0.2.1", false),
            ("192.0.2.1", "192.0.2.1", true),
            ("2001:db8::1", "2001:db8:0::1", true),
        ] {
            assert_eq!(covers(pattern, asked), covered, "{pattern} {asked}");
        }
    }
}
