//! Designs of the Gallery in their original JSON: `entities` by id, built in the order of `timeline`.
//!
//! `sequence` lists the same entities curve by curve and must agree on the order of the extrusions. Sketches hold the
//! drawn `curves` with their constraints and the trimmed `profiles`; only profiles make geometry. A curve's
//! `is_outer` is right here, and so is the largest box, by which regions are read in all formats.

use std::collections::{BTreeMap, BTreeSet};

use super::{Builder, Extruded, Span, TAPER, UNIT, check_area};
use crate::corpus::flat::{Extent, Face, Program};
use crate::corpus::read::json::{Fault, Node, document, quoted};
use crate::corpus::read::sketch::Placement;
use crate::corpus::read::{Report, slit};
use crate::diagnostics::registry::io;
use crate::model::BooleanOp;

const SKETCH: &str = "Sketch";
const EXTRUSION: &str = "ExtrudeFeature";
/// Members of a number that the foreign system keeps as a parameter.
const PARAMETER: &[&str] = &["type", "role", "value"];

/// Reads one design. `None`, or errors in the report, when it cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    let value = document(text, report)?;
    let root = Node::root(&value);
    let result = Reader::new(&root).and_then(|mut reader| {
        reader.timeline(report)?;
        Ok(reader.builder)
    });
    match result {
        Ok(builder) => builder.finish(&root, report),
        Err(fault) => {
            report.fault(fault);
            None
        }
    }
}

struct Reader<'a> {
    root: &'a Node<'a>,
    entities: Node<'a>,
    placements: BTreeMap<String, Placement>,
    faces: BTreeMap<(String, String), Face>,
    /// What the timeline has listed so far.
    listed: BTreeSet<String>,
    /// Sketches that some extrusion uses.
    used: BTreeSet<String>,
    builder: Builder,
}

impl<'a> Reader<'a> {
    fn new(root: &'a Node<'a>) -> Result<Self, Fault> {
        root.has_only(&["metadata", "timeline", "entities", "properties", "sequence"])?;
        root.field("metadata")?;
        Ok(Self {
            root,
            entities: root.field("entities")?,
            placements: BTreeMap::new(),
            faces: BTreeMap::new(),
            listed: BTreeSet::new(),
            used: BTreeSet::new(),
            builder: Builder::default(),
        })
    }

    fn timeline(&mut self, report: &mut Report) -> Result<(), Fault> {
        let root = self.root;
        let timeline = root.field("timeline")?;
        let drawn = drawn_extrusions(&root.field("sequence")?)?;
        let mut built = Vec::new();
        let mut last = f64::NEG_INFINITY;
        for item in timeline.elements()? {
            let place = item.field("index")?;
            if place.number()? <= last {
                return Err(place.malformed("must be above the index before: which comes first is not known"));
            }
            last = place.number()?;
            if let Err(fault) = self.item(&item, &mut built, report) {
                let over = fault.name.phase() == "limit";
                report.fault(fault);
                if over {
                    return Ok(());
                }
            }
        }
        if report.failed() {
            return Ok(());
        }
        if built != drawn {
            let message = "lists the extrusions in another order than `sequence`: which of the two holds is not known";
            return Err(timeline.malformed(message));
        }
        for (id, entity) in self.entities.members() {
            if self.listed.contains(id) && !self.used.contains(id) && entity.field_text("type")? == SKETCH {
                report.fault(entity.fault(io::LEFT_OUT, "is a sketch that no extrusion uses"));
            } else if !self.listed.contains(id) {
                return Err(entity.malformed("is not in `timeline`, so when it acts is not known"));
            }
        }
        Ok(())
    }

    fn item(&mut self, item: &Node, built: &mut Vec<String>, report: &mut Report) -> Result<(), Fault> {
        item.has_only(&["index", "entity"])?;
        let entity_id = item.field("entity")?;
        let id = entity_id.text()?;
        if !self.listed.insert(id.to_owned()) {
            return Err(entity_id.malformed(format!("lists `{}` a second time; an entity acts once", quoted(id))));
        }
        let entities = self.entities;
        let Some(entity) = entities.get(id) else {
            return Err(entity_id.malformed(format!("names `{}`, which is not in `entities`", quoted(id))));
        };
        self.builder.count(&entity)?;
        let kind = entity.field("type")?;
        match kind.text()? {
            SKETCH => Ok(()),
            EXTRUSION => {
                built.push(id.to_owned());
                self.extrusion(&entity, report)
            }
            other => {
                let message = format!("is `{}`: only sketches and extrusions can be imported", quoted(other));
                Err(kind.fault(io::NOT_EXPRESSIBLE, message))
            }
        }
    }

    fn extrusion(&mut self, entity: &Node, report: &mut Report) -> Result<(), Fault> {
        entity.has_only(&[
            "type",
            "profiles",
            "operation",
            "start_extent",
            "extent_type",
            "extent_one",
            "extent_two",
            "faces",
            "bodies",
            "extrude_bodies",
            "extrude_faces",
            "extrude_side_faces",
            "extrude_end_faces",
            "extrude_start_faces",
        ])?;
        let operation = operation(&entity.field("operation")?)?;
        let extent = extent(entity)?;
        let profiles = entity.field("profiles")?;
        let mut groups: Vec<(&str, Vec<Face>)> = Vec::new();
        let mut seen = BTreeSet::new();
        for reference in profiles.elements()? {
            reference.has_only(&["profile", "sketch"])?;
            let (sketch, profile) = (reference.field_text("sketch")?, reference.field_text("profile")?);
            if !seen.insert((sketch, profile)) {
                report.fault(reference.fault(io::LEFT_OUT, "names a profile that the extrusion already has"));
                continue;
            }
            let face = self.face(&reference, sketch, profile, report)?;
            match groups.iter_mut().find(|(known, _)| *known == sketch) {
                Some((_, faces)) => faces.push(face),
                None => groups.push((sketch, vec![face])),
            }
        }
        self.used.extend(groups.iter().map(|(sketch, _)| (*sketch).to_owned()));
        let groups = groups.into_iter().filter_map(|(sketch, faces)| {
            let placement = *self.placements.get(sketch)?;
            Some(Extruded { placement, faces })
        });
        let groups = groups.collect();
        self.builder.extrude(entity, operation, extent, groups, report)
    }

    /// The region of a profile; its sketch becomes known.
    fn face(&mut self, reference: &Node, id: &str, name: &str, report: &mut Report) -> Result<Face, Fault> {
        let entities = self.entities;
        let Some(sketch) = entities.get(id).filter(|_| self.listed.contains(id)) else {
            let message = format!("uses the sketch `{}`, which `timeline` does not list before", quoted(id));
            return Err(reference.malformed(message));
        };
        if !self.placements.contains_key(id) {
            sketch.has_only(&[
                "type",
                "points",
                "curves",
                "constraints",
                "dimensions",
                "profiles",
                "transform",
                "reference_plane",
            ])?;
            self.placements.insert(id.to_owned(), UNIT.placement(&sketch.field("transform")?)?);
        }
        let profiles = sketch.field("profiles")?;
        let Some(profile) = profiles.get(name) else {
            let message = format!("uses the profile `{}`, which sketch `{}` does not have", quoted(name), quoted(id));
            return Err(reference.malformed(message));
        };
        let key = (id.to_owned(), name.to_owned());
        let face = match self.faces.get(&key) {
            Some(face) => face.clone(),
            None => {
                let properties = profile.field("properties")?;
                let face = UNIT.face(&profile, slit::loops, report)?;
                check_area(&face, &properties.field("area")?)?;
                self.faces.insert(key, face.clone());
                face
            }
        };
        self.builder.count_curves(&profile, &face)?;
        Ok(face)
    }
}

/// The extrusions of `sequence`, in order.
fn drawn_extrusions(sequence: &Node) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    for item in sequence.elements()? {
        if item.field_text("type")? == EXTRUSION {
            found.push(item.field_text("entity")?.to_owned());
        }
    }
    Ok(found)
}

fn operation(field: &Node) -> Result<BooleanOp, Fault> {
    match field.text()? {
        "NewBodyFeatureOperation" | "NewComponentFeatureOperation" | "JoinFeatureOperation" => Ok(BooleanOp::Union),
        "CutFeatureOperation" => Ok(BooleanOp::Cut),
        "IntersectFeatureOperation" => Ok(BooleanOp::Intersect),
        other => {
            let message = format!("is `{}`: only NewBody, Join, Cut and Intersect can be imported", quoted(other));
            Err(field.fault(io::NOT_EXPRESSIBLE, message))
        }
    }
}

fn extent(entity: &Node) -> Result<Extent, Fault> {
    let offset = entity.get("start_extent").map_or(Ok(0.0), |start| offset(&start))?;
    let kind = entity.field("extent_type")?;
    let first = entity.field("extent_one")?;
    let one = distance(&first)?;
    let span = match kind.text()? {
        "OneSideFeatureExtentType" => Span::OneSide(one),
        "SymmetricFeatureExtentType" => {
            let full = match first.get("is_full_length") {
                Some(full) => full.flag()?,
                None => false,
            };
            Span::EachSide(if full { one / 2.0 } else { one })
        }
        "TwoSidesFeatureExtentType" => Span::Between(0.0 - distance(&entity.field("extent_two")?)?, one),
        other => {
            let message =
                format!("is `{}`: only one-sided, symmetric and two-sided extents can be imported", quoted(other));
            return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
        }
    };
    Ok(span.from(offset))
}

/// Where an extrusion starts, above its sketch.
fn offset(start: &Node) -> Result<f64, Fault> {
    let kind = start.field("type")?;
    match kind.text()? {
        "ProfilePlaneStartDefinition" => {
            start.has_only(&["type"])?;
            Ok(0.0)
        }
        "OffsetStartDefinition" => {
            start.has_only(&["type", "offset"])?;
            let offset = start.field("offset")?;
            offset.has_only(PARAMETER)?;
            UNIT.length(&offset.field("value")?)
        }
        other => {
            let message = format!("is `{}`: an extrusion starts at the plane or at an offset", quoted(other));
            Err(kind.fault(io::NOT_EXPRESSIBLE, message))
        }
    }
}

/// The distance of one side, which must end at a distance and without a taper.
fn distance(side: &Node) -> Result<f64, Fault> {
    if let Some(kind) = side.get("type")
        && !matches!(kind.text()?, "DistanceExtentDefinition" | "SymmetricExtentDefinition")
    {
        let message = format!("is `{}`: only extrusions by a distance can be imported", quoted(kind.text()?));
        return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
    }
    if let Some(taper) = side.get("taper_angle") {
        taper.has_only(PARAMETER)?;
        let angle = taper.field("value")?;
        if angle.number()? != 0.0 {
            return Err(taper.fault(io::NOT_EXPRESSIBLE, format!("is {} rad: {TAPER}", angle.number()?)));
        }
    }
    side.has_only(&["type", "distance", "taper_angle", "is_full_length"])?;
    let distance = side.field("distance")?;
    distance.has_only(PARAMETER)?;
    UNIT.length(&distance.field("value")?)
}
