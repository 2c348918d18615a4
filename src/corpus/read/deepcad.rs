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
//! Everything is scaled by 1000 in decimal ([`Unit`]), so that a script's `0.05324699` becomes
//! `53.24699` and not `53.246990000000004`.

mod extent;

use std::collections::{BTreeMap, BTreeSet};

use self::extent::extent;
use super::json::{Fault, Node, Path, document, quoted};
use super::overlap;
use super::sketch::{Placement, Unit, in_order};
use super::{MOST_CURVES, MOST_STEPS, Report};
use crate::corpus::flat::{Face, Prism, Program, Sketch, Solid, Step};
use crate::diagnostics::registry::{io, limit};
use crate::model::BooleanOp;
use crate::model::tolerance::MINIMUM_SIZE;

/// The unit of its lengths.
const UNIT: Unit = Unit::METRE;
/// Types of entities.
const SKETCH: &str = "Sketch";
const EXTRUSION: &str = "ExtrudeFeature";

/// Reads one script. `None`, or errors in the report, when the script cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    let value = document(text, report)?;
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
            let extent = if flipped { extent.mirrored() } else { extent };
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
                let placement = UNIT.placement(&sketch.field("transform")?)?;
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
                    let face = UNIT.face(&profile, in_order, report)?;
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

#[cfg(test)]
mod tests;
