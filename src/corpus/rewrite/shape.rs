//! Outlines as plan outlines whose numbers are forms.

use super::form::Form;
use super::layout;
use super::name::Named;
use super::solve::{Called, Place, Relation, Solver};
use crate::corpus::flat;
use crate::corpus::plan::{Expr, Outline, Segment};
use crate::model::{ArcGeometry, CurveKind, DVec2};

/// An outline with more new parameters than this keeps its numbers.
const MOST_OUTLINE_PARAMETERS: usize = 6;

/// What an outline is to the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It bounds material.
    Material,
    /// It bounds a hole.
    Hole,
}

/// The names that an outline's sizes get.
#[derive(Clone, Debug)]
pub struct Noun {
    /// What the names begin with; empty for the host.
    pub prefix: String,
    /// What it is called in sentences.
    pub noun: String,
    /// Whether it bounds material.
    pub role: Role,
}

impl Noun {
    /// A name for a size.
    pub fn name(&self, size: &str) -> String {
        if self.prefix.is_empty() { size.to_owned() } else { format!("{}_{size}", self.prefix) }
    }

    /// The word for a size along a world axis.
    pub fn extent(&self, axis: usize) -> &'static str {
        match axis {
            0 => "width",
            1 if self.prefix.is_empty() => "depth",
            1 => "length",
            _ => "height",
        }
    }

    /// A sentence for a size along a world axis.
    pub fn extent_doc(&self, axis: usize) -> String {
        let word = self.extent(axis);
        let mut letters = word.chars();
        let capital = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
        format!("{capital} of the {}, along {}.", self.noun, letter(axis))
    }

    /// A sentence for a distance from an edge.
    pub fn gap_doc(&self, axis: usize) -> String {
        format!("Distance of the {} from the nearest edge, along {}.", self.noun, letter(axis))
    }
}

/// The letter of a world axis.
pub fn letter(axis: usize) -> char {
    ['x', 'y', 'z'].get(axis).copied().unwrap_or('z')
}

/// An outline in forms with its box.
#[derive(Clone, Debug)]
pub struct Formed {
    /// The outline.
    pub outline: Outline,
    /// Least and greatest coordinate along both axes of the plane.
    pub bounds: [[Form; 2]; 2],
}

impl Solver {
    fn point(&self, point: &[Form; 2]) -> [Expr; 2] {
        [point[0].expr(&self.names), point[1].expr(&self.names)]
    }

    /// Both ends along an in-plane axis under the noun's names.
    pub fn extent(&mut self, axis: usize, low: f64, high: f64, noun: &Noun) -> [Form; 2] {
        let called = Called {
            size: &noun.name(noun.extent(axis)),
            size_doc: &noun.extent_doc(axis),
            gap: &noun.name(&letter(axis).to_string()),
            gap_doc: &noun.gap_doc(axis),
            rest: &noun.name(&format!("margin_{}", letter(axis))),
            rest_doc: &noun.gap_doc(axis),
        };
        self.interval(axis, low, high, &called)
    }

    /// The box of a rectangle-like outline.
    fn frame(&mut self, axes: [usize; 2], low: DVec2, high: DVec2, noun: &Noun) -> [[Form; 2]; 2] {
        let size = high - low;
        let fresh = |solver: &Solver, k: usize| {
            let known = |at: f64| solver.find(axes[k], at, Place::Edge);
            known(low[k]).is_none() && known(high[k]).is_none()
        };
        let center = (low + high) / 2.0;
        let middle = |solver: &Solver, k: usize| solver.find(axes[k], center[k], Place::Center);
        if fresh(self, 0)
            && fresh(self, 1)
            && let (Some(mid_u), Some(mid_v)) = (middle(self, 0), middle(self, 1))
        {
            if noun.role == Role::Hole
                && let (Some((edge_u, gap_u)), Some((edge_v, gap_v))) =
                    (self.edge_beyond(axes[0], high.x), self.edge_beyond(axes[1], high.y))
                && (gap_u - gap_v).abs() <= self.tolerance
                && gap_u < size.min_element()
            {
                self.claim(Relation::EqualWall);
                let wall = self.length("wall", "Thickness of the wall around the opening.", gap_u);
                let ends = |mid: &Form, edge: &Form| {
                    let upper = edge.plus(-1.0, &wall);
                    [mid.times(2.0).plus(-1.0, &upper), upper]
                };
                let bounds = [ends(&mid_u, &edge_u), ends(&mid_v, &edge_v)];
                self.keep(axes, &bounds);
                return bounds;
            }
            if (size.x - size.y).abs() <= self.tolerance {
                self.claim(Relation::Square);
                let side = self.length(&noun.name("side"), &format!("Side of the square {}.", noun.noun), size.x);
                let ends = |mid: &Form| [mid.plus(-0.5, &side), mid.plus(0.5, &side)];
                let bounds = [ends(&mid_u), ends(&mid_v)];
                self.keep(axes, &bounds);
                return bounds;
            }
        }
        [self.extent(axes[0], low.x, high.x, noun), self.extent(axes[1], low.y, high.y, noun)]
    }

    fn keep(&mut self, axes: [usize; 2], bounds: &[[Form; 2]; 2]) {
        for (axis, ends) in axes.into_iter().zip(bounds) {
            self.require(ends[1].plus(-1.0, &ends[0]));
            ends.iter().for_each(|end| self.learn(axis, end, Place::Edge));
        }
    }

    /// The place of a centre; equal distances from two edges are one margin.
    pub fn center(&mut self, axes: [usize; 2], at: DVec2, noun: &Noun) -> [Form; 2] {
        let fresh = |solver: &Solver, k: usize| solver.find(axes[k], at[k], Place::Center).is_none();
        if fresh(self, 0)
            && fresh(self, 1)
            && let (Some((edge_u, gap_u)), Some((edge_v, gap_v))) =
                (self.nearest_edge(axes[0], at.x), self.nearest_edge(axes[1], at.y))
            && (gap_u.abs() - gap_v.abs()).abs() <= self.tolerance
        {
            self.claim(Relation::EqualMargin);
            let doc = format!("Distance of the {}'s centre from both edges.", noun.noun);
            let margin = self.length(&noun.name("margin"), &doc, gap_u.abs());
            let forms = [edge_u.plus(gap_u.signum(), &margin), edge_v.plus(gap_v.signum(), &margin)];
            axes.into_iter().zip(&forms).for_each(|(axis, form)| self.learn(axis, form, Place::Center));
            return forms;
        }
        [0, 1].map(|k| {
            let doc =
                format!("Distance of the {}'s centre from the nearest edge, along {}.", noun.noun, letter(axes[k]));
            self.place(axes[k], at[k], Place::Center, &noun.name(&letter(axes[k]).to_string()), &doc)
        })
    }

    /// A single outline.
    pub fn single(&mut self, named: &Named, axes: [usize; 2], noun: &Noun) -> Formed {
        match named {
            Named::Circle { center, radius } => {
                let at = self.center(axes, *center, noun);
                let radius = self
                    .fitting_radius(axes, *radius, &at)
                    .or_else(|| self.flush_radius(axes, *center, *radius, &at))
                    .or_else(|| self.wall_radius(axes, *center, *radius, &at, noun))
                    .unwrap_or_else(|| self.radius(*radius, noun));
                self.circle(axes, at, radius, noun)
            }
            Named::Rect { low, high } => {
                let bounds = self.frame(axes, *low, *high, noun);
                self.rect(bounds, None)
            }
            Named::Rounded { low, high, radius } => {
                let bounds = self.frame(axes, *low, *high, noun);
                let doc = format!("Radius of the corners of the {}.", noun.noun);
                let corner = self.length(&noun.name("corner_r"), &doc, *radius);
                for [from, to] in &bounds {
                    self.require(to.plus(-1.0, from).plus(-2.0, &corner));
                }
                self.rect(bounds, Some(corner))
            }
            Named::Slot { start, end, radius } if start.x == end.x || start.y == end.y => {
                let along = usize::from(start.x == end.x);
                let across = 1 - along;
                let mut ends = [self.literal(0.0), self.literal(0.0)];
                let mid = (start[across] + end[across]) / 2.0;
                let doc = noun.gap_doc(axes[across]);
                let across_at =
                    self.place(axes[across], mid, Place::Center, &noun.name(&letter(axes[across]).to_string()), &doc);
                let edge = |solver: &Solver, at: f64| solver.find(axes[across], at, Place::Edge);
                let radius_form = match (edge(self, mid - radius), edge(self, mid + radius)) {
                    (Some(a), Some(b)) if noun.role == Role::Material => b.plus(-1.0, &a).times(0.5),
                    _ => {
                        let doc = format!("Width of the {}.", noun.noun);
                        self.length(&noun.name("width"), &doc, 2.0 * radius).times(0.5)
                    }
                };
                let middle = (start[along] + end[along]) / 2.0;
                if let Some(center) = self.find(axes[along], middle, Place::Center) {
                    let doc = format!("Distance between the centres of the {}'s ends.", noun.noun);
                    let span = self.length(&noun.name("span"), &doc, end[along] - start[along]);
                    ends = [center.plus(-0.5, &span), center.plus(0.5, &span)];
                } else {
                    for (form, at) in ends.iter_mut().zip([start[along], end[along]]) {
                        let doc = format!("Distance of an end of the {} from the nearest edge.", noun.noun);
                        *form = self.place(axes[along], at, Place::Center, &noun.name("end"), &doc);
                    }
                }
                self.require(ends[1].plus(-1.0, &ends[0]));
                self.slot(axes, along, &ends, &across_at, &radius_form, noun)
            }
            Named::Regular { center, radius, sides, rotation } => {
                let at = self.center(axes, *center, noun);
                let doc = format!("Radius of the circle through the corners of the {}.", noun.noun);
                let radius = self.length(&noun.name("r"), &doc, *radius);
                self.regular(at, radius, *sides, *rotation)
            }
            Named::Slot { .. } => Formed { ..self.frozen(named, None) },
            Named::Path { curves } => {
                let before = self.clone();
                match self.path(curves, axes, noun) {
                    Some(formed) if self.drafts.len() - before.drafts.len() <= MOST_OUTLINE_PARAMETERS => formed,
                    _ => {
                        *self = before;
                        let formed = self.frozen(named, None);
                        for (axis, ends) in axes.into_iter().zip(&formed.bounds) {
                            ends.iter().for_each(|end| self.learn(axis, end, Place::Edge));
                        }
                        formed
                    }
                }
            }
        }
    }

    /// An outline that stands at several places; `at` is where the centre of its box goes. Along a `level` axis all
    /// copies have the same place, so that their ends may be known.
    pub fn copy(&mut self, named: &Named, axes: [usize; 2], at: [Form; 2], level: [bool; 2], noun: &Noun) -> Formed {
        let size = |solver: &mut Solver, k: usize, value: f64| {
            let (axis, middle) = (axes[k], solver.value(&at[k]));
            let ends = [-0.5, 0.5].map(|side| solver.find(axis, middle + side * value, Place::Edge));
            if let ([Some(low), Some(high)], true) = (ends, level[k]) {
                return high.plus(-1.0, &low);
            }
            let id = noun.name(noun.extent(axis));
            solver.length(&id, &noun.extent_doc(axis), value)
        };
        match named {
            Named::Circle { radius, .. } => {
                let radius = self.radius(*radius, noun);
                self.circle(axes, at, radius, noun)
            }
            Named::Rect { low, high } | Named::Rounded { low, high, .. } => {
                let extent = *high - *low;
                let sizes = if (extent.x - extent.y).abs() <= self.tolerance && !self.reaches(axes, &at, extent, level)
                {
                    self.claim(Relation::Square);
                    let side =
                        self.length(&noun.name("side"), &format!("Side of each square {}.", noun.noun), extent.x);
                    [side.clone(), side]
                } else {
                    [size(self, 0, extent.x), size(self, 1, extent.y)]
                };
                let ends = |k: usize| [at[k].plus(-0.5, &sizes[k]), at[k].plus(0.5, &sizes[k])];
                let bounds = [ends(0), ends(1)];
                let corner = match named {
                    Named::Rounded { radius, .. } => {
                        let doc = format!("Radius of the corners of each {}.", noun.noun);
                        let corner = self.length(&noun.name("corner_r"), &doc, *radius);
                        sizes.iter().for_each(|size| self.require(size.plus(-2.0, &corner)));
                        Some(corner)
                    }
                    _ => None,
                };
                self.rect(bounds, corner)
            }
            Named::Slot { start, end, radius } if start.x == end.x || start.y == end.y => {
                let along = usize::from(start.x == end.x);
                let doc = format!("Distance between the centres of the ends of each {}.", noun.noun);
                let span = self.length(&noun.name("span"), &doc, end[along] - start[along]);
                let doc = format!("Width of each {}.", noun.noun);
                let radius = self.length(&noun.name("width"), &doc, 2.0 * radius).times(0.5);
                let ends = [at[along].plus(-0.5, &span), at[along].plus(0.5, &span)];
                self.slot(axes, along, &ends, &at[1 - along], &radius, noun)
            }
            _ => self.frozen(named, Some(at)),
        }
    }

    /// Whether copies reach from one known edge to another along a level axis.
    fn reaches(&self, axes: [usize; 2], at: &[Form; 2], extent: DVec2, level: [bool; 2]) -> bool {
        (0..2).any(|k| {
            let middle = self.value(&at[k]);
            let known = |side: f64| self.find(axes[k], middle + side * extent[k], Place::Edge).is_some();
            level[k] && known(-0.5) && known(0.5)
        })
    }

    fn radius(&mut self, radius: f64, noun: &Noun) -> Form {
        let name = if noun.prefix.is_empty() { "diameter".to_owned() } else { noun.name("d") };
        self.length(&name, &format!("Diameter of the {}.", noun.noun), 2.0 * radius).times(0.5)
    }

    /// The radius of a circle about the same axis with the same radius: one fits the other.
    fn fitting_radius(&self, axes: [usize; 2], radius: f64, at: &[Form; 2]) -> Option<Form> {
        let fits = |known: &&([usize; 2], [Form; 2], Form)| {
            known.0 == axes && known.1 == *at && (self.value(&known.2) - radius).abs() <= self.tolerance
        };
        self.circles.iter().find(fits).map(|known| known.2.clone())
    }

    /// The radius of a circle whose both sides lie on known edges, as a lug's.
    fn flush_radius(&self, axes: [usize; 2], center: DVec2, radius: f64, at: &[Form; 2]) -> Option<Form> {
        (0..2).find_map(|k| {
            let upper = self.find(axes[k], center[k] + radius, Place::Edge)?;
            self.find(axes[k], center[k] - radius, Place::Edge)?;
            Some(upper.plus(-1.0, &at[k])).filter(|form| !form.is_number())
        })
    }

    /// The radius of a hole that leaves a thin wall of a round host: the wall is what matters.
    fn wall_radius(
        &mut self,
        axes: [usize; 2],
        center: DVec2,
        radius: f64,
        at: &[Form; 2],
        noun: &Noun,
    ) -> Option<Form> {
        if noun.role != Role::Hole {
            return None;
        }
        let mut rims: [Option<Form>; 2] = [None, None];
        for k in 0..2 {
            let (edge, gap) = self.edge_beyond(axes[k], center[k] + radius)?;
            if gap > 0.5 * radius {
                return None;
            }
            rims[k] = Some(edge.plus(-1.0, &at[k]));
        }
        let [Some(rim), Some(other)] = rims else { return None };
        if rim != other {
            return None;
        }
        let gap = self.value(&rim) - radius;
        let wall = self.length("wall", &format!("Thickness of the wall around the {}.", noun.noun), gap);
        Some(rim.plus(-1.0, &wall))
    }

    fn circle(&mut self, axes: [usize; 2], at: [Form; 2], radius: Form, noun: &Noun) -> Formed {
        let ends = |k: usize| [at[k].plus(-1.0, &radius), at[k].plus(1.0, &radius)];
        let bounds = [ends(0), ends(1)];
        for (k, axis) in axes.into_iter().enumerate() {
            self.learn(axis, &at[k], Place::Center);
            if noun.role == Role::Material {
                bounds[k].iter().for_each(|end| self.learn(axis, end, Place::Edge));
            }
        }
        let outline = Outline::Circle { center: self.point(&at), radius: radius.expr(&self.names) };
        self.circles.push((axes, at, radius));
        Formed { outline, bounds }
    }

    fn rect(&self, bounds: [[Form; 2]; 2], corner: Option<Form>) -> Formed {
        let center = bounds.each_ref().map(|[low, high]| low.plus(1.0, high).times(0.5));
        let size = bounds.each_ref().map(|[low, high]| high.plus(-1.0, low).expr(&self.names));
        let center = self.point(&center);
        let [width, height] = size;
        let outline = match corner {
            Some(radius) => Outline::RoundedRect { center, width, height, radius: radius.expr(&self.names) },
            None => Outline::Rect { center, width, height },
        };
        Formed { outline, bounds }
    }

    fn slot(
        &mut self,
        axes: [usize; 2],
        along: usize,
        ends: &[Form; 2],
        across: &Form,
        radius: &Form,
        noun: &Noun,
    ) -> Formed {
        let across_ends = [across.plus(-1.0, radius), across.plus(1.0, radius)];
        let along_ends = [ends[0].plus(-1.0, radius), ends[1].plus(1.0, radius)];
        let arranged = |a: &Form, b: &Form| if along == 0 { [a.clone(), b.clone()] } else { [b.clone(), a.clone()] };
        let bounds = if along == 0 { [along_ends, across_ends] } else { [across_ends, along_ends] };
        if noun.role == Role::Material {
            for (axis, ends) in axes.into_iter().zip(&bounds) {
                ends.iter().for_each(|end| self.learn(axis, end, Place::Edge));
            }
        }
        ends.iter().for_each(|end| self.learn(axes[along], end, Place::Center));
        let outline = Outline::Slot {
            start: self.point(&arranged(&ends[0], across)),
            end: self.point(&arranged(&ends[1], across)),
            width: radius.times(2.0).expr(&self.names),
        };
        Formed { outline, bounds }
    }

    fn regular(&self, at: [Form; 2], radius: Form, sides: usize, rotation: f64) -> Formed {
        let ends = |k: usize| [at[k].plus(-1.0, &radius), at[k].plus(1.0, &radius)];
        let bounds = [ends(0), ends(1)];
        let outline = Outline::RegularPolygon {
            center: self.point(&at),
            radius: radius.expr(&self.names),
            sides: (sides as f64).into(),
            rotation: rotation.into(),
        };
        Formed { outline, bounds }
    }

    /// An outline in numbers, about a place when there is one.
    pub fn frozen(&self, named: &Named, at: Option<[Form; 2]>) -> Formed {
        let number = |value: f64| self.literal(value);
        let at_number = |p: DVec2| [number(p.x), number(p.y)];
        let curves = match named {
            Named::Circle { center, radius } => {
                let (at, radius) = (at.unwrap_or_else(|| at_number(*center)), number(*radius));
                let bounds = at.each_ref().map(|c| [c.plus(-1.0, &radius), c.plus(1.0, &radius)]);
                let outline = Outline::Circle { center: self.point(&at), radius: radius.expr(&self.names) };
                return Formed { outline, bounds };
            }
            Named::Rect { low, high } | Named::Rounded { low, high, .. } => {
                let at = at.unwrap_or_else(|| at_number((*low + *high) / 2.0));
                let half = at_number((*high - *low) / 2.0);
                let ends = |k: usize| [at[k].plus(-1.0, &half[k]), at[k].plus(1.0, &half[k])];
                let corner = match named {
                    Named::Rounded { radius, .. } => Some(number(*radius)),
                    _ => None,
                };
                return self.rect([ends(0), ends(1)], corner);
            }
            Named::Slot { start, end, radius } => {
                let (low, high) = (start.min(*end) - DVec2::splat(*radius), start.max(*end) + DVec2::splat(*radius));
                let center = (low + high) / 2.0;
                let at = at.unwrap_or_else(|| at_number(center));
                let moved = |p: DVec2| {
                    let off = at_number(p - center);
                    self.point(&[at[0].plus(1.0, &off[0]), at[1].plus(1.0, &off[1])])
                };
                let half = at_number((high - low) / 2.0);
                let ends = |k: usize| [at[k].plus(-1.0, &half[k]), at[k].plus(1.0, &half[k])];
                let outline = Outline::Slot {
                    start: moved(*start),
                    end: moved(*end),
                    width: number(2.0 * radius).expr(&self.names),
                };
                return Formed { outline, bounds: [ends(0), ends(1)] };
            }
            Named::Regular { center, radius, sides, rotation } => {
                let at = at.unwrap_or_else(|| at_number(*center));
                return self.regular(at, number(*radius), *sides, *rotation);
            }
            Named::Path { curves } => curves,
        };
        let (low, high) = flat::bounds(curves);
        let center = layout::center(curves);
        let moved = |p: DVec2| match &at {
            None => at_number(p),
            Some(at) => {
                let off = at_number(p - center);
                [at[0].plus(1.0, &off[0]), at[1].plus(1.0, &off[1])]
            }
        };
        let (low, high) = (moved(low), moved(high));
        let bounds = [[low[0].clone(), high[0].clone()], [low[1].clone(), high[1].clone()]];
        let outline = self.chain(curves, moved);
        Formed { outline, bounds }
    }

    /// A loop through places that `place` knows.
    fn chain(&self, curves: &[CurveKind], mut place: impl FnMut(DVec2) -> [Form; 2]) -> Outline {
        let is_polygon = curves.iter().all(|curve| matches!(curve, CurveKind::Line { .. }));
        if is_polygon {
            let points = curves.iter().filter_map(flat::ends).map(|(start, _)| self.point(&place(start))).collect();
            return Outline::Polygon { points };
        }
        let start = curves.first().and_then(flat::ends).map_or(DVec2::ZERO, |(start, _)| start);
        let segments = curves
            .iter()
            .filter_map(|curve| match *curve {
                CurveKind::Line { end, .. } => Some(Segment::Line { to: self.point(&place(end)) }),
                CurveKind::Arc { mid, end, .. } => {
                    Some(Segment::Arc { via: self.point(&place(mid)), to: self.point(&place(end)) })
                }
                CurveKind::Circle { .. } => None,
            })
            .collect();
        Outline::Path { start: self.point(&place(start)), segments }
    }

    /// A loop of lines and arcs by the places of its corners.
    fn path(&mut self, curves: &[CurveKind], axes: [usize; 2], noun: &Noun) -> Option<Formed> {
        let (low, high) = flat::bounds(curves);
        let bounds = self.frame(axes, low, high, noun);
        let arcs: Vec<Option<ArcGeometry>> = curves
            .iter()
            .map(|curve| match *curve {
                CurveKind::Arc { start, mid, end } => ArcGeometry::through(start, mid, end),
                _ => None,
            })
            .collect();
        let corners: Vec<DVec2> = curves.iter().filter_map(flat::ends).map(|(start, _)| start).collect();
        let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance;
        let tolerance = self.tolerance;
        // Equal steps in from the edges of one outline are one thickness; equal corner radii are one radius.
        let mut steps: Vec<(f64, Form)> = Vec::new();
        let mut radii: Vec<(f64, Form)> = Vec::new();
        let mut formed: Vec<Option<([Form; 2], Form)>> = Vec::with_capacity(arcs.len());
        for (index, arc) in arcs.iter().enumerate() {
            let Some(arc) = arc else {
                formed.push(None);
                continue;
            };
            let (start, end) = flat::ends(curves.get(index)?)?;
            let square = |p: DVec2| {
                let off = (p - arc.center).abs();
                off.min_element() <= 2.0 * tolerance
            };
            if !(square(start) && square(end)) {
                formed.push(None);
                continue;
            }
            let known = radii.iter().find(|known| near(known.0, arc.radius, tolerance)).map(|known| known.1.clone());
            let half = (0..2).find_map(|k| {
                let upper = self.find(axes[k], arc.center[k] + arc.radius, Place::Edge)?;
                let lower = self.find(axes[k], arc.center[k] - arc.radius, Place::Edge)?;
                let reaches = near((start - end).abs()[k], 2.0 * arc.radius, 2.0 * tolerance);
                reaches.then(|| upper.plus(-1.0, &lower).times(0.5))
            });
            let center_known = (0..2).find_map(|k| {
                let center = self.find(axes[k], arc.center[k], Place::Center)?;
                let upper =
                    self.find(axes[k], arc.center[k] + arc.radius, Place::Edge).map(|edge| edge.plus(-1.0, &center));
                let lower =
                    || self.find(axes[k], arc.center[k] - arc.radius, Place::Edge).map(|edge| center.plus(-1.0, &edge));
                upper.or_else(lower).filter(|form| !form.is_number())
            });
            let radius = match half.or(known).or(center_known) {
                Some(radius) => radius,
                None => {
                    let doc = format!("Radius of the rounding of the {}.", noun.noun);
                    self.length(&noun.name("round_r"), &doc, arc.radius)
                }
            };
            radii.push((arc.radius, radius.clone()));
            let center = [0, 1].map(|k| {
                let at = arc.center[k];
                if let Some(form) = self.find(axes[k], at, Place::Center) {
                    return form;
                }
                let edge = |solver: &Solver, side: f64| {
                    let edge = solver.find(axes[k], at + side * arc.radius, Place::Edge)?;
                    Some(edge.plus(-side, &radius))
                };
                let form = edge(self, 1.0).or_else(|| edge(self, -1.0));
                let form = form.unwrap_or_else(|| self.step(axes[k], at, &corners, k, &mut steps, noun));
                self.learn(axes[k], &form, Place::Center);
                form
            });
            formed.push(Some((center, radius)));
        }
        let mut places: Vec<[Option<Form>; 2]> = vec![[None, None]; curves.len()];
        for (index, entry) in formed.iter().enumerate() {
            let (Some((center, radius)), Some(arc)) = (entry, &arcs[index]) else { continue };
            for (corner, at) in
                [(index, corners.get(index)?), ((index + 1) % corners.len(), corners.get((index + 1) % corners.len())?)]
            {
                for k in 0..2 {
                    let off = at[k] - arc.center[k];
                    let form = if off.abs() <= 2.0 * tolerance {
                        center[k].clone()
                    } else {
                        center[k].plus(off.signum(), radius)
                    };
                    if let Some(slot) = places.get_mut(corner) {
                        slot[k].get_or_insert(form);
                    }
                }
            }
        }
        for (index, corner) in corners.iter().enumerate() {
            for k in 0..2 {
                if places[index][k].is_some() {
                    continue;
                }
                let form =
                    self.find(axes[k], corner[k], Place::Edge).or_else(|| self.find(axes[k], corner[k], Place::Center));
                let form = match form {
                    Some(form) => form,
                    None => {
                        let form = self.step(axes[k], corner[k], &corners, k, &mut steps, noun);
                        self.learn(axes[k], &form, Place::Edge);
                        form
                    }
                };
                places[index][k] = Some(form);
            }
        }
        // Corners keep their order along both axes.
        for k in 0..2 {
            let mut order: Vec<(f64, Form)> =
                places.iter().filter_map(|place| place[k].clone()).map(|form| (self.value(&form), form)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in order.windows(2) {
                self.require(pair[1].1.plus(-1.0, &pair[0].1));
            }
        }
        let places: Vec<[Form; 2]> = places.into_iter().map(|[x, y]| Some([x?, y?])).collect::<Option<Vec<_>>>()?;
        let mut vias: Vec<Option<[Form; 2]>> = Vec::with_capacity(curves.len());
        for (index, curve) in curves.iter().enumerate() {
            let CurveKind::Arc { mid, .. } = *curve else {
                vias.push(None);
                continue;
            };
            let via = match (&formed[index], &arcs[index]) {
                (Some((center, radius)), Some(arc)) => {
                    let true_mid = arc.point(0.5) - arc.center;
                    [0, 1].map(|k| center[k].plus(direction(true_mid[k] / arc.radius), radius))
                }
                (_, arc) => {
                    let mid = arc.as_ref().map_or(mid, |arc| arc.point(0.5));
                    [0, 1].map(|k| {
                        self.find(axes[k], mid[k], Place::Edge)
                            .or_else(|| self.find(axes[k], mid[k], Place::Center))
                            .unwrap_or_else(|| self.step(axes[k], mid[k], &corners, k, &mut steps, noun))
                    })
                }
            };
            vias.push(Some(via));
        }
        let outline = if vias.iter().all(Option::is_none) {
            Outline::Polygon { points: places.iter().map(|place| self.point(place)).collect() }
        } else {
            let segments = vias
                .iter()
                .enumerate()
                .map(|(index, via)| {
                    let to = self.point(&places[(index + 1) % places.len()]);
                    match via {
                        Some(via) => Segment::Arc { via: self.point(via), to },
                        None => Segment::Line { to },
                    }
                })
                .collect();
            Outline::Path { start: self.point(places.first()?), segments }
        };
        Some(Formed { outline, bounds })
    }

    /// A new place between the edges of an outline.
    fn step(
        &mut self,
        axis: usize,
        value: f64,
        corners: &[DVec2],
        k: usize,
        steps: &mut Vec<(f64, Form)>,
        noun: &Noun,
    ) -> Form {
        if let Some((at, middle)) = self.axes[axis].middle.clone()
            && corners.iter().any(|corner| (corner[k] - (2.0 * at - value)).abs() <= self.tolerance)
            && self.find(axis, 2.0 * at - value, Place::Edge).is_none()
        {
            // A pair about the mid-plane: the distance between both, unless it is a thickness in from the edge.
            let nearest = self.edge_beyond(axis, value);
            let known = nearest.as_ref().and_then(|(edge, gap)| {
                let same = steps.iter().find(|step| (step.0 - gap).abs() <= self.tolerance)?;
                let side = (value - at).signum();
                Some(edge.plus(-side, &same.1))
            });
            if let Some(form) = known {
                return form;
            }
            let half = (value - at).abs();
            if let Some((edge, gap)) = nearest.filter(|(_, gap)| *gap < 0.5 * half) {
                let doc = format!("Thickness of the {}'s sides, along {}.", noun.noun, letter(axis));
                let size = self.length(&noun.name("wall"), &doc, gap);
                steps.push((gap, size.clone()));
                return edge.plus(-(value - at).signum(), &size);
            }
            let doc = format!("Inner {} of the {}, along {}.", noun.extent(axis), noun.noun, letter(axis));
            let span = self.length(&noun.name(&format!("inner_{}", noun.extent(axis))), &doc, 2.0 * (value - at).abs());
            return middle.plus(0.5 * (value - at).signum(), &span);
        }
        let Some((edge, gap)) = self.nearest_edge(axis, value) else { return self.literal(value) };
        let size = match steps.iter().find(|step| (step.0 - gap.abs()).abs() <= self.tolerance) {
            Some(step) => step.1.clone(),
            None => {
                let doc = format!("Step of the {}'s outline, along {}.", noun.noun, letter(axis));
                let size = self.length(&noun.name(&format!("step_{}", letter(axis))), &doc, gap.abs());
                steps.push((gap.abs(), size.clone()));
                size
            }
        };
        edge.plus(gap.signum(), &size)
    }
}

/// A component of a direction; what lies on an axis or a diagonal lies on it exactly.
fn direction(component: f64) -> f64 {
    for exact in [0.0, 0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0] {
        if (component.abs() - exact).abs() < 1e-5 {
            return exact.copysign(component) + 0.0;
        }
    }
    component
}
