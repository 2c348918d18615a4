//! Relations found where authors meant some, and edits survived.
//!
//! `cargo bench --no-default-features --bench edits` writes `tests/reports/edits.md`: constraints of real drawings that
//! the relation checker finds again, what it finds in noise, what edits of raw numbers keep, and the edit survival of the
//! programs in `corpus/`. The corpora are read from `RECAD_SHARED`. CPU time by the clock of the process.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cpu_time::ProcessTime;
use recad::corpus::{Format, import};
use recad::edits::control::{jittered, pooled};
use recad::edits::literal::Grouping;
use recad::edits::relation::{Form, Kind, Scope, find};
use recad::edits::survival::{Survival, Target, Verdict, scene, survival};
use recad::model::DVec2;
use recad::workspace::project::{Project, StandardLibraryOnly};
use recad::workspace::{Depth, Request, Workspace, in_parallel};

#[path = "../tests/suite/corpora.rs"]
mod corpora;
#[path = "../tests/suite/labels.rs"]
mod labels;

fn main() {
    let mut report = String::from(
        "# Relations and edits\n\nWritten by `cargo bench --no-default-features --bench edits`; what is counted is defined in \
         `src/edits/survival.rs`, `src/edits/relation` and `tests/suite/labels.rs`.\n",
    );
    let clock = ProcessTime::now();
    if let Some(folder) = corpora::folder() {
        constraints(&mut report, "SketchGraphs", &labels::sketch_graphs(&folder));
        constraints(&mut report, "Fusion 360 Gallery", &labels::fusion(&folder));
    }
    if let Some(scripts) = corpora::deepcad() {
        let flat = |script: corpora::Script| {
            let program = import(&script.text, Format::DeepCad, &script.id).program?;
            Some((script.id, program))
        };
        let programs: Vec<(String, String)> = scripts.into_iter().filter_map(flat).collect();
        noise(&mut report, &programs);
        raw(&mut report, &programs);
    }
    own(&mut report);
    println!("{report}\n{:.1} s of CPU time", clock.elapsed().as_secs_f64());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/edits.md");
    fs::write(path, report).expect("the report can be written");
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

fn constraints(report: &mut String, name: &str, drawings: &[labels::Labelled]) {
    let mut scores: BTreeMap<Kind, labels::Score> = BTreeMap::new();
    drawings.iter().for_each(|drawing| labels::score(drawing, &mut scores));
    let outside: usize = drawings.iter().map(|drawing| drawing.outside).sum();
    let other: usize = drawings.iter().map(|drawing| drawing.other).sum();
    let _ = write!(
        report,
        "\n## Constraints of {name}\n\n{} drawings. {outside} constraints with things outside of the drawing and {other} dimensions \
         and others are not asked for. *Found*: constraints among the relations. *Follow*: links found that the constraints \
         imply; what is true of the shape without being constrained counts against it.\n\n\
         | relation | constraints | found | recall | links | follow | share |\n|---|--:|--:|--:|--:|--:|--:|\n",
        drawings.len()
    );
    let mut all = labels::Score::default();
    let mut row = |name: &str, score: labels::Score, has_links: bool| {
        let links = if has_links {
            format!("{} | {} | {}", score.links, score.supported, percent(score.supported, score.links))
        } else {
            "– | – | –".to_owned()
        };
        let _ = writeln!(
            report,
            "| {name} | {} | {} | {} | {links} |",
            score.labels,
            score.recalled,
            percent(score.recalled, score.labels)
        );
    };
    for (kind, score) in scores {
        row(kind.name(), score, labels::SUPPORTED.contains(&kind));
        all.labels += score.labels;
        all.recalled += score.recalled;
        all.links += score.links;
        all.supported += score.supported;
    }
    row("all", all, true);
}

/// The relations of a program by kind; none when it does not evaluate.
fn relations(text: &str) -> Option<BTreeMap<Kind, usize>> {
    let request = Request { depth: Depth::Evaluate, terse: true, ..Request::new("a", text, &StandardLibraryOnly) };
    let outcome = Workspace::default().run(&request);
    if outcome.has_errors() {
        return None;
    }
    let mut kinds = BTreeMap::new();
    let scene = scene(&outcome);
    for relation in find(&scene, Scope::Part) {
        // Neighbouring faces write the curves between them twice.
        let places = relation.members.iter().map(|id| place(&scene.entities[*id as usize].form));
        if relation.kind == Kind::Coplanar
            || relation.members.len() == 1
            || places.clone().collect::<BTreeSet<_>>().len() > 1
        {
            *kinds.entry(relation.kind).or_default() += 1;
        }
    }
    Some(kinds)
}

/// Where an entity is, in either direction, to 1e-3 mm.
fn place(form: &Form) -> Vec<i64> {
    let rounded = |point: DVec2| (point * 1000.0).round().to_array().map(|value| value as i64);
    let mut ends = match form {
        Form::Line { start, end } | Form::Arc { start, end, .. } => vec![rounded(*start), rounded(*end)],
        Form::Circle { center, radius } => vec![rounded(*center), rounded(DVec2::splat(*radius))],
        Form::Point(point) => vec![rounded(*point)],
        Form::Outline(outline) => vec![rounded(outline.center), rounded(outline.half)],
        Form::Plane(offset) => vec![rounded(DVec2::splat(*offset))],
    };
    ends.sort_unstable();
    ends.concat()
}

/// What is found when the numbers are noise, or each other's.
fn noise(report: &mut String, programs: &[(String, String)]) {
    let texts: Vec<&str> = programs.iter().map(|(_, text)| text.as_str()).collect();
    let noisy: Vec<String> = texts.iter().zip(0..).map(|(text, seed)| jittered(text, 0.01, seed)).collect();
    let mixed = pooled(&texts, 1);
    let found = in_parallel(texts.len(), 0, |index| {
        Some([relations(texts[index])?, relations(&noisy[index])?, relations(&mixed[index])?])
    });
    let found: Vec<_> = found.into_iter().flatten().collect();
    let _ = write!(
        report,
        "\n## Relations of raw DeepCAD programs, and of the same with other numbers\n\n*Jitter*: every number moved by up to 1 % of the \
         largest, vertices together. *Pool*: distances and sizes of other parts in the same order, so that what is along the \
         axes stays so. What neighbouring faces write twice is left out. Holes stay in their faces, and centres that a statement writes as one point move together. Relations of the {} programs that evaluate in all three forms.\n\n| relation | real | jitter | pool |\n|---|--:|--:|--:|\n",
        found.len()
    );
    let mut sums = [0; 3];
    for kind in Kind::ALL {
        let counts = [0, 1, 2].map(|form| found.iter().filter_map(|forms| forms[form].get(&kind)).sum::<usize>());
        if counts != [0; 3] {
            let _ = writeln!(report, "| {} | {} | {} | {} |", kind.name(), counts[0], counts[1], counts[2]);
        }
        (0..3).for_each(|form| sums[form] += counts[form]);
    }
    let _ = writeln!(report, "| all | {} | {} | {} |", sums[0], sums[1], sums[2]);
}

/// What edits keep, by change.
#[derive(Default)]
struct Tally {
    edits: usize,
    valid: usize,
    kept: usize,
    broken: BTreeMap<Kind, usize>,
}

impl Tally {
    fn add(&mut self, edit: &Verdict) {
        self.edits += 1;
        self.valid += usize::from(edit.is_valid);
        self.kept += usize::from(edit.keeps_intent);
        let mut kinds: Vec<Kind> = edit.broken.iter().map(|broken| broken.relation).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().for_each(|kind| *self.broken.entry(kind).or_default() += 1);
    }

    fn row(&self) -> String {
        format!(
            "{} | {} | {} | {}",
            self.edits,
            percent(self.valid, self.edits),
            percent(self.kept, self.edits),
            percent(self.kept, self.valid)
        )
    }
}

fn raw(report: &mut String, programs: &[(String, String)]) {
    let _ = write!(
        report,
        "\n## Edits of raw numbers\n\nFlat programs of {} DeepCAD scripts: every number in their text except zeros and directions. \
         *Occurrence*: one number alone. *Vertex*: a coordinate wherever the statement writes the same point.\n\n\
         | numbers | change | edits | valid | keep intent | of the valid |\n|---|---|--:|--:|--:|--:|\n",
        programs.len()
    );
    let mut broken = Tally::default();
    for (name, grouping) in [("occurrence", Grouping::Occurrence), ("vertex", Grouping::Vertex)] {
        let found = in_parallel(programs.len(), 0, |index| {
            let (id, text) = &programs[index];
            survival(&Request::new(id, text, &StandardLibraryOnly), Target::Literals(grouping)).ok().map(|done| done.0)
        });
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        for edit in found.iter().flatten().flat_map(Survival::edits) {
            let change = if edit.change.contains("10") { "±10 %" } else { "±25 %" };
            tallies.entry(change).or_default().add(edit);
            if grouping == Grouping::Vertex {
                broken.add(edit);
            }
        }
        for (change, tally) in tallies {
            let _ = writeln!(report, "| {name} | {change} | {} |", tally.row());
        }
    }
    let _ = write!(report, "\nEdits (*vertex*) that break a relation of the kind:");
    let mut kinds: Vec<(Kind, usize)> = broken.broken.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!(" {} {count}", kind.name())).collect();
    let _ = writeln!(report, "{}.", kinds.join(","));
}

fn own_programs() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "recad") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &mut found);
    found.sort();
    found
}

fn own(report: &mut String) {
    let paths = own_programs();
    let _ = write!(
        report,
        "\n## Edit survival of the programs in `corpus/`\n\nEvery parameter by ±10 % and ±25 %, counts by ±1; a value outside of its range \
         counts as failed (*out of range* says how many).\n\n\
         | program | parameters | edits | out of range | valid | keep intent | of the valid | breaks |\n|---|--:|--:|--:|--:|--:|--:|---|\n"
    );
    let found = in_parallel(paths.len(), 0, |index| {
        let text = fs::read_to_string(&paths[index]).expect("a program");
        let project = Project::of_file(&paths[index]);
        let name = paths[index].to_string_lossy().into_owned();
        survival(&Request::new(&name, &text, &project), Target::Parameters).ok().map(|done| done.0)
    });
    let mut all = Tally::default();
    let mut sums = [0; 2];
    for (path, survival) in paths.iter().zip(&found) {
        let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")).unwrap_or(path);
        let Some(survival) = survival else {
            let _ = writeln!(report, "| {} | does not build | | | | | | |", name.display());
            continue;
        };
        let mut tally = Tally::default();
        survival.edits().for_each(|edit| {
            tally.add(edit);
            all.add(edit);
        });
        let outside = survival.edits().filter(|edit| edit.reason.as_deref() == Some("eval/parameter-range")).count();
        let parameters = survival.rows.iter().filter(|row| !row.edits.is_empty()).count();
        sums = [sums[0] + parameters, sums[1] + outside];
        let kinds: Vec<&str> = tally.broken.keys().map(|kind| kind.name()).collect();
        let [edits, rest] = row(&tally);
        let _ = writeln!(
            report,
            "| {} | {parameters} | {edits} | {outside} | {rest} | {} |",
            name.display(),
            kinds.join(", ")
        );
    }
    let [edits, rest] = row(&all);
    let _ = writeln!(report, "| all | {} | {edits} | {} | {rest} | |", sums[0], sums[1]);
}

fn row(tally: &Tally) -> [String; 2] {
    let row = tally.row();
    let (edits, rest) = row.split_once(" | ").unwrap_or((&row, ""));
    [edits.to_owned(), rest.to_owned()]
}
