//! Secrets: made at random, shown once, stored as hashes.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt;
use sha2::{Digest, Sha256};

/// 32 random bytes as 43 characters that fit into an address.
pub fn random() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The SHA-256 of a secret with 256 random bits, in hexadecimal: enough for secrets that nobody can guess.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The argon2id hash of a password (RFC 9106), with a salt of its own. Takes some 20 ms: run off the event loop.
pub async fn hash_password(password: String) -> Option<String> {
    let hashed = tokio::task::spawn_blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
    hashed.await.ok()?.ok()
}

/// Whether `password` is the one that was hashed. Without a hash it takes as long and says no.
pub async fn password_is(password: String, hashed: Option<String>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$VTqJBsrUz2Sb3NmZpM5K8cVgzdWwXqY6lSx4NZ4VBVk";
    let known = hashed.is_some();
    let hashed = hashed.unwrap_or_else(|| NOBODY.to_owned());
    let right = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hashed).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    right.await.unwrap_or(false) && known
}

/// Under which the log has the details of what nobody else is told.
pub fn reference() -> String {
    random().chars().take(8).collect()
}
