//! Every raw script of the corpora is rewritten with a proof or left as it is, and the figures are committed.
//!
//! The result is the committed report `tests/reports/rewrite.md`; `RECAD_UPDATE=1 cargo test --test suite rewrite`
//! writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use recad::corpus::rewrite::{Proof, Rewritten, rewrite, rewrite_flat};
use recad::corpus::{Format, import};
use recad::workspace::in_parallel;
use recad::workspace::project::StandardLibraryOnly;

use crate::corpora;

#[test]
fn every_deepcad_script_is_rewritten_with_proof() {
    let Some(scripts) = corpora::deepcad() else { return };
    let results = in_parallel(scripts.len(), 0, |index| {
        let script = &scripts[index];
        let import = import(&script.text, Format::DeepCad, &script.id);
        let (flat, text) = (import.flat.expect("imports"), import.program.expect("imports"));
        let direct = rewrite_flat(&flat, &text);
        // The same through the text; a sample, since it is the same code from there on.
        if index % 10 == 0 {
            let read = rewrite(&script.id, &text, &StandardLibraryOnly).expect("evaluates");
            assert_eq!(read.program, direct.program, "{}", script.id);
        }
        direct
    });
    for (script, result) in scripts.iter().zip(&results) {
        assert_eq!(result.proof.is_some(), result.plan.is_some(), "{}", script.id);
        assert!(result.proof.is_some() || result.reason.is_some(), "{}", script.id);
    }
    let text = report(&results);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/rewrite.md");
    if std::env::var_os("RECAD_UPDATE").is_some() {
        fs::write(&path, &text).expect("the report can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, text, "the report is out of date: run with RECAD_UPDATE=1");
}

fn report(results: &[Rewritten]) -> String {
    let mut text = String::from(
        "# Rewritten DeepCAD scripts\n\nWritten by `RECAD_UPDATE=1 cargo test --test suite rewrite` over the DeepCAD \
         sets of the corpora.\nLiterals: numbers outside parameter declarations, except 0, 1 and 2. A range covers ±25 % \
         when it\nholds both values; its ends were evaluated and gave the same kinds of operations.\n\n",
    );
    let count = results.len();
    let share = |n: usize| format!("{n} of {count} ({:.1} %)", 100.0 * n as f64 / count as f64);
    let proven = |proof: Proof| results.iter().filter(|result| result.proof == Some(proof)).count();
    let rewritten = results.iter().filter(|result| result.proof.is_some()).count();
    let within =
        |result: &&Rewritten| result.proof.is_some() && result.after.parameters <= 6 && result.after.literals <= 3;
    let figure = |of: &dyn Fn(&Rewritten) -> f64| {
        let mut values: Vec<f64> = results.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        format!("{mean:.2} | {:.0} | {:.0}", values[values.len() / 2], values[values.len() - 1])
    };
    let parameters = || results.iter().filter_map(|result| result.plan.as_ref()).flat_map(|plan| &plan.parameters);
    let covers = parameters().filter(|parameter| match &parameter.range {
        Some((low, high)) => {
            let value = |expr: &recad::corpus::plan::Expr| expr.value(&Default::default()).unwrap_or(f64::NAN);
            let slack = 1e-9 * parameter.value;
            let is_count = parameter.quantity == recad::corpus::plan::Quantity::Count;
            is_count || value(low) <= 0.75 * parameter.value + slack && value(high) >= 1.25 * parameter.value - slack
        }
        None => false,
    });
    let _ = writeln!(text, "| measure | value |\n|---|---|");
    let _ = writeln!(text, "| rewritten with proof | {} |", share(rewritten));
    let _ = writeln!(text, "| … exact (1e-9 of the diagonal) | {} |", share(proven(Proof::Exact)));
    let _ = writeln!(text, "| … snapped (1e-5 of the diagonal) | {} |", share(proven(Proof::Snapped)));
    let _ =
        writeln!(text, "| at most 6 parameters and 3 literals | {} |", share(results.iter().filter(within).count()));
    let with = |of: fn(&Rewritten) -> usize| share(results.iter().filter(|result| of(result) > 0).count());
    let _ = writeln!(text, "| with patterns | {} |", with(|result| result.patterns));
    let _ = writeln!(text, "| with mirror images | {} |", with(|result| result.mirrors));
    let (all, covering) = (parameters().count(), covers.count());
    let covering = 100.0 * covering as f64 / all.max(1) as f64;
    let _ = writeln!(text, "| parameters whose range covers ±25 % | {covering:.1} % of {all} |");
    let _ = writeln!(text, "\n| per program | mean | median | most |\n|---|---|---|---|");
    let _ = writeln!(text, "| parameters | {} |", figure(&|result| result.after.parameters as f64));
    let _ = writeln!(text, "| literals before | {} |", figure(&|result| result.before.literals as f64));
    let _ = writeln!(text, "| literals after | {} |", figure(&|result| result.after.literals as f64));
    let _ = writeln!(text, "| bits before | {} |", figure(&|result| result.before.bits));
    let _ = writeln!(text, "| bits after | {} |", figure(&|result| result.after.bits));
    text
}
