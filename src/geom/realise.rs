//! Solid graphs to exact bodies: extrusions along one direction as a stack, revolutions, images, and what is
//! left to the boolean of meshes.
//!
//! Operands that do not meet are never combined: their shells stand side by side. Every operation that leaves
//! nothing is an error at that operation. Shared operands are built once.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use glam::DVec3;
use rustc_hash::FxHashMap;

use super::boolean::combine;
use super::brep::{Body, DisjointSets};
use super::prism::{NODE_LIMIT, Stack, empty_result, is_parallel, too_many};
use super::{interrupt, measure, revolve, transform};
use crate::diagnostics::registry::{geom, limit};
use crate::model::{BooleanOp, GeometryError, Provenance, Solid, SolidKind, Transform3, tolerance};

/// How deep operations that are not one stack may nest.
const DEPTH_LIMIT: u32 = 256;

/// The exact boundary of a solid.
pub fn realise(solid: &Solid) -> Result<Arc<Body>, GeometryError> {
    Realiser::default().body(solid, 0)
}

/// A body and its box.
struct Operand {
    body: Arc<Body>,
    min: DVec3,
    max: DVec3,
}

impl Operand {
    fn new(body: Arc<Body>) -> Operand {
        let (min, max) = measure::bounds(&body);
        Operand { body, min, max }
    }

    /// Whether the boxes overlap by more than `margin` along every axis; a negative margin counts near misses.
    fn meets(&self, other: &Operand, margin: f64) -> bool {
        (self.max.min(other.max) - self.min.max(other.min)).min_element() > margin
    }
}

#[derive(Default)]
struct Realiser {
    known: FxHashMap<u128, Arc<Body>>,
}

impl Realiser {
    fn body(&mut self, solid: &Solid, depth: u32) -> Result<Arc<Body>, GeometryError> {
        if let Some(body) = self.known.get(&solid.hash) {
            return Ok(body.clone());
        }
        interrupt::check().map_err(|error| error.blame(&solid.provenance))?;
        if depth > DEPTH_LIMIT {
            let message = format!(
                "operations on solids in different directions nest more than {DEPTH_LIMIT} deep; combine a list of \
                 solids by one operation"
            );
            return Err(GeometryError::new(limit::SOLID_DEPTH, message).blame(&solid.provenance));
        }
        let body = if Stack::direction(solid)?.is_some() {
            stacked(std::slice::from_ref(solid), None, &solid.provenance)?
        } else {
            match &solid.kind {
                SolidKind::Extrude { .. } => stacked(std::slice::from_ref(solid), None, &solid.provenance)?,
                SolidKind::Revolve { sketch, point, direction, from, to } => {
                    let body = revolve::revolve(sketch, *point, *direction, *from, *to);
                    Arc::new(body.map_err(|error| error.blame(&solid.provenance))?)
                }
                SolidKind::Transform { .. } => {
                    let (mut inner, mut map) = (solid, Transform3::IDENTITY);
                    while let SolidKind::Transform { solid, transform } = &inner.kind {
                        map = map.after(transform);
                        inner = solid;
                    }
                    Arc::new(transform::transformed(&*self.body(inner, depth + 1)?, &map))
                }
                SolidKind::Boolean { op, operands } => {
                    let operands = flattened(*op, operands, &solid.provenance)?;
                    match op {
                        BooleanOp::Union => self.union(&operands, &solid.provenance, depth + 1)?,
                        BooleanOp::Cut => self.cut(&operands, &solid.provenance, depth + 1)?,
                        BooleanOp::Intersect => self.intersect(&operands, &solid.provenance, depth + 1)?,
                    }
                }
            }
        };
        self.known.insert(solid.hash, body.clone());
        Ok(body)
    }

    /// The body of some solids together: one stack where they are extrusions along one direction.
    fn together(
        &mut self,
        op: BooleanOp,
        solids: &[Solid],
        provenance: &Provenance,
        depth: u32,
    ) -> Result<Operand, GeometryError> {
        let body = match solids {
            [only] => self.body(only, depth)?,
            several => stacked(several, Some(op), provenance)?,
        };
        Ok(Operand::new(body))
    }

    fn union(&mut self, solids: &[Solid], provenance: &Provenance, depth: u32) -> Result<Arc<Body>, GeometryError> {
        let mut operands = Vec::new();
        for group in by_direction(solids)? {
            operands.push(self.together(BooleanOp::Union, &group, provenance, depth)?);
        }
        let mut parts: Vec<Arc<Body>> = Vec::new();
        for cluster in clusters(&operands) {
            parts.push(match &cluster[..] {
                [alone] => alone.clone(),
                several => combined(BooleanOp::Union, several, provenance)?,
            });
        }
        match &parts[..] {
            [] => Err(empty_result(BooleanOp::Union, provenance)),
            [only] => Ok(only.clone()),
            several => {
                let mut all = Body::default();
                several.iter().for_each(|part| all.put_beside(part));
                Ok(Arc::new(all))
            }
        }
    }

    fn cut(&mut self, solids: &[Solid], provenance: &Provenance, depth: u32) -> Result<Arc<Body>, GeometryError> {
        let Some((first, tools)) = solids.split_first() else { return Err(empty_result(BooleanOp::Cut, provenance)) };
        // Tools along the direction of the first solid are cut with it.
        let along = Stack::direction(first)?;
        let (mut stack, mut others) = (vec![first.clone()], Vec::new());
        for tool in tools {
            match (along, Stack::direction(tool)?) {
                (Some(along), Some(direction)) if is_parallel(along, direction) => stack.push(tool.clone()),
                _ => others.push(tool),
            }
        }
        let base = self.together(BooleanOp::Cut, &stack, provenance, depth)?;
        let mut operands = vec![base.body.clone()];
        for tool in others {
            let tool = Operand::new(self.body(tool, depth)?);
            if tool.meets(&base, tolerance::LINEAR) {
                operands.push(tool.body);
            }
        }
        match &operands[..] {
            [only] => Ok(only.clone()),
            several => combined(BooleanOp::Cut, several, provenance),
        }
    }

    fn intersect(&mut self, solids: &[Solid], provenance: &Provenance, depth: u32) -> Result<Arc<Body>, GeometryError> {
        let mut operands: Vec<Operand> = Vec::new();
        for group in by_direction(solids)? {
            let next = self.together(BooleanOp::Intersect, &group, provenance, depth)?;
            if operands.iter().any(|operand| !operand.meets(&next, tolerance::LINEAR)) {
                return Err(empty_result(BooleanOp::Intersect, provenance));
            }
            operands.push(next);
        }
        let bodies: Vec<Arc<Body>> = operands.into_iter().map(|operand| operand.body).collect();
        match &bodies[..] {
            [only] => Ok(only.clone()),
            several => combined(BooleanOp::Intersect, several, provenance),
        }
    }
}

fn stacked(solids: &[Solid], op: Option<BooleanOp>, provenance: &Provenance) -> Result<Arc<Body>, GeometryError> {
    match Stack::collect(solids, op.map(|op| (op, provenance)))? {
        Some(stack) => Ok(Arc::new(stack.body()?)),
        None => {
            let message = "directions of extrusions agree only within rounding; make them equal or clearly different";
            Err(GeometryError::new(geom::NEARLY_COINCIDENT, message).blame(provenance))
        }
    }
}

fn combined(op: BooleanOp, bodies: &[Arc<Body>], provenance: &Provenance) -> Result<Arc<Body>, GeometryError> {
    let body = combine(op, bodies, provenance)?;
    if body.faces.is_empty() { Err(empty_result(op, provenance)) } else { Ok(Arc::new(body)) }
}

/// Operands, with those of an operand of the same kind in its place; of a cut only the first opens.
fn flattened(op: BooleanOp, operands: &[Solid], provenance: &Provenance) -> Result<Vec<Solid>, GeometryError> {
    let mut flat = Vec::new();
    let mut todo: Vec<(&Solid, bool)> = operands.iter().enumerate().rev().map(|(at, solid)| (solid, at == 0)).collect();
    while let Some((solid, first)) = todo.pop() {
        match &solid.kind {
            SolidKind::Boolean { op: inner, operands } if *inner == op && (op != BooleanOp::Cut || first) => {
                todo.extend(operands.iter().enumerate().rev().map(|(at, solid)| (solid, first && at == 0)));
            }
            _ => flat.push(solid.clone()),
        }
        if flat.len() + todo.len() > NODE_LIMIT {
            return Err(too_many().blame(provenance));
        }
    }
    Ok(flat)
}

/// Groups of solids: those made of extrusions along one direction together, others alone; in order.
fn by_direction(solids: &[Solid]) -> Result<Vec<Vec<Solid>>, GeometryError> {
    let mut groups: Vec<Vec<Solid>> = Vec::new();
    let mut directions: Vec<(DVec3, usize)> = Vec::new();
    for solid in solids {
        let direction = Stack::direction(solid)?;
        let known = direction.and_then(|own| directions.iter().find(|(other, _)| is_parallel(*other, own)));
        match known {
            Some((_, group)) => groups[*group].push(solid.clone()),
            None => {
                directions.extend(direction.map(|own| (own, groups.len())));
                groups.push(vec![solid.clone()]);
            }
        }
    }
    Ok(groups)
}

/// Sets of bodies connected by boxes that meet or touch, in the order of their first members.
fn clusters(operands: &[Operand]) -> Vec<Vec<Arc<Body>>> {
    let mut order: Vec<usize> = (0..operands.len()).collect();
    order.sort_by(|a, b| operands[*a].min.x.total_cmp(&operands[*b].min.x));
    let mut sets = DisjointSets::new(operands.len());
    for (place, &a) in order.iter().enumerate() {
        for &b in &order[place + 1..] {
            if operands[b].min.x > operands[a].max.x + tolerance::LINEAR {
                break;
            }
            if operands[a].meets(&operands[b], -tolerance::LINEAR) {
                sets.join(a as u32, b as u32);
            }
        }
    }
    let mut place_of: FxHashMap<u32, usize> = FxHashMap::default();
    let mut clusters: Vec<Vec<Arc<Body>>> = Vec::new();
    for (number, operand) in operands.iter().enumerate() {
        let place = *place_of.entry(sets.find(number as u32)).or_insert_with(|| {
            clusters.push(Vec::new());
            clusters.len() - 1
        });
        clusters[place].push(operand.body.clone());
    }
    clusters
}
