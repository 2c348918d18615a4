//! What names of a script stand for.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};
use ruff_text_size::TextRange;

use super::shape::{Body, Object};
use super::sketch::Drawing;
use super::workplane::Work;
use crate::diagnostics::Name;
use crate::diagnostics::registry::io;
use crate::model::{DVec3, Frame, Transform3};

/// Why a script cannot be read on, and where.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The diagnostic.
    pub name: Name,
    /// The construct.
    pub span: TextRange,
    /// One sentence.
    pub message: String,
}

/// A result or the reason why there is none.
pub type Outcome<T> = Result<T, Fault>;

/// Something that the language, or this reader, cannot say.
pub fn unsupported<T>(span: TextRange, message: impl Into<String>) -> Outcome<T> {
    Err(Fault { name: io::NOT_EXPRESSIBLE, span, message: message.into() })
}

/// Something that CadQuery or Python itself would refuse.
pub fn wrong<T>(span: TextRange, message: impl Into<String>) -> Outcome<T> {
    Err(Fault { name: io::MALFORMED, span, message: message.into() })
}

/// A value.
#[derive(Clone)]
pub enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    Tuple(Rc<Vec<Value<'a>>>),
    List(Rc<RefCell<Vec<Value<'a>>>>),
    Dict(Rc<RefCell<Vec<(Value<'a>, Value<'a>)>>>),
    Range(i64, i64, i64),
    Function(Rc<Function<'a>>),
    /// A module or a name in one, such as `math.sin` or `cq.Workplane`.
    Named(Rc<str>),
    /// A method of a value.
    Method(Rc<Value<'a>>, Rc<str>),
    Vector(DVec3),
    Plane(Frame),
    Location(Transform3),
    Work(Rc<Work>),
    Drawing(Rc<RefCell<Drawing>>),
    Body(Body),
    /// A face, edge, vertex or wire taken off the stack.
    Object(Object),
    /// Lower and upper corner of a box.
    Bounds(DVec3, DVec3),
    /// Parts with their places.
    Assembly(Rc<RefCell<Vec<Body>>>),
}

/// A function of the script with the names around it.
pub struct Function<'a> {
    /// What calls it.
    pub name: Rc<str>,
    /// Its parameters.
    pub parameters: Option<&'a Parameters>,
    /// Defaults, evaluated where the function is defined.
    pub defaults: Vec<(Rc<str>, Value<'a>)>,
    /// What it does.
    pub body: Code<'a>,
    /// The scopes that it sees, outermost first.
    pub scopes: Vec<Scope<'a>>,
}

/// The code of a function.
#[derive(Clone, Copy)]
pub enum Code<'a> {
    /// Statements.
    Block(&'a [Stmt]),
    /// The expression of a lambda.
    Expr(&'a Expr),
}

/// Names of one function or of the module, in the order of their first assignment.
pub type Scope<'a> = Rc<RefCell<indexmap::IndexMap<Rc<str>, Value<'a>>>>;

impl<'a> Value<'a> {
    /// A string.
    pub fn text(text: &str) -> Value<'a> {
        Value::Text(Rc::from(text))
    }

    /// A tuple.
    pub fn tuple(items: Vec<Value<'a>>) -> Value<'a> {
        Value::Tuple(Rc::new(items))
    }

    /// A list.
    pub fn list(items: Vec<Value<'a>>) -> Value<'a> {
        Value::List(Rc::new(RefCell::new(items)))
    }

    /// The value as a number; Booleans count as 0 and 1.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as a whole number.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Bool(value) => Some(i64::from(*value)),
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// What Python takes the value for in a condition.
    pub fn truth(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Tuple(items) => !items.is_empty(),
            Value::List(items) => !items.borrow().is_empty(),
            Value::Dict(items) => !items.borrow().is_empty(),
            Value::Range(start, end, step) => range_length(*start, *end, *step) > 0,
            _ => true,
        }
    }

    /// The elements, when the value is a tuple or list.
    pub fn items(&self) -> Option<Vec<Value<'a>>> {
        match self {
            Value::Tuple(items) => Some(items.to_vec()),
            Value::List(items) => Some(items.borrow().clone()),
            _ => None,
        }
    }

    /// The value as a vector: two or three numbers, or a vector.
    pub fn vector(&self) -> Option<DVec3> {
        if let Value::Vector(vector) = self {
            return Some(*vector);
        }
        if let Value::Object(Object::Point(point)) = self {
            return Some(point.world());
        }
        let numbers: Option<Vec<f64>> = self.items()?.iter().map(Value::number).collect();
        match numbers?[..] {
            [x, y] => Some(DVec3::new(x, y, 0.0)),
            [x, y, z] => Some(DVec3::new(x, y, z)),
            _ => None,
        }
    }

    /// What kind of value this is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "None",
            Value::Bool(_) => "a truth value",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "a string",
            Value::Tuple(_) => "a tuple",
            Value::List(_) => "a list",
            Value::Dict(_) => "a dictionary",
            Value::Range(..) => "a range",
            Value::Function(_) | Value::Method(..) => "a function",
            Value::Named(_) => "a module or class",
            Value::Vector(_) => "a vector",
            Value::Plane(_) => "a plane",
            Value::Location(_) => "a location",
            Value::Work(_) => "a workplane",
            Value::Drawing(_) => "a sketch",
            Value::Body(_) => "a solid",
            Value::Object(_) => "a shape",
            Value::Bounds(..) => "a bounding box",
            Value::Assembly(_) => "an assembly",
        }
    }
}

/// How many numbers a range has.
pub fn range_length(start: i64, end: i64, step: i64) -> u64 {
    let (from, to, step) = (i128::from(start), i128::from(end), i128::from(step));
    let count = match step {
        0 => 0,
        step if step > 0 => (to - from + step - 1).max(0) / step,
        step => (from - to - step - 1).max(0) / -step,
    };
    u64::try_from(count).unwrap_or(u64::MAX)
}
