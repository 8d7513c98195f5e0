//! Secrets that have to be read again: stored encrypted, under a key that is not in the database.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::db::Database;

/// Bytes of a nonce: enough to be chosen at random (draft-irtf-cfrg-xchacha).
const NONCE: usize = 24;

/// Seals and opens secrets with the operator's key, if there is one.
#[derive(Clone, Default)]
pub struct SecretBox(Option<Arc<(XChaCha20Poly1305, [u8; 32])>>);

impl SecretBox {
    /// With the key in `file`. Without a file, a SQLite database has its key beside it, made when it is missing; replicas on
    /// PostgreSQL have none, because each would make another one.
    ///
    /// # Errors
    /// One sentence when the file cannot be read or holds no key.
    pub fn open(file: Option<&Path>, database: &Database) -> Result<Self, String> {
        let key = match (file, database) {
            (Some(file), _) => read(file)?.ok_or_else(|| format!("The key file {} does not exist.", file.display()))?,
            (None, Database::Sqlite(path)) => beside(&path.with_extension("key"))?,
            (None, Database::Postgres(_)) => return Ok(Self(None)),
        };
        Self::with(&key)
    }

    /// With the key that is there; none is made.
    ///
    /// # Errors
    /// One sentence when the file cannot be read or holds no key.
    pub fn open_existing(file: Option<&Path>, database: &Database) -> Result<Self, String> {
        match (file, database) {
            (None, Database::Sqlite(path)) => read(&path.with_extension("key"))?.map_or(Ok(Self(None)), |key| Self::with(&key)),
            _ => Self::open(file, database),
        }
    }

    fn with(key: &[u8; 32]) -> Result<Self, String> {
        let wrong = |_| "The key has the wrong length.".to_owned();
        let cipher = XChaCha20Poly1305::new_from_slice(key).map_err(wrong)?;
        // A key of its own for the audit log, made from the operator's.
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).map_err(|_| "The key has the wrong length.".to_owned())?;
        mac.update(b"firebreak audit log");
        Ok(Self(Some(Arc::new((cipher, mac.finalize().into_bytes().into())))))
    }

    /// The key that the audit log is chained with.
    pub fn audit_key(&self) -> Option<[u8; 32]> {
        self.0.as_ref().map(|keys| keys.1)
    }

    /// With this key.
    pub fn under(key: &[u8; 32]) -> Self {
        Self::with(key).unwrap_or_default()
    }

    /// `secret` for one place only, such as `channel/Chat/url`; `None` without a key.
    pub fn seal(&self, place: &str, secret: &str) -> Option<String> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret.as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.as_ref()?.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(STANDARD.encode([&nonce[..], &sealed].concat()))
    }

    /// What was sealed for that place; `None` when it was another place, another key, or was changed.
    pub fn unseal(&self, place: &str, sealed: &str) -> Option<String> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let opened = self.0.as_ref()?.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place.as_bytes() }).ok()?;
        String::from_utf8(opened).ok()
    }
}

/// The key in a file; `None` when there is no file.
fn read(file: &Path) -> Result<Option<[u8; 32]>, String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("The key file {} cannot be read: {error}.", file.display())),
    };
    let key = STANDARD.decode(text.trim()).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
    key.map(Some).ok_or_else(|| {
        format!("The key file {} does not hold 32 bytes in Base64, as `openssl rand -base64 32` prints them.", file.display())
    })
}

/// The key in a file, made now if there is none.
fn beside(file: &Path) -> Result<[u8; 32], String> {
    if let Some(key) = read(file)? {
        return Ok(key);
    }
    let key: [u8; 32] = rand::random();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut made| made.write_all(STANDARD.encode(key).as_bytes()).and_then(|()| made.sync_all()));
    match written {
        Ok(()) => Ok(key),
        Err(error) => Err(format!("The key file {} cannot be created: {error}.", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_in_its_place_and_with_its_key() {
        let folder = std::env::temp_dir().join(format!("firebreak-seal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let here = Database::Sqlite(folder.join("one.db"));
        let seal = SecretBox::open(None, &here).unwrap();
        let sealed = seal.seal("channel/Chat/url", "https://hooks.example.org/T0/secret").unwrap();
        assert!(!sealed.contains("secret") && sealed != seal.seal("channel/Chat/url", "https://hooks.example.org/T0/secret").unwrap());
        let again = SecretBox::open(None, &here).unwrap();
        assert_eq!(again.unseal("channel/Chat/url", &sealed).as_deref(), Some("https://hooks.example.org/T0/secret"));
        assert_eq!(again.unseal("channel/Other/url", &sealed), None, "another row");
        let first = if sealed.starts_with('A') { 'B' } else { 'A' };
        assert_eq!(again.unseal("channel/Chat/url", &format!("{first}{}", &sealed[1..])), None, "changed");
        let another = SecretBox::open(None, &Database::Sqlite(folder.join("two.db"))).unwrap();
        assert_eq!(another.unseal("channel/Chat/url", &sealed), None, "another key");
        let none = SecretBox::open(None, &Database::Postgres(String::new())).unwrap();
        assert!(none.seal("a", "b").is_none() && none.unseal("channel/Chat/url", &sealed).is_none());
        std::fs::write(folder.join("bad.key"), "short").unwrap();
        assert!(SecretBox::open(Some(&folder.join("bad.key")), &here).is_err_and(|why| why.contains("openssl rand -base64 32")));
        assert!(SecretBox::open(Some(&folder.join("none.key")), &here).is_err_and(|why| why.ends_with("does not exist.")));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
