//! What was found in a large pack, kept so that an unchanged one is not read again. Always safe to
//! delete; a small pack leaves nothing behind.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::drill::{CODES, Fault, Severity};
use crate::library::image::{TICK_NS, changed_ns, checksum, write_whole};

/// The fewest drills whose check is worth keeping.
pub const WORTH_KEEPING: usize = 2_000;

/// Everything that was found, for files that are as `key` says.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    key: u64,
    /// Usable drills.
    pub drills: usize,
    /// The faults of the files that have some, by the file's number.
    #[serde(with = "records")]
    pub faults: Vec<(usize, Fault)>,
}

impl Kept {
    /// Reads what was found in files that have not changed since; `newest_ns` is the latest change.
    pub fn load(path: &Path, key: u64, newest_ns: u64) -> Option<Self> {
        // A file may change again within a tick of its clock without a new time.
        if newest_ns.checked_add(TICK_NS)? > changed_ns(&fs::metadata(path).ok()?) {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let (sum, bytes) = bytes.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*sum) != checksum(bytes) {
            return None;
        }
        postcard::from_bytes::<Self>(bytes).ok().filter(|kept| kept.key == key)
    }

    /// Keeps what was found. A cache that cannot be written costs time and nothing else.
    pub fn keep<'a>(path: &Path, key: u64, drills: usize, faults: impl Iterator<Item = (usize, &'a Fault)>) {
        let faults = faults.map(|(index, fault)| (index, fault.clone())).collect();
        if let Ok(bytes) = postcard::to_allocvec(&Self { key, drills, faults }) {
            let whole = [&checksum(&bytes).to_le_bytes(), bytes.as_slice()].concat();
            let _ = write_whole(path, &whole);
        }
    }
}

/// Faults as they are kept; a code is kept by its name.
mod records {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use super::{CODES, Fault, Severity};

    #[derive(Serialize, Deserialize)]
    struct Record {
        file: usize,
        code: String,
        error: bool,
        message: String,
        help: Option<String>,
        start: usize,
        end: usize,
    }

    pub fn serialize<S: Serializer>(faults: &[(usize, Fault)], serializer: S) -> Result<S::Ok, S::Error> {
        let record = |(file, fault): &(usize, Fault)| Record {
            file: *file,
            code: fault.code.to_owned(),
            error: fault.severity == Severity::Error,
            message: fault.message.clone(),
            help: fault.help.clone(),
            start: fault.span.start,
            end: fault.span.end,
        };
        faults.iter().map(record).collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(usize, Fault)>, D::Error> {
        let fault = |record: Record| {
            let code = CODES.iter().find(|code| **code == record.code);
            let fault = Fault {
                code: code.ok_or_else(|| de::Error::custom("a code of another version"))?,
                severity: if record.error { Severity::Error } else { Severity::Warning },
                message: record.message,
                help: record.help,
                span: record.start..record.end,
            };
            Ok((record.file, fault))
        };
        Vec::<Record>::deserialize(deserializer)?.into_iter().map(fault).collect()
    }
}
