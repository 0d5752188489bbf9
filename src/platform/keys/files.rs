//! The files of a keys directory: which there are, how one is read, how a missing one is made.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;

use super::{HEX_DIGITS, KeyError, KeySet, Purpose, SecretKey, fill_random, to_hex};

pub(super) struct KeyFile {
    pub(super) purpose: Purpose,
    pub(super) number: u8,
    in_use: bool,
    pub(super) path: PathBuf,
}

/// The files that claim to be keys, in a fixed order. Others are not looked at: a mounted secret
/// brings files of its own.
pub(super) fn list(directory: &Path) -> Result<Vec<KeyFile>, KeyError> {
    let unusable = |source| KeyError::Directory { directory: directory.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unusable)? {
        let path = entry.map_err(unusable)?.path();
        let Some((purpose, rest)) = claimed_purpose(&path) else { continue };
        let (digits, in_use) = match rest.strip_suffix(".next") {
            Some(digits) => (digits, false),
            None => (rest, true),
        };
        match digits.parse::<u8>() {
            Ok(number) if number > 0 && number.to_string() == digits => {
                files.push(KeyFile { purpose, number, in_use, path });
            }
            _ => return Err(KeyError::Misnamed { purpose, file: path }),
        }
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// `signing-2.next.key` claims to be for signing; the rest of its name is `2.next`.
fn claimed_purpose(path: &Path) -> Option<(Purpose, &str)> {
    let name = path.file_name()?.to_str()?.strip_suffix(".key")?;
    Purpose::ALL
        .into_iter()
        .find_map(|purpose| Some((purpose, name.strip_prefix(purpose.name())?.strip_prefix('-')?)))
}

pub(super) fn load_set(
    directory: &Path,
    purpose: Purpose,
    files: &[KeyFile],
) -> Result<KeySet, KeyError> {
    let mut keys = BTreeMap::new();
    let mut current = None;
    for file in files.iter().filter(|file| file.purpose == purpose) {
        if keys.insert(file.number, read_key(file)?).is_some() {
            return Err(KeyError::SameNumber { purpose, file: file.path.clone() });
        }
        if file.in_use {
            current = current.max(Some(file.number));
        }
    }
    match current {
        Some(current) => Ok(KeySet { keys, current }),
        None => Err(KeyError::Missing { purpose, directory: directory.to_owned() }),
    }
}

fn read_key(file: &KeyFile) -> Result<SecretKey, KeyError> {
    let purpose = file.purpose;
    let path = || file.path.clone();
    let unreadable = |source| KeyError::Unreadable { purpose, file: path(), source };

    // Looked at before it is opened too, since opening a pipe waits for a writer.
    if !fs::metadata(&file.path).map_err(unreadable)?.is_file() {
        return Err(KeyError::NotAFile { purpose, file: path() });
    }
    let opened = File::open(&file.path).map_err(unreadable)?;
    let metadata = opened.metadata().map_err(unreadable)?;
    if let Some(mode) = exposing_mode(&metadata) {
        return Err(KeyError::Exposed { purpose, file: path(), mode });
    }

    // Room for more than a key has, so that the buffer never moves and leaves a copy behind.
    let mut content = Zeroizing::new(Vec::with_capacity(HEX_DIGITS * 2));
    let at_most = HEX_DIGITS as u64 + 2;
    opened.take(at_most).read_to_end(&mut content).map_err(unreadable)?;
    let digits = content.strip_suffix(b"\n").unwrap_or(&content);
    SecretKey::from_hex(digits).ok_or_else(|| KeyError::Malformed { purpose, file: path() })
}

pub(super) fn generate(directory: &Path, purpose: Purpose) -> Result<(), KeyError> {
    let file = directory.join(format!("{purpose}-1.key"));
    let mut suffix = [0; 8];
    fill_random(&mut suffix)?;
    let temporary = directory.join(format!(".{purpose}-1.{}.temporary", to_hex(&suffix)));
    let key = SecretKey::random()?;
    let digits = Zeroizing::new(to_hex(key.bytes()));

    // A hard link appears whole or not at all, and never replaces a key that another process
    // made in the meantime.
    let written = write_private_line(&temporary, digits.as_bytes());
    let made = written.and_then(|()| match fs::hard_link(&temporary, &file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = fs::remove_file(&temporary);
    made.and(removed)
        .and_then(|()| sync_directory(directory))
        .map_err(|source| KeyError::Unwritable { purpose, file, source })
}

pub(super) fn notes(directory: &Path) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(mode) = fs::metadata(directory).ok().as_ref().and_then(exposing_mode) {
        notes
            .push(format!("the keys directory is open to others (mode {mode:04o}): 0700 is safer"));
    }
    let leftover = |name: &str| name.ends_with(".temporary") || name.contains(".key");
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if claimed_purpose(&path).is_none() && leftover(&name) {
            notes.push(format!("{} is not used, but may hold a key", path.display()));
        }
    }
    notes.sort();
    notes
}

/// The permission bits, if they let anyone but the owner in.
#[cfg(unix)]
fn exposing_mode(metadata: &Metadata) -> Option<u32> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Where there are no permission bits, who may read is the administrator's care.
#[cfg(not(unix))]
fn exposing_mode(_: &Metadata) -> Option<u32> {
    None
}

pub(super) fn create_private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

fn write_private_line(path: &Path, line: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(line)?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// A new name is durable only when its directory is.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
