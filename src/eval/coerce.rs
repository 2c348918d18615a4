//! The one place where a value becomes a value of a declared type: arguments, lets, results, parameters, parts.
//!
//! Plain numbers become quantities in the document unit, shapes are promoted upward, one shape becomes a
//! list of one, a list of faces or solids their union, a 2-tuple a point in space or a local axis.

use std::sync::Arc;

use glam::DVec3;

use super::call::a_kind;
use super::dimension::from_document;
use super::display::{describe, dimension_name, measure_text, type_name};
use super::interpret::{EMPTY, Eval, Failure, Interpreter};
use super::value::{Axis, Number, Value};
use crate::diagnostics::registry::{eval as names, r#type, unit};
use crate::model::{Face, Frame, Loop, ShapeKind};
use crate::sema::hir::Function;
use crate::sema::types::{Dimension, Type};
use crate::text::Span;

/// Where a value of a declared type is required, for messages.
#[derive(Clone, Copy)]
pub(super) enum Site<'s> {
    /// An argument for the parameter with this index.
    Argument { function: &'s Function, index: usize, span: Span },
    /// A `let` with a type.
    Let(Span),
    /// The result of a function.
    Result(&'s Function, Span),
    /// The value of a program parameter.
    Parameter(&'s str, Span),
    /// The value of a part.
    Part(&'s str, Span),
    /// An operand.
    Operand(&'s str, Span),
}

impl Site<'_> {
    /// The value's place.
    pub(super) fn span(&self) -> Span {
        match self {
            Site::Argument { span, .. }
            | Site::Let(span)
            | Site::Result(_, span)
            | Site::Parameter(_, span)
            | Site::Part(_, span)
            | Site::Operand(_, span) => *span,
        }
    }

    /// What is required to have the type.
    pub(super) fn what(&self) -> String {
        match self {
            Site::Argument { function, index, .. } => match function.params.get(*index) {
                Some(param) => format!("`{}` of `{}`", param.name, function.name),
                None => format!("an argument of `{}`", function.name),
            },
            Site::Let(_) => "the value".to_owned(),
            Site::Result(function, _) => format!("the result of `{}`", function.name),
            Site::Parameter(name, _) => format!("the parameter `{name}`"),
            Site::Part(name, _) => format!("the part `{name}`"),
            Site::Operand(operator, _) => format!("an operand of `{operator}`"),
        }
    }
}

/// Whether a value is already of the type, decided in constant time; the answer no may still need nothing done.
pub(super) fn conforms(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (Type::Unknown | Type::Variable(_), _) => true,
        (Type::Number, Value::Number(n)) => matches!(n.dimension, None | Some(Dimension::RATIO)),
        (Type::Int, Value::Number(n)) => n.dimension.is_none() && n.value.fract() == 0.0,
        (Type::Quantity(dimension), Value::Number(n)) => n.dimension == Some(*dimension),
        (Type::Bool, Value::Bool(_))
        | (Type::String, Value::String(_))
        | (Type::Plane, Value::Plane(_))
        | (Type::Axis, Value::Axis(_)) => true,
        (Type::Tuple(types), Value::Tuple { items, .. }) => {
            types.len() == items.len() && types.iter().zip(items.iter()).all(|(ty, item)| conforms(item, ty))
        }
        (Type::List(ty), Value::List { items, .. }) => {
            items.is_empty() || matches!(**ty, Type::Unknown | Type::Variable(_))
        }
        (Type::Function(params, _), Value::Function(closure)) => {
            let own = &closure.function.params;
            own.len() >= params.len() && own[params.len()..].iter().all(|param| param.default.is_some())
        }
        (Type::Shape(kind), value) => value.shape_kind() == Some(*kind),
        _ => false,
    }
}

impl Interpreter<'_> {
    /// The value as a value of the type, or a diagnostic that says what is required.
    #[inline(never)]
    pub(super) fn coerce(&mut self, value: Value, ty: &Type, site: Site) -> Eval<Value> {
        if conforms(&value, ty) {
            return Ok(value);
        }
        self.step(site.span())?;
        match (ty, value) {
            (Type::Quantity(_) | Type::Number | Type::Int, Value::Number(number)) => {
                self.coerce_number(number, ty, site).map(Value::Number)
            }
            (Type::Tuple(types), Value::Tuple { items, .. }) => self.coerce_tuple(items, types, site),
            (Type::Axis, Value::Tuple { items, .. }) if items.len() == 2 => self.local_axis(&items, site),
            (Type::List(item), value @ (Value::List { .. } | Value::Tuple { .. })) => {
                self.coerce_list(value, item, site)
            }
            (Type::List(item), value) if value.shape_kind().is_some() => self.coerce_list(value, item, site),
            (Type::Record(fields), value @ Value::Record { .. }) => self.coerce_record(value, fields, site),
            (Type::Shape(kind), Value::List { items, .. }) => self.coerce_union(&items, *kind, site),
            (Type::Shape(kind), value) if value.shape_kind().is_some() => self.promote(value, *kind, site),
            (Type::Function(params, _), Value::Function(closure)) => {
                let message = format!(
                    "{} must be a function of {}, but `{}` takes {}",
                    site.what(),
                    count(params.len(), "argument"),
                    closure.function.name,
                    closure.function.params.len()
                );
                Err(self.error(r#type::MISMATCH, site.span(), message))
            }
            (ty, value) => Err(self.misfit(&value, ty, site)),
        }
    }

    #[cold]
    fn misfit(&mut self, value: &Value, ty: &Type, site: Site) -> Failure {
        let message = format!("{} must be a {ty}, not a {}", site.what(), describe(value));
        self.error(r#type::MISMATCH, site.span(), message)
    }

    /// A number as a plain number, a whole number or a quantity.
    fn coerce_number(&mut self, number: Number, ty: &Type, site: Site) -> Eval<Number> {
        let Number { value, dimension } = number;
        let what = || site.what();
        let (name, message) = match (ty, dimension) {
            (Type::Quantity(Dimension::RATIO), None) => return Ok(Number::quantity(value, Dimension::RATIO)),
            (Type::Quantity(required), None) => {
                let value = from_document(value, self.unit, *required);
                return self.finite(value, Some(*required), site.span());
            }
            (Type::Int, None | Some(Dimension::RATIO)) if value.fract() == 0.0 => return Ok(Number::plain(value)),
            (Type::Int, None | Some(Dimension::RATIO)) => (
                r#type::WHOLE_NUMBER,
                format!(
                    "{} must be a whole number, not {}; use `floor`, `ceil` or `round`",
                    what(),
                    measure_text(number)
                ),
            ),
            (Type::Quantity(required), Some(Dimension::RATIO)) => (
                unit::RATIO,
                format!(
                    "{} must be {}, and a Ratio ({}) never becomes one by itself; multiply it by a unit",
                    what(),
                    article(&required.to_string()),
                    measure_text(number)
                ),
            ),
            (ty, dimension) => (
                if *ty == Type::Int { r#type::WHOLE_NUMBER } else { unit::MISMATCH },
                format!(
                    "{} must be {}, not {} ({})",
                    what(),
                    article(&ty.to_string()),
                    article(&dimension_name(dimension)),
                    measure_text(number)
                ),
            ),
        };
        Err(self.error(name, site.span(), message))
    }

    fn coerce_tuple(&mut self, items: Arc<[Value]>, types: &[Type], site: Site) -> Eval<Value> {
        let lifted = items.len() == 2 && types.len() == 3 && types[2] == Type::Quantity(Dimension::LENGTH);
        if lifted {
            self.charge_elements(3, 3, site.span())?;
            let items: Arc<[Value]> = Arc::new([items[0].clone(), items[1].clone(), Value::length(0.0)]);
            return self.coerce_tuple(items, types, site);
        }
        if items.len() != types.len() {
            let message = format!("{} must be a tuple of {}, not of {} values", site.what(), types.len(), items.len());
            return Err(self.error(r#type::TUPLE_SIZE, site.span(), message));
        }
        let items = self.coerce_items(items, |index| &types[index], site)?;
        self.nested(Value::tuple(items), site.span())
    }

    /// Coerces elements, in place when nothing else holds them.
    fn coerce_items<'t>(
        &mut self,
        mut items: Arc<[Value]>,
        ty: impl Fn(usize) -> &'t Type,
        site: Site,
    ) -> Eval<Arc<[Value]>> {
        if items.iter().enumerate().all(|(index, item)| conforms(item, ty(index))) {
            return Ok(items);
        }
        if Arc::get_mut(&mut items).is_none() {
            self.charge_elements(items.len(), items.len(), site.span())?;
            items = items.iter().cloned().collect();
        }
        if let Some(own) = Arc::get_mut(&mut items) {
            for (index, item) in own.iter_mut().enumerate() {
                if !conforms(item, ty(index)) {
                    *item = self.coerce(std::mem::replace(item, EMPTY), ty(index), site)?;
                }
            }
        }
        Ok(items)
    }

    /// A list whose elements are of the type; one shape is a list of one.
    pub(super) fn coerce_list(&mut self, value: Value, ty: &Type, site: Site) -> Eval<Value> {
        let items: Arc<[Value]> = match value {
            Value::List { items, .. } => items,
            value if value.shape_kind().is_some() => {
                self.charge_elements(1, 1, site.span())?;
                Arc::new([value])
            }
            value => return Err(self.misfit(&value, &Type::List(Box::new(ty.clone())), site)),
        };
        self.charge(items.len() as u64, site.span())?;
        let items = self.coerce_items(items, |_| ty, site)?;
        self.nested(Value::list(items), site.span())
    }

    fn coerce_record(&mut self, value: Value, types: &[(smol_str::SmolStr, Type)], site: Site) -> Eval<Value> {
        let Value::Record { fields, .. } = &value else { return Err(Failure::Reported) };
        let mut changed: Option<Vec<(smol_str::SmolStr, Value)>> = None;
        for (field, ty) in types {
            let Some(index) = fields.iter().position(|(own, _)| own == field) else {
                let message = format!("{} must have a field `{field}`", site.what());
                return Err(self.error(r#type::MISMATCH, site.span(), message));
            };
            if conforms(&fields[index].1, ty) {
                continue;
            }
            let new = self.coerce(fields[index].1.clone(), ty, site)?;
            if changed.is_none() {
                self.charge_elements(fields.len(), fields.len(), site.span())?;
            }
            changed.get_or_insert_with(|| fields.to_vec())[index].1 = new;
        }
        match changed {
            None => Ok(value),
            Some(fields) => self.nested(Value::record(fields), site.span()),
        }
    }

    /// The axis a 2D point stands for: through the point, at right angles to the plane of the shape.
    fn local_axis(&mut self, items: &[Value], site: Site) -> Eval<Value> {
        let mut point = [0.0; 2];
        for (place, item) in point.iter_mut().zip(items) {
            match item {
                Value::Number(number) => {
                    *place = self.coerce_number(*number, &Type::Quantity(Dimension::LENGTH), site)?.value;
                }
                other => return Err(self.misfit(other, &Type::Quantity(Dimension::LENGTH), site)),
            }
        }
        let point = DVec3::new(point[0], point[1], 0.0);
        Ok(Value::Axis(Arc::new(Axis { point, direction: DVec3::Z, local: true })))
    }

    // ---- shapes ------------------------------------------------------------------------------------

    /// A shape as a shape of a higher kind.
    pub(super) fn promote(&mut self, value: Value, kind: ShapeKind, site: Site) -> Eval<Value> {
        let span = site.span();
        match (value, kind) {
            (value, kind) if value.shape_kind() == Some(kind) => Ok(value),
            (Value::Curve(curve), ShapeKind::Loop | ShapeKind::Face | ShapeKind::Sketch) => {
                self.charge_geometry(1, span)?;
                let chain = self.geometry.make_loop(std::slice::from_ref(&*curve));
                let chain = self.geometric(chain, span)?;
                self.promote(Value::Loop(chain), kind, site)
            }
            (Value::Loop(chain), ShapeKind::Face | ShapeKind::Sketch) => {
                self.charge_geometry(chain.curves.len(), span)?;
                let face = self.geometry.make_face(&chain, &[]);
                let face = self.geometric(face, span)?;
                self.promote(Value::Face(face), kind, site)
            }
            (Value::Face(face), ShapeKind::Sketch) => {
                self.charge_geometry(curves_of(&Value::Face(face.clone())), span)?;
                let sketch = self.geometry.make_sketch(&Frame::XY, std::slice::from_ref(&face));
                let sketch = self.geometric(sketch, span)?;
                Ok(Value::Sketch(Arc::new(sketch)))
            }
            (value, kind) => {
                let advice = match (value.shape_kind(), kind) {
                    (_, ShapeKind::Solid) => "; `extrude` and `revolve` make solids",
                    (Some(ShapeKind::Sketch), _) => "; `faces_of` gives the faces of a sketch",
                    (Some(ShapeKind::Face), _) => "; `loops` gives the loops of a face",
                    (Some(ShapeKind::Loop), _) => "; `curves` gives the curves of a loop",
                    _ => "",
                };
                let message = format!("{} must be {}, not a {}{advice}", site.what(), a_kind(kind), type_name(&value));
                Err(self.error(r#type::KIND, span, message))
            }
        }
    }

    /// A list where one shape is expected: the union of faces or solids, the faces of one sketch.
    fn coerce_union(&mut self, items: &[Value], kind: ShapeKind, site: Site) -> Eval<Value> {
        let span = site.span();
        if !matches!(kind, ShapeKind::Face | ShapeKind::Sketch | ShapeKind::Solid) {
            let message = format!(
                "{} must be {}, not a list of {}; use `.map(|shape| …)` to treat each",
                site.what(),
                a_kind(kind),
                count(items.len(), "element")
            );
            return Err(self.error(r#type::KIND, span, message));
        }
        if items.is_empty() {
            let message = format!(
                "{} must be {}; a list stands for its union there, and this list is empty",
                site.what(),
                a_kind(kind)
            );
            return Err(self.error(names::EMPTY_UNION, span, message));
        }
        self.charge(items.len() as u64, span)?;
        match kind {
            ShapeKind::Solid => {
                let mut solids = Vec::with_capacity(items.len());
                for item in items {
                    let Value::Solid(solid) = self.coerce(item.clone(), &Type::Shape(ShapeKind::Solid), site)? else {
                        return Err(Failure::Reported);
                    };
                    solids.push(solid);
                }
                self.unite_solids(solids, span)
            }
            ShapeKind::Sketch if items.len() == 1 => self.coerce(items[0].clone(), &Type::Shape(kind), site),
            ShapeKind::Sketch if items.iter().any(|item| matches!(item, Value::Sketch(_))) => {
                let message = format!(
                    "{} must be one sketch, and several sketches have no common plane; extrude each, or put their \
                     faces on one plane",
                    site.what()
                );
                Err(self.error(r#type::KIND, span, message))
            }
            _ => {
                let faces = self.faces_of_list(items, site)?;
                if kind == ShapeKind::Sketch {
                    for face in &faces {
                        self.charge_geometry(curves_of(&Value::Face(face.clone())), span)?;
                    }
                    let sketch = self.geometry.make_sketch(&Frame::XY, &faces);
                    let sketch = self.geometric(sketch, span)?;
                    return Ok(Value::Sketch(Arc::new(sketch)));
                }
                self.unite_faces(faces, span)
            }
        }
    }

    fn faces_of_list(&mut self, items: &[Value], site: Site) -> Eval<Vec<Face>> {
        let mut faces = Vec::with_capacity(items.len());
        for item in items {
            let Value::Face(face) = self.coerce(item.clone(), &Type::Shape(ShapeKind::Face), site)? else {
                return Err(Failure::Reported);
            };
            faces.push(face);
        }
        Ok(faces)
    }
}

/// A number of things in words.
pub(super) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// A type name with its article.
fn article(name: &str) -> String {
    let article = if name.starts_with(['A', 'I', 'E', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// The number of curves of a plane shape, for counting work.
pub(super) fn curves_of(value: &Value) -> usize {
    let chain = |chain: &Loop| chain.curves.len();
    let face = |face: &Face| {
        face.regions.iter().map(|region| chain(&region.outer) + region.holes.iter().map(chain).sum::<usize>()).sum()
    };
    match value {
        Value::Curve(_) => 1,
        Value::Loop(own) => chain(own),
        Value::Face(own) => face(own),
        Value::Sketch(sketch) => sketch.faces.iter().map(face).sum(),
        _ => 0,
    }
}
