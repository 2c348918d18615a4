//! Types and dimensions.

use smol_str::SmolStr;

use crate::model::ShapeKind;

/// A dimension: length^a · angle^b.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// Exponent of length.
    pub length: i8,
    /// Exponent of angle.
    pub angle: i8,
}

impl Dimension {
    /// A quotient of equal dimensions; not the same as a plain number.
    pub const RATIO: Dimension = Dimension { length: 0, angle: 0 };
    /// mm.
    pub const LENGTH: Dimension = Dimension { length: 1, angle: 0 };
    /// mm².
    pub const AREA: Dimension = Dimension { length: 2, angle: 0 };
    /// mm³.
    pub const VOLUME: Dimension = Dimension { length: 3, angle: 0 };
    /// Degrees.
    pub const ANGLE: Dimension = Dimension { length: 0, angle: 1 };
}

/// The most parts that a known type has: a larger one counts as [`Type::Unknown`], so that what is done with the type of
/// one expression takes bounded time, however the types of others went into it.
pub const MAX_PARTS: usize = 256;

/// The most parameters and type variables of a function and fields of a record.
pub const MAX_MEMBERS: usize = 100;

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Not known statically, or a type error was already reported; accepts everything.
    Unknown,
    /// A plain number, usable wherever a quantity is required (in the document unit).
    Number,
    /// A plain whole number.
    Int,
    /// A quantity; `Ratio` when both exponents are zero. `Length`, `Area`, `Volume`, `Angle` are names for such.
    Quantity(Dimension),
    /// A truth value.
    Bool,
    /// Text.
    String,
    /// A fixed number of values; `Point2` and `Point3` are tuples of lengths, `Vector2/3` of numbers.
    Tuple(Vec<Type>),
    /// A list.
    List(Box<Type>),
    /// A record; at least these fields.
    Record(Vec<(SmolStr, Type)>),
    /// A function value.
    Function(Vec<Type>, Box<Type>),
    /// A plane with a frame.
    Plane,
    /// A point and a direction.
    Axis,
    /// A shape of one kind; lower kinds are promoted to it.
    Shape(ShapeKind),
    /// A type variable of the enclosing function, by index.
    Variable(u32),
}

impl Type {
    /// The type, or unknown when it has more than [`MAX_PARTS`] parts.
    pub fn bounded(self) -> Type {
        if self.spend(&mut MAX_PARTS.clone()) { self } else { Type::Unknown }
    }

    /// Takes the parts of the type from `left`: itself and those of the types in it. `false` when there are not so many.
    pub fn spend(&self, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        match self {
            Type::List(item) => item.spend(left),
            Type::Tuple(items) => items.iter().all(|item| item.spend(left)),
            Type::Record(fields) => fields.iter().all(|(_, ty)| ty.spend(left)),
            Type::Function(params, result) => params.iter().all(|param| param.spend(left)) && result.spend(left),
            _ => true,
        }
    }
}
