//! Addresses inside this service.

/// The address if it is one of ours: a path from the root that no browser reads as another host's.
///
/// Used for “return to the page that was asked for”, so that a link cannot send somebody who signs in elsewhere.
#[must_use]
pub fn local(address: &str) -> Option<&str> {
    let starts_well = address.starts_with('/') && !address.starts_with("//");
    let plain = address.bytes().all(|byte| {
        byte.is_ascii_graphic() && byte != b'\\' && byte != b'"' && byte != b'<' && byte != b'>'
    });
    (starts_well && plain && address.len() <= 500).then_some(address)
}

/// Escapes a text for one value of a query.
#[must_use]
pub fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{local, query_value};

    #[test]
    fn only_a_path_of_ours_is_local() {
        assert_eq!(local("/children?page=2"), Some("/children?page=2"));
        for foreign in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:x",
            "",
            "/a b",
            "/a\r\nX: y",
        ] {
            assert_eq!(local(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_query_value_is_escaped_byte_by_byte() {
        assert_eq!(
            query_value("/children?page=2&é"),
            "%2Fchildren%3Fpage%3D2%26%C3%A9"
        );
    }
}
