//! A line of JSON of the plainest kind, read from left to right without a copy.
//!
//! Plain is an object of texts, whole numbers and such objects; a text is as it stands, without a backslash or a control
//! character. Of anything else there is no more than "no": the reader of [`super::super::read_line`] looks at it then.

/// A line, and how far it was read.
pub(super) struct Scan<'line> {
    line: &'line str,
    at: usize,
}

impl<'line> Scan<'line> {
    pub(super) fn of(line: &'line str) -> Scan<'line> {
        Scan { line, at: 0 }
    }

    /// The rest of the line as bytes.
    fn rest(&self) -> &'line [u8] {
        self.line.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no space, which stays to be read.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.line.as_bytes().get(self.at)?;
            // Every mark and every text begins above the space.
            if byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Passes a mark.
    pub(super) fn mark(&mut self, mark: u8) -> Option<()> {
        (self.next()? == mark).then(|| self.at += 1)
    }

    /// Passes the mark between two members of an object, or its end; says whether another follows.
    pub(super) fn another(&mut self) -> Option<bool> {
        let byte = self.next()?;
        self.at += 1;
        match byte {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Passes the beginning of an object; says whether it has members.
    pub(super) fn object(&mut self) -> Option<bool> {
        self.mark(b'{')?;
        let is_empty = self.next()? == b'}';
        self.at += usize::from(is_empty);
        Some(!is_empty)
    }

    /// Passes just these bytes, if they come next and no space does.
    pub(super) fn is(&mut self, bytes: &[u8]) -> bool {
        let found = self.rest().starts_with(bytes);
        if found {
            self.at += bytes.len();
        }
        found
    }

    /// Passes a text of one digit, if it comes next and no space does.
    pub(super) fn digit(&mut self) -> Option<u8> {
        match self.rest() {
            [b'"', digit @ b'0'..=b'9', b'"', ..] => {
                self.at += 3;
                Some(digit - b'0')
            }
            _ => None,
        }
    }

    /// A text.
    pub(super) fn text(&mut self) -> Option<&'line str> {
        self.mark(b'"')?;
        let ends = |byte: &u8| matches!(byte, b'"' | b'\\') || *byte < b' ';
        let length = self.rest().iter().position(ends)?;
        let text = self.line.get(self.at..self.at + length)?;
        self.at += length;
        // A text that ends with a control character or a backslash is not plain.
        self.is(b"\"").then_some(text)
    }

    /// A text, or the digits of a whole number of at most two.
    pub(super) fn text_or_digits(&mut self) -> Option<&'line str> {
        if self.next()? == b'"' {
            return self.text();
        }
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit());
        let length = digits.count();
        let text = self.line.get(self.at..self.at + length)?;
        let is_whole = matches!(text.as_bytes(), [_] | [b'1'..=b'9', _]);
        self.at += length;
        // A point or an exponent may follow, which makes it another number.
        let ends = matches!(self.next()?, b',' | b'}');
        (is_whole && ends).then_some(text)
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members of an object whose values are texts or digits.
    fn members(line: &str) -> Option<Vec<(&str, &str)>> {
        let mut scan = Scan::of(line);
        let mut found = Vec::new();
        let mut more = scan.object()?;
        while more {
            let key = scan.text()?;
            scan.mark(b':')?;
            found.push((key, scan.text_or_digits()?));
            more = scan.another()?;
        }
        scan.is_at_end().then_some(found)
    }

    #[test]
    fn what_is_expected_is_passed_and_nothing_else() {
        let mut scan = Scan::of("{\"a\":\"7\",\"b\":\"70\"}");
        assert_eq!(scan.object(), Some(true));
        assert!(!scan.is(b"\"b\":"));
        assert!(scan.is(b"\"a\":"));
        assert_eq!(scan.digit(), Some(7));
        assert_eq!(scan.another(), Some(true));
        assert!(scan.is(b"\"b\":"));
        assert_eq!((scan.digit(), scan.text_or_digits()), (None, Some("70")));
        assert_eq!((scan.another(), scan.is_at_end()), (Some(false), true));
    }

    #[test]
    fn a_plain_object_is_read_with_and_without_spaces() {
        for line in [
            r#"{"a":"x y","é":"2","b":30}"#,
            "\t{ \"a\" : \"x y\" , \"é\":\"2\"\r\n,\"b\":30 } ",
        ] {
            assert_eq!(
                members(line),
                Some(vec![("a", "x y"), ("é", "2"), ("b", "30")])
            );
        }
        assert_eq!(members("{}"), Some(vec![]));
        assert_eq!(members("{ }"), Some(vec![]));
    }

    /// What serde_json would not read, or would read as something else than it stands there, is not plain.
    #[test]
    fn anything_else_is_not_plain() {
        for line in [
            "",
            "{",
            "[]",
            "{\"a\":\"1\"",
            "{\"a\":\"1\"}x",
            "{\"a\":\"1\",}",
            "{,\"a\":\"1\"}",
            "{\"a\" \"1\"}",
            "{\"a\":\"1\" \"b\":\"2\"}",
            "{\"a\":\"\\u0031\"}",
            "{\"a\":\"x\ty\"}",
            "{\"a\":\"x\t\"}",
            "{\"a\r\":\"x\"}",
            "{\"a\":1.0}",
            "{\"a\":1e0}",
            "{\"a\":01}",
            "{\"a\":100}",
            "{\"a\":-1}",
            "{\"a\":1",
            "{\"a\":true}",
            "{\"a\":null}",
            "{\"a\":{\"b\":\"1\"}}",
            "{'a':'1'}",
            "{\"a\":}",
        ] {
            assert_eq!(members(line), None, "{line}");
        }
    }
}
