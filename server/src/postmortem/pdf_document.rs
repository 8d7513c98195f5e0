//! The document on three sheets, as the typesetter takes it: the same content as the page, made from the same blocks, times in
//! the document's zone.

use app::actor::Actor;
use app::error::AppError;
use app::image::Picture;
use app::postmortem::words::{self, Cell, Piece};
use app::postmortem::{Document, File, PageFit, Paper, State, chart_on_paper, gaps};
use app::template::{Part, Spec};
use app::ui::zone_words;
use chrono::{DateTime, Datelike, Utc};
use typeset::{Block, Images, Inline, Page, Raster, Section, breakable, written};

use super::show;
use crate::{Firebreak, image};

pub async fn pdf(firebreak: &Firebreak, actor: &Actor, number: i64, paper: Paper, base: &str) -> Result<File, AppError> {
    let document = show::show(firebreak, actor, number).await?;
    let images = images(firebreak, actor, &document).await?;
    let writer = Writer { document: &document, base, images: &images };
    let made = firebreak.pdf_renderer.pdf(writer.document(paper)).await?;
    Ok(File { name: format!("INC-{number}-postmortem.pdf"), bytes: made.bytes })
}

/// Makes both PDFs of `document` as they will be when it is published at `now`. They are made again in no time then.
///
/// # Errors
/// [`AppError::Conflict`] when one of them cannot be made: too long, or characters without a font.
pub async fn rehearse(firebreak: &Firebreak, actor: &Actor, document: &Document, now: DateTime<Utc>) -> Result<(), AppError> {
    let images = images(firebreak, actor, document).await?;
    let mut document = document.clone();
    document.state = State::Published;
    document.published_at = Some(now);
    document.seal = Some(app::postmortem::ContentHash { hash: "0".repeat(64), holds: true });
    for paper in [Paper::A4, Paper::Letter] {
        let writer = Writer { document: &document, base: "", images: &images };
        firebreak.pdf_renderer.pdf(writer.document(paper)).await?;
    }
    Ok(())
}

/// How full each of the three sheets is.
pub async fn sheets(firebreak: &Firebreak, actor: &Actor, document: &Document) -> Result<Vec<PageFit>, AppError> {
    let images = images(firebreak, actor, document).await?;
    let writer = Writer { document, base: "", images: &images };
    firebreak.pdf_renderer.measure(writer.document(Paper::A4)).await
}

/// How full one page of `document` is, unless it cannot be set, or there is too much else to do.
///
/// # Errors
/// When its images cannot be read.
pub async fn sheet(firebreak: &Firebreak, actor: &Actor, document: &Document, page: usize) -> Result<Option<PageFit>, AppError> {
    let images = images(firebreak, actor, document).await?;
    let mut document = Writer { document, base: "", images: &images }.document(Paper::A4);
    for (index, other) in document.pages.iter_mut().enumerate() {
        if index != page {
            other.sections.clear();
        }
    }
    let measured = firebreak.pdf_renderer.measure(document).await;
    Ok(measured.ok().and_then(|sheets| sheets.into_iter().nth(page)))
}

/// What the images in its prose show.
async fn images(firebreak: &Firebreak, actor: &Actor, document: &Document) -> Result<Images, AppError> {
    let texts: Vec<&str> = document.sections.iter().map(|section| section.body.as_str()).collect();
    let shown = image::shown_in(firebreak, actor, document.facts.incident.number, &texts).await?;
    let pixels = |count: i64| u32::try_from(count).unwrap_or(1);
    let raster = |picture: Picture| Raster { width: pixels(picture.width), height: pixels(picture.height), bytes: picture.bytes };
    Ok(shown.into_iter().map(|(path, picture)| (path, raster(picture))).collect())
}

struct Writer<'a> {
    document: &'a Document,
    base: &'a str,
    images: &'a Images,
}

impl Writer<'_> {
    fn document(&self, paper: Paper) -> typeset::Document {
        let template = &self.document.template;
        let incident = &self.document.facts.incident;
        let date = self.document.published_at.unwrap_or(self.document.facts.read_at).with_timezone(&self.document.zone).date_naive();
        let small = |number: u32| u8::try_from(number).unwrap_or(1);
        typeset::Document {
            paper: match paper {
                Paper::A4 => typeset::Paper::A4,
                Paper::Letter => typeset::Paper::Letter,
            },
            title: breakable(&incident.title),
            overline: format!("INC-{} postmortem", incident.number),
            authors: self.document.authors.clone(),
            date: (date.year(), small(date.month()), small(date.day())),
            about: self.about(),
            people: words::people(&self.document.facts).into_iter().map(|(role, names)| (role.to_owned(), breakable(&names))).collect(),
            errata: self.errata(),
            pages: template.pages.each_ref().map(|page| Page {
                title: page.title.clone(),
                sections: page.sections.iter().filter_map(|spec| self.section(spec)).collect(),
            }),
            images: self.images.clone(),
            foot: self.foot(),
            seal: self
                .document
                .seal
                .as_ref()
                .map_or_else(String::new, |seal| format!("SHA-256 {}…", seal.hash.chars().take(16).collect::<String>())),
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.document.zone).format("%-d %b %Y, %H:%M").to_string()
    }

    fn day(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.document.zone).format("%-d %b %Y").to_string()
    }

    fn link(&self, href: &str, words: &str) -> Inline {
        let words = vec![Inline::text(breakable(words))];
        match typeset::absolute(href, self.base) {
            href if href.is_empty() => Inline::Emphasis { words },
            href => Inline::Link { href, words },
        }
    }

    fn about(&self) -> Vec<Inline> {
        let incident = &self.document.facts.incident;
        let peak = incident.peak_severity;
        let level = u8::try_from(peak.level()).unwrap_or(5);
        let mut about = vec![Inline::Severity { level, text: format!("{} {}", peak.code(), peak.word()) }, Inline::text("  ")];
        about.extend([Inline::Tag { text: incident.kind.title().to_owned() }, Inline::text("  ")]);
        if incident.drill {
            about.extend([Inline::Tag { text: "drill".to_owned() }, Inline::text("  ")]);
        }
        if self.document.state != State::Published {
            about.extend([Inline::Tag { text: self.document.state.title().to_owned() }, Inline::text("  ")]);
        }
        about.push(Inline::text(format!("declared {}", self.moment(incident.times.declared))));
        about.extend(incident.times.resolved.map(|at| Inline::text(format!(", resolved {}", self.moment(at)))));
        if let Some(earlier) = incident.recurrence_of {
            about.extend([Inline::text(", recurred after "), self.link(&format!("/incidents/{earlier}"), &format!("INC-{earlier}"))]);
        }
        about
    }

    fn errata(&self) -> Vec<Section> {
        let one = |erratum: &app::postmortem::Erratum| Section {
            title: format!("Erratum, {}", self.day(erratum.at)),
            prose: written(&erratum.body, self.base, self.images),
            meant: 0,
            source: None,
            facts: Vec::new(),
        };
        self.document.errata.iter().map(one).collect()
    }

    fn foot(&self) -> String {
        let number = self.document.facts.incident.number;
        let when = match self.document.published_at {
            Some(at) => format!("published {}", self.day(at)),
            None => {
                format!("{}, read from the record {}", self.document.state.title().to_lowercase(), self.moment(self.document.facts.read_at))
            }
        };
        format!("INC-{number} postmortem, {when}. Times in {}.", zone_words(self.document.zone))
    }

    /// Nothing when there is nothing to say and nothing was asked.
    fn section(&self, spec: &Spec) -> Option<Section> {
        let section = self.document.section(&spec.key).filter(|section| !section.body.trim().is_empty());
        let mut prose = Vec::new();
        let remark = |words: &str| Block::Remark { words: vec![Inline::text(words)] };
        if section.is_some_and(|section| section.generated) {
            prose.push(remark("Drafted from the record, not confirmed yet."));
        }
        prose.extend(section.into_iter().flat_map(|section| written(&section.body, self.base, self.images)));
        if section.is_none() && spec.prose.as_ref().is_some_and(|prose| prose.required) {
            prose.push(remark("Not written yet."));
        }
        let mut facts: Vec<Block> = spec.part.map_or_else(Vec::new, |part| self.facts(part));
        if self.document.seal.is_none() {
            let lacking = gaps(&self.document.facts).into_iter().filter(|gap| Some(gap.part) == spec.part);
            facts.extend(lacking.map(|gap| remark(&gap.sentence)));
        }
        let said = !prose.is_empty() || !facts.is_empty();
        let number = self.document.facts.incident.number;
        said.then(|| Section {
            title: spec.title.to_owned(),
            prose,
            meant: spec.prose.as_ref().map_or(0, |prose| prose.lines),
            source: spec.part.map(|part| typeset::absolute(&words::source(part, number), self.base)).filter(|href| !href.is_empty()),
            facts,
        })
    }

    fn facts(&self, part: Part) -> Vec<Block> {
        let picture = (part == Part::Chart).then(|| chart_on_paper(&self.document.facts, self.document.zone)).flatten();
        let chain = (part == Part::Factors)
            .then(|| app::factor::picture::on_paper(&self.document.facts.factors, &self.document.facts.incident.title));
        let picture =
            picture.or(chain.flatten()).map(|drawn| Block::Picture { svg: drawn.svg, style: drawn.style.to_owned(), alt: drawn.words });
        picture.into_iter().chain(words::blocks(part, &self.document.facts).iter().filter_map(|block| self.block(block))).collect()
    }

    fn block(&self, block: &words::Block) -> Option<Block> {
        Some(match block {
            words::Block::Say(cell) => Block::Paragraph { rtl: false, words: self.inline(cell) },
            words::Block::Pairs(pairs) => {
                Block::Pairs { pairs: pairs.iter().map(|(name, cell)| ((*name).to_owned(), self.cell(cell))).collect() }
            }
            words::Block::Figures(figures) => {
                Block::Figures { figures: figures.iter().map(|(name, cell)| ((*name).to_owned(), self.inline(cell))).collect() }
            }
            words::Block::Table(_, rows) if rows.is_empty() => return None,
            words::Block::Table(head, rows) => typeset::table(
                words::heads(head, rows, self.document.zone),
                rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect(),
            ),
        })
    }

    /// A cell, in which Markdown of several blocks keeps them.
    fn cell(&self, cell: &Cell) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<Inline> = Vec::new();
        for piece in cell {
            match piece {
                Piece::Written(markdown, _) => {
                    let mut more = written(markdown, self.base, self.images);
                    if let [Block::Paragraph { rtl: false, words }] = more.as_mut_slice() {
                        line.append(words);
                    } else {
                        blocks.extend((!line.is_empty()).then(|| Block::Paragraph { rtl: false, words: std::mem::take(&mut line) }));
                        blocks.append(&mut more);
                    }
                }
                other => line.extend(self.piece(other)),
            }
        }
        let spoken = line.iter().any(|word| !matches!(word, Inline::Text { text } if text.trim().is_empty()));
        blocks.extend(spoken.then_some(Block::Paragraph { rtl: false, words: line }));
        blocks
    }

    fn inline(&self, cell: &Cell) -> Vec<Inline> {
        cell.iter().filter_map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Piece) -> Option<Inline> {
        Some(match piece {
            Piece::Text(text) | Piece::Written(text, _) => Inline::text(breakable(text)),
            Piece::Muted(text) => Inline::muted(breakable(text)),
            Piece::Strong(text) => Inline::Strong { words: vec![Inline::text(breakable(text))] },
            Piece::Moment(at) => Inline::text(self.moment(*at).replace(' ', "\u{a0}")),
            Piece::Date(day) => Inline::text(app::due_day::words(*day).replace(' ', "\u{a0}")),
            Piece::Day(at) => Inline::text(self.day(*at).replace(' ', "\u{a0}")),
            Piece::Link(href, words) => self.link(href, words),
            Piece::Source(..) => return None,
            Piece::Severity(severity) => Inline::Severity {
                level: u8::try_from(severity.level()).unwrap_or(5),
                text: format!("{} {}", severity.code(), severity.word()),
            },
            Piece::Break => Inline::Break,
        })
    }
}
