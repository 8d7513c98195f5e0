//! What the typesetter may see: one source, one file of data, the images of the document, the fonts, and no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;
use crate::node::{Images, Raster};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static SHEET: LazyLock<Source> = LazyLock::new(|| Source::new(id("/sheet.typ"), include_str!("sheet.typ").to_owned()));
static DATA: LazyLock<FileId> = LazyLock::new(|| id("/document.json"));

#[expect(clippy::expect_used, reason = "both paths are literals")]
fn id(path: &str) -> FileId {
    file(path).expect("a path")
}

fn file(path: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?)))
}

/// One document on its way to paper.
pub struct Paper<'a> {
    fonts: &'a Fonts,
    data: Bytes,
    images: Vec<(FileId, Bytes)>,
}

impl<'a> Paper<'a> {
    /// `data` is the document as JSON.
    pub fn new(fonts: &'a Fonts, data: Vec<u8>, images: &Images) -> Self {
        let image = |(path, raster): (&String, &Raster)| Some((file(path)?, Bytes::new(raster.bytes.as_ref().clone())));
        Self { fonts, data: Bytes::new(data), images: images.iter().filter_map(image).collect() }
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        SHEET.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == SHEET.id() { Ok(SHEET.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            return Ok(self.data.clone());
        }
        let image = self.images.iter().find(|(known, _)| *known == id);
        image.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
