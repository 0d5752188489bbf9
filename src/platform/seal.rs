//! What the deployment's secret keys do for data: sealing what a client carries for us (cursors,
//! sync tokens), encrypting single columns, and hashing what must be found or compared without
//! being readable. Access tokens are in `tokens`.
//!
//! Sealing and encryption are XChaCha20-Poly1305 with a random 192-bit nonce; hashes are
//! HMAC-SHA-256. What a text was made for (a label, and the caller's `aad`) is authenticated with
//! it: it opens in that place only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::keys::{KEY_BYTES, KeyRing, Purpose, fill_random, to_hex};

const NONCE_BYTES: usize = 24;
const HASH_BYTES: usize = 32;

/// Why something does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("this is not a sealed text")]
    Malformed,
    #[error("it was made with key {0}, which is not there (any more)")]
    UnknownKey(u8),
    /// It was changed, made with another key, or belongs to another place.
    #[error("it was not made here, or for another place")]
    Refused,
}

/// Seals `plaintext` for a client to carry: URL-safe, unreadable, unchangeable. `label` says what
/// it is (`cursor`), `aad` what it belongs to (the agency); both are needed to open it.
pub fn seal(ring: &KeyRing, label: &str, aad: &[u8], plaintext: &[u8]) -> String {
    let (number, key) = ring.current(Purpose::Sealing);
    let bound = bind(&[b"seal", label.as_bytes(), &[number], aad]);
    let mut sealed = vec![number];
    sealed.extend(encrypt(key, &bound, plaintext));
    URL_SAFE_NO_PAD.encode(sealed)
}

/// Opens what `seal` made with the same label and `aad`.
pub fn open(ring: &KeyRing, label: &str, aad: &[u8], sealed: &str) -> Result<Vec<u8>, SealError> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError::Malformed)?;
    let (&number, encrypted) = bytes.split_first().ok_or(SealError::Malformed)?;
    let key = ring.numbered(Purpose::Sealing, number).ok_or(SealError::UnknownKey(number))?;
    decrypt(key, &bind(&[b"seal", label.as_bytes(), &[number], aad]), encrypted)
}

/// Encrypts a text for a column. `aad` says whose it is: [`bind`] agency, table, column and row,
/// so that a value copied to another row does not open there. Stored as `v<key number>:<base64>`.
pub fn encrypt_field(ring: &KeyRing, aad: &[u8], text: &str) -> String {
    let (number, key) = ring.current(Purpose::Field);
    let bound = bind(&[b"field", &[number], aad]);
    let encrypted = encrypt(key, &bound, text.as_bytes());
    format!("v{number}:{}", URL_SAFE_NO_PAD.encode(encrypted))
}

/// Decrypts what `encrypt_field` made with the same `aad`.
pub fn decrypt_field(ring: &KeyRing, aad: &[u8], stored: &str) -> Result<String, SealError> {
    let (version, encoded) = stored.split_once(':').ok_or(SealError::Malformed)?;
    let number = version.strip_prefix('v').and_then(|digits| digits.parse::<u8>().ok());
    let number = number.ok_or(SealError::Malformed)?;
    let encrypted = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| SealError::Malformed)?;
    let key = ring.numbered(Purpose::Field, number).ok_or(SealError::UnknownKey(number))?;
    let text = decrypt(key, &bind(&[b"field", &[number], aad]), &encrypted)?;
    String::from_utf8(text).map_err(|_| SealError::Malformed)
}

/// The hash to store beside a value that must be found again, in hexadecimal. Equal values hash
/// alike within a `domain`, so name the agency in it as well as the column: what two agencies know
/// of the same person must not be comparable. The caller normalizes the value.
pub fn search_hash(ring: &KeyRing, domain: &str, value: &str) -> String {
    to_hex(&search_mac(ring.current(Purpose::Search).1, domain, value))
}

/// The hashes under which a value may be stored, one for each accepted key, the current one first.
pub fn search_hashes(ring: &KeyRing, domain: &str, value: &str) -> Vec<String> {
    let hashes = ring.accepted(Purpose::Search).map(|key| search_mac(key, domain, value));
    hashes.map(|hash| to_hex(&hash)).collect()
}

/// The hashes by which a request is known again (method, path, body) without keeping what was in
/// it, in hexadecimal: one for each accepted key, the current one, which is to be kept, first.
pub fn fingerprints(ring: &KeyRing, parts: &[&[u8]]) -> Vec<String> {
    let message = bind(&[b"fingerprint", &bind(parts)]);
    ring.accepted(Purpose::Search).map(|key| to_hex(&mac(key, &message))).collect()
}

/// Joins parts so that no two different lists give the same bytes.
pub fn bind(parts: &[&[u8]]) -> Vec<u8> {
    let mut bound = Vec::new();
    for part in parts {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

/// Random nonce, then ciphertext and tag.
fn encrypt(key: &[u8; KEY_BYTES], aad: &[u8], message: &[u8]) -> Vec<u8> {
    let mut bytes = [0; NONCE_BYTES];
    fill_random(&mut bytes).expect("the system gives random bytes");
    let nonce = XNonce::from(bytes);
    let ciphertext = XChaCha20Poly1305::new(key.into())
        .encrypt(&nonce, Payload { msg: message, aad })
        .expect("a message in memory is shorter than the cipher's limit of 256 GiB");
    [bytes.as_slice(), &ciphertext].concat()
}

fn decrypt(key: &[u8; KEY_BYTES], aad: &[u8], encrypted: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, ciphertext) =
        encrypted.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Malformed)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad })
        .map_err(|_| SealError::Refused)
}

fn search_mac(key: &[u8; KEY_BYTES], domain: &str, value: &str) -> [u8; HASH_BYTES] {
    mac(key, &bind(&[b"search", domain.as_bytes(), value.as_bytes()]))
}

fn mac(key: &[u8; KEY_BYTES], message: &[u8]) -> [u8; HASH_BYTES] {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
