//! Drawings whose authors said which relations they meant, and how many of those the checker finds.
//!
//! SketchGraphs (Onshape) and the Fusion 360 Gallery carry geometric constraints. The checker sees the coordinates only.
//! *Recall*: the share of constraints of a kind that are among the relations found. *Support*: the share of the found
//! relations that follow from the constraints, dimensions included: n members of a group count as n − 1 links. What
//! follows: directions through chains of parallel, perpendicular, horizontal and vertical; places along an axis through
//! chains of coincidence, alignment and lines along the axes, which also give lines of equal length between the same
//! places; sizes through chains of equal and through equal texts of dimensions. Constraints with things outside of the
//! sketch are not in the data and count for neither.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

use recad::edits::relation::{Form, Kind, Relation, Scene, Scope, find};
use recad::model::{DVec2, trig};
use serde_json::Value;

/// A constraint: what it says, of which entities.
type Label = (Kind, Vec<u32>);

/// A drawing with its constraints.
#[derive(Default)]
pub struct Labelled {
    /// Entities by number.
    pub forms: Vec<(u32, Form)>,
    /// Constraints between entities of the drawing.
    pub labels: Vec<Label>,
    /// Texts of dimensions: radius (diameter halved by name) or length of an entity.
    dimensions: Vec<(u32, String)>,
    /// Numbers of the end points of lines: `(line, start, end)`.
    ends: Vec<(u32, u32, u32)>,
    /// Constraints with something outside of the sketch.
    pub outside: usize,
    /// Constraints that say what the checker has no word for.
    pub other: usize,
}

impl Labelled {
    pub fn scene(&self) -> Scene {
        Scene::drawing(self.forms.iter().cloned())
    }
}

/// Every SketchGraphs drawing of the corpora.
pub fn sketch_graphs(corpora: &Path) -> Vec<Labelled> {
    let file = std::fs::File::open(corpora.join("sketchgraphs/sketches.jsonl.gz")).expect("the file");
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines();
    lines.map(|line| sketch(&serde_json::from_str(&line.expect("text")).expect("JSON"))).collect()
}

fn sketch(record: &Value) -> Labelled {
    let mut drawing = Labelled::default();
    let mut nodes: Vec<(&str, &Value, usize)> = Vec::new();
    let mut edges: Vec<(&str, Vec<usize>, &Value)> = Vec::new();
    for op in record["ops"].as_array().into_iter().flatten() {
        let label = op["label"].as_str().unwrap_or_default();
        if op["kind"] == "NodeOp" {
            let owner = if label.starts_with("SN_") { nodes.last().map_or(0, |node| node.2) } else { nodes.len() };
            nodes.push((label, &op["parameters"], owner));
        } else {
            let references = op["references"].as_str().unwrap_or_default();
            let numbers = references.split(|c: char| !c.is_ascii_digit()).filter_map(|text| text.parse().ok());
            edges.push((label, numbers.collect(), &op["parameters"]));
        }
    }
    for (number, (label, parameters, owner)) in nodes.iter().enumerate() {
        if let Some(form) = form(label, parameters, nodes[*owner]) {
            drawing.forms.push((number as u32, form));
        }
        if *label == "Line" {
            let sub = |name| nodes.iter().position(|node| node.2 == number && node.0 == name);
            if let (Some(start), Some(end)) = (sub("SN_Start"), sub("SN_End")) {
                drawing.ends.push((number as u32, start as u32, end as u32));
            }
        }
    }
    // From numbers of nodes to numbers of entities in the scene.
    let known: BTreeMap<usize, (u32, char)> = drawing
        .forms
        .iter()
        .enumerate()
        .map(|(index, (number, form))| {
            let letter = match form {
                Form::Line { .. } => 'l',
                Form::Point(_) => 'p',
                _ => 'c',
            };
            (*number as usize, (index as u32, letter))
        })
        .collect();
    drawing.ends = drawing
        .ends
        .iter()
        .filter_map(|(line, start, end)| {
            let id = |number: &u32| known.get(&(*number as usize)).map(|entry| entry.0);
            Some((id(line)?, id(start)?, id(end)?))
        })
        .collect();
    for (label, references, parameters) in edges {
        let members: Option<Vec<(u32, char)>> = references.iter().map(|number| known.get(number).copied()).collect();
        let Some(members) = members else {
            drawing.outside += 1;
            continue;
        };
        let letters: String = members.iter().map(|member| member.1).collect();
        let ids: Vec<u32> = members.iter().map(|member| member.0).collect();
        let turned: Vec<u32> = ids.iter().rev().copied().collect();
        let said = match (label, letters.as_str()) {
            ("Horizontal", "l") => (Kind::Horizontal, ids),
            ("Vertical", "l") => (Kind::Vertical, ids),
            ("Horizontal", "pp") => (Kind::AlignedY, ids),
            ("Vertical", "pp") => (Kind::AlignedX, ids),
            ("Parallel", "ll") => (Kind::Parallel, ids),
            ("Perpendicular", "ll") => (Kind::Perpendicular, ids),
            ("Equal", "ll") => (Kind::EqualLength, ids),
            ("Equal", "cc") => (Kind::EqualRadius, ids),
            ("Concentric", "cc") => (Kind::Concentric, ids),
            ("Tangent", "lc" | "cl" | "cc") => (Kind::Tangent, ids),
            ("Coincident", "pp") => (Kind::Coincident, ids),
            ("Coincident", "pl" | "pc") => (Kind::OnCurve, ids),
            ("Coincident", "lp" | "cp") => (Kind::OnCurve, turned),
            ("Coincident", "ll") => (Kind::Collinear, ids),
            ("Midpoint", "pl" | "pc" | "ppp") => (Kind::Midpoint, ids),
            ("Midpoint", "lp" | "cp") => (Kind::Midpoint, turned),
            ("Radius" | "Diameter" | "Length", "l" | "c") => {
                let value = parameters.as_object().into_iter().flatten().find_map(|(_, value)| value.as_str());
                drawing.dimensions.extend(value.map(|value| (ids[0], format!("{label} {value}"))));
                drawing.other += 1;
                continue;
            }
            _ => {
                drawing.other += 1;
                continue;
            }
        };
        drawing.labels.push(said);
    }
    drawing
}

/// A node of the data as an entity, in millimetres.
fn form(label: &str, parameters: &Value, owner: (&str, &Value, usize)) -> Option<Form> {
    let number = |of: &Value, name: &str| of[name].as_f64().map(|value| value * 1000.0);
    let pair = |of: &Value, x: &str, y: &str| Some(DVec2::new(number(of, x)?, number(of, y)?));
    let along = |of: &Value, name: &str| {
        let direction = pair(of, "dirX", "dirY")? / 1000.0;
        Some(pair(of, "pntX", "pntY")? + direction * number(of, name)?)
    };
    let around = |of: &Value, name: &str| {
        let turn = of[name].as_f64()?.to_degrees() * if of["clockwise"] == true { -1.0 } else { 1.0 };
        let (sin, cos) = trig::sin_cos(turn);
        let direction = (pair(of, "xDir", "yDir")? / 1000.0).try_normalize()?;
        Some(pair(of, "xCenter", "yCenter")? + DVec2::new(cos, sin).rotate(direction) * number(of, "radius")?)
    };
    match label {
        "Line" => Some(Form::Line { start: along(parameters, "startParam")?, end: along(parameters, "endParam")? }),
        "Circle" => Some(Form::Circle {
            center: pair(parameters, "xCenter", "yCenter")?,
            radius: number(parameters, "radius")?,
        }),
        "Arc" => Some(Form::Arc {
            center: pair(parameters, "xCenter", "yCenter")?,
            radius: number(parameters, "radius")?,
            start: around(parameters, "startParam")?,
            end: around(parameters, "endParam")?,
            turns_left: parameters["clockwise"] != true,
        }),
        "Point" => Some(Form::Point(pair(parameters, "x", "y")?)),
        "SN_Center" => Some(Form::Point(pair(owner.1, "xCenter", "yCenter")?)),
        "SN_Start" | "SN_End" => {
            let name = if label == "SN_Start" { "startParam" } else { "endParam" };
            let place = if owner.0 == "Line" { along(owner.1, name) } else { around(owner.1, name) };
            Some(Form::Point(place?))
        }
        _ => None,
    }
}

/// Sketches of the Fusion 360 designs in the corpora, lines and their constraints.
pub fn fusion(corpora: &Path) -> Vec<Labelled> {
    let mut paths: Vec<_> = std::fs::read_dir(corpora.join("fusion360-official"))
        .expect("the folder")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    let mut drawings = Vec::new();
    for path in paths {
        let design: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("text")).expect("JSON");
        for sketch in design["entities"].as_object().into_iter().flatten().map(|entry| entry.1) {
            if sketch["type"] != "Sketch" {
                continue;
            }
            let mut drawing = Labelled::default();
            let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
            for (id, curve) in sketch["curves"].as_object().into_iter().flatten() {
                let point = |name: &str| {
                    let point = &sketch["points"][curve[name].as_str()?];
                    Some(DVec2::new(point["x"].as_f64()?, point["y"].as_f64()?) * 10.0)
                };
                if let (Some(start), Some(end)) = (point("start_point"), point("end_point"))
                    && curve["type"] == "SketchLine"
                {
                    numbers.insert(id, drawing.forms.len() as u32);
                    drawing.forms.push((drawing.forms.len() as u32, Form::Line { start, end }));
                }
            }
            for constraint in sketch["constraints"].as_object().into_iter().flatten().map(|entry| entry.1) {
                let line = |name: &str| numbers.get(constraint[name].as_str()?).copied();
                let said = match constraint["type"].as_str() {
                    Some("HorizontalConstraint") => line("line").map(|line| (Kind::Horizontal, vec![line])),
                    Some("VerticalConstraint") => line("line").map(|line| (Kind::Vertical, vec![line])),
                    Some("PerpendicularConstraint") => {
                        line("line_one").zip(line("line_two")).map(|(one, two)| (Kind::Perpendicular, vec![one, two]))
                    }
                    Some("ParallelConstraint") => {
                        line("line_one").zip(line("line_two")).map(|(one, two)| (Kind::Parallel, vec![one, two]))
                    }
                    _ => None,
                };
                match said {
                    Some(said) => drawing.labels.push(said),
                    None => drawing.other += 1,
                }
            }
            drawings.push(drawing);
        }
    }
    drawings
}

/// Relations in a form that can be asked.
pub struct Found {
    groups: BTreeMap<(Kind, u32), u32>,
    exact: BTreeSet<(Kind, Vec<u32>)>,
}

impl Found {
    pub fn new(relations: &[Relation]) -> Found {
        let mut found = Found { groups: BTreeMap::new(), exact: BTreeSet::new() };
        for relation in relations.iter().filter(|relation| is_group(relation.kind)) {
            for member in &relation.members {
                found.groups.insert((relation.kind, *member), relation.members[0]);
            }
        }
        for relation in relations.iter().filter(|relation| !is_group(relation.kind)) {
            let key = found.key(relation.kind, &relation.members);
            found.exact.insert(key);
        }
        found
    }

    fn group(&self, kind: Kind, member: u32) -> u32 {
        self.groups.get(&(kind, member)).copied().unwrap_or(member)
    }

    /// Members by what stands for them: lines by their direction, points by their place.
    fn key(&self, kind: Kind, members: &[u32]) -> (Kind, Vec<u32>) {
        let mut members = members.to_vec();
        match kind {
            Kind::Perpendicular => members.iter_mut().for_each(|line| *line = self.group(Kind::Parallel, *line)),
            Kind::Midpoint | Kind::OnCurve => {
                members.iter_mut().for_each(|point| *point = self.group(Kind::Coincident, *point));
            }
            _ => {}
        }
        let ordered = usize::from(matches!(kind, Kind::Midpoint | Kind::OnCurve));
        members[ordered..].sort_unstable();
        (kind, members)
    }

    /// Whether a constraint is among the relations.
    pub fn says(&self, (kind, members): &Label) -> bool {
        if is_group(*kind) {
            let first = self.groups.get(&(*kind, members[0]));
            return first.is_some() && members.iter().all(|member| self.groups.get(&(*kind, *member)) == first);
        }
        // The data names the later entity first, so of three points any may be the one midway.
        let turns = if *kind == Kind::Midpoint && members.len() == 3 { 3 } else { 1 };
        (0..turns).any(|turn| {
            let mut members = members.clone();
            members.rotate_left(turn);
            self.exact.contains(&self.key(*kind, &members))
        })
    }
}

fn is_group(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Parallel
            | Kind::Collinear
            | Kind::EqualLength
            | Kind::EqualRadius
            | Kind::Concentric
            | Kind::AlignedX
            | Kind::AlignedY
            | Kind::Coincident
    )
}

/// Sets that are joined step by step, each member at a quarter turn from its set or not.
#[derive(Default)]
struct Sets(BTreeMap<u64, (u64, bool)>);

impl Sets {
    fn root(&mut self, member: u64) -> (u64, bool) {
        match self.0.get(&member).copied() {
            Some((above, turned)) if above != member => {
                let (root, further) = self.root(above);
                self.0.insert(member, (root, turned != further));
                (root, turned != further)
            }
            _ => (member, false),
        }
    }

    fn join(&mut self, a: u64, b: u64, turned: bool) {
        let ((a, from), (b, to)) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a, (b, (from != to) != turned));
        }
    }

    fn joined(&mut self, a: u64, b: u64) -> Option<bool> {
        let ((a, from), (b, to)) = (self.root(a), self.root(b));
        (a == b).then_some(from != to)
    }
}

/// What the constraints of a drawing imply.
struct Closure {
    directions: Sets,
    x: Sets,
    y: Sets,
    lengths: Sets,
    radii: Sets,
    said: BTreeSet<Label>,
}

/// Stands for the direction of the x axis.
const AXIS: u64 = u64::MAX;

impl Closure {
    fn new(drawing: &Labelled) -> Self {
        let new = || Sets::default();
        let (directions, x, y) = (new(), new(), new());
        let said = drawing.labels.iter().map(|(kind, members)| sorted(*kind, members)).collect();
        let mut closure = Closure { directions, x, y, lengths: new(), radii: new(), said };
        for (kind, members) in &drawing.labels {
            let at = |index: usize| members.get(index).map_or(0, |id| u64::from(*id));
            match kind {
                Kind::Horizontal => closure.directions.join(at(0), AXIS, false),
                Kind::Vertical => closure.directions.join(at(0), AXIS, true),
                Kind::Parallel | Kind::Collinear => closure.directions.join(at(0), at(1), false),
                Kind::Perpendicular => closure.directions.join(at(0), at(1), true),
                Kind::AlignedX => closure.x.join(at(0), at(1), false),
                Kind::AlignedY => closure.y.join(at(0), at(1), false),
                Kind::Coincident => {
                    closure.x.join(at(0), at(1), false);
                    closure.y.join(at(0), at(1), false);
                }
                Kind::EqualLength => closure.lengths.join(at(0), at(1), false),
                Kind::EqualRadius => closure.radii.join(at(0), at(1), false),
                _ => {}
            }
        }
        let mut sized: BTreeMap<&str, u32> = BTreeMap::new();
        for (member, text) in &drawing.dimensions {
            let first = u64::from(*sized.entry(text).or_insert(*member));
            closure.radii.join(u64::from(*member), first, false);
            closure.lengths.join(u64::from(*member), first, false);
        }
        // A line between points in line is along the axis, and the ends of a line along the axis are in line.
        for _ in 0..2 {
            for (line, start, end) in &drawing.ends {
                let (line, start, end) = (u64::from(*line), u64::from(*start), u64::from(*end));
                match closure.directions.joined(line, AXIS) {
                    Some(false) => closure.y.join(start, end, false),
                    Some(true) => closure.x.join(start, end, false),
                    None if closure.y.joined(start, end).is_some() => closure.directions.join(line, AXIS, false),
                    None if closure.x.joined(start, end).is_some() => closure.directions.join(line, AXIS, true),
                    None => {}
                }
            }
        }
        let mut between: BTreeMap<[u64; 4], u64> = BTreeMap::new();
        for (line, start, end) in &drawing.ends {
            let places = |sets: &mut Sets| {
                let mut places = [start, end].map(|point| sets.root(u64::from(*point)).0);
                places.sort_unstable();
                places
            };
            let (x, y) = (places(&mut closure.x), places(&mut closure.y));
            let key = if y[0] == y[1] {
                [x[0], x[1], 0, 0]
            } else if x[0] == x[1] {
                [0, 0, y[0], y[1]]
            } else {
                [x[0], x[1], y[0], y[1]]
            };
            let first = *between.entry(key).or_insert(u64::from(*line));
            closure.lengths.join(u64::from(*line), first, false);
        }
        closure
    }

    fn implies(&mut self, kind: Kind, members: &[u32]) -> bool {
        if self.said.contains(&sorted(kind, members)) {
            return true;
        }
        let [a, b] = [0, 1].map(|index| members.get(index).map_or(AXIS, |id| u64::from(*id)));
        match kind {
            Kind::Horizontal => self.directions.joined(a, AXIS) == Some(false),
            Kind::Vertical => self.directions.joined(a, AXIS) == Some(true),
            Kind::Parallel => self.directions.joined(a, b) == Some(false),
            Kind::Perpendicular => self.directions.joined(a, b) == Some(true),
            Kind::AlignedX => self.x.joined(a, b).is_some(),
            Kind::AlignedY => self.y.joined(a, b).is_some(),
            Kind::Coincident => self.x.joined(a, b).is_some() && self.y.joined(a, b).is_some(),
            Kind::EqualLength => self.lengths.joined(a, b).is_some(),
            Kind::EqualRadius => self.radii.joined(a, b).is_some(),
            _ => false,
        }
    }
}

fn sorted(kind: Kind, members: &[u32]) -> Label {
    let mut members = members.to_vec();
    members.sort_unstable();
    (kind, members)
}

/// Counts of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Constraints.
    pub labels: usize,
    /// Those found.
    pub recalled: usize,
    /// Links found.
    pub links: usize,
    /// Those that follow from the constraints.
    pub supported: usize,
}

/// The kinds of relations whose support is counted.
pub const SUPPORTED: [Kind; 10] = [
    Kind::Horizontal,
    Kind::Vertical,
    Kind::Parallel,
    Kind::Perpendicular,
    Kind::EqualLength,
    Kind::EqualRadius,
    Kind::Tangent,
    Kind::Coincident,
    Kind::AlignedX,
    Kind::AlignedY,
];

/// Adds a drawing to the scores, by kind.
pub fn score(drawing: &Labelled, scores: &mut BTreeMap<Kind, Score>) {
    let relations = find(&drawing.scene(), Scope::Drawing);
    let found = Found::new(&relations);
    for label in &drawing.labels {
        let score = scores.entry(label.0).or_default();
        score.labels += 1;
        score.recalled += usize::from(found.says(label));
    }
    let mut closure = Closure::new(drawing);
    for relation in relations.iter().filter(|relation| SUPPORTED.contains(&relation.kind)) {
        let score = scores.entry(relation.kind).or_default();
        if !is_group(relation.kind) {
            score.links += 1;
            score.supported += usize::from(closure.implies(relation.kind, &relation.members));
            continue;
        }
        for (index, member) in relation.members.iter().enumerate().skip(1) {
            score.links += 1;
            let earlier = &relation.members[..index];
            let is_implied = earlier.iter().any(|other| closure.implies(relation.kind, &[*other, *member]));
            score.supported += usize::from(is_implied);
        }
    }
}
