//! Parts out of the sources, in a fixed order.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::{Config, LEVELS, Source};
use crate::corpus::plan::Plan;
use crate::corpus::plan::lower::Parametricity;
use crate::corpus::read::files;
use crate::corpus::synth::{Options, Sample, Synthesis};
use crate::corpus::{self, Format, describe, rewrite};
use crate::diagnostics::{Diagnostic, registry};
use crate::text::Span;
use crate::workspace::project;

/// One part.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its place in the order of all parts.
    pub number: usize,
    /// Where it comes from: a family, or a file.
    pub origin: String,
    /// Its plan at the highest parametricity, when it is known.
    pub plan: Option<Plan>,
    /// Its program.
    pub text: String,
}

/// A stream of origin, plan and program, or what could not be read.
type Stream<'a> = Box<dyn Iterator<Item = Result<(String, Option<Plan>, String), Box<Diagnostic>>> + 'a>;

/// All parts of sources of a configuration; paths are relative to `base`.
pub fn parts<'a>(
    sources: &'a [Source],
    config: &'a Config,
    base: &'a Path,
    threads: usize,
) -> impl Iterator<Item = Result<Part, Box<Diagnostic>>> + 'a {
    let streams = sources.iter().enumerate().flat_map(move |(index, source)| -> Stream<'a> {
        match source {
            Source::Synth { count, levels, families } => {
                let total: f64 = if levels.is_empty() { LEVELS.len() as f64 } else { levels.values().sum() };
                Box::new(LEVELS.into_iter().flat_map(move |(name, level)| {
                    let share = if levels.is_empty() { 1.0 } else { levels.get(name).copied().unwrap_or(0.0) };
                    let options = Options {
                        level,
                        parametricity: Some(Parametricity::P3),
                        seed: config.seed.wrapping_add((index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                        families: families.clone(),
                        audit: false,
                    };
                    let wanted = (*count as f64 * share / total).round() as usize;
                    let sample = |Sample { family, plan, text, .. }: Sample| Ok((family.to_owned(), Some(plan), text));
                    Synthesis::new(options, threads).take(wanted).map(sample)
                }))
            }
            Source::Programs { path } => match programs(&base.join(path)) {
                Ok(files) => Box::new(files.into_iter().map(|file| {
                    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    let text = project::read_program(&file).map_err(|reason| unreadable(&file, &reason))?;
                    Ok((name, describe::plan_of(&text), text))
                })),
                Err(error) => Box::new(std::iter::once(Err(error))),
            },
            Source::Scripts { path, from } => match Format::find(from) {
                Some(format) => Box::new(scripts(&base.join(path), format)),
                None => {
                    let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
                    let message = format!("`{from}` is no format of scripts; they are {}", names.join(", "));
                    let diagnostic = Diagnostic::new(registry::io::MALFORMED, Span::default(), message);
                    Box::new(std::iter::once(Err(Box::new(diagnostic))))
                }
            },
        }
    });
    streams.enumerate().map(|(number, item)| item.map(|(origin, plan, text)| Part { number, origin, plan, text }))
}

/// Scripts that can be imported, rewritten where that is proven; the others are left out.
fn scripts(
    path: &Path,
    format: Format,
) -> impl Iterator<Item = Result<(String, Option<Plan>, String), Box<Diagnostic>>> + 'static {
    let missing = (!path.exists()).then(|| Err(unreadable(path, "there is no such file or folder")));
    missing.into_iter().chain(files::open(path, format).filter_map(move |script| {
        let script = script.ok()?;
        let import = corpus::import(&script.text, format, &script.name);
        let rewritten = rewrite::rewrite_flat(&import.flat?, &import.program?);
        Some(Ok((script.id, rewritten.plan, rewritten.program)))
    }))
}

/// The programs of a folder, by name.
fn programs(folder: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error.to_string()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "recad"))
        .collect();
    found.sort();
    Ok(found)
}

fn unreadable(path: &Path, reason: &str) -> Box<Diagnostic> {
    let message = format!("`{}` cannot be read: {reason}", path.display());
    Box::new(Diagnostic::new(registry::io::READ, Span::default(), message))
}
