//! CadQuery scripts: the sub-language of CAD-Recode and common hand-written style.
//!
//! Purpose: [`read`] parses a script as Python, follows its statements with numbers, lists, functions and workplanes for
//! values, and gives the flat program of what it builds. Nothing is executed: `machine` and `expression` walk the
//! syntax tree, `builtin` and `class` hold what scripts may call, `workplane`, `draw`, `sketch`, `operation`, `edge` and `select` say what
//! CadQuery's methods do, `lower` writes the result down.
//! Invariants: every method does what CadQuery 2.8 does (`tests/oracles/cadquery_scripts.py` asks it), or there is a
//! located diagnostic that names it; work is counted, so that loops and recursion without end are diagnosed too.
//! Selections that need faces or edges are decided on the exact boundary of the kernel.
//! Absent: files, classes, exceptions, splines, ellipses, lofts, sweeps, shells, lettering, fillets of edges that are no
//! corners of an outline.

mod argument;
mod builtin;
mod class;
mod draw;
mod edge;
mod expression;
mod lower;
mod machine;
mod nesting;
mod operation;
mod plane;
mod region;
mod select;
mod shape;
mod sketch;
#[cfg(test)]
mod tests;
mod value;
mod workplane;

use std::time::Duration;

use ruff_text_size::{Ranged, TextRange};

use super::Report;
use super::files::MAX_SCRIPT_BYTES;
use crate::corpus::flat::Program;
use crate::diagnostics::registry::{host, io, limit};
use crate::diagnostics::{Diagnostic, Name};
use crate::geom::interrupt::Interrupt;
use crate::geom::kernel::Kernel;
use crate::model::BooleanOp;

use machine::{Flow, Machine};
use value::{Fault, Value};

/// Stack of the thread that parses and follows a script; what [`nesting`] lets through fits many times.
const STACK_BYTES: usize = 256 << 20;
/// Geometry that a script asks for on its way (`faces`, `fillet`, `BoundingBox`) ends after this time.
const LONGEST: Duration = Duration::from_secs(5);

/// A message of the thread: diagnostic, first and last byte, sentence.
type Message = (Name, u32, u32, String);

/// Reads one script. `None`, or errors in the report, when the script cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    if text.len() > MAX_SCRIPT_BYTES {
        report.too_long(text.len());
        return None;
    }
    if let Some((at, what)) = nesting::too_deep(text) {
        report.at_byte(at, |span| Diagnostic::new(limit::VALUE_DEPTH, span, format!("{what} nest too deeply")));
        return None;
    }
    let outcome = std::thread::scope(|scope| {
        let interrupt = Interrupt::new();
        let (done, waiting) = std::sync::mpsc::channel::<()>();
        let raised = interrupt.clone();
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, move || {
            let found = follow(text, interrupt);
            drop(done);
            found
        });
        let worker = match worker {
            Ok(worker) => worker,
            Err(error) => return Err(vec![(host::TIMEOUT, 0, 0, format!("no thread can be started: {error}"))]),
        };
        if waiting.recv_timeout(LONGEST) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            raised.raise();
        }
        match worker.join() {
            Ok(found) => found,
            Err(_) => Err(vec![(io::NOT_EXPRESSIBLE, 0, 0, "the script could not be followed".to_owned())]),
        }
    });
    let (program, messages) = match outcome {
        Ok((program, notes)) => (Some(program), notes),
        Err(messages) => (None, messages),
    };
    for (name, start, end, message) in messages {
        // What is counted: the method or construct that the message names.
        let subject = message.split('`').nth(1).unwrap_or_default().to_owned();
        report.at_bytes(start as usize, end as usize, name, message, &subject);
    }
    program
}

/// Parses and follows a script in a thread with room for both.
fn follow(text: &str, interrupt: Interrupt) -> Result<(Program, Vec<Message>), Vec<Message>> {
    let message = |fault: Fault| (fault.name, fault.span.start().to_u32(), fault.span.end().to_u32(), fault.message);
    let parsed = match ruff_python_parser::parse_module(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let span = error.location;
            return Err(vec![message(Fault {
                name: io::MALFORMED,
                span,
                message: format!("not Python: {}", error.error),
            })]);
        }
    };
    let module = parsed.syntax();
    let mut machine = Machine::new(Kernel::new().sharing(interrupt));
    let followed = machine.block(&module.body).and_then(|flow| match flow {
        Flow::Next => Ok(()),
        _ => value::wrong(TextRange::default(), "`return`, `break` or `continue` outside a function or loop"),
    });
    let built = followed.and_then(|()| result(&mut machine, module.range()));
    match built {
        Ok((program, notes)) => Ok((program, notes.into_iter().map(message).collect())),
        Err(fault) => Err(vec![message(fault)]),
    }
}

/// What a script is for: what it shows, else `result`, else what it writes, else `r`, else what it assigned last.
fn result<'a>(machine: &mut Machine<'a>, span: TextRange) -> value::Outcome<(Program, Vec<Fault>)> {
    let mut notes = Vec::new();
    let globals = machine.scopes.first().cloned().unwrap_or_default();
    let global = |name: &str| globals.borrow().get(name).cloned();
    let end = TextRange::new(span.end(), span.end());
    let chosen: Vec<Value<'a>> = if !machine.shown.is_empty() {
        machine.shown.clone()
    } else if let Some(value) = global("result") {
        vec![value]
    } else if let Some(value) = machine.exported.first() {
        vec![value.clone()]
    } else if let Some(value) = global("r") {
        vec![value]
    } else {
        // The last name that is something, however many plain numbers follow it.
        let names: Vec<(String, Value<'a>)> =
            globals.borrow().iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        let is_shape = |value: &Value| matches!(value, Value::Work(_) | Value::Body(_) | Value::Assembly(_));
        let last = machine.last.clone();
        let last = names
            .iter()
            .find(|(name, value)| last.as_deref() == Some(name) && is_shape(value))
            .or_else(|| names.iter().rev().find(|(_, value)| is_shape(value)));
        if let Some((name, _)) = last
            && names.iter().filter(|(_, value)| is_shape(value)).count() > 1
        {
            let message = format!("the script names no result; `{name}` is taken");
            notes.push(Fault { name: io::LEFT_OUT, span: end, message });
        }
        last.map(|(_, value)| value.clone()).into_iter().collect()
    };
    let mut bodies = Vec::new();
    for value in &chosen {
        bodies.extend(machine.bodies(value, end)?);
    }
    if chosen.len() > 1 {
        let message = format!("the script shows {} objects; they are united into one body", chosen.len());
        notes.push(Fault { name: io::LEFT_OUT, span: end, message });
    }
    let Some(body) = machine.joined(BooleanOp::Union, &bodies, end)? else {
        let message = "the script makes no solid: assign it to `result` or call `show_object`".to_owned();
        return Err(Fault { name: io::EMPTY_SCRIPT, span: end, message });
    };
    match lower::lower(&body) {
        Some(program) => Ok((program, notes)),
        None => Err(Fault { name: limit::SOLID_DEPTH, span: end, message: "booleans nest too deeply".to_owned() }),
    }
}
