//! The log, computed again: every chain, the digest of every row, and whether anybody wrote behind Firebreak's back.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::adopt::{COMPLETE, LOG};
use super::chain::{self, Link};
use super::store::parts;
use super::{PARTS, store};
use crate::db::{DbError, Tx};

/// How many rows are read at a time.
const PAGE: i64 = 2_000;

/// What was found; each names rows or subjects.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Entries that were read.
    pub entries: i64,
    /// Subjects whose chain is broken.
    pub chains: Vec<String>,
    /// Subjects whose last entry is not the one that is said to be, or that are gone.
    pub heads: Vec<String>,
    /// Subjects that end with an entry that anybody could have made, although the log has a key.
    pub unkeyed: Vec<String>,
    /// Subjects that are chained with a key that is not here.
    pub unknown: Vec<String>,
    /// Rows that are not what their last entry says.
    pub changed: Vec<String>,
    /// Rows without an entry.
    pub added: Vec<String>,
    /// Rows that are gone although no entry says so.
    pub deleted: Vec<String>,
    /// Rows that were written by something else than Firebreak.
    pub behind: Vec<String>,
    /// Triggers that are not there.
    pub triggers: Vec<String>,
    /// Why the log does not go on from the head that was expected.
    pub expected: Vec<String>,
    /// What to keep elsewhere: `--expect` finds whatever was cut off or put back since.
    pub head: String,
}

/// The head that somebody kept: up to which entry, and the digest of all entries up to it.
fn parsed(expected: &str) -> Option<(i64, &str)> {
    let (id, digest) = expected.split_once('.')?;
    Some((id.parse().ok()?, digest))
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The last entry of a subject, as far as it was read.
struct Last {
    link: i64,
    hash: String,
}

/// What the entries say.
#[derive(Default)]
struct Said {
    subjects: HashMap<String, Last>,
    /// By part and row: its digest, `None` when it was removed.
    rows: HashMap<(&'static str, i64), Option<String>>,
    keyed: bool,
    complete: bool,
}

/// Reads the whole log and every row it watches, in one transaction. Entries after `before` (a time) are left out of the
/// head: on PostgreSQL one with a lower number may still be on its way.
///
/// # Errors
/// When the database cannot be reached.
pub async fn examine(tx: &mut Tx, expected: Option<&str>, before: i64) -> Result<Examined, DbError> {
    let mut found = Examined::default();
    let said = chains(tx, &mut found, expected, before).await?;
    heads(tx, &mut found, &said).await?;
    if said.complete {
        rows(tx, &mut found, said.rows).await?;
    } else if found.entries > 0 {
        found.heads.push(LOG.to_owned());
    }
    found.behind = store::left(tx).await?.into_iter().map(|(part, row)| format!("{part} {row}")).collect();
    let there = store::triggers(tx).await?;
    let wanted = PARTS.iter().flat_map(|part| ["insert", "update", "delete"].map(|what| format!("audit_{}_{what}", part.name)));
    found.triggers = wanted.filter(|name| !there.contains(name)).collect();
    Ok(found)
}

async fn chains(tx: &mut Tx, found: &mut Examined, expected: Option<&str>, before: i64) -> Result<Said, DbError> {
    let key = chain::key();
    let mut said = Said::default();
    let wanted = expected.map(parsed);
    let (mut all, mut reached, mut head) = (Sha256::new(), None, (0, String::new()));
    let mut after = i64::MIN;
    loop {
        let page = store::entries(tx, after, PAGE).await?;
        let Some(last) = page.last().map(|entry| entry.id) else { break };
        after = last;
        for entry in page {
            found.entries += 1;
            for text in [&entry.subject, &entry.hash] {
                all.update((text.len() as u64).to_be_bytes());
                all.update(text.as_bytes());
            }
            if entry.at <= before {
                head = (entry.id, hex(all.clone()));
            }
            if let Some(Some((id, digest))) = wanted
                && id == entry.id
            {
                reached = Some(hex(all.clone()) == digest);
            }
            let (link, previous) = said.subjects.get(&entry.subject).map_or((0, ""), |last| (last.link, last.hash.as_str()));
            let covered =
                Link { subject: &entry.subject, link: entry.link, at: entry.at, person: entry.person, body: &entry.body, previous };
            let sound = covered.is_hashed_by(&entry.hash, key);
            if sound.is_none() {
                found.unknown.push(entry.subject.clone());
            }
            if entry.link != link + 1 || entry.previous != previous || sound == Some(false) {
                found.chains.push(format!("{} entry {}", entry.subject, entry.link));
            }
            said.keyed |= chain::is_keyed(&entry.hash);
            said.complete |= entry.subject == LOG && entry.body == COMPLETE;
            for line in entry.body.lines() {
                let mut words = line.split(' ');
                let (Some(part), Some(row), Some(digest)) = (words.next().and_then(parts::named), words.next(), words.next()) else {
                    continue;
                };
                let Ok(row) = row.parse() else { continue };
                said.rows.insert((part.name, row), (digest != "removed").then(|| digest.to_owned()));
            }
            said.subjects.insert(entry.subject, Last { link: entry.link, hash: entry.hash });
        }
    }
    found.unknown.sort();
    found.unknown.dedup();
    found.head = format!("{}.{}", head.0, if head.1.is_empty() { hex(Sha256::new()) } else { head.1 });
    match (wanted, reached) {
        (None, _) | (Some(Some(_)), Some(true)) => {}
        (Some(None), _) => found.expected.push("the head that was given is not one that firebreak printed".to_owned()),
        (Some(Some((0, _))), None) => {}
        (Some(Some((id, _))), None) => {
            found.expected.push(format!("entry {id} is not there: an older state was put back, or the end was cut off"))
        }
        (Some(Some((id, _))), Some(false)) => found.expected.push(format!("the entries up to {id} are others than they were")),
    }
    Ok(said)
}

async fn heads(tx: &mut Tx, found: &mut Examined, said: &Said) -> Result<(), DbError> {
    let mut after = String::new();
    let mut count = 0;
    loop {
        let page = store::heads(tx, &after, PAGE).await?;
        let Some(last) = page.last().map(|(subject, ..)| subject.clone()) else { break };
        after = last;
        for (subject, link, hash) in page {
            count += 1;
            match said.subjects.get(&subject) {
                Some(last) if last.link == link && last.hash == hash => {}
                _ => found.heads.push(subject),
            }
        }
    }
    if count < said.subjects.len() {
        found.heads.push(format!("{} subjects have no head", said.subjects.len() - count));
    }
    let unkeyed = said.subjects.iter().filter(|(_, last)| said.keyed && !chain::is_keyed(&last.hash));
    found.unkeyed.extend(unkeyed.map(|(subject, _)| subject.clone()));
    found.unkeyed.sort();
    Ok(())
}

async fn rows(tx: &mut Tx, found: &mut Examined, mut said: HashMap<(&'static str, i64), Option<String>>) -> Result<(), DbError> {
    for part in PARTS {
        let mut after = i64::MIN;
        loop {
            let page = store::page(tx, part, after, PAGE).await?;
            let Some(last) = page.last().map(|row| row.row_key) else { break };
            after = last;
            for row in page {
                let name = || format!("{} {} ({})", part.name, row.row_key, row.subject);
                match said.remove(&(part.name, row.row_key)) {
                    Some(Some(digest)) if digest == chain::digest(part.name, &row.content) => {}
                    Some(Some(_)) => found.changed.push(name()),
                    Some(None) | None => found.added.push(name()),
                }
            }
        }
    }
    found.deleted.extend(said.into_iter().filter(|(_, digest)| digest.is_some()).map(|((part, row), _)| format!("{part} {row}")));
    found.deleted.sort();
    Ok(())
}
