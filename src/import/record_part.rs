//! The names that the parts of a record have in a table of records: what stands under a key has that key before its own.

/// The name of a part of what stands under a key: `circumstances.awaiting-place`, `picked.awards.1`.
pub(super) fn part_of(key: &str, part: &str) -> String {
    format!("{key}.{part}")
}

/// What a part of a record is of, by the name that it has in a table of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartOf<'key> {
    /// A line of provision, `line-1-hours`: which part of it.
    Line(&'key str),
    /// The answers to a set's own questions, `circumstances.awaiting-place`: which question.
    Answer(&'key str),
    /// The bands that are picked, `bands.special`, `picked.awards.1`, `picked.1`: of which stream, if one is named.
    Picked(Option<&'key str>),
}

impl<'key> PartOf<'key> {
    /// Reads the name of a part; none if a key is no such name.
    pub(super) fn read(key: &'key str) -> Option<PartOf<'key>> {
        if let Some(of_line) = key.strip_prefix("line-") {
            let part = of_line.rsplit_once('-').map_or("", |(_, part)| part);
            return Some(PartOf::Line(part));
        }
        let (of, part) = key.split_once('.')?;
        match of {
            "circumstances" => Some(PartOf::Answer(part)),
            "bands" => Some(PartOf::Picked(Some(part))),
            "picked" => {
                let stream = part.rsplit_once('.').map(|(stream, _)| stream);
                Some(PartOf::Picked(stream))
            }
            _ => None,
        }
    }

    /// The name as the record has it.
    pub(super) fn as_written(self) -> Option<&'key str> {
        match self {
            PartOf::Line(_) | PartOf::Picked(None) => None,
            PartOf::Answer(name) | PartOf::Picked(Some(name)) => Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read_by_its_name() {
        for (name, part) in [
            ("line-2-hours", Some(PartOf::Line("hours"))),
            (
                "circumstances.awaiting-place",
                Some(PartOf::Answer("awaiting-place")),
            ),
            ("bands.special", Some(PartOf::Picked(Some("special")))),
            ("picked.awards.2", Some(PartOf::Picked(Some("awards")))),
            ("picked.1", Some(PartOf::Picked(None))),
            ("hearing", None),
            ("D.O.B.", None),
        ] {
            assert_eq!(PartOf::read(name), part, "{name}");
        }
        assert_eq!(part_of("picked", "1"), "picked.1");
    }
}
