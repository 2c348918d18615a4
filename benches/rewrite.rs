//! What rewriting costs, what edits of rewritten programs keep, and what relations the rewriter sees in noise.
//!
//! `cargo bench --no-default-features --bench rewrite` writes `tests/reports/rewrite-edits.md` over the DeepCAD sets,
//! read from `RECAD_SHARED`, and prints the speed (which is never written into a report: it is the machine's).
//! `-- speed`, `-- edits` or `-- chance` does one of the three and writes nothing; `-- show NAME` prints one program
//! with what its edits break.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cpu_time::ProcessTime;
use recad::corpus::flat;
use recad::corpus::rewrite::{Rewritten, rewrite, rewrite_flat};
use recad::corpus::{Format, import};
use recad::edits::control::{jittered, pooled};
use recad::edits::relation::Kind;
use recad::edits::survival::{Survival, Target, survival};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, in_parallel};

#[path = "../tests/suite/corpora.rs"]
mod corpora;

/// Every program is rewritten this often to measure the speed.
const ROUNDS: usize = 5;

struct Raw {
    id: String,
    flat: flat::Program,
    text: String,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let Some(scripts) = corpora::deepcad() else { return };
    let raw: Vec<Raw> = scripts
        .into_iter()
        .filter_map(|script| {
            let import = import(&script.text, Format::DeepCad, &script.id);
            Some(Raw { id: script.id, flat: import.flat?, text: import.program? })
        })
        .collect();
    let mut report = String::from(
        "# Edits of rewritten programs, and relations in noise\n\nWritten by `cargo bench --no-default-features --bench \
         rewrite` over the DeepCAD sets of the corpora. Edits and relations are those of `src/edits`.\n",
    );
    match words.first().map(String::as_str) {
        Some("speed") => return speed(&raw),
        Some("edits") => edits(&mut report, &raw, None),
        Some("chance") => chance(&mut report, &raw),
        Some("show") => edits(&mut report, &raw, words.get(1).map(String::as_str)),
        _ => {
            speed(&raw);
            edits(&mut report, &raw, None);
            chance(&mut report, &raw);
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/rewrite-edits.md");
            fs::write(path, &report).expect("the report can be written");
        }
    }
    println!("{report}");
}

fn speed(raw: &[Raw]) {
    let all = || raw.iter().filter(|raw| rewrite_flat(&raw.flat, &raw.text).proof.is_some()).count();
    all();
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let clock = ProcessTime::now();
            all();
            raw.len() as f64 / clock.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    println!("{:.0} models per second of CPU time (median of {ROUNDS} rounds)", rates[rates.len() / 2]);
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

fn surviving(id: &str, program: &str) -> Option<Survival> {
    survival(&Request::new(id, program, &StandardLibraryOnly), Target::Parameters).ok().map(|done| done.0)
}

fn edits(report: &mut String, raw: &[Raw], only: Option<&str>) {
    let found: Vec<Option<(Rewritten, Option<Survival>)>> = in_parallel(raw.len(), 0, |index| {
        let raw = &raw[index];
        if only.is_some_and(|only| !raw.id.contains(only)) {
            return None;
        }
        let rewritten = rewrite_flat(&raw.flat, &raw.text);
        let survival = surviving(&raw.id, &rewritten.program);
        Some((rewritten, survival))
    });
    let mut count = [0; 4];
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    let mut whole = 0;
    for (raw, (rewritten, survival)) in raw.iter().zip(&found).filter_map(|(raw, found)| Some((raw, found.as_ref()?))) {
        let Some(survival) = survival else {
            count[3] += 1;
            continue;
        };
        let mut failed = 0;
        for row in &survival.rows {
            for edit in &row.edits {
                count[0] += 1;
                count[1] += usize::from(edit.is_valid);
                count[2] += usize::from(edit.keeps_intent);
                failed += usize::from(!edit.keeps_intent);
                if let Some(reason) = &edit.reason {
                    let word = if reason.contains('/') { reason.as_str() } else { "another number of bodies or holes" };
                    *reasons.entry(word.to_owned()).or_default() += 1;
                }
                let mut broken: Vec<Kind> = edit.broken.iter().map(|broken| broken.relation).collect();
                broken.dedup();
                broken.iter().for_each(|kind| *kinds.entry(*kind).or_default() += 1);
                if !edit.keeps_intent {
                    let word = row.name.rsplit('_').find(|word| word.len() > 1).unwrap_or(&row.name);
                    *words.entry(word.to_owned()).or_default() += 1;
                }
                if only.is_some() && !edit.keeps_intent {
                    println!("{} {} {} {:?} {:?}", raw.id, row.name, edit.change, edit.reason, edit.broken);
                }
            }
        }
        whole += usize::from(failed == 0);
        if only.is_some() {
            println!("{}\n{}", rewritten.program, raw.text);
        }
    }
    let list = |counts: Vec<(String, usize)>| {
        let mut counts = counts;
        counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.clone()));
        let words: Vec<String> = counts.iter().take(20).map(|(name, count)| format!("{name} {count}")).collect();
        words.join(", ")
    };
    let _ = write!(
        report,
        "\n## Edit survival\n\nEvery parameter by ±10 % and ±25 %, counts by ±1; a value outside of its range counts as failed. \
         *Intent*: every relation that the checker finds in the part still holds, chance ones included.\n\n\
         | measure | value |\n|---|---|\n| edits | {} |\n| valid | {} |\n| keep intent | {} |\n| programs that keep it under every edit | {} of {} |\n\
         | programs that do not build | {} |\n\nNot valid: {}.\n\nRelations broken by valid edits: {}.\n\nParameters whose edits fail, by their last word: {}.\n",
        count[0],
        percent(count[1], count[0]),
        percent(count[2], count[0]),
        whole,
        found.iter().flatten().count(),
        count[3],
        list(reasons.into_iter().collect()),
        list(kinds.into_iter().map(|(kind, count)| (kind.name().to_owned(), count)).collect()),
        list(words.into_iter().collect()),
    );
}

/// Relations that the rewriter claims in parts, and in the same parts with other numbers.
fn chance(report: &mut String, raw: &[Raw]) {
    let texts: Vec<&str> = raw.iter().map(|raw| raw.text.as_str()).collect();
    let noisy: Vec<String> = texts.iter().zip(0..).map(|(text, seed)| jittered(text, 0.01, seed)).collect();
    let mixed = pooled(&texts, 1);
    let found = in_parallel(texts.len(), 0, |index| {
        [texts[index], &noisy[index], &mixed[index]]
            .map(|text| rewrite(&raw[index].id, text, &StandardLibraryOnly).ok().map(|done| done.relations))
    });
    let names: std::collections::BTreeSet<&str> =
        found.iter().flatten().flatten().flat_map(|claims| claims.iter().map(|claim| claim.0)).collect();
    let _ = write!(
        report,
        "\n## Relations in noise\n\nRelations that the rewriter writes into programs because numbers agree, in the {} parts that \
         evaluate in all three forms: as they are, with every number moved by up to 1 % (*jitter*), and with distances and sizes of \
         other parts (*pool*).\n\n| relation | real | jitter | pool |\n|---|--:|--:|--:|\n",
        found.iter().filter(|forms| forms.iter().all(Option::is_some)).count()
    );
    let sum = |name: Option<&str>, form: usize| -> usize {
        let all = found.iter().filter(|forms| forms.iter().all(Option::is_some));
        all.flat_map(|forms| forms[form].iter().flatten())
            .filter(|claim| name.is_none_or(|name| name == claim.0))
            .map(|claim| claim.1)
            .sum()
    };
    for name in names.into_iter().map(Some).chain([None]) {
        let _ =
            writeln!(report, "| {} | {} | {} | {} |", name.unwrap_or("all"), sum(name, 0), sum(name, 1), sum(name, 2));
    }
}
