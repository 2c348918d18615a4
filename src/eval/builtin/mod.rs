//! The implementations of the functions without a body of `std:core`, a file per area.
//!
//! Arguments stand on the interpreter's stack, already coerced to the declared types; a built-in takes
//! them by index. Work and results are counted before anything is allocated.

mod booleans;
mod curves;
mod lists;
mod numbers;
mod planes;
mod queries;
mod solids;

use std::sync::{Arc, OnceLock};

use glam::{DVec2, DVec3};
use rustc_hash::FxHashMap;

use super::display::describe;
use super::interpret::{EMPTY, Eval, Failure, Interpreter};
use super::value::{Axis, Closure, Number, Value};
use crate::diagnostics::registry::r#type;
use crate::model::{Curve, Face, Frame, Loop, Sketch, Solid};
use crate::text::Span;

/// A built-in function.
pub(super) struct Builtin {
    /// Its name in `std:core`.
    pub(super) name: &'static str,
    /// Its implementation.
    pub(super) run: fn(&mut Interpreter, Args) -> Eval<Value>,
}

/// The arguments of one call and its place.
#[derive(Clone, Copy)]
pub(super) struct Args {
    /// Where they begin on the stack.
    pub(super) start: usize,
    /// The call.
    pub(super) span: Span,
}

/// Declares a table of built-ins whose functions have their names.
macro_rules! builtins {
    ($($name:ident $(= $function:ident)?),* $(,)?) => {
        pub(super) const TABLE: &[super::Builtin] = &[
            $(super::Builtin { name: stringify!($name), run: builtins!(@ $name $($function)?) }),*
        ];
    };
    (@ $name:ident $function:ident) => { $function };
    (@ $name:ident) => { $name };
}
use builtins;

/// All tables.
pub(super) const TABLES: [&[Builtin]; 7] =
    [numbers::TABLE, lists::TABLE, curves::TABLE, planes::TABLE, solids::TABLE, booleans::TABLE, queries::TABLE];

/// The built-in with this name.
pub(super) fn find(name: &str) -> Option<&'static Builtin> {
    static BY_NAME: OnceLock<FxHashMap<&'static str, &'static Builtin>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| TABLES.into_iter().flatten().map(|builtin| (builtin.name, builtin)).collect());
    by_name.get(name).copied()
}

impl Interpreter<'_> {
    /// Takes an argument off the stack.
    fn take(&mut self, args: Args, index: usize) -> Value {
        self.stack.get_mut(args.start + index).map_or(EMPTY, |slot| std::mem::replace(slot, EMPTY))
    }

    /// The error of a built-in whose declaration promises another type; declarations are tested against it.
    #[cold]
    fn misused(&mut self, args: Args, value: &Value) -> Failure {
        self.error(r#type::MISMATCH, args.span, format!("this function does not take a {}", describe(value)))
    }

    fn number(&mut self, args: Args, index: usize) -> Eval<Number> {
        match self.take(args, index) {
            Value::Number(number) => Ok(number),
            other => Err(self.misused(args, &other)),
        }
    }

    /// The value of a number, its dimension given by the declaration.
    fn magnitude(&mut self, args: Args, index: usize) -> Eval<f64> {
        self.number(args, index).map(|number| number.value)
    }

    fn boolean_argument(&mut self, args: Args, index: usize) -> Eval<bool> {
        match self.take(args, index) {
            Value::Bool(value) => Ok(value),
            other => Err(self.misused(args, &other)),
        }
    }

    fn coordinates<const N: usize>(&mut self, args: Args, value: &Value) -> Eval<[f64; N]> {
        if let Value::Tuple { items, .. } = value
            && items.len() == N
        {
            let mut numbers = [0.0; N];
            for (place, item) in numbers.iter_mut().zip(items.iter()) {
                match item {
                    Value::Number(number) => *place = number.value,
                    other => return Err(self.misused(args, other)),
                }
            }
            return Ok(numbers);
        }
        Err(self.misused(args, value))
    }

    /// Two coordinates: a point in millimetres, or a direction.
    fn pair(&mut self, args: Args, index: usize) -> Eval<DVec2> {
        let value = self.take(args, index);
        self.coordinates::<2>(args, &value).map(DVec2::from_array)
    }

    /// Three coordinates: a point in millimetres, or a direction.
    fn triple(&mut self, args: Args, index: usize) -> Eval<DVec3> {
        let value = self.take(args, index);
        self.coordinates::<3>(args, &value).map(DVec3::from_array)
    }

    fn items(&mut self, args: Args, index: usize) -> Eval<Arc<[Value]>> {
        match self.take(args, index) {
            Value::List { items, .. } => Ok(items),
            other => Err(self.misused(args, &other)),
        }
    }

    fn function(&mut self, args: Args, index: usize) -> Eval<Arc<Closure>> {
        match self.take(args, index) {
            Value::Function(closure) => Ok(closure),
            other => Err(self.misused(args, &other)),
        }
    }

    fn curve(&mut self, args: Args, index: usize) -> Eval<Curve> {
        match self.take(args, index) {
            Value::Curve(curve) => Ok(*curve),
            other => Err(self.misused(args, &other)),
        }
    }

    fn chain(&mut self, args: Args, index: usize) -> Eval<Loop> {
        match self.take(args, index) {
            Value::Loop(chain) => Ok(chain),
            other => Err(self.misused(args, &other)),
        }
    }

    fn face(&mut self, args: Args, index: usize) -> Eval<Face> {
        match self.take(args, index) {
            Value::Face(face) => Ok(face),
            other => Err(self.misused(args, &other)),
        }
    }

    fn sketch(&mut self, args: Args, index: usize) -> Eval<Arc<Sketch>> {
        match self.take(args, index) {
            Value::Sketch(sketch) => Ok(sketch),
            other => Err(self.misused(args, &other)),
        }
    }

    fn solid(&mut self, args: Args, index: usize) -> Eval<Solid> {
        match self.take(args, index) {
            Value::Solid(solid) => Ok(solid),
            other => Err(self.misused(args, &other)),
        }
    }

    fn frame(&mut self, args: Args, index: usize) -> Eval<Arc<Frame>> {
        match self.take(args, index) {
            Value::Plane(frame) => Ok(frame),
            other => Err(self.misused(args, &other)),
        }
    }

    fn axis(&mut self, args: Args, index: usize) -> Eval<Arc<Axis>> {
        match self.take(args, index) {
            Value::Axis(axis) => Ok(axis),
            other => Err(self.misused(args, &other)),
        }
    }
}
