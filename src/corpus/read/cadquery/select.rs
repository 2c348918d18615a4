//! Selectors such as `>Z`, `|X and <Y` or `%CIRCLE`, and the stacks they pick from.

use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::Bound;
use super::machine::Machine;
use super::shape::{Object, Placed, SolidEdge, SolidFace, Wire, boundary, chain_corners};
use super::value::{Outcome, Value, unsupported, wrong};
use super::workplane::{Work, pick};
use crate::model::{CurveKind, DVec3, EdgeInfo, Geometry};

/// Places and directions closer than this count as equal.
const TOLERANCE: f64 = 1e-4;
/// At most this many vertices are selected at once.
const MOST_VERTICES: usize = 5_000;

/// What a selector looks at.
pub struct Item {
    /// The middle.
    pub center: DVec3,
    /// Normal of a plane face, direction of a straight edge.
    pub direction: Option<DVec3>,
    /// The kind of geometry, in capitals.
    pub kind: String,
}

/// A selector.
#[derive(Debug)]
pub enum Selector {
    /// `>X`, `<X`, `>>X[1]`: by the place of the middle along a direction, from the far end or by number.
    Nth {
        along: DVec3,
        far: bool,
        index: i64,
        parallel: bool,
    },
    /// `|X`.
    Parallel(DVec3),
    /// `#X`.
    Perpendicular(DVec3),
    /// `+X`, `-X`, `X`.
    Direction(DVec3),
    /// `%PLANE`.
    Kind(String),
    /// `and`, `or`, `exc`.
    Both(Box<Selector>, Box<Selector>),
    Either(Box<Selector>, Box<Selector>),
    Except(Box<Selector>, Box<Selector>),
    /// `not`.
    Not(Box<Selector>),
}

impl Selector {
    /// Reads a selector.
    pub fn parse(text: &str, span: TextRange) -> Outcome<Selector> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        match reader.exception() {
            Some(selector) if reader.rest().is_empty() => Ok(selector),
            _ => wrong(span, format!("`{text}` is no selector that is known")),
        }
    }

    /// Indices of the items it picks, in their order.
    pub fn filter(&self, items: &[Item], span: TextRange) -> Outcome<Vec<usize>> {
        let all: Vec<usize> = (0..items.len()).collect();
        self.pick(items, &all, span)
    }

    fn pick(&self, items: &[Item], among: &[usize], span: TextRange) -> Outcome<Vec<usize>> {
        let by = |test: &dyn Fn(&Item) -> bool| {
            among.iter().copied().filter(|index| items.get(*index).is_some_and(test)).collect::<Vec<usize>>()
        };
        let angle = |item: &Item, axis: DVec3, test: &dyn Fn(DVec3, DVec3) -> bool| {
            item.direction.is_some_and(|direction| test(axis, direction))
        };
        let parallel = |axis: DVec3, direction: DVec3| axis.cross(direction).length() < TOLERANCE;
        Ok(match self {
            Selector::Parallel(axis) => by(&|item| angle(item, *axis, &parallel)),
            Selector::Perpendicular(axis) => {
                by(&|item| angle(item, *axis, &|a, d| a.normalize_or_zero().dot(d).abs() < TOLERANCE))
            }
            Selector::Direction(axis) => by(&|item| {
                angle(item, *axis, &|a, d| a.dot(d) > 0.0 && a.normalize_or_zero().cross(d).length() < TOLERANCE)
            }),
            Selector::Kind(kind) => by(&|item| item.kind == *kind),
            Selector::Nth { along, far, index, parallel: only } => {
                let candidates = if *only { by(&|item| angle(item, *along, &parallel)) } else { among.to_vec() };
                let mut keyed: Vec<(f64, usize)> = candidates
                    .iter()
                    .filter_map(|index| items.get(*index).map(|item| (item.center.dot(*along), *index)))
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut clusters: Vec<Vec<usize>> = Vec::new();
                let mut start = f64::NEG_INFINITY;
                for (key, index) in keyed {
                    match clusters.last_mut() {
                        Some(cluster) if (key - start).abs() <= TOLERANCE => cluster.push(index),
                        _ => {
                            clusters.push(vec![index]);
                            start = key;
                        }
                    }
                }
                if !far {
                    clusters.reverse();
                }
                match pick(&clusters, *index) {
                    Some(found) => {
                        let mut found = found.clone();
                        found.sort_unstable();
                        found
                    }
                    None => return wrong(span, format!("the selector finds {} places, too few", clusters.len())),
                }
            }
            Selector::Both(a, b) => {
                let (a, b) = (a.pick(items, among, span)?, b.pick(items, among, span)?);
                a.into_iter().filter(|index| b.contains(index)).collect()
            }
            Selector::Either(a, b) => {
                let (a, b) = (a.pick(items, among, span)?, b.pick(items, among, span)?);
                among.iter().copied().filter(|index| a.contains(index) || b.contains(index)).collect()
            }
            Selector::Except(a, b) => {
                let (a, b) = (a.pick(items, among, span)?, b.pick(items, among, span)?);
                a.into_iter().filter(|index| !b.contains(index)).collect()
            }
            Selector::Not(a) => {
                let a = a.pick(items, among, span)?;
                among.iter().copied().filter(|index| !a.contains(index)).collect()
            }
        })
    }
}

/// Recursive descent over the text; `and` binds tightest, then `or`, `exc`, and `not` last, as in CadQuery.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn rest(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn exception(&mut self) -> Option<Selector> {
        self.depth += 1;
        if self.depth > 40 {
            return None;
        }
        if self.word("not") {
            let inner = self.exception()?;
            return Some(Selector::Not(Box::new(inner)));
        }
        let mut left = self.either()?;
        while self.word("except") || self.word("exc") {
            left = Selector::Except(Box::new(left), Box::new(self.either()?));
        }
        Some(left)
    }

    fn either(&mut self) -> Option<Selector> {
        let mut left = self.both()?;
        while self.word("or") {
            left = Selector::Either(Box::new(left), Box::new(self.both()?));
        }
        Some(left)
    }

    fn both(&mut self) -> Option<Selector> {
        let mut left = self.simple()?;
        while self.word("and") {
            left = Selector::Both(Box::new(left), Box::new(self.simple()?));
        }
        Some(left)
    }

    fn simple(&mut self) -> Option<Selector> {
        if self.word("not") {
            return Some(Selector::Not(Box::new(self.simple()?)));
        }
        for (name, along, far) in [
            ("front", DVec3::Z, true),
            ("back", DVec3::Z, false),
            ("left", DVec3::X, false),
            ("right", DVec3::X, true),
            ("top", DVec3::Y, true),
            ("bottom", DVec3::Y, false),
        ] {
            if self.word(name) {
                return Some(Selector::Nth { along, far, index: -1, parallel: false });
            }
        }
        for (sign, far, direct) in [(">>", true, true), ("<<", false, true), (">", true, false), ("<", false, false)] {
            if self.word(sign) {
                let along = self.direction()?;
                let index = self.index()?;
                return Some(Selector::Nth {
                    along,
                    far,
                    index: index.unwrap_or(-1),
                    parallel: index.is_some() && !direct,
                });
            }
        }
        if self.word("|") {
            return self.direction().map(Selector::Parallel);
        }
        if self.word("#") {
            return self.direction().map(Selector::Perpendicular);
        }
        if self.word("+") {
            return self.direction().map(Selector::Direction);
        }
        if self.word("-") {
            return self.direction().map(|axis| Selector::Direction(-axis));
        }
        if self.word("%") {
            let rest = self.rest();
            let length = rest.chars().take_while(char::is_ascii_alphabetic).count();
            self.at += length;
            return rest.get(..length).filter(|kind| !kind.is_empty()).map(|kind| Selector::Kind(kind.to_uppercase()));
        }
        let before = self.at;
        if let Some(axis) = self.direction() {
            return Some(Selector::Direction(axis));
        }
        self.at = before;
        if self.word("(") {
            let inner = self.exception()?;
            return self.word(")").then_some(inner);
        }
        None
    }

    fn direction(&mut self) -> Option<DVec3> {
        let axes = [
            ("XY", DVec3::new(1.0, 1.0, 0.0)),
            ("XZ", DVec3::new(1.0, 0.0, 1.0)),
            ("YZ", DVec3::new(0.0, 1.0, 1.0)),
            ("X", DVec3::X),
            ("Y", DVec3::Y),
            ("Z", DVec3::Z),
        ];
        for (name, axis) in axes {
            if self.word(name) {
                return Some(axis);
            }
        }
        if !self.word("(") {
            return None;
        }
        let rest = self.rest();
        let end = rest.find(')')?;
        let numbers: Option<Vec<f64>> = rest.get(..end)?.split(',').map(|text| text.trim().parse().ok()).collect();
        let [x, y, z] = numbers?[..] else { return None };
        self.at += end + 1;
        let axis = DVec3::new(x, y, z);
        axis.is_finite().then_some(axis)
    }

    fn index(&mut self) -> Option<Option<i64>> {
        if !self.word("[") {
            return Some(None);
        }
        let rest = self.rest();
        let end = rest.find(']')?;
        let number = rest.get(..end)?.trim().parse().ok()?;
        self.at += end + 1;
        Some(Some(number))
    }
}

impl<'a> Machine<'a> {
    /// `faces`, `edges`, `vertices`, `wires`, `solids` of what is on a stack.
    pub fn select(&mut self, work: &Rc<Work>, kind: &str, bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let span = bound.span;
        let source =
            if bound.get("tag").is_some() { self.tagged(work, &bound.text("tag")?, span)? } else { work.clone() };
        let mut found: Vec<Object> = Vec::new();
        let objects = source.objects.borrow().clone();
        for object in &objects {
            self.parts(object, kind, span, &mut found)?;
        }
        self.spend(found.len() as u64, span)?;
        if let Some((value, at)) = bound.get("selector") {
            let Value::Text(text) = value else {
                return unsupported(
                    at,
                    format!("a selector that is {}: only selectors in a string are read", value.kind()),
                );
            };
            let selector = Selector::parse(text, at)?;
            let mut items = Vec::with_capacity(found.len());
            for object in &found {
                match item_of(object) {
                    Some(item) => items.push(item),
                    None => return unsupported(span, "a selector among edges whose middle is not known"),
                }
            }
            if items.is_empty() {
                return wrong(span, format!("there are no {kind} to select from"));
            }
            found = selector.filter(&items, at)?.into_iter().filter_map(|index| found.get(index).cloned()).collect();
        }
        if kind == "vertices" && found.len() < MOST_VERTICES {
            let seams: Vec<DVec3> = objects.iter().flat_map(|object| seams(self, object)).collect();
            let is_seam = |object: &Object| {
                let Object::Vertex(place) = object else { return false };
                let at = place.world();
                seams.iter().any(|seam| seam.distance(at) < TOLERANCE)
            };
            if found.iter().any(is_seam) {
                return unsupported(
                    span,
                    "a vertex on a full circle: where CadQuery puts it is not known; give the point itself",
                );
            }
        } else if kind == "vertices" {
            return unsupported(span, format!("a selection of {} vertices", found.len()));
        }
        self.next(work, found)
    }

    fn parts(&mut self, object: &Object, kind: &str, span: TextRange, found: &mut Vec<Object>) -> Outcome<()> {
        match object {
            Object::Body(body) => {
                if kind == "solids" {
                    found.push(object.clone());
                    return Ok(());
                }
                self.spend(200 + body.weight * 20, span)?;
                let (hull, faces, edges) = boundary(&self.kernel, body).map_err(|error| {
                    super::region::geometric(span, "the faces of the solid cannot be found", &error)
                })?;
                if hull.inexact.iter().any(|part| part.approximation == crate::geom::brep::Approximation::Triangles) {
                    return unsupported(span, "a selection on a solid whose boundary is only approximate");
                }
                let face = |index: usize| {
                    faces.get(index).map(|info| {
                        let (boundary, edges) = (hull.clone(), edges.clone());
                        SolidFace { boundary, index, info: info.clone(), edges }
                    })
                };
                match kind {
                    "faces" => found.extend((0..faces.len()).filter_map(face).map(|face| Object::Face(Rc::new(face)))),
                    "edges" => found.extend(edges.iter().enumerate().map(|(index, info)| {
                        Object::SolidEdge(Rc::new(SolidEdge { boundary: hull.clone(), index, info: info.clone() }))
                    })),
                    "vertices" => {
                        found.extend(hull.vertices.iter().map(|at| Object::Vertex(Placed::world_point(*at))));
                    }
                    "wires" => {
                        for face in (0..faces.len()).filter_map(face) {
                            self.parts(&Object::Face(Rc::new(face)), kind, span, found)?;
                        }
                    }
                    _ => return unsupported(span, format!("`{kind}` of a solid")),
                }
            }
            Object::Face(face) => match kind {
                "faces" => found.push(object.clone()),
                "edges" => found.extend(face.edge_list().into_iter().map(|edge| Object::SolidEdge(Rc::new(edge)))),
                "vertices" => {
                    found.extend(face.vertices().into_iter().map(|at| Object::Vertex(Placed::world_point(at))));
                }
                "wires" => match face.wires() {
                    Some(wires) => found.extend(wires.into_iter().map(Object::Wire)),
                    None => {
                        return unsupported(
                            span,
                            "`wires` of a face that is curved or bounded by other curves than lines and circles",
                        );
                    }
                },
                _ => {}
            },
            Object::Wire(Wire { frame, curves, .. }) => match kind {
                "wires" => found.push(object.clone()),
                "edges" => found.extend(
                    curves.iter().map(|curve| Object::Edge(super::shape::Edge { frame: *frame, curve: *curve })),
                ),
                "vertices" => found.extend(
                    chain_corners(curves)
                        .into_iter()
                        .map(|at| Object::Vertex(Placed { frame: *frame, at: at.extend(0.0) })),
                ),
                _ => {}
            },
            Object::Edge(edge) => match kind {
                "edges" => found.push(object.clone()),
                "vertices" => {
                    let (start, end) = edge.ends();
                    found.push(Object::Vertex(start));
                    if !matches!(edge.curve, CurveKind::Circle { .. }) {
                        found.push(Object::Vertex(end));
                    }
                }
                _ => {}
            },
            Object::SolidEdge(edge) => match kind {
                "edges" => found.push(object.clone()),
                "vertices" => {
                    let (start, end) = edge.info.ends;
                    for at in if start == end { vec![start] } else { vec![start, end] } {
                        found.push(Object::Vertex(Placed::world_point(at)));
                    }
                }
                _ => {}
            },
            Object::Vertex(_) => {
                if kind == "vertices" {
                    found.push(object.clone());
                }
            }
            Object::Point(_) | Object::Location(_) | Object::Drawing(_) => {
                return wrong(span, format!("`{kind}` of a point or sketch: there is no solid or chain on the stack"));
            }
        }
        Ok(())
    }
}

/// Where the full circles of a solid happen to begin.
fn seams(machine: &Machine, object: &Object) -> Vec<DVec3> {
    let edges: Vec<EdgeInfo> = match object {
        Object::Body(body) => machine.kernel.edges(&body.solid).unwrap_or_default(),
        Object::Face(face) => face.edge_list().into_iter().map(|edge| edge.info).collect(),
        Object::SolidEdge(edge) => vec![edge.info.clone()],
        _ => Vec::new(),
    };
    edges.iter().filter(|edge| edge.ends.0 == edge.ends.1).map(|edge| edge.ends.0).collect()
}

fn item_of(object: &Object) -> Option<Item> {
    let center = object.center()?.world();
    let (kind, direction) = match object {
        Object::Face(face) => (face.info.surface.to_uppercase(), face.normal()),
        Object::SolidEdge(edge) => (edge.info.curve.to_uppercase(), edge.direction()),
        Object::Edge(edge) => match edge.curve {
            CurveKind::Line { start, end } => {
                ("LINE".to_owned(), Some(edge.frame.direction((end - start).normalize_or_zero().extend(0.0))))
            }
            _ => ("CIRCLE".to_owned(), None),
        },
        Object::Body(_) => ("SOLID".to_owned(), None),
        _ => ("VERTEX".to_owned(), None),
    };
    Some(Item { center, direction, kind })
}

/// Lower and upper corner of a plane face in the world.
pub fn face_bounds(face: &SolidFace) -> Option<(DVec3, DVec3)> {
    let mut low = DVec3::INFINITY;
    let mut high = DVec3::NEG_INFINITY;
    for wire in face.wires()? {
        for curve in wire.curves.iter() {
            // A circle in space reaches r·√(1 − a²) along an axis that makes the cosine a with its normal.
            let (center, radius) = match *curve {
                CurveKind::Line { start, end } => {
                    for at in [start, end] {
                        let at = wire.frame.point(at, 0.0);
                        (low, high) = (low.min(at), high.max(at));
                    }
                    continue;
                }
                CurveKind::Circle { center, radius } => (center, radius),
                CurveKind::Arc { .. } => {
                    let normal = wire.frame.z.abs();
                    if normal.max_element() < 1.0 - 1e-12 {
                        return None;
                    }
                    let (a, b) = crate::corpus::flat::bounds(&[*curve]);
                    // The frame of a face lies along the world's axes or not at all.
                    if wire.frame.x.abs().max_element() < 1.0 - 1e-12 {
                        return None;
                    }
                    for at in [a, b] {
                        let at = wire.frame.point(at, 0.0);
                        (low, high) = (low.min(at), high.max(at));
                    }
                    continue;
                }
            };
            let n = wire.frame.z;
            let reach = DVec3::new(
                (1.0 - n.x * n.x).max(0.0).sqrt(),
                (1.0 - n.y * n.y).max(0.0).sqrt(),
                (1.0 - n.z * n.z).max(0.0).sqrt(),
            ) * radius;
            let at = wire.frame.point(center, 0.0);
            (low, high) = (low.min(at - reach), high.max(at + reach));
        }
    }
    low.is_finite().then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        let item =
            |center: DVec3, direction: DVec3| Item { center, direction: Some(direction), kind: "PLANE".to_owned() };
        vec![
            item(DVec3::Z, DVec3::Z),
            item(-DVec3::Z, -DVec3::Z),
            item(DVec3::X, DVec3::X),
            item(-DVec3::X, -DVec3::X),
            item(DVec3::Y, DVec3::Y),
        ]
    }

    #[test]
    fn selectors_pick_as_in_cadquery() {
        let pick = |text: &str| {
            Selector::parse(text, TextRange::default()).unwrap().filter(&items(), TextRange::default()).unwrap()
        };
        assert_eq!(pick(">Z"), [0]);
        assert_eq!(pick("<Z"), [1]);
        assert_eq!(pick(">Z[0]"), [1]);
        assert_eq!(pick(">Z[-2]"), [1]);
        assert_eq!(pick("<X[0]"), [2]);
        assert_eq!(pick(">>Z[-2]"), [2, 3, 4]);
        assert_eq!(pick("|Z"), [0, 1]);
        assert_eq!(pick("#Z"), [2, 3, 4]);
        assert_eq!(pick("-X"), [3]);
        assert_eq!(pick("X"), [2]);
        assert_eq!(pick("|Z or >Y"), [0, 1, 4]);
        assert_eq!(pick("(#Z) and (not |X)"), [4]);
        assert_eq!(pick("not |Z"), [2, 3, 4]);
        assert_eq!(pick("#Z exc +X"), [3, 4]);
        assert_eq!(pick(">(1, 0, 1)"), [0, 2]);
        assert_eq!(pick("%plane").len(), 5);
        assert_eq!(pick("left"), [3]);
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        for text in ["", ">", "Q", ">Z[", "|Z and", &"(".repeat(500), &"not ".repeat(500)] {
            assert!(Selector::parse(text, TextRange::default()).is_err(), "{text}");
        }
    }
}
