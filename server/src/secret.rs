//! Secrets: made at random, shown once, stored as hashes.

use std::sync::LazyLock;

use app::error::AppError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt;
use sha2::{Digest, Sha256};

use crate::argon;
use crate::work::Workers;

/// Each hash takes 19 MiB and some 20 ms: two at once, whatever is asked.
static HASHING: LazyLock<Workers> = LazyLock::new(|| Workers::new("password hashing", 2, 64));

/// The longest password that is hashed, in bytes.
pub const LONGEST_PASSWORD: usize = 1_000;

/// 32 random bytes as 43 characters that fit into an address.
pub fn random() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The SHA-256 of a secret, as a key.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The SHA-256 of a secret with 256 random bits, in hexadecimal: enough for secrets that nobody can guess.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The argon2id hash of a password (RFC 9106), with a salt of its own.
///
/// # Errors
/// [`AppError::Busy`] when too many passwords are being hashed.
pub async fn hash_password(password: String) -> Result<String, AppError> {
    HASHING.run(move || argon::hash(password.as_bytes())).await?.map_err(internal)
}

/// Whether `password` is the one that was hashed. Without a hash it takes as long and says no.
///
/// # Errors
/// [`AppError::Busy`] when too many passwords are being hashed.
pub async fn password_is(password: String, hashed: Option<String>) -> Result<bool, AppError> {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$VTqJBsrUz2Sb3NmZpM5K8cVgzdWwXqY6lSx4NZ4VBVk";
    if password.len() > LONGEST_PASSWORD {
        return Ok(false);
    }
    let known = hashed.is_some();
    let hashed = hashed.unwrap_or_else(|| NOBODY.to_owned());
    let right = move || argon::verify(password.as_bytes(), &hashed).unwrap_or(false);
    Ok(HASHING.run(right).await? && known)
}

/// Our fault: logged once, under a reference that is all that is told.
pub fn internal(error: impl std::fmt::Display) -> AppError {
    let reference = reference();
    tracing::error!(%error, reference, "an internal error");
    AppError::Internal { reference }
}

/// Under which the log has the details of what nobody else is told.
pub fn reference() -> String {
    random().chars().take(8).collect()
}
