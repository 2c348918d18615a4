//! Finding relations: entities are grouped by what could be the same, then asked.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::{Places, points, values, wide};
use super::predicate::{center, circle_of, contains, direction, holds, is_congruent, middle, outline, radius};
use super::scene::{Entity, Form, Scene};
use super::{Kind, Relation};
use crate::model::{DVec2, trig};

/// The most relations of a scene.
const MOST_RELATIONS: usize = 50_000;
/// Curves that have no end in common are asked whether they touch in drawings of no more curves.
const MOST_APART: usize = 64;
/// Points of a drawing are asked whether one is midway between two in drawings of no more points.
const MOST_MIDWAY: usize = 96;
/// How many outlines an outline is sought in.
const MOST_AROUND: usize = 64;
/// A direction is known no worse than this, degrees.
const WIDEST: f64 = 0.5;

/// What is taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A part: sizes are compared where they have one role (lines of one outline, arcs of one sketch, outlines that act
    /// alike).
    Part,
    /// A drawing without outlines, with construction lines and points: sizes are compared throughout.
    Drawing,
}

/// The relations of a scene, in a fixed order.
pub fn find(scene: &Scene, scope: Scope) -> Vec<Relation> {
    let mut finder = Finder { scene, scope, found: Vec::new() };
    for feature in grouped(scene, |entity| Some(entity.feature)) {
        finder.lines(&feature);
        finder.radii(&feature);
        finder.touching(&feature);
    }
    for view in grouped(scene, |entity| Some(entity.view)) {
        finder.centers(&view);
        finder.straight(&view);
        finder.outlines(&view);
        finder.planes(&view);
        if scope == Scope::Drawing {
            finder.drawn(&view);
        }
    }
    finder.found.truncate(MOST_RELATIONS);
    finder.found
}

/// Ids by a key, in order of the key.
fn grouped<K: Ord>(scene: &Scene, key: impl Fn(&Entity) -> Option<K>) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (index, entity) in scene.entities.iter().enumerate() {
        if let Some(key) = key(entity) {
            groups.entry(key).or_default().push(index as u32);
        }
    }
    groups.into_values().collect()
}

/// What outlines that act alike have in common: one sketch, or the same planes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Role {
    adds: bool,
    is_outer: bool,
    sizes: usize,
    feature: Option<u32>,
    heights: Option<[i64; 2]>,
}

struct Finder<'a> {
    scene: &'a Scene,
    scope: Scope,
    found: Vec<Relation>,
}

impl<'a> Finder<'a> {
    fn form(&self, id: u32) -> &'a Form {
        &self.scene.entities[id as usize].form
    }

    fn add(&mut self, kind: Kind, members: Vec<u32>) {
        if self.found.len() < MOST_RELATIONS {
            self.found.push(Relation { kind, members });
        }
    }

    fn holds(&self, kind: Kind, members: &[u32]) -> bool {
        holds(self.scene, kind, members, 1.0)
    }

    /// Adds groups of two and more.
    fn add_groups(&mut self, kind: Kind, groups: Vec<Vec<u32>>) {
        for group in groups.into_iter().filter(|group| group.len() > 1) {
            self.add(kind, group);
        }
    }

    fn select<T>(&self, ids: &[u32], test: impl Fn(&'a Form) -> Option<T>) -> Vec<(T, u32)> {
        ids.iter().filter_map(|id| test(self.form(*id)).map(|value| (value, *id))).collect()
    }

    /// Directions and lengths of the lines of a sketch.
    fn lines(&mut self, ids: &[u32]) {
        let tolerance = self.scene.tolerance;
        let mut lines = self.select(ids, direction);
        lines.retain(|(along, _)| along.length() > 4.0 * tolerance);
        for (kind, across) in [(Kind::Horizontal, DVec2::Y), (Kind::Vertical, DVec2::X)] {
            for (_, id) in lines.iter().filter(|(along, _)| along.dot(across).abs() <= tolerance) {
                self.add(kind, vec![*id]);
            }
        }
        let classes = directions(&lines, tolerance);
        let slots: BTreeMap<u32, usize> =
            classes.iter().enumerate().flat_map(|(slot, class)| class.iter().map(move |id| (*id, slot))).collect();
        // Turned by a right angle, a class falls on the class at right angles to it.
        let longest: Vec<u32> = classes.iter().map(|class| self.longest(class)).collect();
        let mut both: Vec<(DVec2, u32)> = Vec::new();
        for id in &longest {
            let along = direction(self.form(*id)).unwrap_or_default();
            both.push((along, 2 * id));
            both.push((along.perp(), 2 * id + 1));
        }
        let mut pairs = BTreeSet::new();
        for group in directions(&both, tolerance) {
            let turned = group.iter().find(|id| *id % 2 == 1);
            let plain = group.iter().find(|id| *id % 2 == 0);
            if let (Some(turned), Some(plain)) = (turned, plain) {
                let (a, b) = (turned / 2, plain / 2);
                pairs.insert((a.min(b), a.max(b)));
            }
        }
        self.add_groups(Kind::Parallel, classes.clone());
        for (a, b) in pairs {
            if slots.get(&a) != slots.get(&b) && self.holds(Kind::Perpendicular, &[a, b]) {
                self.add(Kind::Perpendicular, vec![a, b]);
            }
        }
        let lengths: Vec<(f64, u32)> = lines.iter().map(|(along, id)| (along.length(), *id)).collect();
        let mut roles: BTreeMap<Option<u32>, Vec<(f64, u32)>> = BTreeMap::new();
        for (length, id) in lengths {
            roles.entry(self.scene.entities[id as usize].outline).or_default().push((length, id));
        }
        for lengths in roles.into_values() {
            self.add_groups(Kind::EqualLength, values(lengths, tolerance));
        }
    }

    fn longest(&self, class: &[u32]) -> u32 {
        let length = |id: &u32| direction(self.form(*id)).map_or(0.0, DVec2::length);
        let mut best = class[0];
        for id in class {
            if length(id) > length(&best) {
                best = *id;
            }
        }
        best
    }

    fn radii(&mut self, ids: &[u32]) {
        let tolerance = self.scene.tolerance;
        let radii = self.select(ids, radius);
        let drawing = self.scope == Scope::Drawing;
        let (arcs, circles): (Vec<_>, Vec<_>) =
            radii.into_iter().partition(|(_, id)| drawing || matches!(self.form(*id), Form::Arc { .. }));
        for role in [arcs, circles] {
            self.add_groups(Kind::EqualRadius, values(role, tolerance));
        }
    }

    /// Curves that touch in one direction.
    fn touching(&mut self, ids: &[u32]) {
        let curves: Vec<u32> = ids
            .iter()
            .copied()
            .filter(|id| matches!(self.form(*id), Form::Line { .. } | Form::Arc { .. } | Form::Circle { .. }))
            .collect();
        let mut pairs = BTreeSet::new();
        let mut ends = Vec::new();
        for id in &curves {
            if let Some((start, end)) = self.form(*id).ends() {
                ends.extend([(start, *id), (end, *id)]);
            }
        }
        for mut joint in points(&ends, self.scene.tolerance) {
            joint.dedup();
            for (index, a) in joint.iter().enumerate().take(8) {
                pairs.extend(joint[index + 1..].iter().take(8).map(|b| (*a, *b)));
            }
        }
        // Within a part, curves that touch have an end in common.
        if self.scope == Scope::Drawing && curves.len() <= MOST_APART {
            for (index, a) in curves.iter().enumerate() {
                pairs.extend(curves[index + 1..].iter().map(|b| (*a, *b)));
            }
        }
        for (a, b) in pairs {
            let is_round = [a, b].into_iter().any(|id| radius(self.form(id)).is_some());
            if is_round && self.holds(Kind::Tangent, &[a, b]) {
                self.add(Kind::Tangent, vec![a, b]);
            }
        }
    }

    /// What is about one axis, and what lies in line.
    fn centers(&mut self, ids: &[u32]) {
        let tolerance = self.scene.tolerance;
        let round = |form: &'a Form| if radius(form).is_some() { form.center() } else { None };
        self.add_groups(Kind::Concentric, points(&self.select(ids, round), tolerance));
        let placed = |form: &'a Form| match form {
            Form::Outline(outline) => Some(outline.center),
            Form::Point(point) => Some(*point),
            _ => None,
        };
        let placed = self.select(ids, placed);
        for (kind, axis) in [(Kind::AlignedX, DVec2::X), (Kind::AlignedY, DVec2::Y)] {
            let groups = values(placed.iter().map(|(point, id)| (point.dot(axis), *id)), tolerance);
            self.add_groups(kind, groups);
        }
    }

    /// Lines of different places that lie on one straight line.
    fn straight(&mut self, ids: &[u32]) {
        let tolerance = self.scene.tolerance;
        let mut lines = self.select(ids, direction);
        lines.retain(|(along, _)| along.length() > 4.0 * tolerance);
        for class in directions(&lines, tolerance) {
            let longest = self.longest(&class);
            let Some(normal) = direction(self.form(longest)).and_then(DVec2::try_normalize).map(DVec2::perp) else {
                continue;
            };
            let offset = |id: &u32| self.form(*id).ends().map(|(start, end)| (normal.dot((start + end) / 2.0), *id));
            for group in values(class.iter().filter_map(offset), tolerance) {
                // What departs from the longest line of the group is not on it.
                let longest = self.longest(&group);
                let on = group.into_iter().filter(|id| *id == longest || self.holds(Kind::Collinear, &[longest, *id]));
                self.add_groups(Kind::Collinear, vec![on.collect()]);
            }
        }
    }

    /// What whole outlines have in common.
    fn outlines(&mut self, ids: &[u32]) {
        let scene = self.scene;
        let tolerance = scene.tolerance;
        let outlines = self.select(ids, outline);
        for (shape, id) in &outlines {
            for kind in [Kind::SymmetricX, Kind::SymmetricY] {
                if shape.circle.is_none() && self.holds(kind, &[*id]) {
                    self.add(kind, vec![*id]);
                }
            }
        }
        let around = self.around(&outlines.iter().map(|item| item.1).collect::<Vec<_>>());
        let mut roles: BTreeMap<Role, Vec<(f64, u32)>> = BTreeMap::new();
        for (shape, id) in &outlines {
            let feature = self.scene.entities[*id as usize].feature;
            let steps = |value: f64| (value / (4.0 * tolerance)).round() as i64;
            let heights = shape.interval.map(|(from, to)| [steps(from), steps(to)]);
            let role = Role {
                adds: shape.adds,
                is_outer: shape.is_outer,
                sizes: shape.sizes.len(),
                feature: if heights.is_some() { None } else { Some(feature) },
                heights,
            };
            roles.entry(role).or_default().push((shape.length, *id));
        }
        for role in roles.into_values() {
            for group in values(role, tolerance) {
                let mut rest = group;
                while rest.len() > 1 {
                    let (alike, others): (Vec<u32>, Vec<u32>) = {
                        let first = outline(self.form(rest[0]));
                        rest.iter().partition(|id| {
                            matches!((first, outline(self.form(**id))), (Some(a), Some(b)) if is_congruent(a, b, tolerance))
                        })
                    };
                    // The first is like itself unless its numbers are not finite.
                    if alike.is_empty() {
                        break;
                    }
                    self.alike(&alike, &around);
                    rest = others;
                }
            }
        }
        for (around, inside) in around.into_iter().map(|(inside, around)| (around, inside)) {
            self.add(Kind::Contained, vec![around, inside]);
        }
    }

    /// The outline around each that lies in one: that of its face, or the smallest of an extrusion that adds.
    fn around(&self, ids: &[u32]) -> BTreeMap<u32, u32> {
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        let view = ids.first().map(|id| self.scene.entities[*id as usize].view);
        for (outer, hole) in &self.scene.holes {
            if view == Some(self.scene.entities[*hole as usize].view) {
                found.insert(*hole, *outer);
            }
        }
        let area = |id: &u32| outline(self.form(*id)).map_or(0.0, |shape| shape.half.x * shape.half.y);
        let mut hosts: Vec<u32> = ids
            .iter()
            .copied()
            .filter(|id| outline(self.form(*id)).is_some_and(|shape| shape.adds && shape.is_outer))
            .collect();
        hosts.sort_by(|a, b| area(a).total_cmp(&area(b)).then(a.cmp(b)));
        for id in ids {
            let Some(inside) = outline(self.form(*id)).filter(|shape| shape.is_outer) else { continue };
            let feature = self.scene.entities[*id as usize].feature;
            let larger = hosts.partition_point(|host| area(host) <= area(id));
            let host = hosts[larger..].iter().take(MOST_AROUND).find(|host| {
                self.scene.entities[**host as usize].feature != feature
                    && outline(self.form(**host)).is_some_and(|shape| contains(shape, inside, self.scene.tolerance))
            });
            if let Some(host) = host {
                found.insert(*id, *host);
            }
        }
        found
    }

    /// Congruent outlines: their pattern and their symmetry.
    fn alike(&mut self, group: &[u32], around: &BTreeMap<u32, u32>) {
        if group.len() < 2 {
            return;
        }
        let tolerance = self.scene.tolerance;
        self.add(Kind::Congruent, group.to_vec());
        let placed: Vec<(DVec2, u32)> =
            group.iter().filter_map(|id| center(self.form(*id)).map(|center| (center, *id))).collect();
        let places = Places::new(placed.iter().copied());
        for (place, id) in &placed {
            let Some(host) = around.get(id) else { continue };
            let Some(middle) = center(self.form(*host)) else { continue };
            for (kind, mirror) in [(Kind::SymmetricX, DVec2::new(-1.0, 1.0)), (Kind::SymmetricY, DVec2::new(1.0, -1.0))]
            {
                let image = middle + (*place - middle) * mirror;
                let other = places.at(image, tolerance).find(|other| other > id && around.get(other) == Some(host));
                if let Some(other) = other {
                    self.add(kind, vec![*host, *id, other]);
                }
            }
        }
        if group.len() < 3 {
            return;
        }
        if self.holds(Kind::LinearPitch, group) {
            return self.add(Kind::LinearPitch, group.to_vec());
        }
        let points: Vec<DVec2> = placed.iter().map(|item| item.0).collect();
        if circle_of(&points, tolerance).is_some() {
            return self.add(Kind::CircularPitch, group.to_vec());
        }
        for axis in [DVec2::X, DVec2::Y] {
            for row in values(placed.iter().map(|(point, id)| (point.dot(axis), *id)), tolerance) {
                if self.holds(Kind::LinearPitch, &row) {
                    self.add(Kind::LinearPitch, row);
                }
            }
        }
    }

    fn planes(&mut self, ids: &[u32]) {
        let offset = |form: &'a Form| if let Form::Plane(offset) = form { Some(*offset) } else { None };
        self.add_groups(Kind::Coplanar, values(self.select(ids, offset), self.scene.tolerance));
    }

    /// What only drawings have: points, and what they lie on.
    fn drawn(&mut self, ids: &[u32]) {
        let tolerance = self.scene.tolerance;
        let placed = self.select(ids, |form| if let Form::Point(point) = form { Some(*point) } else { None });
        let groups = points(&placed, tolerance);
        self.add_groups(Kind::Coincident, groups.clone());
        let places = Places::new(placed.iter().copied());
        let curves = self.select(ids, |form| match form {
            Form::Line { .. } | Form::Arc { .. } | Form::Circle { .. } => Some(()),
            _ => None,
        });
        for (_, curve) in &curves {
            let form = self.form(*curve);
            let half = match form {
                Form::Line { start, end } => Some((*start + *end) / 2.0),
                _ => middle(form),
            };
            for point in half.into_iter().flat_map(|half| places.at(half, tolerance)) {
                self.add(Kind::Midpoint, vec![point, *curve]);
            }
            if placed.len() <= 4 * MOST_MIDWAY {
                for (_, point) in &placed {
                    if self.holds(Kind::OnCurve, &[*point, *curve]) {
                        self.add(Kind::OnCurve, vec![*point, *curve]);
                    }
                }
            }
        }
        // One point of each place is enough to be an end.
        let ends: Vec<(DVec2, u32)> =
            groups.iter().filter_map(|group| Some((center(self.form(group[0]))?, group[0]))).collect();
        if ends.len() <= MOST_MIDWAY {
            for (index, (a, one)) in ends.iter().enumerate() {
                for (b, other) in &ends[index + 1..] {
                    for point in places.at((*a + *b) / 2.0, tolerance) {
                        self.add(Kind::Midpoint, vec![point, *one, *other]);
                    }
                }
            }
        }
    }
}

/// Groups of lines with one direction. Short lines know theirs less well.
fn directions(lines: &[(DVec2, u32)], tolerance: f64) -> Vec<Vec<u32>> {
    let angles = lines.iter().map(|(along, id)| {
        let known = (tolerance / along.length()).to_degrees().min(WIDEST) / 2.0;
        // Counted from an odd direction, so that no usual one lies where the count begins anew.
        let angle = (trig::atan2(along.y, along.x) + 17.123).rem_euclid(180.0);
        (angle, known, *id)
    });
    wide(angles)
}
