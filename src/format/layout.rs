//! A document as a stream of commands, and its layout within the width of a line.
//!
//! A group is printed on one line if it fits, including the text up to the next place where a line may
//! end. Otherwise its breaks become line ends: all of them ([`Kind::Each`]), only where needed
//! ([`Kind::Fill`]), or, when what stands before the last element fits on the line, only those inside the
//! last element ([`Kind::Hug`]), or only the break before its content ([`Kind::Move`]). Every decision looks ahead at most one line, so the layout takes linear time.

use super::{INDENT, WIDTH};

/// How a group that does not fit on a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// At every break.
    Each,
    /// At as few breaks as possible.
    Fill,
    /// Inside the element after [`Command::HugPoint`] if that is possible, at every break otherwise.
    Hug,
    /// At its only break if the content then fits on one line; else like [`Kind::Hug`].
    Move,
}

/// One command of a document.
#[derive(Clone, Debug)]
pub(super) enum Command<'t> {
    /// Text without meaning for the layout; a line end inside it belongs to a string.
    Text(&'t str),
    /// `flat`, or a line end (after an empty line, if `blank`).
    Break { flat: &'static str, blank: bool },
    /// A line end, after an empty line if `blank`.
    Hard { blank: bool },
    /// A group begins; `forced` when it contains a hard line end.
    Open { kind: Kind, forced: bool },
    /// The innermost group ends.
    Close,
    /// Lines are indented more from here, if the innermost group is broken.
    Indent,
    /// The end of what the last `Indent` began.
    Dedent,
    /// Text only in a broken group.
    IfBroken(&'static str),
    /// The last element of a [`Kind::Hug`] group begins.
    HugPoint,
}

/// How the innermost group is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Hug,
    Each,
    Fill,
}

struct Printer<'d, 't> {
    commands: &'d [Command<'t>],
    out: String,
    column: usize,
    /// The indentation of the current line.
    line_indent: usize,
    modes: Vec<Mode>,
    indents: Vec<usize>,
}

/// The text of a document. It ends with a line end unless it is empty.
pub(super) fn lay_out(commands: &[Command<'_>]) -> String {
    let mut printer =
        Printer { commands, out: String::new(), column: 0, line_indent: 0, modes: Vec::new(), indents: Vec::new() };
    for (at, command) in commands.iter().enumerate() {
        printer.command(at, command);
    }
    let mut out = printer.out;
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

impl Printer<'_, '_> {
    fn mode(&self) -> Mode {
        self.modes.last().copied().unwrap_or(Mode::Each)
    }

    fn indent(&self) -> usize {
        self.indents.last().copied().unwrap_or(0)
    }

    fn text(&mut self, text: &str) {
        if self.column == 0 && !text.is_empty() {
            self.column = self.line_indent;
            self.out.extend(std::iter::repeat_n(' ', self.column));
        }
        self.out.push_str(text);
        self.column = match text.rfind('\n') {
            Some(end) => text[end + 1..].chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    fn line(&mut self, blank: bool) {
        self.out.push_str(if blank { "\n\n" } else { "\n" });
        self.column = 0;
        self.line_indent = self.indent();
    }

    fn command(&mut self, at: usize, command: &Command<'_>) {
        match command {
            Command::Text(text) => self.text(text),
            Command::Hard { blank } => self.line(*blank),
            Command::Break { flat, blank } => {
                let stays = match self.mode() {
                    Mode::Flat | Mode::Hug => true,
                    Mode::Each => false,
                    Mode::Fill => !blank && self.fits(at + 1, self.column + flat.len(), true),
                };
                if stays { self.text(flat) } else { self.line(*blank) }
            }
            Command::Open { kind, forced } => {
                let column = if self.column == 0 { self.line_indent } else { self.column };
                let mode = if self.mode() == Mode::Flat || (!forced && self.fits(at + 1, column, false)) {
                    Mode::Flat
                } else {
                    match kind {
                        Kind::Move if !forced && self.fits_moved(at + 1) => Mode::Each,
                        Kind::Hug | Kind::Move if self.hugs(at + 1, column) => Mode::Hug,
                        Kind::Hug | Kind::Move | Kind::Each => Mode::Each,
                        Kind::Fill => Mode::Fill,
                    }
                };
                self.modes.push(mode);
            }
            Command::Close => drop(self.modes.pop()),
            Command::Indent => {
                let more = if matches!(self.mode(), Mode::Each | Mode::Fill) { INDENT } else { 0 };
                self.indents.push(self.indent() + more);
            }
            Command::Dedent => drop(self.indents.pop()),
            Command::IfBroken(text) => {
                if matches!(self.mode(), Mode::Each | Mode::Fill) {
                    self.text(text);
                }
            }
            Command::HugPoint => {}
        }
    }

    /// Whether everything from command `from` on fits behind `column`, all on one line, up to the end of the
    /// group just begun (in a `segment` of a filled group: up to its next break) and from there to the next
    /// place where a line may end.
    fn fits(&self, from: usize, mut column: usize, segment: bool) -> bool {
        // Groups open around the current command: inside what must be flat, then begun after it.
        let (mut inside, mut after) = (1usize, 0usize);
        let mut enclosing = self.modes.len() - usize::from(segment);
        for command in self.commands.iter().skip(from) {
            let around = self.modes.get(..enclosing).and_then(|modes| modes.last()).copied().unwrap_or(Mode::Each);
            match command {
                Command::Text(text) => match text.find('\n') {
                    Some(end) => return column + text[..end].chars().count() <= WIDTH,
                    None => column += text.chars().count(),
                },
                Command::Break { .. } if segment && inside == 1 => return true,
                Command::Break { flat, .. } if inside > 0 => column += flat.len(),
                Command::Break { .. } if after > 0 => return true,
                Command::Break { flat, .. } if matches!(around, Mode::Flat | Mode::Hug) => column += flat.len(),
                Command::Break { .. } | Command::Hard { .. } => return true,
                Command::Open { .. } if inside > 0 => inside += 1,
                Command::Open { .. } => after += 1,
                Command::Close if inside > 0 => inside -= 1,
                Command::Close if after > 0 => after -= 1,
                Command::Close => enclosing = enclosing.saturating_sub(1),
                Command::IfBroken(text) if inside + after == 0 && matches!(around, Mode::Each | Mode::Fill) => {
                    column += text.len();
                }
                _ => {}
            }
            if column > WIDTH {
                return false;
            }
        }
        true
    }

    /// Whether the content of the group that begins at command `from` fits on a line of its own.
    fn fits_moved(&self, from: usize) -> bool {
        // The content's column less the blank that the break is when the group is flat.
        self.fits(from, self.indent() + INDENT - 1, false)
    }

    /// Whether the group that begins at command `from` can be broken inside its last element only: what
    /// stands before the first break of that element fits behind `column`.
    fn hugs(&self, from: usize, mut column: usize) -> bool {
        let mut depth = 1usize;
        let mut in_last = false;
        for command in self.commands.iter().skip(from) {
            match command {
                Command::HugPoint if depth == 1 => in_last = true,
                Command::Break { .. } | Command::Hard { .. } if in_last => return true,
                Command::Hard { .. } | Command::Open { forced: true, .. } if !in_last => return false,
                Command::Text(text) if text.contains('\n') => return in_last,
                Command::Text(text) => column += text.chars().count(),
                Command::Break { flat, .. } => column += flat.len(),
                Command::Open { .. } => depth += 1,
                Command::Close => depth -= 1,
                _ => {}
            }
            if column > WIDTH || depth == 0 {
                return false;
            }
        }
        false
    }
}
