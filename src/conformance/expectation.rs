//! One line of what a case expects.

use super::literal::{Literal, Reader, Tolerance, Wrong};
use crate::diagnostics::{Name, Severity, registry, suggest};
use crate::model::{Level, ShapeKind};

use crate::text::Span;

/// What is expected, and the line that says so.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The line in its case file.
    pub span: Span,
    /// The line as written.
    pub text: String,
    /// What it says.
    pub kind: Kind,
}

/// What a line can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `ok`: no errors, geometry included.
    Ok,
    /// `syntax ok`: the text follows the grammar; nothing else is looked at.
    SyntaxOk,
    /// `value NAME = LITERAL [~ TOL]`: of a `let` or `param` of the root.
    Value {
        /// Its name.
        name: String,
        /// Its value.
        literal: Literal,
        /// How near.
        tolerance: Tolerance,
    },
    /// `type NAME = TYPE`: declared or inferred, as messages print it.
    Type {
        /// Name of the definition.
        name: String,
        /// The type without needless blanks.
        ty: String,
    },
    /// `part NAME: KIND LEVEL`.
    Part {
        /// Its name.
        name: String,
        /// Its kind.
        kind: ShapeKind,
        /// Its level.
        level: Level,
    },
    /// `measure NAME.FIELD = NUMBER [~ TOL]`.
    Measure {
        /// A part, or `total`.
        part: String,
        /// Path in the measurement as `recad measure` prints it; `x y z` stand for 0, 1, 2.
        field: String,
        /// The figure.
        expected: Figure,
        /// How near.
        tolerance: Tolerance,
    },
    /// `test "NAME" passes` or `fails`.
    Test {
        /// Its name.
        name: String,
        /// Which.
        passes: bool,
    },
    /// `error NAME at PLACE`, `warning …`, `note …`.
    Diagnostic {
        /// How bad.
        severity: Severity,
        /// Which.
        name: Name,
        /// Where.
        place: Place,
    },
}

/// A figure of a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A number in millimetres or powers of them.
    Number(f64),
    /// Whether something holds.
    Truth(bool),
}

/// Where a diagnostic is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The file; none for the root.
    pub file: Option<String>,
    /// 1-based line and column in characters.
    pub start: (u32, u32),
    /// One past the last character, when the case cares.
    pub end: Option<(u32, u32)>,
}

impl Kind {
    /// Reads a line without blanks around it.
    pub fn parse(line: &str) -> Result<Kind, Wrong> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let offset = line.len() - rest.len();
        let kind = match word {
            "ok" if rest.is_empty() => Ok(Kind::Ok),
            "syntax" if rest.trim() == "ok" => Ok(Kind::SyntaxOk),
            "value" => value(rest),
            "type" => ty(rest),
            "part" => part(rest),
            "measure" => measure(rest),
            "test" => test(rest),
            "error" => diagnostic(Severity::Error, rest),
            "warning" => diagnostic(Severity::Warning, rest),
            "note" => diagnostic(Severity::Note, rest),
            _ => {
                let message = "expected `ok`, `syntax ok`, `value`, `type`, `part`, `measure`, `test`, `error`, \
                               `warning` or `note`"
                    .to_owned();
                return Err(Wrong { at: 0, message });
            }
        };
        kind.map_err(|wrong| Wrong { at: wrong.at + offset, ..wrong })
    }
}

fn wrong(at: usize, message: impl Into<String>) -> Wrong {
    Wrong { at, message: message.into() }
}

/// `NAME = …`; the reader stands after the equals sign.
fn named(reader: &mut Reader) -> Result<String, Wrong> {
    let name = reader.word().ok_or_else(|| wrong(0, "expected a name"))?.to_owned();
    if reader.eat("=") { Ok(name) } else { Err(wrong(name.len(), "expected `=`")) }
}

/// `~ TOL`, which is absolute.
fn tolerance(reader: &mut Reader, otherwise: Tolerance) -> Result<Tolerance, Wrong> {
    let tolerance = if reader.eat("~") { Tolerance::Absolute(reader.number()?) } else { otherwise };
    reader.end()?;
    Ok(tolerance)
}

fn value(rest: &str) -> Result<Kind, Wrong> {
    let mut reader = Reader::new(rest);
    let name = named(&mut reader)?;
    let literal = reader.literal()?;
    Ok(Kind::Value { name, literal, tolerance: tolerance(&mut reader, Tolerance::Relative(1e-12))? })
}

fn ty(rest: &str) -> Result<Kind, Wrong> {
    let (name, ty) = rest.split_once('=').ok_or_else(|| wrong(rest.len(), "expected `=`"))?;
    Ok(Kind::Type { name: name.trim().to_owned(), ty: ty.split_whitespace().collect::<Vec<_>>().join(" ") })
}

fn part(rest: &str) -> Result<Kind, Wrong> {
    let (name, shape) = rest.split_once(':').ok_or_else(|| wrong(rest.len(), "expected `:`"))?;
    let at = name.len() + 1;
    let mut words = shape.split_whitespace();
    let kind = match words.next().unwrap_or_default() {
        "loop" => ShapeKind::Loop,
        "face" => ShapeKind::Face,
        "sketch" => ShapeKind::Sketch,
        "solid" => ShapeKind::Solid,
        _ => return Err(wrong(at, "expected `loop`, `face`, `sketch` or `solid`")),
    };
    let level = match words.next().unwrap_or_default() {
        "L" => Level::L,
        "F" => Level::F,
        "S" => Level::S,
        "SE" => Level::SE,
        "MSE" => Level::MSE,
        _ => return Err(wrong(at, "expected a level after the kind: `L`, `F`, `S`, `SE` or `MSE`")),
    };
    match words.next() {
        None => Ok(Kind::Part { name: name.trim().to_owned(), kind, level }),
        Some(_) => Err(wrong(at, "expected nothing after the level")),
    }
}

fn measure(rest: &str) -> Result<Kind, Wrong> {
    let (path, figure) = rest.split_once('=').ok_or_else(|| wrong(rest.len(), "expected `=`"))?;
    let (part, field) = path.split_once('.').ok_or_else(|| wrong(0, "expected NAME.FIELD"))?;
    let (part, field) = (part.trim().to_owned(), field.trim().to_owned());
    let expected = match figure.trim() {
        "true" => Figure::Truth(true),
        "false" => Figure::Truth(false),
        _ => {
            let mut reader = Reader::new(figure);
            let shift = |wrong: Wrong| Wrong { at: wrong.at + path.len() + 1, ..wrong };
            let number = reader.number().map_err(shift)?;
            let tolerance = tolerance(&mut reader, Tolerance::Scaled(1e-9)).map_err(shift)?;
            return Ok(Kind::Measure { part, field, expected: Figure::Number(number), tolerance });
        }
    };
    Ok(Kind::Measure { part, field, expected, tolerance: Tolerance::Absolute(0.0) })
}

fn test(rest: &str) -> Result<Kind, Wrong> {
    let mut reader = Reader::new(rest);
    let Literal::Text(name) = reader.literal()? else { return Err(wrong(0, "expected the name between quotes")) };
    let passes = reader.eat("passes");
    if !passes && !reader.eat("fails") {
        return Err(wrong(rest.len(), "expected `passes` or `fails`"));
    }
    reader.end()?;
    Ok(Kind::Test { name, passes })
}

fn diagnostic(severity: Severity, rest: &str) -> Result<Kind, Wrong> {
    let (name, place) = rest.split_once(" at ").ok_or_else(|| wrong(rest.len(), "expected NAME at LINE:COLUMN"))?;
    let Some(found) = Name::find(name.trim()) else {
        let hint = suggest::nearest(name.trim(), registry::all().map(Name::as_str));
        let hint = hint.map(|near| format!("; did you mean `{}`?", near.name)).unwrap_or_default();
        return Err(wrong(0, format!("no diagnostic is called `{}`{hint}", name.trim())));
    };
    let place = self::place(place.trim()).ok_or_else(|| {
        wrong(name.len() + 4, "expected LINE:COLUMN, LINE:COLUMN-LINE:COLUMN, or these after a file and `:`")
    })?;
    Ok(Kind::Diagnostic { severity, name: found, place })
}

fn place(text: &str) -> Option<Place> {
    let (text, end) = match text.rsplit_once('-').and_then(|(before, end)| Some((before, point(end)?))) {
        Some((before, end)) => (before, Some(end)),
        None => (text, None),
    };
    if let Some(start) = point(text) {
        return Some(Place { file: None, start, end });
    }
    let (before, column) = text.rsplit_once(':')?;
    let (file, line) = before.rsplit_once(':')?;
    let start = (line.parse().ok()?, column.parse().ok()?);
    (!file.is_empty()).then(|| Place { file: Some(file.to_owned()), start, end })
}

/// `LINE:COLUMN`.
fn point(text: &str) -> Option<(u32, u32)> {
    let (line, column) = text.trim().split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}
