//! Raw JSON of the DeepCAD data set: Onshape sketches and extrusions, in metres.
//!
//! What the reader knows about the format beyond its field names:
//! - an arc runs from its reference vector by `end_angle`, in the plane; its end points may be swapped;
//! - `is_outer` and the normals of curves say nothing; the outer loop is the one with the largest box;
//! - neighbouring curves of a loop touch, each in its own direction;
//! - OneSide is `[0, d]`, Symmetric `[-d, d]`, TwoSides `[-two, one]`, all signs allowed that keep its ends in order;
//! - `sequence` lists every entity once, sketches before the extrusions that use them, `index` counting from 0;
//! - New and Join both add to the one body; Cut and Intersect act on all of it.
//!
//! Everything is scaled by 1000 in decimal ([`millimetres`]), so that a script's `0.05324699` becomes
//! `53.24699` and not `53.246990000000004`.

mod extent;

use std::collections::{BTreeMap, BTreeSet};

use self::extent::{extent, mirrored};
use super::Report;
use super::chain::{self, ChainFault};
use super::files::MAX_SCRIPT_BYTES;
use super::json::{Fault, Node, Path, quoted};
use super::overlap;
use crate::corpus::flat::{Face, Prism, Program, Sketch, Solid, Step};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::{io, limit};
use crate::model::tolerance::{COORDINATE_LIMIT, JOIN, MINIMUM_SIZE};
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, trig};
use crate::text::read_json;

/// Axes of a sketch may be this far from unit length and right angles.
const AXIS_TOLERANCE: f64 = 1e-6;
/// A script may describe this many curves, counted once for every extrusion that uses them anew.
const MOST_CURVES: usize = 100_000;
/// A script may have this many extrusions.
const MOST_STEPS: usize = 10_000;
/// Types of entities.
const SKETCH: &str = "Sketch";
const EXTRUSION: &str = "ExtrudeFeature";

/// Reads one script. `None`, or errors in the report, when the script cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    if text.len() > MAX_SCRIPT_BYTES {
        let message = format!("the script has {} bytes; at most {MAX_SCRIPT_BYTES} are read", text.len());
        report.at_byte(0, |span| Diagnostic::new(limit::SOURCE_SIZE, span, message));
        return None;
    }
    let value = match read_json(text) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("not JSON: {}", error.message);
            report.at_byte(error.offset, |span| Diagnostic::new(io::MALFORMED, span, message));
            return None;
        }
    };
    let root = Node::root(&value);
    match Reader::new(&root).and_then(|mut reader| reader.sequence(report).map(|()| reader.program)) {
        Ok(program) if program.steps.is_empty() => {
            if !report.failed() {
                report.fault(root.fault(io::EMPTY_SCRIPT, "makes no solid: no extrusion with a profile adds material"));
            }
            None
        }
        Ok(program) => Some(program),
        Err(fault) => {
            report.fault(fault);
            None
        }
    }
}

/// Metres to millimetres: the decimal point of the shortest decimal form moves by three places.
pub fn millimetres(metres: f64) -> f64 {
    let text = format!("{metres:e}");
    let shifted = text.split_once('e').and_then(|(digits, exponent)| {
        let exponent = exponent.parse::<i32>().ok()? + 3;
        format!("{digits}e{exponent}").parse::<f64>().ok()
    });
    // Adding zero turns −0 into 0.
    shifted.unwrap_or(metres * 1000.0) + 0.0
}

/// The frame of a sketch.
#[derive(Clone, Copy)]
struct Placement {
    origin: DVec3,
    x: DVec3,
    normal: DVec3,
    /// The script's frame is left-handed: its heights count against `normal`.
    flipped: bool,
}

/// Profiles by sketch and profile id, as the extrusion lists them.
type Profiles<'a> = Vec<(&'a str, Vec<&'a str>)>;

struct Reader<'a> {
    root: &'a Node<'a>,
    entities: Node<'a>,
    placements: BTreeMap<String, Placement>,
    faces: BTreeMap<(String, String), Face>,
    /// Sketches of the program by the script's sketch and the profiles they show.
    sketches: BTreeMap<(String, Vec<String>), Vec<usize>>,
    /// What `sequence` has listed so far, and where.
    listed: BTreeMap<String, Path>,
    /// Sketches that some extrusion names.
    used: BTreeSet<String>,
    curves: usize,
    program: Program,
}

impl<'a> Reader<'a> {
    fn new(root: &'a Node<'a>) -> Result<Self, Fault> {
        Ok(Self {
            root,
            entities: root.field("entities")?,
            placements: BTreeMap::new(),
            faces: BTreeMap::new(),
            sketches: BTreeMap::new(),
            listed: BTreeMap::new(),
            used: BTreeSet::new(),
            curves: 0,
            program: Program::default(),
        })
    }

    fn sequence(&mut self, report: &mut Report) -> Result<(), Fault> {
        let root = self.root;
        root.has_only(&["entities", "sequence", "properties"])?;
        let sequence = root.field("sequence")?;
        let mut extrusions = 0;
        for (place, item) in sequence.elements()?.enumerate() {
            let result = self.item(place, &item, &mut extrusions, report);
            if let Err(fault) = result {
                let over = fault.name.phase() == "limit";
                report.fault(fault);
                if over {
                    return Ok(());
                }
            }
        }
        // What the sequence lacks may follow from the faults in it.
        if !report.failed() {
            self.remainder(report);
        }
        Ok(())
    }

    /// One line of the sequence.
    fn item(&mut self, place: usize, item: &Node, extrusions: &mut usize, report: &mut Report) -> Result<(), Fault> {
        let entity_id = item.field("entity")?;
        let id = entity_id.text()?;
        // Listed even when something is wrong with it, so that what refers to it is not at fault too.
        let again = self.listed.insert(id.to_owned(), item.path()).is_some();
        item.has_only(&["index", "type", "entity"])?;
        if let Some(index) = item.get("index")
            && index.number()? != place as f64
        {
            let message =
                format!("must be {place}, its place in `sequence`: which of the two orders holds is not known");
            return Err(index.malformed(message));
        }
        let entities = self.entities;
        let Some(entity) = entities.get(id) else {
            return Err(entity_id.malformed(format!("names `{}`, which is not in `entities`", quoted(id))));
        };
        let kind = entity.field("type")?;
        let kind = kind.text()?;
        if !matches!(kind, SKETCH | EXTRUSION) {
            return Err(unknown_entity(&entity, kind));
        }
        if let Some(said) = item.get("type")
            && said.text()? != kind
        {
            let message = format!("is `{}`, and the entity is a `{kind}`", quoted(said.text()?));
            return Err(said.malformed(message));
        }
        if again {
            return Err(entity_id.malformed(format!("lists `{}` a second time; an entity acts once", quoted(id))));
        }
        if kind == SKETCH {
            return Ok(());
        }
        *extrusions += 1;
        if *extrusions > MOST_STEPS {
            let message = format!("is one extrusion too many: a script may have {MOST_STEPS}");
            return Err(item.fault(limit::STEPS, message));
        }
        self.extrusion(&entity, report)
    }

    /// Reports the entities that `sequence` does not list and, where all is well, the sketches that nothing uses.
    fn remainder(&self, report: &mut Report) {
        let mut unused = Vec::new();
        for (id, entity) in self.entities.members() {
            let listed = self.listed.get(id);
            match entity.field("type").and_then(|kind| kind.text()) {
                Ok(SKETCH) if self.used.contains(id) => {}
                Ok(SKETCH) => {
                    let (path, message) = match listed {
                        Some(path) => (path.clone(), "is a sketch that no extrusion uses"),
                        None => (entity.path(), "is a sketch that `sequence` does not list"),
                    };
                    unused.push(Fault { name: io::LEFT_OUT, path, message: message.to_owned() });
                }
                Ok(_) if listed.is_some() => {}
                Ok(EXTRUSION) => {
                    let message = "is an extrusion that `sequence` does not list, so when it acts is not known";
                    report.fault(entity.malformed(message));
                }
                Ok(other) => report.fault(unknown_entity(&entity, other)),
                Err(fault) => report.fault(fault),
            }
        }
        if !report.failed() {
            unused.into_iter().for_each(|fault| report.fault(fault));
        }
    }

    fn extrusion(&mut self, entity: &Node, report: &mut Report) -> Result<(), Fault> {
        let (first, operation) = (self.program.steps.is_empty(), operation(entity)?);
        entity.has_only(&[
            "type",
            "profiles",
            "operation",
            "extent_type",
            "extent_one",
            "extent_two",
            "start_extent",
        ])?;
        let extent = extent(entity, report)?;
        let profiles = entity.field("profiles")?;
        let groups = self.group(&profiles, report)?;
        self.used.extend(groups.iter().map(|(sketch, _)| (*sketch).to_owned()));
        if groups.is_empty() {
            report.fault(entity.fault(io::LEFT_OUT, "is an extrusion without profiles, which makes nothing"));
            return Ok(());
        }
        let (low, high) = extent.interval();
        if high - low < MINIMUM_SIZE {
            let message = format!("is an extrusion of {} mm, which makes nothing", high - low);
            report.fault(entity.fault(io::LEFT_OUT, message));
            return Ok(());
        }
        let mut solids = Vec::new();
        for (sketch, names) in groups {
            let (sketches, flipped) = self.sketches(entity, sketch, &names, report)?;
            let extent = if flipped { mirrored(extent) } else { extent };
            solids.extend(sketches.into_iter().map(|sketch| Solid::Extrude(Prism { sketch, extent })));
        }
        if first && operation != BooleanOp::Union {
            let message = "cuts or intersects before there is any body, which leaves nothing";
            report.fault(entity.fault(io::LEFT_OUT, message));
            return Ok(());
        }
        self.program.steps.push(Step { operation, solids });
        Ok(())
    }

    /// The profiles of an extrusion by sketch, in order, each once.
    fn group<'p>(&self, profiles: &'p Node<'p>, report: &mut Report) -> Result<Profiles<'p>, Fault> {
        let mut groups: Profiles = Vec::new();
        let mut places = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for reference in profiles.elements()? {
            let (sketch, profile) = (reference.field_text("sketch")?, reference.field_text("profile")?);
            reference.has_only(&["sketch", "profile"])?;
            if self.entities.get(sketch).is_some() && !self.listed.contains_key(sketch) {
                let message =
                    format!("uses `{}`, which `sequence` does not list before this extrusion", quoted(sketch));
                return Err(reference.malformed(message));
            }
            if !seen.insert((sketch, profile)) {
                report.fault(reference.fault(io::LEFT_OUT, "names a profile that the extrusion already has"));
                continue;
            }
            let place = *places.entry(sketch).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, names)) => names.push(profile),
                None => groups.push((sketch, vec![profile])),
            }
        }
        Ok(groups)
    }

    /// The program's sketches that show these profiles, and whether their heights are mirrored.
    fn sketches(
        &mut self,
        entity: &Node,
        id: &str,
        names: &[&str],
        report: &mut Report,
    ) -> Result<(Vec<usize>, bool), Fault> {
        let entities = self.entities;
        let Some(sketch) = entities.get(id) else {
            return Err(entity.malformed(format!("uses the sketch `{}`, which is not in `entities`", quoted(id))));
        };
        let placement = match self.placements.get(id) {
            Some(placement) => *placement,
            None => {
                sketch.has_only(&["type", "transform", "reference_plane", "profiles"])?;
                let placement = placement(&sketch.field("transform")?)?;
                self.placements.insert(id.to_owned(), placement);
                placement
            }
        };
        let key = (id.to_owned(), names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        if let Some(sketches) = self.sketches.get(&key) {
            return Ok((sketches.clone(), placement.flipped));
        }
        let profiles = sketch.field("profiles")?;
        let mut faces = Vec::new();
        for name in names {
            let Some(profile) = profiles.get(name) else {
                return Err(entity.malformed(format!(
                    "uses the profile `{}`, which sketch `{}` does not have",
                    quoted(name),
                    quoted(id)
                )));
            };
            let key = (id.to_owned(), (*name).to_owned());
            let face = match self.faces.get(&key) {
                Some(face) => face.clone(),
                None => {
                    let face = face(&profile, report)?;
                    self.faces.insert(key, face.clone());
                    face
                }
            };
            self.curves += face.outer.len() + face.holes.iter().map(Vec::len).sum::<usize>();
            if self.curves > MOST_CURVES {
                let message = format!("brings the script to more than {MOST_CURVES} curves");
                return Err(profile.fault(limit::CURVES, message));
            }
            faces.push(face);
        }
        let Placement { origin, x, normal, flipped } = placement;
        let first = self.program.sketches.len();
        let groups = overlap::split(faces);
        if groups.len() > 1 {
            let message = format!("has profiles that overlap; they are extruded as {} sketches", groups.len());
            report.fault(entity.fault(io::OVERLAPPING_PROFILES, message));
        }
        self.program.sketches.extend(groups.into_iter().map(|faces| Sketch { origin, x, normal, faces }));
        let sketches: Vec<usize> = (first..self.program.sketches.len()).collect();
        self.sketches.insert(key, sketches.clone());
        Ok((sketches, flipped))
    }
}

fn unknown_entity(entity: &Node, kind: &str) -> Fault {
    let message = format!("is a `{}`: only sketches and extrusions can be imported", quoted(kind));
    entity.fault(io::NOT_EXPRESSIBLE, message)
}

fn operation(entity: &Node) -> Result<BooleanOp, Fault> {
    let field = entity.field("operation")?;
    match field.text()? {
        "NewBodyFeatureOperation" | "JoinFeatureOperation" => Ok(BooleanOp::Union),
        "CutFeatureOperation" => Ok(BooleanOp::Cut),
        "IntersectFeatureOperation" => Ok(BooleanOp::Intersect),
        other => Err(field.fault(io::NOT_EXPRESSIBLE, format!("is `{}`: {OPERATIONS}", quoted(other)))),
    }
}

const OPERATIONS: &str = "only the operations NewBody, Join, Cut and Intersect can be imported";

fn placement(transform: &Node) -> Result<Placement, Fault> {
    transform.has_only(&["origin", "x_axis", "y_axis", "z_axis"])?;
    let origin = transform.field("origin")?;
    origin.has_only(VECTOR)?;
    let origin = DVec3::new(length(&origin.field("x")?)?, length(&origin.field("y")?)?, length(&origin.field("z")?)?);
    let (x, z) = (direction(transform, "x_axis")?, direction(transform, "z_axis")?);
    if x.dot(z).abs() > AXIS_TOLERANCE {
        return Err(transform.malformed(format!(
            "must have an x axis at right angles to its z axis; the cosine between them is {:e}",
            x.dot(z)
        )));
    }
    let mut flipped = false;
    if transform.get("y_axis").is_some() {
        let (y, along) = (direction(transform, "y_axis")?, z.cross(x));
        flipped = y.dot(along) < 0.0;
        let expected = if flipped { -along } else { along };
        if y.distance(expected) > 10.0 * AXIS_TOLERANCE {
            return Err(transform.malformed("must have a y axis at right angles to its x and z axes"));
        }
    }
    // Adding zero turns −0 into 0.
    Ok(Placement { origin, x, normal: if flipped { DVec3::ZERO - z } else { z }, flipped })
}

/// Members of a point or direction.
const VECTOR: &[&str] = &["x", "y", "z"];

fn direction(transform: &Node, name: &str) -> Result<DVec3, Fault> {
    let axis = transform.field(name)?;
    axis.has_only(VECTOR)?;
    let vector = DVec3::new(axis.field("x")?.number()?, axis.field("y")?.number()?, axis.field("z")?.number()?);
    if (vector.length() - 1.0).abs() > AXIS_TOLERANCE {
        return Err(axis.malformed(format!("must have length 1; its length is {}", vector.length())));
    }
    // Adding zero turns −0 into 0.
    Ok(vector + DVec3::ZERO)
}

/// A length or coordinate in millimetres.
fn length(value: &Node) -> Result<f64, Fault> {
    let length = millimetres(value.number()?);
    if length.abs() > COORDINATE_LIMIT {
        let message = format!("is {length:e} mm; coordinates and distances lie within {COORDINATE_LIMIT} mm");
        return Err(value.fault(limit::COORDINATE, message));
    }
    Ok(length)
}

/// A point of the sketch plane. Its height above the plane is at most rounding.
fn point(curve: &Node, name: &str) -> Result<DVec2, Fault> {
    let point = curve.field(name)?;
    point.has_only(VECTOR)?;
    if let Some(z) = point.get("z") {
        let height = length(&z)?;
        if height.abs() > JOIN {
            let message = format!("lies {height} mm off the sketch plane; at most {JOIN} mm is taken for rounding");
            return Err(point.malformed(message));
        }
    }
    Ok(DVec2::new(length(&point.field("x")?)?, length(&point.field("y")?)?))
}

fn face(profile: &Node, report: &mut Report) -> Result<Face, Fault> {
    profile.has_only(&["loops", "properties"])?;
    let loops = profile.field("loops")?;
    let mut chains = Vec::new();
    for item in loops.elements()? {
        item.has_only(&["is_outer", "profile_curves"])?;
        let list = item.field("profile_curves")?;
        let mut curves = Vec::new();
        // Index of each kept curve in the script.
        let mut places = Vec::new();
        for (index, node) in list.elements()?.enumerate() {
            let curve = curve(&node)?;
            if chain::is_negligible(&curve) {
                let message = format!("is a curve shorter than {MINIMUM_SIZE} mm");
                report.fault(node.fault(io::LEFT_OUT, message));
                continue;
            }
            curves.push(curve);
            places.push(index);
        }
        let at =
            |index: usize| list.elements().ok().and_then(|mut nodes| nodes.nth(*places.get(index)?).map(|n| n.path()));
        let (index, message) = match chain::chain(curves) {
            Ok(walked) => {
                chains.push(walked);
                continue;
            }
            Err(ChainFault::Empty) => (None, "has no curve".to_owned()),
            Err(ChainFault::CircleAmongOthers(index)) => {
                (Some(index), "is a circle in a loop with other curves; a circle is a loop by itself".to_owned())
            }
            Err(ChainFault::Gap(index, gap)) => {
                (Some(index), format!("ends {gap} mm from the next curve of its loop; at most {JOIN} mm joins"))
            }
        };
        let path = index.and_then(at).unwrap_or_else(|| list.path());
        return Err(Fault { name: io::MALFORMED, path, message });
    }
    if chains.is_empty() {
        return Err(loops.malformed("has no loop"));
    }
    chain::face(chains).map_err(|index| {
        let path = loops.elements().ok().and_then(|mut nodes| nodes.nth(index).map(|node| node.path()));
        let message = "reaches outside the largest loop of its profile; a profile is one region with holes".to_owned();
        Fault { name: io::MALFORMED, path: path.unwrap_or_else(|| loops.path()), message }
    })
}

fn curve(node: &Node) -> Result<CurveKind, Fault> {
    let kind = node.field("type")?;
    match kind.text()? {
        "Line3D" => {
            node.has_only(&["type", "curve", "start_point", "end_point"])?;
            Ok(CurveKind::Line { start: point(node, "start_point")?, end: point(node, "end_point")? })
        }
        "Circle3D" => {
            node.has_only(&["type", "curve", "center_point", "radius", "normal"])?;
            Ok(CurveKind::Circle { center: point(node, "center_point")?, radius: radius(node)? })
        }
        "Arc3D" => arc(node),
        other => Err(kind.fault(
            io::NOT_EXPRESSIBLE,
            format!("is `{}`: only lines, arcs and circles can be imported", quoted(other)),
        )),
    }
}

fn radius(curve: &Node) -> Result<f64, Fault> {
    let field = curve.field("radius")?;
    let radius = length(&field)?;
    if radius < MINIMUM_SIZE {
        return Err(field.malformed(format!("is {radius} mm; a radius is at least {MINIMUM_SIZE} mm")));
    }
    Ok(radius)
}

/// An arc: where it runs comes from the reference vector and the angles, its ends are the script's own.
fn arc(node: &Node) -> Result<CurveKind, Fault> {
    node.has_only(&[
        "type",
        "curve",
        "center_point",
        "radius",
        "normal",
        "reference_vector",
        "start_angle",
        "end_angle",
        "start_point",
        "end_point",
    ])?;
    let (center, radius) = (point(node, "center_point")?, radius(node)?);
    let reference = node.field("reference_vector")?;
    let vector = DVec2::new(reference.field("x")?.number()?, reference.field("y")?.number()?);
    if (vector.length() - 1.0).abs() > AXIS_TOLERANCE {
        let message = format!("must have length 1 in the plane; its length there is {}", vector.length());
        return Err(reference.malformed(message));
    }
    let from = node.get("start_angle").map_or(Ok(0.0), |angle| angle.number())?;
    let end_angle = node.field("end_angle")?;
    let to = end_angle.number()?;
    let sweep = (to - from).abs();
    if sweep > std::f64::consts::TAU * (1.0 + 1e-9) {
        return Err(end_angle.malformed(format!("makes the arc sweep {sweep} rad; an arc is at most a full turn")));
    }
    let at = |angle: f64| {
        let (sin, cos) = trig::sin_cos(angle.to_degrees());
        center + radius * DVec2::new(vector.x * cos - vector.y * sin, vector.x * sin + vector.y * cos)
    };
    let (computed_start, mid, computed_end) = (at(from), at((from + to) / 2.0), at(to));
    let (start, end) = (point(node, "start_point")?, point(node, "end_point")?);
    let deviation = |a: DVec2, b: DVec2| a.distance(computed_start).max(b.distance(computed_end));
    let off = deviation(start, end).min(deviation(end, start));
    let allowed = JOIN.max(1e-6 * radius);
    if off > allowed {
        return Err(node.malformed(format!(
            "has end points {off} mm from where its angles put them; at most {allowed} mm is taken for rounding"
        )));
    }
    if radius * sweep > MINIMUM_SIZE && start.distance(end) < MINIMUM_SIZE && sweep > std::f64::consts::PI {
        return Ok(CurveKind::Circle { center, radius });
    }
    Ok(CurveKind::Arc { start, mid, end })
}

#[cfg(test)]
mod tests;
