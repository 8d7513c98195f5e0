//! argon2id (RFC 9106) in memory that is kept: each password takes 19 MiB, and an allocator that gets them back from many threads
//! keeps them for each of those threads. Here there is never more of it than passwords were hashed at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash};
use rand::RngExt;

static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn memory() -> MutexGuard<'static, Vec<Vec<Block>>> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The hash of a password under a new salt, as a PHC string.
///
/// # Errors
/// When it cannot be hashed: it is longer than 4 GiB.
pub fn hash(password: &[u8]) -> password_hash::Result<String> {
    let argon2 = Argon2::default();
    let salt = Salt::new(&rand::rng().random::<[u8; Salt::RECOMMENDED_LENGTH]>())?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(salt),
        hash: Some(output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?),
    };
    Ok(hash.to_string())
}

/// Whether it is the password that was hashed; compared in constant time.
///
/// # Errors
/// When the hash is none.
pub fn verify(password: &[u8], hashed: &str) -> password_hash::Result<bool> {
    let hash = PasswordHash::new(hashed)?;
    let version = hash.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon2 = Argon2::new(Algorithm::try_from(hash.algorithm.as_str())?, version, Params::try_from(&hash)?);
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Ok(false) };
    Ok(output(&argon2, password, salt, expected.len())? == *expected)
}

fn output(argon2: &Argon2<'_>, password: &[u8], salt: &[u8], length: usize) -> password_hash::Result<Output> {
    let kept = memory().pop();
    let mut blocks = kept.unwrap_or_default();
    blocks.resize(argon2.params().block_count(), Block::new());
    let mut out = vec![0; length];
    let done = argon2.hash_password_into_with_memory(password, salt, &mut out, &mut blocks);
    memory().push(blocks);
    done?;
    Ok(Output::new(&out)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordHasher;

    #[test]
    fn it_knows_what_others_hashed_and_takes_no_more_memory_for_many_than_for_one() {
        let theirs = Argon2::default().hash_password(b"four brave otters").unwrap().to_string();
        assert!(verify(b"four brave otters", &theirs).unwrap());
        assert!(!verify(b"four brave ottars", &theirs).unwrap());
        assert!(verify(b"four brave otters", "nothing").is_err());
        let ours = hash(b"four brave otters").unwrap();
        assert_ne!(ours, hash(b"four brave otters").unwrap(), "each has its own salt");
        assert_eq!(ours.split('$').take(4).collect::<Vec<_>>(), theirs.split('$').take(4).collect::<Vec<_>>());
        assert!(verify(b"four brave otters", &ours).unwrap());
        let one = Argon2::default().params().block_count();
        let kept: usize = memory().iter().map(Vec::capacity).sum();
        assert!((one..3 * one).contains(&kept), "{kept} blocks");
    }
}
