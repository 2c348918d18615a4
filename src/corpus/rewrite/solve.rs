//! Places and sizes as forms over parameters, from their topological roles.
//!
//! A place on an axis is known when something lies there already: what is flush stays flush, a hole through the host ends
//! where the host ends, what is on the mid-plane stays on it, and what mirrors a known place in the mid-plane mirrors it.
//! Anything else gets a parameter: the distance from the nearest known edge, or a size. Equal numbers alone mean nothing.

use super::form::{Form, ParamId};
use crate::corpus::plan::{Quantity, SmolStr};

/// A parameter in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its name.
    pub name: SmolStr,
    /// One sentence.
    pub doc: String,
    /// What it measures.
    pub quantity: Quantity,
    /// Its value, mm or a count.
    pub value: f64,
    /// The least and greatest value that means anything, before constraints.
    pub bounds: (f64, f64),
}

/// What must stay above 0: a form, perhaps with `factor · (count − 1) · pitch` added.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The linear part.
    pub form: Form,
    /// The part that grows with a count.
    pub product: Option<(ParamId, Form, f64)>,
}

/// What lies at a known place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An edge or face.
    Edge,
    /// A centre or mid-plane.
    Center,
}

/// A relation that is written into a program because numbers agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// A face or edge in the plane of the host's end.
    Flush,
    /// A centre or mid-plane on the host's mid-plane.
    Centered,
    /// A place where another feature has one.
    Aligned,
    /// A place that mirrors another in the host's mid-plane.
    Mirrored,
    /// Equal distances from two edges.
    EqualMargin,
    /// A square, of one side.
    Square,
    /// Steps of one outline that are one thickness, or walls all round.
    EqualWall,
    /// Equal radii of one outline, or of circles about one axis.
    EqualRadius,
    /// Equal distances between neighbours of a pattern.
    Pitch,
}

impl Relation {
    /// Every relation, in the order of reports.
    pub const ALL: [Relation; 9] = [
        Relation::Flush,
        Relation::Centered,
        Relation::Aligned,
        Relation::Mirrored,
        Relation::EqualMargin,
        Relation::Square,
        Relation::EqualWall,
        Relation::EqualRadius,
        Relation::Pitch,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Flush => "flush",
            Relation::Centered => "centred",
            Relation::Aligned => "aligned",
            Relation::Mirrored => "mirrored",
            Relation::EqualMargin => "equal margin",
            Relation::Square => "square",
            Relation::EqualWall => "equal wall",
            Relation::EqualRadius => "equal radius",
            Relation::Pitch => "pitch",
        }
    }
}

/// The known places along one world axis.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    known: Vec<(f64, Form, Place)>,
    /// The host's ends, which places are measured from.
    pub host: Option<[Form; 2]>,
    /// Whether the host is swept along it: then no edge is meant to lie on the mid-plane.
    pub is_swept: bool,
    /// The mid-plane of the host.
    pub middle: Option<(f64, Form)>,
}

/// How a new interval along an axis is called.
pub struct Called<'a> {
    /// The name of its size.
    pub size: &'a str,
    /// What the size is.
    pub size_doc: &'a str,
    /// The name of its distance from an edge.
    pub gap: &'a str,
    /// What the distance is.
    pub gap_doc: &'a str,
    /// The name of what is left between it and the host's end, when that is less than half of its size.
    pub rest: &'a str,
    /// What is left.
    pub rest_doc: &'a str,
}

/// The state of the search.
#[derive(Clone, Debug)]
pub struct Solver {
    /// The parameters so far.
    pub drafts: Vec<Draft>,
    /// Their values.
    pub values: Vec<f64>,
    /// Their names.
    pub names: Vec<SmolStr>,
    /// World axes x, y, z.
    pub axes: [Axis; 3],
    /// Circles: the axes of their plane, their centres and radii.
    pub circles: Vec<([usize; 2], [Form; 2], Form)>,
    /// What must hold.
    pub constraints: Vec<Constraint>,
    /// Places within this are one, mm.
    pub tolerance: f64,
    /// How often each relation was used.
    pub claims: [usize; Relation::ALL.len()],
}

/// The shortest decimal within `tolerance` of a number.
pub fn nice(value: f64, tolerance: f64) -> f64 {
    let mut scale = 1.0;
    for _ in 0..7 {
        let rounded = (value * scale).round() / scale;
        if (rounded - value).abs() <= tolerance {
            return rounded + 0.0;
        }
        scale *= 10.0;
    }
    value
}

impl Solver {
    /// Nothing known.
    pub fn new(tolerance: f64) -> Solver {
        Solver {
            drafts: Vec::new(),
            values: Vec::new(),
            names: Vec::new(),
            axes: Default::default(),
            circles: Vec::new(),
            constraints: Vec::new(),
            tolerance,
            claims: Default::default(),
        }
    }

    /// Counts a relation.
    pub fn claim(&mut self, relation: Relation) {
        self.claims[relation as usize] += 1;
    }

    /// A number without a name.
    pub fn literal(&self, value: f64) -> Form {
        Form::number(nice(value, self.tolerance / 4.0))
    }

    /// A new parameter.
    pub fn parameter(&mut self, name: &str, doc: &str, quantity: Quantity, value: f64) -> ParamId {
        let value = if quantity == Quantity::Count { value } else { nice(value, self.tolerance / 4.0) };
        let mut unique = SmolStr::new(name);
        let mut number = 1;
        while self.names.contains(&unique) {
            number += 1;
            unique = SmolStr::new(format!("{name}_{number}"));
        }
        let bounds = (value * 0.25, value * 4.0);
        self.names.push(unique.clone());
        self.values.push(value);
        self.drafts.push(Draft { name: unique, doc: doc.to_owned(), quantity, value, bounds });
        self.drafts.len() - 1
    }

    /// A new length as a form.
    pub fn length(&mut self, name: &str, doc: &str, value: f64) -> Form {
        if value < 0.0 {
            let id = self.parameter(name, doc, Quantity::Length, -value);
            return Form::parameter(id, -1.0);
        }
        let id = self.parameter(name, doc, Quantity::Length, value);
        Form::parameter(id, 1.0)
    }

    /// The value of a form now.
    pub fn value(&self, form: &Form) -> f64 {
        form.value(&self.values)
    }

    /// Says that `form` must stay positive; what is not positive now is no constraint.
    pub fn require(&mut self, form: Form) {
        if !form.is_number() && self.value(&form) > self.tolerance {
            self.constraints.push(Constraint { form, product: None });
        }
    }

    /// Remembers what lies at a place.
    pub fn learn(&mut self, axis: usize, form: &Form, place: Place) {
        let value = self.value(form);
        if self.find_same(axis, value, place).is_none() {
            self.axes[axis].known.push((value, form.clone(), place));
        }
    }

    fn find_same(&self, axis: usize, value: f64, place: Place) -> Option<Form> {
        let near = |known: &&(f64, Form, Place)| known.2 == place && (known.0 - value).abs() <= self.tolerance;
        self.axes[axis].known.iter().find(near).map(|known| known.1.clone())
    }

    /// What is known of a place, also through the host's mid-plane.
    pub fn find(&self, axis: usize, value: f64, place: Place) -> Option<Form> {
        self.look(axis, value, place).map(|found| found.0)
    }

    /// The same for a place that will be there.
    pub fn take(&mut self, axis: usize, value: f64, place: Place) -> Option<Form> {
        let (form, relation) = self.look(axis, value, place)?;
        self.claim(relation);
        Some(form)
    }

    fn look(&self, axis: usize, value: f64, place: Place) -> Option<(Form, Relation)> {
        let middle = self.axes[axis].middle.as_ref();
        if let Some((at, form)) = middle
            && (at - value).abs() <= self.tolerance
            && (place == Place::Center || !self.axes[axis].is_swept)
        {
            return Some((form.clone(), Relation::Centered));
        }
        let at_end = |form: &Form| self.axes[axis].host.as_ref().is_some_and(|ends| ends.contains(form));
        if let Some(form) = self.find_same(axis, value, place) {
            let relation = if at_end(&form) { Relation::Flush } else { Relation::Aligned };
            return Some((form, relation));
        }
        if place == Place::Center
            && let Some(form) = self.find_same(axis, value, Place::Edge)
        {
            return Some((form, Relation::Aligned));
        }
        let (at, form) = middle?;
        let mirrored = self.find_same(axis, 2.0 * at - value, place)?;
        Some((form.times(2.0).plus(-1.0, &mirrored), Relation::Mirrored))
    }

    /// The end of the host nearest to a place, or else the nearest known edge, with the signed distance from it.
    pub fn nearest_edge(&self, axis: usize, value: f64) -> Option<(Form, f64)> {
        if let Some(ends) = &self.axes[axis].host {
            let distances = ends.each_ref().map(|end| value - self.value(end));
            let nearer = usize::from(distances[1].abs() < distances[0].abs());
            return Some((ends[nearer].clone(), distances[nearer]));
        }
        let edges = self.axes[axis].known.iter().filter(|known| known.2 == Place::Edge);
        let nearest = edges.min_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()))?;
        let form = nearest.1.clone();
        let from = self.value(&form);
        Some((form, value - from))
    }

    /// The known edge nearest outside of a place seen from the host's middle.
    pub fn edge_beyond(&self, axis: usize, value: f64) -> Option<(Form, f64)> {
        let middle = self.axes[axis].middle.as_ref().map_or(0.0, |middle| middle.0);
        let side = (value - middle).signum();
        let beyond = |known: &&(f64, Form, Place)| known.2 == Place::Edge && (known.0 - value) * side > self.tolerance;
        let edges = self.axes[axis].known.iter().filter(beyond);
        let nearest = edges.min_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()))?;
        Some((nearest.1.clone(), (nearest.0 - value).abs()))
    }

    /// A single place along an axis; a new one is measured from the nearest edge.
    pub fn place(&mut self, axis: usize, value: f64, place: Place, name: &str, doc: &str) -> Form {
        if let Some(form) = self.take(axis, value, place) {
            return form;
        }
        let form = match self.nearest_edge(axis, value) {
            Some((edge, gap)) => {
                let gap = self.length(name, doc, gap);
                self.require(gap.times(self.value(&gap).signum()));
                edge.plus(1.0, &gap)
            }
            None => self.literal(value),
        };
        self.learn(axis, &form, place);
        form
    }

    /// The host's end beyond one end of an interval, when less than half of the interval's size is left up to it.
    fn rest(&self, axis: usize, low: f64, high: f64, side: usize) -> Option<(Form, f64)> {
        let end = self.axes[axis].host.as_ref()?.get(side)?;
        let at = self.value(end);
        let gap = if side == 1 { at - high } else { low - at };
        (gap > self.tolerance && gap < 0.5 * (high - low)).then(|| (end.clone(), gap))
    }

    /// Both ends of something along an axis.
    pub fn interval(&mut self, axis: usize, low: f64, high: f64, called: &Called) -> [Form; 2] {
        let known = (self.take(axis, low, Place::Edge), self.take(axis, high, Place::Edge));
        let center = (low + high) / 2.0;
        let ends = match known {
            (Some(low), Some(high)) => [low, high],
            (Some(from), None) if let Some((end, gap)) = self.rest(axis, low, high, 1) => {
                let gap = self.length(called.rest, called.rest_doc, gap);
                [from, end.plus(-1.0, &gap)]
            }
            (None, Some(to)) if let Some((end, gap)) = self.rest(axis, low, high, 0) => {
                let gap = self.length(called.rest, called.rest_doc, gap);
                [end.plus(1.0, &gap), to]
            }
            (Some(from), None) => {
                let size = self.length(called.size, called.size_doc, high - self.value(&from));
                let to = from.plus(1.0, &size);
                [from, to]
            }
            (None, Some(to)) => {
                let size = self.length(called.size, called.size_doc, self.value(&to) - low);
                [to.plus(-1.0, &size), to]
            }
            (None, None) => match self.take(axis, center, Place::Center) {
                Some(middle) if let Some((end, gap)) = self.rest(axis, low, high, 1) => {
                    let gap = self.length(called.rest, called.rest_doc, gap);
                    let to = end.plus(-1.0, &gap);
                    [middle.times(2.0).plus(-1.0, &to), to]
                }
                Some(middle) => {
                    let size = self.length(called.size, called.size_doc, high - low);
                    [middle.plus(-0.5, &size), middle.plus(0.5, &size)]
                }
                None => {
                    let gaps = (self.nearest_edge(axis, low), self.nearest_edge(axis, high));
                    let size = self.length(called.size, called.size_doc, high - low);
                    match gaps {
                        (Some((edge, gap)), Some((_, other))) if gap.abs() <= other.abs() => {
                            let gap = self.length(called.gap, called.gap_doc, gap);
                            let from = edge.plus(1.0, &gap);
                            [from.clone(), from.plus(1.0, &size)]
                        }
                        (_, Some((edge, gap))) => {
                            let gap = self.length(called.gap, called.gap_doc, gap);
                            let to = edge.plus(1.0, &gap);
                            [to.plus(-1.0, &size), to]
                        }
                        _ => {
                            let from = self.literal(low);
                            [from.clone(), from.plus(1.0, &size)]
                        }
                    }
                }
            },
        };
        self.require(ends[1].plus(-1.0, &ends[0]));
        for end in &ends {
            self.learn(axis, end, Place::Edge);
        }
        ends
    }
}
