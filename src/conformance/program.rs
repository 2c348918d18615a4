//! The texts of a case: repetitions written out, several files as a project in memory.

use std::sync::Arc;

use crate::text::{SourceError, Sources};

/// The root's name; other files are named by the case.
pub const ROOT: &str = "main.recad";

/// A program written out may be this long, a little more than the language allows.
const LONGEST: usize = 24 << 20;

/// The files of a case, the root first.
#[derive(Clone, Debug, Default)]
pub struct Program {
    files: Vec<(String, Arc<str>)>,
}

impl Program {
    /// The program of a block of lines; `+++ path` lines begin further files.
    pub fn parse(block: &str) -> Result<Program, String> {
        let text = repeat(block)?;
        let mut files = vec![(ROOT.to_owned(), String::new())];
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("+++ ") {
                files.push((path.trim().to_owned(), String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            }
        }
        Ok(Program { files: files.into_iter().map(|(name, text)| (name, text.into())).collect() })
    }

    /// The text of the root.
    pub fn root(&self) -> &str {
        self.files.first().map_or("", |(_, text)| text)
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, text)| &**text)
    }
}

impl Sources for Program {
    fn load(&self, from: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
        if path.starts_with('/') {
            return Err(SourceError::OutsideProject);
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or(SourceError::OutsideProject)?),
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        match self.files.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok((name, text.clone())),
            None => Err(SourceError::NotFound(name)),
        }
    }
}

/// Writes every `<<<N text>>>` out: `text` N times, `§` in it the number of the repetition from 0.
fn repeat(block: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut rest = block;
    while let Some((before, after)) = rest.split_once("<<<") {
        text.push_str(before);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (count, body) = after.split_at(digits);
        let (Ok(count), Some(body)) = (count.parse::<usize>(), body.strip_prefix(' ')) else {
            text.push_str("<<<");
            rest = after;
            continue;
        };
        let (body, after) = body.split_once(">>>").ok_or("`<<<` has no `>>>`")?;
        if count.saturating_mul(body.len().max(1)).saturating_add(text.len()) > LONGEST {
            return Err(format!("a program is at most {LONGEST} bytes long with its repetitions written out"));
        }
        if body.contains('§') {
            (0..count).for_each(|index| text.push_str(&body.replace('§', &index.to_string())));
        } else {
            text.push_str(&body.repeat(count));
        }
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_written_out_with_their_number() {
        assert_eq!(repeat("a<<<3 (>>>b"), Ok("a(((b".to_owned()));
        assert_eq!(repeat("<<<2 let a§ = §\n>>>"), Ok("let a0 = 0\nlet a1 = 1\n".to_owned()));
        assert_eq!(repeat("a <<< b"), Ok("a <<< b".to_owned()));
        assert!(repeat("<<<3 a").is_err());
        assert!(repeat("<<<99999999999 a>>>").is_err());
        assert!(repeat("<<<99999999999999999999999 a>>>").is_ok(), "no number, so no repetition");
    }

    #[test]
    fn files_are_found_by_path_and_not_outside() {
        let program = Program::parse("use\n+++ lib/a.recad\nlet a = 1\n+++ b.recad\n").unwrap();
        assert_eq!(program.root(), "use\n");
        let load = |from: &str, path: &str| program.load(from, path).map(|found| found.0);
        assert_eq!(load(ROOT, "lib/a.recad"), Ok("lib/a.recad".to_owned()));
        assert_eq!(load("lib/a.recad", "../b.recad"), Ok("b.recad".to_owned()));
        assert_eq!(load("lib/a.recad", "./a.recad"), Ok("lib/a.recad".to_owned()));
        assert!(matches!(load(ROOT, "../x.recad"), Err(SourceError::OutsideProject)));
        assert!(matches!(load(ROOT, "/etc/passwd"), Err(SourceError::OutsideProject)));
        assert!(matches!(load(ROOT, "c.recad"), Err(SourceError::NotFound(_))));
    }
}
