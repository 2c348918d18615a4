//! Values: cheap to clone, immutable, at most [`MAX_DEPTH`] containers deep.
//!
//! Invariant: every constructor of a container goes through [`depth_of`], so display, comparison and
//! drop of a value never recurse deeper than the limit.

use std::sync::Arc;

use glam::DVec3;
use smol_str::SmolStr;

use super::limits::MAX_DEPTH;
use crate::model::{Curve, Face, Frame, Loop, Shape, ShapeKind, Sketch, Solid};
use crate::sema::hir::Function;
use crate::sema::types::Dimension;

/// A number in canonical units; without a dimension it is plain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Millimetres and degrees to the powers of the dimension.
    pub value: f64,
    /// `None`: plain, taken in the document unit where a quantity is required.
    pub dimension: Option<Dimension>,
}

impl Number {
    /// A plain number.
    pub fn plain(value: f64) -> Self {
        Self { value, dimension: None }
    }
    /// A quantity in canonical units.
    pub fn quantity(value: f64, dimension: Dimension) -> Self {
        Self { value, dimension: Some(dimension) }
    }
}

/// An axis in space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// A point on it, mm.
    pub point: DVec3,
    /// Its unit direction.
    pub direction: DVec3,
    /// Whether it was given by a 2D point: it stands on the plane of the shape it is used with.
    pub local: bool,
}

/// A function with the values it captured.
#[derive(Debug)]
pub struct Closure {
    /// The function.
    pub function: Arc<Function>,
    /// Captured values, the first slots of its frame.
    pub captures: Box<[Value]>,
    /// Containers below.
    pub depth: u16,
}

/// A value of the language.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number.
    Number(Number),
    /// A truth value.
    Bool(bool),
    /// Text.
    String(Arc<str>),
    /// Two or more values.
    Tuple { items: Arc<[Value]>, depth: u16 },
    /// Any number of values.
    List { items: Arc<[Value]>, depth: u16 },
    /// Named values in source order.
    Record { fields: Arc<[(SmolStr, Value)]>, depth: u16 },
    /// A function.
    Function(Arc<Closure>),
    /// A plane with a frame.
    Plane(Arc<Frame>),
    /// An axis.
    Axis(Arc<Axis>),
    /// A curve.
    Curve(Arc<Curve>),
    /// A loop.
    Loop(Loop),
    /// Plane regions.
    Face(Face),
    /// Faces on a plane.
    Sketch(Arc<Sketch>),
    /// A body.
    Solid(Solid),
}

/// A container would nest deeper than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;

fn depth_of<'v>(items: impl Iterator<Item = &'v Value>) -> Result<u16, TooDeep> {
    let below = items.map(Value::depth).max().unwrap_or(0);
    if below >= MAX_DEPTH { Err(TooDeep) } else { Ok(below + 1) }
}

impl Value {
    /// A plain number.
    pub fn plain(value: f64) -> Value {
        Value::Number(Number::plain(value))
    }
    /// A quantity in canonical units.
    pub fn quantity(value: f64, dimension: Dimension) -> Value {
        Value::Number(Number::quantity(value, dimension))
    }
    /// A length in millimetres.
    pub fn length(value: f64) -> Value {
        Value::quantity(value, Dimension::LENGTH)
    }
    /// A point in space.
    pub fn point3(point: DVec3) -> Value {
        Value::Tuple { items: Arc::new(point.to_array().map(Value::length)), depth: 1 }
    }
    /// A direction in space.
    pub fn vector3(vector: DVec3) -> Value {
        Value::Tuple { items: Arc::new(vector.to_array().map(Value::plain)), depth: 1 }
    }
    /// A list.
    pub fn list(items: impl Into<Arc<[Value]>>) -> Result<Value, TooDeep> {
        let items = items.into();
        Ok(Value::List { depth: depth_of(items.iter())?, items })
    }
    /// A tuple.
    pub fn tuple(items: Arc<[Value]>) -> Result<Value, TooDeep> {
        Ok(Value::Tuple { depth: depth_of(items.iter())?, items })
    }
    /// A record.
    pub fn record(fields: Vec<(SmolStr, Value)>) -> Result<Value, TooDeep> {
        Ok(Value::Record { depth: depth_of(fields.iter().map(|field| &field.1))?, fields: fields.into() })
    }
    /// A function with its captured values.
    pub fn closure(function: Arc<Function>, captures: Box<[Value]>) -> Result<Value, TooDeep> {
        let depth = if captures.is_empty() { 0 } else { depth_of(captures.iter())? };
        Ok(Value::Function(Arc::new(Closure { function, captures, depth })))
    }

    /// How many containers nest in the value, itself included.
    pub fn depth(&self) -> u16 {
        match self {
            Value::Tuple { depth, .. } | Value::List { depth, .. } | Value::Record { depth, .. } => *depth,
            Value::Function(closure) => closure.depth,
            _ => 0,
        }
    }

    /// The kind of shape, if it is one.
    pub fn shape_kind(&self) -> Option<ShapeKind> {
        match self {
            Value::Curve(_) => Some(ShapeKind::Curve),
            Value::Loop(_) => Some(ShapeKind::Loop),
            Value::Face(_) => Some(ShapeKind::Face),
            Value::Sketch(_) => Some(ShapeKind::Sketch),
            Value::Solid(_) => Some(ShapeKind::Solid),
            _ => None,
        }
    }

    /// The shape, if it is one.
    pub fn shape(&self) -> Option<Shape> {
        match self {
            Value::Curve(curve) => Some(Shape::Curve(**curve)),
            Value::Loop(chain) => Some(Shape::Loop(chain.clone())),
            Value::Face(face) => Some(Shape::Face(face.clone())),
            Value::Sketch(sketch) => Some(Shape::Sketch((**sketch).clone())),
            Value::Solid(solid) => Some(Shape::Solid(solid.clone())),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl From<Shape> for Value {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Curve(curve) => Value::Curve(Arc::new(curve)),
            Shape::Loop(chain) => Value::Loop(chain),
            Shape::Face(face) => Value::Face(face),
            Shape::Sketch(sketch) => Value::Sketch(Arc::new(sketch)),
            Shape::Solid(solid) => Value::Solid(solid),
        }
    }
}

const _: () = assert!(size_of::<Value>() == 24, "values stay small: lists of millions are kept");
