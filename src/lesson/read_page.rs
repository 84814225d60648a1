//! Owns how a lesson's page is read: its beats, in their order, each with its text. Owns no text (that is
//! `markdown`).

use crate::base::Span;

use super::markdown::{self, Block, Inline};
use super::model::{Beat, Page, Section};
use super::parse::Scope;
use super::prose::bare_numbers;
use super::read::{BARE_HELP, Reader, bare};
use super::report::{Helped, diagnostic};

impl Reader<'_> {
    pub(super) fn page(&mut self, scope: Scope<'_>) -> Page {
        let source = &self.files.page;
        let (blocks, wrong) = markdown::page(source, scope);
        self.wrong.extend(wrong);
        for range in bare_numbers(&source.text) {
            let number = &source.text[range.clone()];
            let span = Span::new(range.start as u32, range.end as u32);
            self.wrong
                .push(diagnostic(source, span, bare(number)).help(BARE_HELP));
        }
        let mut sections: Vec<Section> = Vec::new();
        for placed in blocks {
            if let Block::Heading { level: 1, text } = &placed.block {
                let name = match text.as_slice() {
                    [Inline::Text(name)] => name.as_str(),
                    _ => "",
                };
                let beat = Beat::ALL.into_iter().find(|b| b.name() == name);
                let last = sections.last().map(|s| s.beat);
                match beat {
                    Some(beat) if last < Some(beat) => sections.push(Section {
                        beat,
                        place: placed.span,
                        blocks: Vec::new(),
                    }),
                    Some(_) => self.wrong.push(
                        diagnostic(source, placed.span, format!("`{name}` is out of order"))
                            .help(beats_help()),
                    ),
                    None => self.wrong.push(
                        diagnostic(
                            source,
                            placed.span,
                            format!("`{name}` is no beat of a lesson"),
                        )
                        .help(beats_help()),
                    ),
                }
                continue;
            }
            match sections.last_mut() {
                Some(section) => section.blocks.push(placed.block),
                None => {
                    self.wrong.push(
                        diagnostic(source, placed.span, "the page begins before its first beat")
                            .help("begin with `# Predict`"),
                    );
                    break;
                }
            }
        }
        self.nothing_missing(&sections);
        Page { sections }
    }

    /// Every beat but the last has its section, and something in it.
    fn nothing_missing(&mut self, sections: &[Section]) {
        let source = &self.files.page;
        for beat in Beat::ALL.into_iter().filter(|beat| *beat != Beat::Make) {
            if !sections
                .iter()
                .any(|s| s.beat == beat && !s.blocks.is_empty())
            {
                let message = format!("the page says nothing under `# {}`", beat.name());
                let end = source.text.len() as u32;
                let span = Span::new(end.saturating_sub(1), end);
                self.wrong
                    .push(diagnostic(source, span, message).help(beats_help()));
            }
        }
    }
}

fn beats_help() -> String {
    let names: Vec<String> = Beat::ALL
        .iter()
        .map(|b| format!("`# {}`", b.name()))
        .collect();
    format!("a page has, in this order, {}", names.join(", "))
}
