//! The boolean tree of a stack: its extrusions in one frame, and its value where some of them are.

use std::collections::BTreeMap;

use glam::{DMat2, DVec2, DVec3};

use crate::diagnostics::registry::{geom, limit};
use crate::geom::planar::{PlanarRegion, regions_of_sketch};
use crate::model::{
    BooleanOp, Frame, GeometryError, Provenance, Sketch, Solid, SolidKind, Transform2, Transform3, tolerance,
};

/// The most curves the extrusions of one stack may have together.
const CURVE_LIMIT: usize = 2_000_000;
/// The most operations of one tree, shared ones counted as often as they are used.
pub(in crate::geom) const NODE_LIMIT: usize = 1_000_000;

/// One extrusion in the common frame.
#[derive(Debug)]
pub(super) struct Leaf {
    pub regions: Vec<PlanarRegion>,
    /// Numbers of its end heights.
    pub low: u32,
    pub high: u32,
    node: u32,
}

#[derive(Debug)]
struct Node {
    /// `None` for extrusions.
    op: Option<BooleanOp>,
    parent: Option<u32>,
    /// Whether it is what the others are cut from.
    first: bool,
    operands: u32,
    provenance: Provenance,
}

/// A boolean tree of extrusions along one direction.
#[derive(Debug)]
pub struct Stack {
    pub(super) frame: Frame,
    pub(super) leaves: Vec<Leaf>,
    pub(super) levels: Vec<f64>,
    nodes: Vec<Node>,
}

/// An operand still to be visited.
struct Visit {
    solid: Solid,
    transform: Transform3,
    parent: Option<u32>,
    first: bool,
}

impl Stack {
    /// The tree of `op` over some solids (of a single one without `op`); `None` when an extrusion has another
    /// direction than the first, or a solid is not made of extrusions.
    pub fn collect(solids: &[Solid], op: Option<(BooleanOp, &Provenance)>) -> Result<Option<Stack>, GeometryError> {
        let mut stack = Stack { frame: Frame::XY, leaves: Vec::new(), levels: Vec::new(), nodes: Vec::new() };
        let parent = op.map(|(op, provenance)| stack.add_node(Some(op), None, true, provenance));
        if let Some(root) = stack.nodes.first_mut() {
            root.operands = solids.len() as u32;
        }
        let mut todo: Vec<Visit> = Vec::new();
        push_operands(&mut todo, solids, &Transform3::IDENTITY, parent);
        let mut heights: Vec<(f64, f64)> = Vec::new();
        let mut curves = 0usize;
        while let Some(Visit { solid, transform, parent, first }) = todo.pop() {
            match &solid.kind {
                SolidKind::Revolve { .. } => return Ok(None),
                SolidKind::Transform { solid: inner, transform: map } => {
                    let transform = transform.after(map);
                    todo.push(Visit { solid: inner.clone(), transform, parent, first });
                }
                SolidKind::Boolean { op, operands } => {
                    // A union in a union, and what a cut is cut from, belong to the operation around them.
                    let around = parent.filter(|above| {
                        stack.nodes[*above as usize].op == Some(*op) && (*op != BooleanOp::Cut || first)
                    });
                    match around {
                        Some(above) => {
                            stack.nodes[above as usize].operands -= 1;
                            push_operands(&mut todo, operands, &transform, around);
                            stack.nodes[above as usize].operands += operands.len() as u32;
                        }
                        None => {
                            let node = stack.add_node(Some(*op), parent, first, &solid.provenance);
                            stack.nodes[node as usize].operands = operands.len() as u32;
                            push_operands(&mut todo, operands, &transform, Some(node));
                        }
                    }
                }
                SolidKind::Extrude { sketch, from, to } => {
                    let node = stack.add_node(None, parent, first, &solid.provenance);
                    let placed = place(sketch, &transform);
                    if stack.leaves.is_empty() {
                        stack.frame = placed.frame;
                    }
                    let placed = stack.regions(&placed, &transform, *from, *to);
                    let Some((regions, range)) = placed.map_err(|error| error.blame(&solid.provenance))? else {
                        return Ok(None);
                    };
                    curves += regions.iter().map(|region| region.segments().count()).sum::<usize>();
                    heights.push(range);
                    stack.leaves.push(Leaf { regions, low: 0, high: 0, node });
                }
            }
            if stack.nodes.len() > NODE_LIMIT || curves > CURVE_LIMIT {
                return Err(too_many().blame(&solid.provenance));
            }
        }
        stack.number_levels(&heights)?;
        Ok(Some(stack))
    }

    /// The direction of all extrusions of a solid; `None` when they have several, or it is not made of extrusions.
    pub fn direction(solid: &Solid) -> Result<Option<DVec3>, GeometryError> {
        let mut direction: Option<DVec3> = None;
        let mut todo = vec![(solid, Transform3::IDENTITY)];
        let mut visits = 0;
        while let Some((solid, map)) = todo.pop() {
            visits += 1;
            match &solid.kind {
                SolidKind::Revolve { .. } => return Ok(None),
                SolidKind::Transform { solid, transform } => todo.push((solid, map.after(transform))),
                SolidKind::Boolean { operands, .. } => todo.extend(operands.iter().map(|operand| (operand, map))),
                SolidKind::Extrude { sketch, .. } => {
                    let own = map.direction(sketch.frame.z).normalize_or_zero();
                    if !is_parallel(*direction.get_or_insert(own), own) {
                        return Ok(None);
                    }
                }
            }
            if visits > NODE_LIMIT {
                return Err(too_many().blame(&solid.provenance));
            }
        }
        Ok(direction)
    }

    fn add_node(&mut self, op: Option<BooleanOp>, parent: Option<u32>, first: bool, provenance: &Provenance) -> u32 {
        self.nodes.push(Node { op, parent, first, operands: 0, provenance: provenance.clone() });
        self.nodes.len() as u32 - 1
    }

    /// Regions and heights of an extrusion in the common frame; `None` when its direction is another.
    #[allow(clippy::type_complexity)]
    fn regions(
        &self,
        sketch: &Sketch,
        transform: &Transform3,
        from: f64,
        to: f64,
    ) -> Result<Option<(Vec<PlanarRegion>, (f64, f64))>, GeometryError> {
        let (common, own) = (&self.frame, &sketch.frame);
        if !is_parallel(common.z, own.z) {
            return Ok(None);
        }
        let scale = transform.scale();
        let base = (own.origin - common.origin).dot(common.z);
        let (from, to) = (from * scale, to * scale);
        let range = if common.z.dot(own.z) > 0.0 { (base + from, base + to) } else { (base - to, base - from) };
        let column = |v: DVec3| DVec2::new(v.dot(common.x), v.dot(common.y));
        let map = Transform2 {
            linear: DMat2::from_cols(column(own.x), column(own.y)),
            translation: column(own.origin - common.origin),
        };
        let mut regions = regions_of_sketch(sketch)?;
        if map.linear != DMat2::IDENTITY || map.translation != DVec2::ZERO {
            regions = regions.iter().map(|region| region.transformed(&map)).collect();
        }
        Ok(Some((regions, range)))
    }

    /// Numbers all end heights in order; those within the tolerance of one another are one.
    fn number_levels(&mut self, heights: &[(f64, f64)]) -> Result<(), GeometryError> {
        let mut sorted: Vec<f64> = heights.iter().flat_map(|(low, high)| [*low, *high]).collect();
        sorted.sort_by(f64::total_cmp);
        for height in sorted {
            if self.levels.last().is_none_or(|last| height - last > tolerance::LINEAR) {
                self.levels.push(height);
            }
        }
        let number = |height: f64| self.levels.partition_point(|level| *level <= height).saturating_sub(1) as u32;
        for (leaf, (low, high)) in self.leaves.iter_mut().zip(heights) {
            (leaf.low, leaf.high) = (number(*low), number(*high));
            if leaf.low >= leaf.high {
                let message =
                    format!("an extrusion is {} mm high; it must be higher than {} mm", high - low, tolerance::LINEAR);
                let error = GeometryError::new(geom::ZERO_EXTRUSION, message);
                return Err(error.blame(&self.nodes[leaf.node as usize].provenance));
            }
        }
        Ok(())
    }

    /// The provenance of the whole tree.
    pub(super) fn provenance(&self) -> Option<&Provenance> {
        self.nodes.first().map(|node| &node.provenance)
    }

    /// The error of an operation that leaves nothing, the innermost first; `filled` says for every node whether
    /// it is anywhere.
    pub(super) fn emptiness(&self, filled: &[bool]) -> Option<GeometryError> {
        let (node, _) = self.nodes.iter().zip(filled).rev().find(|(_, filled)| !**filled)?;
        let message = match node.op {
            None => "an extrusion leaves nothing: its sketch has no inside",
            Some(op) => return Some(empty_result(op, &node.provenance)),
        };
        Some(GeometryError::new(geom::EMPTY_RESULT, message).blame(&node.provenance))
    }

    /// An evaluator of the tree.
    pub(super) fn evaluator(&self) -> Evaluator<'_> {
        Evaluator { stack: self, filled: vec![false; self.nodes.len()], pending: BTreeMap::new() }
    }
}

/// What is wrong with a boolean that leaves nothing.
pub(in crate::geom) fn empty_result(op: BooleanOp, provenance: &Provenance) -> GeometryError {
    let message = match op {
        BooleanOp::Union => "the union is empty: it has no solid",
        BooleanOp::Cut => {
            "the cut leaves nothing: the solids cut away cover all of the first; move or shrink one of them"
        }
        BooleanOp::Intersect => "the intersection is empty: the solids have no volume in common; move one of them",
    };
    GeometryError::new(geom::EMPTY_RESULT, message).blame(provenance)
}

/// Whether two unit vectors point the same way or opposite ways.
pub(in crate::geom) fn is_parallel(a: DVec3, b: DVec3) -> bool {
    a.cross(b).length() <= tolerance::ANGULAR
}

/// The error of a solid too large to build.
pub(in crate::geom) fn too_many() -> GeometryError {
    let message =
        format!("a solid has more than {CURVE_LIMIT} curves or {NODE_LIMIT} operations; the language allows no more");
    GeometryError::new(limit::CURVES, message)
}

fn push_operands(todo: &mut Vec<Visit>, operands: &[Solid], transform: &Transform3, parent: Option<u32>) {
    // The last is visited first: reversed, so that extrusions come in the order of the program.
    todo.extend(operands.iter().enumerate().rev().map(|(place, solid)| Visit {
        solid: solid.clone(),
        transform: *transform,
        parent,
        first: place == 0,
    }));
}

fn place(sketch: &Sketch, transform: &Transform3) -> Sketch {
    if *transform == Transform3::IDENTITY { sketch.clone() } else { sketch.transformed(transform) }
}

/// Evaluates the tree at places given by the extrusions they lie in.
pub(super) struct Evaluator<'a> {
    stack: &'a Stack,
    /// For every node whether it was true at some place.
    pub filled: Vec<bool>,
    /// Nodes with true operands, by number, with their count and whether the first is among them.
    pending: BTreeMap<u32, (u32, bool)>,
}

impl Evaluator<'_> {
    /// Whether a place lies in the solid that lies in exactly the given extrusions. Children have larger
    /// numbers than their parents, so the largest pending node is complete.
    pub fn contains(&mut self, leaves: impl Iterator<Item = usize>) -> bool {
        for leaf in leaves {
            self.pending.insert(self.stack.leaves[leaf].node, (0, false));
        }
        while let Some((number, (count, first))) = self.pending.pop_last() {
            let node = &self.stack.nodes[number as usize];
            let holds = match node.op {
                None | Some(BooleanOp::Union) => true,
                Some(BooleanOp::Cut) => first && count == 1,
                Some(BooleanOp::Intersect) => count == node.operands,
            };
            if !holds {
                continue;
            }
            self.filled[number as usize] = true;
            let Some(parent) = node.parent else {
                self.pending.clear();
                return true;
            };
            let above = self.pending.entry(parent).or_insert((0, false));
            *above = (above.0 + 1, above.1 || node.first);
        }
        false
    }
}
