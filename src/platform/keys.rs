//! The keys of a deployment, read from a directory of private files: one set for each purpose, so
//! that a key which leaks opens one thing only. Every process of a deployment is given the same
//! directory. What is done with a key is in `seal` and `tokens`.
//!
//! A file is named `<purpose>-<n>.key` (n from 1 to 255) and holds 32 bytes as 64 lower-case
//! hexadecimal digits and a newline. The highest number is used to sign, seal, encrypt and hash;
//! all are accepted to verify and open.
//!
//! | To rotate without refusing anything that is good | |
//! |---|---|
//! | 1. add `signing-2.next.key`, restart every process | all accept it, none uses it yet |
//! | 2. rename it to `signing-2.key`, restart every process | all use it, the old one still counts |
//! | 3. remove `signing-1.key` when what it made has expired, restart | the old one is refused |
//!
//! With a single process, adding `signing-2.key` at once does the first two steps in one.

mod files;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt, iter};

use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox};
use serde::Serialize;

use files::KeyFile;

/// Every key is this long; of `signing` it is the Ed25519 seed.
pub const KEY_BYTES: usize = 32;

const HEX_DIGITS: usize = KEY_BYTES * 2;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Signs access tokens.
    Signing,
    /// Seals cursors and sync tokens.
    Sealing,
    /// Encrypts single columns.
    Field,
    /// Hashes what must be found again without being readable.
    Search,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Signing, Self::Sealing, Self::Field, Self::Search];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Sealing => "sealing",
            Self::Field => "field",
            Self::Search => "search",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Why the keys cannot be used. Names the file and the purpose, never the content.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the keys directory {} cannot be used: {source}", directory.display())]
    Directory { directory: PathBuf, source: io::Error },
    #[error("there is no {purpose} key in {}: expected {purpose}-1.key", directory.display())]
    Missing { purpose: Purpose, directory: PathBuf },
    #[error(
        "the {purpose} key {} is misnamed: expected {purpose}-<number from 1 to 255>.key, \
         or .next.key for one that is not in use yet",
        file.display()
    )]
    Misnamed { purpose: Purpose, file: PathBuf },
    #[error("the {purpose} key {} has the number of another file", file.display())]
    SameNumber { purpose: Purpose, file: PathBuf },
    #[error("the {purpose} key {} cannot be read: {source}", file.display())]
    Unreadable { purpose: Purpose, file: PathBuf, source: io::Error },
    #[error("the {purpose} key {} is not a file", file.display())]
    NotAFile { purpose: Purpose, file: PathBuf },
    #[error(
        "the {purpose} key {} can be read by others (mode {mode:04o}): make it 0600",
        file.display()
    )]
    Exposed { purpose: Purpose, file: PathBuf, mode: u32 },
    #[error(
        "the {purpose} key {} is not {HEX_DIGITS} lower-case hexadecimal digits and a newline",
        file.display()
    )]
    Malformed { purpose: Purpose, file: PathBuf },
    #[error("the {purpose} key {} has the content of another key", file.display())]
    SameContent { purpose: Purpose, file: PathBuf },
    #[error("the {purpose} key {} cannot be written: {source}", file.display())]
    Unwritable { purpose: Purpose, file: PathBuf, source: io::Error },
    #[error("the system gives no random bytes")]
    NoRandomness,
}

/// The content of one key. It has no way to be printed, and is wiped when dropped.
struct SecretKey(SecretBox<[u8; KEY_BYTES]>);

impl SecretKey {
    fn bytes(&self) -> &[u8; KEY_BYTES] {
        self.0.expose_secret()
    }

    fn random() -> Result<Self, KeyError> {
        let mut secret = SecretBox::new(Box::new([0; KEY_BYTES]));
        fill_random(secret.expose_secret_mut())?;
        Ok(Self(secret))
    }

    fn from_hex(digits: &[u8]) -> Option<Self> {
        let (pairs, rest) = digits.as_chunks::<2>();
        if pairs.len() != KEY_BYTES || !rest.is_empty() {
            return None;
        }
        let mut secret = SecretBox::new(Box::new([0; KEY_BYTES]));
        let bytes: &mut [u8; KEY_BYTES] = secret.expose_secret_mut();
        for (byte, [high, low]) in iter::zip(bytes, pairs) {
            *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
        }
        Some(Self(secret))
    }
}

/// The keys of one purpose, by number.
struct KeySet {
    keys: BTreeMap<u8, SecretKey>,
    current: u8,
}

/// All keys of a deployment. Immutable: a process that is to see a new key loads a new ring.
pub struct KeyRing {
    sets: BTreeMap<Purpose, KeySet>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.sets.iter().map(|(purpose, set)| (purpose, set.keys.keys()));
        formatter.debug_map().entries(numbers).finish()
    }
}

impl KeyRing {
    /// Reads the keys, and refuses the start if one is missing, exposed or damaged.
    pub fn load(directory: &Path) -> Result<Self, KeyError> {
        let files = files::list(directory)?;
        let mut sets = BTreeMap::new();
        for purpose in Purpose::ALL {
            sets.insert(purpose, files::load_set(directory, purpose, &files)?);
        }
        let ring = Self { sets };
        ring.refuse_repeated_content(&files)?;
        Ok(ring)
    }

    /// For demo and development: makes the directory and the keys that are missing, then loads.
    /// Processes that start at the same time end with the same keys.
    pub fn load_or_generate(directory: &Path) -> Result<Self, KeyError> {
        files::create_private_directory(directory)
            .map_err(|source| KeyError::Directory { directory: directory.to_owned(), source })?;
        let files = files::list(directory)?;
        for purpose in Purpose::ALL {
            if !files.iter().any(|file| file.purpose == purpose) {
                files::generate(directory, purpose)?;
            }
        }
        Self::load(directory)
    }

    /// New keys that are in memory only: for tests, and for commands that need a ring but keep
    /// nothing.
    pub fn ephemeral() -> Result<Self, KeyError> {
        let mut sets = BTreeMap::new();
        for purpose in Purpose::ALL {
            let keys = BTreeMap::from([(1, SecretKey::random()?)]);
            sets.insert(purpose, KeySet { keys, current: 1 });
        }
        Ok(Self { sets })
    }

    /// What `doctor` says of the directory: everything that is wrong, not only the first thing.
    pub fn check(directory: &Path) -> KeyReport {
        let mut report =
            KeyReport { healthy: false, keys: vec![], problems: vec![], notes: vec![] };
        match files::list(directory) {
            Err(error) => report.problems.push(error.to_string()),
            Ok(files) => {
                for purpose in Purpose::ALL {
                    report.describe(purpose, files::load_set(directory, purpose, &files));
                }
                // Only a ring that loads can be compared within itself.
                if report.problems.is_empty()
                    && let Err(error) = Self::load(directory)
                {
                    report.problems.push(error.to_string());
                }
                report.notes = files::notes(directory);
            }
        }
        report.healthy = report.problems.is_empty();
        report
    }

    /// The key that is used to make something new, and its number.
    pub(super) fn current(&self, purpose: Purpose) -> (u8, &[u8; KEY_BYTES]) {
        let set = &self.sets[&purpose];
        (set.current, set.keys[&set.current].bytes())
    }

    /// The key that made something, if it is still accepted.
    pub(super) fn numbered(&self, purpose: Purpose, number: u8) -> Option<&[u8; KEY_BYTES]> {
        self.sets[&purpose].keys.get(&number).map(SecretKey::bytes)
    }

    /// Every accepted key, the current one first.
    pub(super) fn accepted(&self, purpose: Purpose) -> impl Iterator<Item = &[u8; KEY_BYTES]> {
        let set = &self.sets[&purpose];
        let others = set.keys.iter().rev().filter(|(number, _)| **number != set.current);
        iter::once(&set.keys[&set.current]).chain(others.map(|(_, key)| key)).map(SecretKey::bytes)
    }

    /// The same bytes in two files defeat the separation of purposes, or are a rotation that was
    /// none.
    fn refuse_repeated_content(&self, files: &[KeyFile]) -> Result<(), KeyError> {
        let content = |file: &KeyFile| self.numbered(file.purpose, file.number);
        for (position, file) in files.iter().enumerate() {
            if files[..position].iter().any(|earlier| content(earlier) == content(file)) {
                let (purpose, file) = (file.purpose, file.path.clone());
                return Err(KeyError::SameContent { purpose, file });
            }
        }
        Ok(())
    }
}

/// The state of a keys directory, for `doctor --json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyReport {
    /// Whether a process would start with this directory.
    pub healthy: bool,
    pub keys: Vec<PurposeReport>,
    /// Why a process would refuse to start.
    pub problems: Vec<String>,
    /// What is allowed but should be looked at.
    pub notes: Vec<String>,
}

/// The keys of one purpose that can be used.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PurposeReport {
    pub purpose: &'static str,
    /// Number of the key that is used.
    pub current: u8,
    /// Numbers of all keys that are accepted, those that wait for their use included.
    pub accepted: Vec<u8>,
}

impl KeyReport {
    fn describe(&mut self, purpose: Purpose, set: Result<KeySet, KeyError>) {
        match set {
            Ok(KeySet { keys, current }) => self.keys.push(PurposeReport {
                purpose: purpose.name(),
                current,
                accepted: keys.into_keys().collect(),
            }),
            Err(error) => self.problems.push(error.to_string()),
        }
    }
}

pub(super) fn fill_random(bytes: &mut [u8]) -> Result<(), KeyError> {
    aws_lc_rs::rand::fill(bytes).map_err(|_| KeyError::NoRandomness)
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

fn hex_digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
