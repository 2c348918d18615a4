//! Szalinski's flat CSG: one s-expression a script, as OpenSCAD models are flattened, in millimetres and degrees.
//!
//! - `(Binop Union|Diff|Inter A B)`, `(Fold Union|Diff|Inter (List A …))`, `(Affine Trans|Scale|Rotate (Vec3 x y z) A)`
//!   with turns about x, then y, then z; `(Cube (Vec3 x y z) CENTERED)`,
//!   `(Cylinder (Vec3 height bottom top) (Vec3 fn fa fs) CENTERED)`, `(Sphere r (Vec3 fn fa fs))`, `Empty`.
//! - OpenSCAD makes polygons of circles. How many sides follows from `fa` and `fs`, which are a matter of display, or
//!   is `fn`. People write a small `fn` where they mean the polygon (the hexagons of a wrench holder are cylinders
//!   with `fn` 6), so up to [`MOST_SIDES`] sides a cylinder is a regular prism with its first corner on the x axis;
//!   otherwise it is round. A cone or ball of few sides is a polyhedron, which the language does not have.
//! - A scale that differs between the axes is put into the body below it where that stays a body of the language.
//!
//! Sums of sums are one sum. Absent: hulls, Minkowski sums, files, and every other head.

mod parse;
mod shape;

use self::parse::Term;
use self::shape::{Leaf, Shape};
use super::files::MAX_SCRIPT_BYTES;
use super::json::quoted;
use super::{MOST_STEPS, Report};
use crate::corpus::flat::{Program, Solid, Step};
use crate::diagnostics::registry::{io, limit};
use crate::diagnostics::{Diagnostic, Name};
use crate::model::tolerance::{COORDINATE_LIMIT, MINIMUM_SIZE};
use crate::model::{BooleanOp, DVec2, DVec3, trig};
use crate::text::without_bom;

/// A cylinder of up to this many sides is a prism.
pub const MOST_SIDES: f64 = 12.0;
/// Combinations and images nest at most this deep, after sums of sums have become one.
const MOST_NESTED: usize = 100;

/// Reads one script. `None`, or errors in the report, when the script cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    if text.len() > MAX_SCRIPT_BYTES {
        report.too_long(text.len());
        return None;
    }
    let body = without_bom(text);
    let shift = text.len() - body.len();
    let terms = match parse::parse(body) {
        Ok(terms) => terms,
        Err(fault) => {
            let message = format!("not an s-expression: {}", fault.message);
            report.at_byte(shift + fault.offset, |span| Diagnostic::new(io::MALFORMED, span, message));
            return None;
        }
    };
    let mut reader = Reader { values: Vec::with_capacity(terms.len()), terms, bodies: 0 };
    match reader.whole(shift, report) {
        Some(shape) => program(shape, report),
        None => None,
    }
}

/// The steps of a shape: a sum is built at once, what is taken away from it or intersected follows.
fn program(shape: Shape, report: &mut Report) -> Option<Program> {
    let mut program = Program::default();
    let Some(solid) = shape.solid(&mut program) else {
        if !report.failed() {
            let message = "the script makes no solid: everything in it is empty";
            report.at_byte(0, |span| Diagnostic::new(io::EMPTY_SCRIPT, span, message));
        }
        return None;
    };
    let sum = |solid| match solid {
        Solid::Combined(BooleanOp::Union, solids) => solids,
        other => vec![other],
    };
    program.steps = match solid {
        Solid::Combined(BooleanOp::Cut, mut operands) if operands.len() > 1 => {
            let tools = operands.split_off(1);
            let first = operands.into_iter().flat_map(sum).collect();
            vec![Step { operation: BooleanOp::Union, solids: first }, Step { operation: BooleanOp::Cut, solids: tools }]
        }
        Solid::Combined(BooleanOp::Intersect, operands) => {
            let operation = |index| if index == 0 { BooleanOp::Union } else { BooleanOp::Intersect };
            let step = |(index, solid)| Step { operation: operation(index), solids: sum(solid) };
            operands.into_iter().enumerate().map(step).collect()
        }
        other => vec![Step { operation: BooleanOp::Union, solids: sum(other) }],
    };
    Some(program)
}

/// What a term stands for.
enum Value {
    /// A shape and how deep it nests.
    Shape(Shape, usize),
    List(Vec<(Shape, usize)>),
    Vector(DVec3),
    Number(f64),
    /// A word that only its list understands.
    Word,
    /// A fault, which is told already, or a shape that went into another.
    Gone,
}

/// What is wrong with a term: the place in the list of terms, a name, a message, and a word for counting.
struct Fault {
    term: usize,
    name: Name,
    message: String,
    subject: String,
}

struct Reader<'t> {
    terms: Vec<Term<'t>>,
    values: Vec<Value>,
    bodies: usize,
}

impl Reader<'_> {
    /// The shape of the last term.
    fn whole(&mut self, shift: usize, report: &mut Report) -> Option<Shape> {
        for index in 0..self.terms.len() {
            let value = match self.value(index) {
                Ok(value) => value,
                Err(fault) => {
                    let range = self.terms.get(fault.term).map_or(0..0, |term| term.span.clone());
                    report.at_bytes(shift + range.start, shift + range.end, fault.name, fault.message, &fault.subject);
                    if fault.name.phase() == "limit" {
                        return None;
                    }
                    Value::Gone
                }
            };
            self.values.push(value);
        }
        match self.values.pop() {
            Some(Value::Shape(shape, _)) if !report.failed() => Some(shape),
            Some(Value::Gone) | None => None,
            Some(_) if report.failed() => None,
            Some(_) => {
                report.at_byte(shift, |span| Diagnostic::new(io::MALFORMED, span, "the script is no solid"));
                None
            }
        }
    }

    fn malformed(&self, term: usize, message: impl Into<String>) -> Fault {
        Fault { term, name: io::MALFORMED, message: message.into(), subject: self.head(term) }
    }

    fn not_expressible(&self, term: usize, message: impl Into<String>, subject: &str) -> Fault {
        Fault { term, name: io::NOT_EXPRESSIBLE, message: message.into(), subject: subject.to_owned() }
    }

    fn head(&self, term: usize) -> String {
        self.terms.get(term).map_or_else(String::new, |term| quoted(term.head))
    }

    /// The value of a term whose operands have theirs.
    fn value(&mut self, index: usize) -> Result<Value, Fault> {
        let Some(term) = self.terms.get(index) else { return Ok(Value::Gone) };
        let (head, operands) = (term.head, term.operands.clone());
        if !term.list {
            return match head.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Value::Number(number)),
                Ok(_) => Err(self.malformed(index, format!("`{}` is not a finite number", quoted(head)))),
                Err(_) if head == "Empty" => Ok(Value::Shape(Shape::Empty, 1)),
                Err(_) => Ok(Value::Word),
            };
        }
        // A fault below is told once.
        if operands.iter().any(|operand| matches!(self.values.get(*operand), Some(Value::Gone))) {
            return Ok(Value::Gone);
        }
        match (head, &operands[..]) {
            ("Empty", []) => Ok(Value::Shape(Shape::Empty, 1)),
            ("Vec3", [x, y, z]) => Ok(Value::Vector(DVec3::new(self.number(*x)?, self.number(*y)?, self.number(*z)?))),
            ("List", items) => {
                let items = items.iter().map(|item| self.shape(*item)).collect::<Result<_, _>>()?;
                Ok(Value::List(items))
            }
            ("Cube", [size, centered]) => {
                let (vector, centered) = (self.vector(*size)?, self.flag(*centered)?);
                self.sizes(*size, vector)?;
                let half = vector / 2.0;
                let foot = if centered { DVec3::new(0.0, 0.0, -half.z) } else { DVec3::new(half.x, half.y, 0.0) };
                self.body(index, Leaf::Block { size: vector, foot })
            }
            ("Cylinder", [size, facets, centered]) => {
                let leaf = self.cylinder(index, *size, *facets, *centered)?;
                self.body(index, leaf)
            }
            ("Sphere", [radius, facets]) => {
                let (value, facets) = (self.number(*radius)?, self.vector(*facets)?);
                self.sizes(*radius, DVec3::splat(value))?;
                if sides(facets).is_some() {
                    return Err(self.not_expressible(index, FEW_SIDES, "Sphere of few sides"));
                }
                self.body(index, Leaf::Ball { radius: value, center: DVec3::ZERO })
            }
            ("Affine", [kind, vector, shape]) => self.affine(index, *kind, *vector, *shape),
            ("Binop", [operation, first, second]) => {
                let operation = self.operation(*operation)?;
                let (first, second) = (self.shape(*first)?, self.shape(*second)?);
                self.combined(index, operation, first, second)
            }
            ("Fold", [operation, list]) => {
                let operation = self.operation(*operation)?;
                let Some(slot @ Value::List(_)) = self.values.get_mut(*list) else {
                    return Err(self.malformed(*list, format!("`{}` is not a `List`", self.head(*list))));
                };
                let Value::List(items) = std::mem::replace(slot, Value::Gone) else { return Ok(Value::Gone) };
                let mut items = items.into_iter();
                let Some(mut sum) = items.next() else { return Ok(Value::Shape(Shape::Empty, 1)) };
                for item in items {
                    match self.combined(index, operation, sum, item)? {
                        Value::Shape(shape, depth) => sum = (shape, depth),
                        other => return Ok(other),
                    }
                }
                Ok(Value::Shape(sum.0, sum.1))
            }
            ("Vec3" | "Cube" | "Cylinder" | "Sphere" | "Affine" | "Binop" | "Fold" | "Empty", _) => {
                Err(self.malformed(index, format!("`{head}` has {} operands, which is not its number", operands.len())))
            }
            _ => {
                let message = format!("`{}` cannot be said in the language", quoted(head));
                Err(self.not_expressible(index, message, &quoted(head)))
            }
        }
    }

    fn body(&mut self, index: usize, leaf: Leaf) -> Result<Value, Fault> {
        self.bodies += 1;
        if self.bodies > MOST_STEPS {
            let message = format!("one body too many: a script may have {MOST_STEPS}");
            return Err(Fault { term: index, name: limit::STEPS, message, subject: String::new() });
        }
        self.placed(index, Shape::Leaf(leaf), 1)
    }

    fn cylinder(&self, index: usize, size: usize, facets: usize, centered: usize) -> Result<Leaf, Fault> {
        let (vector, facets, centered) = (self.vector(size)?, self.vector(facets)?, self.flag(centered)?);
        let DVec3 { x: height, y: bottom, z: top } = vector;
        if bottom < 0.0 || top < 0.0 || bottom.max(top) < MINIMUM_SIZE || height < MINIMUM_SIZE {
            let message = format!("a height and the larger radius are at least {MINIMUM_SIZE} mm, a radius at least 0");
            return Err(self.malformed(size, message));
        }
        let foot = if centered { DVec3::new(0.0, 0.0, -height / 2.0) } else { DVec3::ZERO };
        let Some(sides) = sides(facets) else { return Ok(Leaf::Round { bottom, top, height, foot }) };
        if bottom != top {
            return Err(self.not_expressible(index, FEW_SIDES, "Cone of few sides"));
        }
        let corner = |side: u32| {
            let (sin, cos) = trig::sin_cos(360.0 * f64::from(side) / f64::from(sides));
            bottom * DVec2::new(cos, sin)
        };
        Ok(Leaf::Prism { points: (0..sides).map(corner).collect(), height, foot })
    }

    fn affine(&mut self, index: usize, kind: usize, vector: usize, shape: usize) -> Result<Value, Fault> {
        let (by, place) = (self.vector(vector)?, vector);
        let kind_name = self.head(kind);
        let (shape, depth) = self.shape(shape)?;
        match kind_name.as_str() {
            "Trans" => {
                let deeper = !matches!(shape, Shape::Leaf(_) | Shape::Moved(..));
                self.placed(index, shape.translated(by), depth + usize::from(deeper))
            }
            "Rotate" => {
                let turns = by.to_array().into_iter().filter(|angle| *angle != 0.0).count();
                self.placed(index, shape.rotated(by), depth + turns)
            }
            "Scale" => {
                if by.to_array().contains(&0.0) {
                    return Err(self.malformed(place, "a scale factor is 0, which leaves nothing"));
                }
                match shape.scaled(by) {
                    Ok(shape) => self.placed(index, shape, depth),
                    Err(what) => {
                        Err(self.not_expressible(index, format!("{what} cannot be said in the language"), what))
                    }
                }
            }
            other => {
                let message = format!("`{other}` cannot be said in the language");
                Err(self.not_expressible(kind, message, other))
            }
        }
    }

    fn combined(
        &self,
        index: usize,
        operation: BooleanOp,
        (first, first_depth): (Shape, usize),
        (second, second_depth): (Shape, usize),
    ) -> Result<Value, Fault> {
        let joins = |shape: &Shape, inner| matches!(shape, Shape::Combined(found, _) if *found == inner);
        let second_inner = if operation == BooleanOp::Cut { BooleanOp::Union } else { operation };
        let first_depth = first_depth + usize::from(!joins(&first, operation));
        let second_depth = second_depth + usize::from(!joins(&second, second_inner));
        self.nested(index, Shape::combined(operation, first, second), first_depth.max(second_depth))
    }

    /// A shape that may have become deep.
    fn nested(&self, index: usize, shape: Shape, depth: usize) -> Result<Value, Fault> {
        if depth > MOST_NESTED {
            let message = format!("combinations and images nest deeper than {MOST_NESTED}");
            return Err(Fault { term: index, name: limit::SOLID_DEPTH, message, subject: String::new() });
        }
        Ok(Value::Shape(shape, depth))
    }

    /// A shape whose numbers may have left the limits of the language.
    fn placed(&self, index: usize, shape: Shape, depth: usize) -> Result<Value, Fault> {
        let reach = match &shape {
            Shape::Leaf(leaf) => leaf.reach(),
            Shape::Moved(_, crate::corpus::flat::Move::Translate(by)) => by.abs().max_element(),
            _ => 0.0,
        };
        if reach.is_nan() || reach > COORDINATE_LIMIT {
            let message = format!("sizes and places lie within {COORDINATE_LIMIT} mm");
            return Err(Fault { term: index, name: limit::COORDINATE, message, subject: String::new() });
        }
        self.nested(index, shape, depth)
    }

    fn sizes(&self, term: usize, sizes: DVec3) -> Result<(), Fault> {
        if sizes.min_element() < MINIMUM_SIZE {
            return Err(self.malformed(term, format!("sizes are at least {MINIMUM_SIZE} mm")));
        }
        Ok(())
    }

    fn number(&self, term: usize) -> Result<f64, Fault> {
        match self.values.get(term) {
            Some(Value::Number(number)) => Ok(*number),
            _ => Err(self.malformed(term, format!("`{}` is not a number", self.head(term)))),
        }
    }

    fn vector(&self, term: usize) -> Result<DVec3, Fault> {
        match self.values.get(term) {
            Some(Value::Vector(vector)) => Ok(*vector),
            _ => Err(self.malformed(term, format!("`{}` is not a `Vec3`", self.head(term)))),
        }
    }

    fn flag(&self, term: usize) -> Result<bool, Fault> {
        match self.head(term).as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(self.malformed(term, format!("`{other}` is neither `true` nor `false`"))),
        }
    }

    fn operation(&self, term: usize) -> Result<BooleanOp, Fault> {
        match self.head(term).as_str() {
            "Union" => Ok(BooleanOp::Union),
            "Diff" => Ok(BooleanOp::Cut),
            "Inter" => Ok(BooleanOp::Intersect),
            other => {
                let message = format!("`{other}` is none of `Union`, `Diff` and `Inter`");
                Err(self.not_expressible(term, message, other))
            }
        }
    }

    /// The shape of a term, which goes into what asks for it.
    fn shape(&mut self, term: usize) -> Result<(Shape, usize), Fault> {
        if let Some(slot @ Value::Shape(..)) = self.values.get_mut(term)
            && let Value::Shape(shape, depth) = std::mem::replace(slot, Value::Gone)
        {
            return Ok((shape, depth));
        }
        if self.terms.get(term).is_some_and(|found| !found.list) {
            let message = format!("`{}` is no shape", self.head(term));
            return Err(self.not_expressible(term, message, &self.head(term)));
        }
        Err(self.malformed(term, format!("`{}` is no shape", self.head(term))))
    }
}

/// Why a cone or ball of few sides is a fault.
const FEW_SIDES: &str = "a cone or ball of few sides is a polyhedron, which cannot be said in the language";

/// The sides of a body that is meant to be a polygon; `None` for a round one.
fn sides(facets: DVec3) -> Option<u32> {
    // OpenSCAD takes whole sides, and at least three.
    let sides = facets.x.floor().max(3.0);
    (facets.x > 0.0 && sides <= MOST_SIDES).then_some(sides as u32)
}

#[cfg(test)]
mod tests;
