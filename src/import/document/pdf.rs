//! A PDF, looked at without being read: whole, open to everybody, and without anything that runs.
//!
//! A PDF says by names, such as `/JavaScript`, what its parts are (ISO 32000-1, 7.3.5). Names stand in the file as they
//! are, with any letter perhaps written as `#` and two digits, or in packed object streams (7.5.7), which are unpacked
//! here within a limit. Pages, pictures and fonts are packed otherwise and hold no such names.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::NotKept;

/// How near the end of the file its last mark stands (ISO 32000-1, annex H, note 18).
const TAIL: usize = 1_024;

/// Names of what runs, starts something, or is a file inside the file.
const ACTIVE: &[&[u8]] = &[
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"XFA",
];

/// The name under which the file says how it is encrypted.
const ENCRYPT: &[u8] = b"Encrypt";

/// The name of a packed stream of objects.
const OBJECT_STREAM: &[u8] = b"ObjStm";

/// The longest name that is looked at: none that counts here is longer, with every letter written as three.
const NAME_BYTES_MAX: usize = 60;

/// Checks a file that begins as a PDF, whose packed objects may come to so many bytes.
///
/// # Errors
/// [`NotKept`] if it is not whole, is protected, or holds anything that runs.
pub(super) fn check(bytes: &[u8], unpacked_max: u64) -> Result<(), NotKept> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if !holds(tail, b"%%EOF") {
        return Err(NotKept::Damaged);
    }
    let mut streams = Vec::new();
    let mut is_active = false;
    for (place, name) in names(bytes) {
        if name == ENCRYPT {
            return Err(NotKept::Protected);
        }
        is_active = is_active || ACTIVE.contains(&name.as_slice());
        if name == OBJECT_STREAM {
            streams.push(place);
        }
    }
    let mut room = unpacked_max;
    for place in streams {
        let objects = unpacked(bytes, place, &mut room)?;
        is_active = is_active || names(&objects).any(|(_, name)| ACTIVE.contains(&name.as_slice()));
    }
    if is_active {
        return Err(NotKept::Active);
    }
    Ok(())
}

/// Every name with the place where it begins, its `#`-written letters read.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let starts = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .map(|(place, _)| place);
    starts.map(move |place| (place, name_at(&bytes[place + 1..])))
}

fn name_at(bytes: &[u8]) -> Vec<u8> {
    let end = bytes
        .iter()
        .take(NAME_BYTES_MAX)
        .position(|byte| !is_of_a_name(*byte))
        .unwrap_or(bytes.len().min(NAME_BYTES_MAX));
    let mut name = Vec::with_capacity(end);
    let mut rest = &bytes[..end];
    while let Some((first, after)) = rest.split_first() {
        let written = (*first == b'#').then(|| after.get(..2)).flatten();
        let read = written.and_then(|digits| hex::decode(digits).ok());
        match read.as_deref() {
            Some([letter]) => {
                name.push(*letter);
                rest = &after[2..];
            }
            _ => {
                name.push(*first);
                rest = after;
            }
        }
    }
    name
}

/// Neither white space nor one of the marks that end a name.
fn is_of_a_name(byte: u8) -> bool {
    !matches!(
        byte,
        b'\0'..=b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

/// The objects of a packed stream whose description names it at this place.
fn unpacked(bytes: &[u8], place: usize, room: &mut u64) -> Result<Vec<u8>, NotKept> {
    let after = &bytes[place..];
    let word = find(after, b"stream").ok_or(NotKept::Damaged)?;
    let begun = &after[word + b"stream".len()..];
    let packed = begun
        .strip_prefix(b"\r\n")
        .or_else(|| begun.strip_prefix(b"\n"))
        .ok_or(NotKept::Damaged)?;
    // What is packed in another way, or under a second coat, cannot be looked into.
    let mut objects = Vec::new();
    ZlibDecoder::new(packed)
        .take(*room + 1)
        .read_to_end(&mut objects)
        .map_err(|_| NotKept::Damaged)?;
    let length = u64::try_from(objects.len()).unwrap_or(u64::MAX);
    *room = room.checked_sub(length).ok_or(NotKept::UnpacksTooLarge)?;
    Ok(objects)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    find(bytes, wanted).is_some()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::NotKept;

    fn check(bytes: &[u8]) -> Result<(), NotKept> {
        super::check(bytes, 100_000)
    }

    fn pdf(objects: &str) -> Vec<u8> {
        format!("%PDF-1.7\n1 0 obj\n{objects}\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
            .into_bytes()
    }

    fn with_objects(objects: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(objects).unwrap();
        let packed = packer.finish().unwrap();
        let mut file =
            b"%PDF-1.7\n5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n".to_vec();
        file.extend(packed);
        file.extend(b"\nendstream\nendobj\n%%EOF");
        file
    }

    #[test]
    fn a_plain_document_is_kept() {
        assert_eq!(check(&pdf("<< /Type /Catalog /Pages 2 0 R >>")), Ok(()));
        assert_eq!(check(&with_objects(b"<< /Type /Page >>")), Ok(()));
        // Words of the text are no names.
        assert_eq!(check(&pdf("(JavaScript and Launch and Encrypt)")), Ok(()));
    }

    #[test]
    fn what_runs_or_is_protected_is_refused_however_it_is_written() {
        for (objects, why) in [
            ("<< /S /JavaScript /JS (app.alert(1)) >>", NotKept::Active),
            ("<< /S /J#61vaScrip#74 >>", NotKept::Active),
            ("<</S/Launch/F(calc.exe)>>", NotKept::Active),
            ("<< /Names << /EmbeddedFiles 3 0 R >> >>", NotKept::Active),
            ("<< /AcroForm << /XFA 4 0 R >> >>", NotKept::Active),
            ("<< /Encrypt 9 0 R >>", NotKept::Protected),
            ("<< /#45ncrypt 9 0 R >>", NotKept::Protected),
        ] {
            assert_eq!(check(&pdf(objects)), Err(why), "{objects}");
        }
        let packed = with_objects(b"<< /S /JavaScript /JS (app.alert(1)) >>");
        assert_eq!(check(&packed), Err(NotKept::Active));
    }

    #[test]
    fn what_is_cut_off_or_cannot_be_looked_into_is_refused() {
        let whole = pdf("<< /Type /Catalog >>");
        assert_eq!(check(&whole[..whole.len() - 8]), Err(NotKept::Damaged));
        let mut broken = with_objects(b"<< /Type /Page >>");
        let at = super::find(&broken, b"stream\r\n").unwrap() + 8;
        broken[at] ^= 0xFF;
        assert_eq!(check(&broken), Err(NotKept::Damaged));
        let bomb = with_objects(&vec![b' '; 100_001]);
        assert!(bomb.len() < 100_001 / 50, "{}", bomb.len());
        assert_eq!(check(&bomb), Err(NotKept::UnpacksTooLarge));
    }
}
