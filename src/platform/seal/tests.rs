//! What opens, and what does not.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

fn add_key(directory: &TempDir, name: &str, byte: u8) {
    let path = directory.path().join(name);
    fs::write(&path, to_hex(&[byte; KEY_BYTES])).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn load(directory: &TempDir) -> KeyRing {
    KeyRing::load_or_generate(directory.path()).unwrap()
}

#[test]
fn a_sealed_text_opens_only_where_it_was_made_for() {
    let ring = KeyRing::ephemeral().unwrap();
    let sealed = seal(&ring, "cursor", b"agency", b"Doe|2026");
    assert_eq!(open(&ring, "cursor", b"agency", &sealed).unwrap(), b"Doe|2026");
    assert_eq!(open(&ring, "sync", b"agency", &sealed), Err(SealError::Refused));
    assert_eq!(open(&ring, "cursor", b"another", &sealed), Err(SealError::Refused));
    assert_eq!(open(&ring, "cursora", b"gency", &sealed), Err(SealError::Refused));
    let stranger = KeyRing::ephemeral().unwrap();
    assert_eq!(open(&stranger, "cursor", b"agency", &sealed), Err(SealError::Refused));
}

#[test]
fn a_sealed_text_is_url_safe_and_never_the_same_twice() {
    let ring = KeyRing::ephemeral().unwrap();
    let (one, other) = (seal(&ring, "cursor", b"", b"same"), seal(&ring, "cursor", b"", b"same"));
    assert_ne!(one, other);
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(URL_SAFE_NO_PAD.decode(&one).unwrap()[0], 1, "begins with the key's number");
}

#[test]
fn every_changed_character_is_noticed() {
    let ring = KeyRing::ephemeral().unwrap();
    let sealed = seal(&ring, "cursor", b"agency", b"Doe|2026");
    for position in 0..sealed.len() {
        for replacement in ["A", "B", "_"] {
            let mut changed = sealed.clone();
            changed.replace_range(position..=position, replacement);
            let opened = open(&ring, "cursor", b"agency", &changed);
            assert!(opened.is_err() || changed == sealed, "position {position}");
        }
    }
    for length in 0..sealed.len() {
        assert!(open(&ring, "cursor", b"agency", &sealed[..length]).is_err());
    }
    assert!(open(&ring, "cursor", b"agency", &format!("{sealed}=")).is_err());
}

#[test]
fn what_an_older_key_made_opens_until_the_key_is_removed() {
    let directory = TempDir::new().unwrap();
    let old = load(&directory);
    let sealed = seal(&old, "cursor", b"", b"old");
    let stored = encrypt_field(&old, b"", "old");
    add_key(&directory, "sealing-2.key", 2);
    add_key(&directory, "field-2.key", 3);
    let both = load(&directory);
    assert_eq!(open(&both, "cursor", b"", &sealed).unwrap(), b"old");
    assert_eq!(decrypt_field(&both, b"", &stored).unwrap(), "old");
    let newer = seal(&both, "cursor", b"", b"new");
    assert!(encrypt_field(&both, b"", "new").starts_with("v2:"));
    assert_eq!(open(&old, "cursor", b"", &newer), Err(SealError::UnknownKey(2)));
    fs::remove_file(directory.path().join("sealing-1.key")).unwrap();
    fs::remove_file(directory.path().join("field-1.key")).unwrap();
    let new = load(&directory);
    assert_eq!(open(&new, "cursor", b"", &sealed), Err(SealError::UnknownKey(1)));
    assert_eq!(decrypt_field(&new, b"", &stored), Err(SealError::UnknownKey(1)));
    assert_eq!(open(&new, "cursor", b"", &newer).unwrap(), b"new");
}

#[test]
fn an_encrypted_field_opens_in_its_own_row_only() {
    let ring = KeyRing::ephemeral().unwrap();
    let place = bind(&[b"agency", b"client", b"ssn", b"row 1"]);
    let stored = encrypt_field(&ring, &place, "078-05-1120");
    assert!(stored.starts_with("v1:") && !stored.contains("1120"));
    assert_eq!(decrypt_field(&ring, &place, &stored).unwrap(), "078-05-1120");
    let elsewhere = bind(&[b"agency", b"client", b"ssn", b"row 2"]);
    assert_eq!(decrypt_field(&ring, &elsewhere, &stored), Err(SealError::Refused));
    for malformed in ["", "v1", "v1:", ":", "1:AAAA", "v256:AAAA", "v1:A*", "v1:AAAA", "plain"] {
        assert_eq!(decrypt_field(&ring, &place, malformed), Err(SealError::Malformed));
    }
}

#[test]
fn the_nonce_construction_agrees_with_the_published_vector() {
    // draft-irtf-cfrg-xchacha-03, A.3.1
    let key: [u8; KEY_BYTES] = std::array::from_fn(|index| 0x80 + u8::try_from(index).unwrap());
    let nonce: Vec<u8> = (0x40..0x58).collect();
    let aad = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
    let message = b"Ladies and Gentlemen of the class of '99: \
        If I could offer you only one tip for the future, sunscreen would be it.";
    let cipher = XChaCha20Poly1305::new((&key).into());
    let nonce_bytes: [u8; NONCE_BYTES] = nonce.as_slice().try_into().unwrap();
    let payload = Payload { msg: message.as_slice(), aad: &aad };
    let ciphertext = cipher.encrypt(&XNonce::from(nonce_bytes), payload).unwrap();
    assert!(to_hex(&ciphertext).starts_with("bd6d179d3e83d43b9576579493c0e939572a1700252bfacc"));
    assert!(to_hex(&ciphertext).ends_with("c0875924c1c7987947deafd8780acf49"));
    assert_eq!(decrypt(&key, &aad, &[nonce, ciphertext].concat()).unwrap(), message);
}

#[test]
fn the_hash_agrees_with_another_implementation() {
    // The first case of RFC 4231 with a key of our length, computed with Python's hmac.
    let expected = "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7";
    assert_eq!(to_hex(&mac(&[0x0b; KEY_BYTES], b"Hi There")), expected);
}

#[test]
fn a_search_hash_depends_on_key_domain_and_value() {
    let ring = KeyRing::ephemeral().unwrap();
    let hash = search_hash(&ring, "phone", "+15550100");
    assert_eq!(hash.len(), 64);
    assert_eq!(hash, search_hash(&ring, "phone", "+15550100"));
    assert_ne!(hash, search_hash(&ring, "fax", "+15550100"));
    assert_ne!(hash, search_hash(&ring, "phone", "+15550101"));
    assert_ne!(hash, search_hash(&ring, "phone+", "15550100"));
    assert_ne!(hash, search_hash(&KeyRing::ephemeral().unwrap(), "phone", "+15550100"));
}

#[test]
fn values_are_found_and_requests_known_across_a_rotation() {
    let directory = TempDir::new().unwrap();
    let old = load(&directory);
    let (kept, print) = (search_hash(&old, "phone", "1"), fingerprints(&old, &[b"POST", b"/x"]));
    add_key(&directory, "search-2.key", 2);
    let new = load(&directory);
    let hashes = search_hashes(&new, "phone", "1");
    assert_eq!(hashes.len(), 2);
    assert_eq!(hashes[0], search_hash(&new, "phone", "1"));
    assert_eq!(hashes[1], kept);
    let [print] = print.try_into().unwrap();
    assert_eq!(fingerprints(&new, &[b"POST", b"/x"])[1], print);
    assert!(!fingerprints(&new, &[b"POST", b"/y"]).contains(&print));
    assert!(!fingerprints(&new, &[b"POST/", b"x"]).contains(&print));
    assert_ne!(fingerprints(&new, &[b"POST", b"/x"])[0], print);
}

proptest! {
    #[test]
    fn anything_sealed_opens_and_garbage_never_panics(
        label in ".{0,20}", aad: Vec<u8>, plaintext: Vec<u8>, text in ".{0,80}", garbage in ".{0,120}"
    ) {
        let ring = KeyRing::ephemeral().unwrap();
        let sealed = seal(&ring, &label, &aad, &plaintext);
        prop_assert_eq!(open(&ring, &label, &aad, &sealed).unwrap(), plaintext);
        let stored = encrypt_field(&ring, &aad, &text);
        prop_assert_eq!(decrypt_field(&ring, &aad, &stored).unwrap(), text);
        prop_assert!(open(&ring, &label, &aad, &garbage).is_err());
        prop_assert!(decrypt_field(&ring, &aad, &garbage).is_err());
    }
}
