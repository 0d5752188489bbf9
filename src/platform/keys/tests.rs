//! What a keys directory may look like, and what is refused.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Barrier;
use std::thread;

use tempfile::TempDir;

use super::*;

fn generated() -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
    KeyRing::load_or_generate(directory.path()).unwrap();
    directory
}

fn write(directory: &TempDir, name: &str, content: &str) -> PathBuf {
    let path = directory.path().join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn hex_of(byte: u8) -> String {
    to_hex(&[byte; KEY_BYTES]) + "\n"
}

fn refusal(directory: &TempDir) -> String {
    KeyRing::load(directory.path()).unwrap_err().to_string()
}

#[test]
fn generated_keys_are_private_and_load_again_as_they_were() {
    let parent = TempDir::new().unwrap();
    let directory = parent.path().join("data/keys");
    let first = KeyRing::load_or_generate(&directory).unwrap();
    let again = KeyRing::load_or_generate(&directory).unwrap();
    assert_eq!(fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 4, "no temporary file is left");
    for purpose in Purpose::ALL {
        assert_eq!(first.current(purpose), again.current(purpose));
        let file = directory.join(format!("{purpose}-1.key"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let content = fs::read_to_string(&file).unwrap();
        assert_eq!(content, to_hex(first.current(purpose).1) + "\n");
    }
}

#[test]
fn processes_that_start_at_once_end_with_the_same_keys() {
    for _ in 0..20 {
        let directory = TempDir::new().unwrap();
        let start = Barrier::new(8);
        let rings: Vec<KeyRing> = thread::scope(|scope| {
            let starting = || {
                start.wait();
                KeyRing::load_or_generate(directory.path()).unwrap()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(starting)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for purpose in Purpose::ALL {
            let first = rings[0].current(purpose);
            assert!(rings.iter().all(|ring| ring.current(purpose) == first));
        }
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 4);
    }
}

#[test]
fn only_a_missing_purpose_is_generated() {
    let directory = generated();
    let before = KeyRing::load(directory.path()).unwrap();
    fs::remove_file(directory.path().join("search-1.key")).unwrap();
    assert!(refusal(&directory).contains("there is no search key"));
    let after = KeyRing::load_or_generate(directory.path()).unwrap();
    assert_eq!(before.current(Purpose::Field), after.current(Purpose::Field));
    assert_ne!(before.current(Purpose::Search), after.current(Purpose::Search));
}

#[test]
fn the_highest_number_is_current_and_all_are_accepted() {
    let directory = generated();
    write(&directory, "sealing-10.key", &hex_of(10));
    write(&directory, "sealing-9.key", &hex_of(9));
    let ring = KeyRing::load(directory.path()).unwrap();
    assert_eq!(ring.current(Purpose::Sealing), (10, &[10; KEY_BYTES]));
    assert_eq!(ring.numbered(Purpose::Sealing, 9), Some(&[9; KEY_BYTES]));
    assert_eq!(ring.numbered(Purpose::Sealing, 2), None);
    let accepted: Vec<_> = ring.accepted(Purpose::Sealing).collect();
    assert_eq!(accepted[..2], [&[10; KEY_BYTES], &[9; KEY_BYTES]]);
    assert_eq!(accepted.len(), 3);
}

#[test]
fn a_next_key_is_accepted_but_not_used() {
    let directory = generated();
    write(&directory, "signing-2.next.key", &hex_of(2));
    let ring = KeyRing::load(directory.path()).unwrap();
    assert_eq!(ring.current(Purpose::Signing).0, 1);
    assert_eq!(ring.accepted(Purpose::Signing).count(), 2);
    assert_eq!(ring.accepted(Purpose::Signing).next(), Some(ring.current(Purpose::Signing).1));
    fs::remove_file(directory.path().join("signing-1.key")).unwrap();
    assert!(refusal(&directory).contains("there is no signing key"));
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o777] {
        let directory = generated();
        let file = directory.path().join("field-1.key");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let refusal = refusal(&directory);
        assert!(refusal.contains("field-1.key can be read by others"), "{refusal}");
        assert!(refusal.contains(&format!("{mode:04o}")), "{refusal}");
    }
    let directory = generated();
    let file = directory.path().join("field-1.key");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    KeyRing::load(directory.path()).unwrap();
}

#[test]
fn content_that_is_not_a_key_is_refused_and_not_shown() {
    let canary = "ca9a41";
    let key = to_hex(&[0xab; KEY_BYTES]);
    let bad = [
        String::new(),
        "\n".to_owned(),
        canary.to_owned(),
        key[..62].to_owned() + "\n",
        format!("{key}{canary}\n"),
        format!("{key}\r\n"),
        format!("{key}\n\n"),
        format!(" {key}\n"),
        format!("{}\n", key.to_uppercase()),
        format!("{}g{canary}\n", &key[..57]),
        "\u{e4}".repeat(32),
        canary.repeat(10_000),
    ];
    for content in bad {
        let directory = generated();
        write(&directory, "signing-1.key", &content);
        let refusal = refusal(&directory);
        assert!(refusal.contains("the signing key"), "{refusal}");
        assert!(refusal.contains("signing-1.key is not 64"), "{refusal}");
        assert!(!refusal.contains(canary) && !refusal.contains("abab"), "{refusal}");
    }
    let directory = generated();
    write(&directory, "signing-1.key", &key);
    KeyRing::load(directory.path()).unwrap();
}

#[test]
fn misnamed_and_repeated_numbers_are_refused() {
    for name in
        ["signing-0.key", "signing-01.key", "signing-256.key", "signing-.key", "signing-a.key"]
    {
        let directory = generated();
        write(&directory, name, &hex_of(7));
        assert!(refusal(&directory).contains("is misnamed"), "{name}");
    }
    let directory = generated();
    write(&directory, "field-1.next.key", &hex_of(7));
    assert!(refusal(&directory).contains("has the number of another file"));
}

#[test]
fn the_same_content_twice_is_refused() {
    let directory = generated();
    fs::copy(directory.path().join("field-1.key"), directory.path().join("search-2.key")).unwrap();
    assert!(refusal(&directory).contains("search-2.key has the content of another key"));
    assert!(!KeyRing::check(directory.path()).healthy);
}

#[test]
fn links_are_followed_and_links_to_nothing_are_refused() {
    let directory = generated();
    let elsewhere = TempDir::new().unwrap();
    let target = write(&elsewhere, "mounted", &hex_of(3));
    symlink(&target, directory.path().join("field-2.key")).unwrap();
    assert_eq!(KeyRing::load(directory.path()).unwrap().current(Purpose::Field).0, 2);
    fs::remove_file(&target).unwrap();
    assert!(refusal(&directory).contains("field-2.key cannot be read"));
    fs::create_dir(&target).unwrap();
    assert!(refusal(&directory).contains("field-2.key is not a file"));
}

#[test]
fn a_missing_directory_is_named() {
    let parent = TempDir::new().unwrap();
    let directory = parent.path().join("absent");
    let refusal = KeyRing::load(&directory).unwrap_err().to_string();
    assert!(refusal.contains("absent cannot be used"), "{refusal}");
    assert!(!KeyRing::check(&directory).healthy);
}

#[test]
fn a_ring_shows_numbers_only() {
    let directory = generated();
    let ring = KeyRing::load(directory.path()).unwrap();
    assert_eq!(format!("{ring:?}"), "{Signing: [1], Sealing: [1], Field: [1], Search: [1]}");
}

#[test]
fn the_report_lists_every_problem_and_note() {
    let directory = generated();
    let healthy = KeyRing::check(directory.path());
    assert!(healthy.healthy && healthy.notes.is_empty(), "{healthy:?}");
    let signing = PurposeReport { purpose: "signing", current: 1, accepted: vec![1] };
    assert_eq!(healthy.keys[0], signing);

    write(&directory, "signing-1.key", "short");
    fs::remove_file(directory.path().join("field-1.key")).unwrap();
    write(&directory, "search-1.key~", &hex_of(5));
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let report = KeyRing::check(directory.path());
    assert!(!report.healthy);
    assert_eq!((report.problems.len(), report.notes.len(), report.keys.len()), (2, 2, 2));
}

#[test]
fn ephemeral_rings_differ() {
    let (one, other) = (KeyRing::ephemeral().unwrap(), KeyRing::ephemeral().unwrap());
    assert_ne!(one.current(Purpose::Signing), other.current(Purpose::Signing));
    assert_ne!(one.current(Purpose::Signing).1, one.current(Purpose::Sealing).1);
}
