//! Images: authorise, read and write again, store, commit.

mod reencode;
mod serve;
mod store;

pub use serve::{LONGEST, add, show};
pub use store::STATEMENTS;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use app::actor::Actor;
use app::error::AppError;
use app::image::{Image, Images, MOST, Picture};
use app::text;
use async_trait::async_trait;
use sha2::{Digest, Sha256};

use crate::Firebreak;
use crate::clock::millis;
use crate::incident::{load, load_to_change};
use crate::work::Workers;

/// One is read at a time, for each may take much memory.
static READING: LazyLock<Workers> = LazyLock::new(|| Workers::new("reading images", 1, 8));

async fn read(bytes: Vec<u8>) -> Result<reencode::Again, AppError> {
    if bytes.len() > reencode::LARGEST {
        return Err(AppError::field("image", format!("This file is larger than {} MB.", reencode::LARGEST / 1024 / 1024)));
    }
    READING.run(move || reencode::reencode(&bytes)).await?.map_err(|sentence| AppError::field("image", sentence))
}

#[async_trait]
impl Images for Firebreak {
    async fn add(&self, actor: &Actor, number: i64, alt: &str, bytes: Vec<u8>) -> Result<Image, AppError> {
        // Who may not add one does not make us read it.
        let mut tx = self.db.read().await?;
        actor.require_responder()?;
        load(&mut tx, actor, number).await?;
        drop(tx);
        let plain: String = alt.chars().map(|letter| if matches!(letter, '[' | ']' | '\\' | '\n' | '\r') { ' ' } else { letter }).collect();
        let alt = text::line("a description of the image", &plain, 200).map_err(|sentence| AppError::field("alt", sentence))?;
        let read = read(bytes).await?;
        let hash: String = Sha256::digest(&read.bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{hash}.{}", read.kind);
        let (width, height) = (i64::from(read.width), i64::from(read.height));
        let new = store::New { name, kind: read.kind, width, height, bytes: read.bytes, alt };
        let mut tx = self.db.write().await?;
        load_to_change(&mut tx, actor, number).await?;
        let there = store::list(&mut tx, number).await?;
        let path = store::path(number, &new.name);
        if there.len() >= MOST && there.iter().all(|image| image.path != path) {
            return Err(AppError::field("image", format!("An incident can have at most {MOST} images. Link to further ones instead.")));
        }
        store::add(&mut tx, number, &new, actor.person, millis(self.clock.now())).await?;
        tx.commit().await?;
        Ok(Image { path, alt: new.alt, width, height })
    }

    async fn list(&self, actor: &Actor, number: i64) -> Result<Vec<Image>, AppError> {
        let mut tx = self.db.read().await?;
        load(&mut tx, actor, number).await?;
        Ok(store::list(&mut tx, number).await?)
    }

    async fn show(&self, actor: &Actor, number: i64, name: &str) -> Result<Picture, AppError> {
        let mut tx = self.db.read().await?;
        load(&mut tx, actor, number).await?;
        let (kind, bytes, width, height) = store::show(&mut tx, number, name).await?.ok_or(AppError::NotFound)?;
        let mime = if kind == "png" { "image/png" } else { "image/jpeg" };
        Ok(Picture { mime, bytes: Arc::new(bytes), width, height })
    }
}

/// The images of an incident that `texts` show, by their addresses, for paper. What is not there is left out.
pub async fn shown_in(firebreak: &Firebreak, actor: &Actor, number: i64, texts: &[&str]) -> Result<BTreeMap<String, Picture>, AppError> {
    let mut shown = BTreeMap::new();
    if !texts.iter().any(|text| text.contains("/images/")) {
        return Ok(shown);
    }
    for image in Images::list(firebreak, actor, number).await? {
        if let Some(name) = image.path.rsplit('/').next().filter(|_| texts.iter().any(|text| text.contains(&image.path))) {
            shown.insert(image.path.clone(), Images::show(firebreak, actor, number, name).await?);
        }
    }
    Ok(shown)
}
