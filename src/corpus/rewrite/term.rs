//! Flat programs of plain bodies as terms of Szalinski's language, to be counted with its cost.
//!
//! The translation: a family of bodies is `(MapI n … body)` with the loop variables `i`, `j`, `k`, the outermost first; a sum
//! is `(Fold Union list)`, two lists are `(Concat list list)`, and what stands alone is joined by `(Binop Union a b)`. A block
//! is a `Cube`, centred or not, whichever is shorter; a stretched polygon is a `Scale` of a `Cylinder` with so many sides.
//! Every loop that is arithmetically one is taken, also one that runs twice, as the published terms do; a program for
//! people asks for more. Absent: `Map2` and `Repeat`, which are never shorter than a `MapI` here.

use super::bodies::{self, Kind};
use super::grid::{self, Family, Formula, Rules};
use crate::corpus::flat::{self, Solid};
use crate::model::BooleanOp;

/// Numbers that differ by at most this are equal, mm.
const TOLERANCE: f64 = 1e-7;
/// Combinations inside combinations go at most this deep.
const MOST_NESTED: usize = 32;
/// Loop variables, the outermost first.
const VARIABLES: [&str; 3] = ["i", "j", "k"];

/// The cost of a term as published: every node 1, a number 1 and a millionth for each of its characters, `Repeat` 0.99,
/// arithmetic, truth values and loop variables 0.001.
pub fn cost(term: &str) -> f64 {
    let words = term.split(|c: char| c.is_whitespace() || c == '(' || c == ')').filter(|word| !word.is_empty());
    words
        .map(|word| match word {
            "+" | "-" | "*" | "/" | "true" | "false" | "i" | "j" | "k" => 0.001,
            "Repeat" => 0.99,
            number if number.parse::<f64>().is_ok() => 1.0 + 1e-6 * number.len() as f64,
            _ => 1.0,
        })
        .sum()
}

/// The shortest term found for a program; `None` when it has bodies that are turned, mirrored or not plain.
pub fn term(program: &flat::Program) -> Option<String> {
    let mut whole: Option<String> = None;
    for step in &program.steps {
        let sum = sum(program, &step.solids, 0)?;
        whole = Some(match whole {
            None => sum,
            Some(whole) => binop(step.operation, &whole, &sum),
        });
    }
    whole
}

fn binop(operation: BooleanOp, a: &str, b: &str) -> String {
    let kind = match operation {
        BooleanOp::Union => "Union",
        BooleanOp::Cut => "Diff",
        BooleanOp::Intersect => "Inter",
    };
    format!("(Binop {kind} {a} {b})")
}

fn sum(program: &flat::Program, solids: &[Solid], depth: usize) -> Option<String> {
    if depth > MOST_NESTED {
        return None;
    }
    let (kinds, others) = bodies::sorted(program, solids)?;
    let (mut lists, mut singles) = (Vec::new(), Vec::new());
    for (kind, rows) in kinds {
        let shortest = forms(kind).iter().map(|form| {
            let rows: Vec<Vec<f64>> = rows.iter().map(|row| form.columns(row)).collect();
            let families = grid::families(&rows, Rules { tolerance: TOLERANCE, pairs: true });
            let (loops, alone): (Vec<_>, Vec<_>) = families.iter().partition(|family| !family.counts.is_empty());
            let loops: Vec<String> = loops.into_iter().map(|family| map(form, family)).collect();
            let alone: Vec<String> = alone.into_iter().map(|family| form.body(family)).collect();
            let total: f64 = loops.iter().chain(&alone).map(|text| cost(text)).sum();
            (total, loops, alone)
        });
        let (_, loops, alone) = shortest.min_by(|a, b| a.0.total_cmp(&b.0))?;
        lists.extend(loops);
        singles.extend(alone);
    }
    for solid in others {
        let Solid::Combined(operation, operands) = solid else { return None };
        let (first, rest) = operands.split_first()?;
        let first = sum(program, std::slice::from_ref(first), depth + 1)?;
        // What is taken away is one sum; every operand of an intersection stands for itself.
        singles.push(match operation {
            BooleanOp::Intersect => rest.iter().try_fold(first, |whole, operand| {
                Some(binop(*operation, &whole, &sum(program, std::slice::from_ref(operand), depth + 1)?))
            })?,
            _ if rest.is_empty() => first,
            _ => binop(*operation, &first, &sum(program, rest, depth + 1)?),
        });
    }
    let list = lists.into_iter().reduce(|a, b| format!("(Concat {a} {b})"));
    let folded = list.map(|list| format!("(Fold Union {list})"));
    folded.into_iter().chain(singles).reduce(|a, b| binop(BooleanOp::Union, &a, &b))
}

fn map(form: &Form, family: &Family) -> String {
    let counts: Vec<String> = family.counts.iter().map(usize::to_string).collect();
    format!("(MapI {} {})", counts.join(" "), form.body(family))
}

/// A way to write the bodies of a kind.
enum Form {
    /// A cube about its middle.
    Centered,
    /// A cube from its corner.
    Cornered,
    /// A cylinder, with the sides it has (0: round) by its radius and how much it is stretched along y.
    Stretched(usize),
    /// A cylinder of radius 1, scaled along x and y.
    Scaled(usize),
}

fn forms(kind: Kind) -> &'static [Form] {
    // One row for every number of sides that a prism may have.
    const PRISMS: [[Form; 2]; 13] = {
        const fn both(sides: usize) -> [Form; 2] {
            [Form::Stretched(sides), Form::Scaled(sides)]
        }
        [
            both(0),
            both(1),
            both(2),
            both(3),
            both(4),
            both(5),
            both(6),
            both(7),
            both(8),
            both(9),
            both(10),
            both(11),
            both(12),
        ]
    };
    match kind {
        Kind::Block => &[Form::Centered, Form::Cornered],
        Kind::Cylinder => &PRISMS[0][..1],
        Kind::Prism { sides } => PRISMS.get(sides).map_or(&[], |forms| &forms[..]),
    }
}

impl Form {
    /// The numbers to find formulas for, from those of a body.
    fn columns(&self, row: &[f64]) -> Vec<f64> {
        let mut columns = row.to_vec();
        match (self, row) {
            (Form::Centered, [_, _, z, _, _, height]) => columns[2] = z + height / 2.0,
            (Form::Cornered, [x, y, _, width, depth, _]) => {
                columns[0] = x - width / 2.0;
                columns[1] = y - depth / 2.0;
            }
            (Form::Stretched(_), [_, _, _, radius, height]) => {
                columns.truncate(3);
                columns.extend([*radius, 1.0, *height]);
            }
            (Form::Stretched(_), [_, _, _, x, y, _]) => columns[4] = y / x,
            _ => {}
        }
        columns
    }

    fn body(&self, family: &Family) -> String {
        let written: Vec<String> = family.formulas.iter().map(formula).collect();
        let [x, y, z, a, b, c] = &written[..] else { return String::new() };
        let body = match self {
            Form::Centered => format!("(Cube (Vec3 {a} {b} {c}) true)"),
            Form::Cornered => format!("(Cube (Vec3 {a} {b} {c}) false)"),
            // The angle and size of facets are OpenSCAD's own; they say nothing where the number of sides is given.
            Form::Stretched(sides) => {
                let round = format!("(Cylinder (Vec3 {c} {a} {a}) (Vec3 {sides} 12 2) false)");
                if b == "1" { round } else { format!("(Affine Scale (Vec3 1 {b} 1) {round})") }
            }
            Form::Scaled(sides) => {
                format!("(Affine Scale (Vec3 {a} {b} 1) (Cylinder (Vec3 {c} 1 1) (Vec3 {sides} 12 2) false))")
            }
        };
        if [x, y, z].iter().all(|place| *place == "0") {
            return body;
        }
        format!("(Affine Trans (Vec3 {x} {y} {z}) {body})")
    }
}

fn formula(formula: &Formula) -> String {
    let times = |by: f64, what: String| if by == 1.0 { what } else { format!("(* {by} {what})") };
    if let Some((axis, a, p, q)) = formula.factors() {
        let variable = VARIABLES[axis];
        let shifted = |by: f64| if by == 0.0 { variable.to_owned() } else { format!("(+ {variable} {by})") };
        return times(a, format!("(* {} {})", shifted(p), shifted(q)));
    }
    let square = formula.square.map(|(axis, by)| (by, format!("(* {0} {0})", VARIABLES[axis])));
    let linear = formula.linear.iter().zip(VARIABLES).map(|(by, variable)| (*by, variable.to_owned()));
    let mut whole = (formula.constant != 0.0).then(|| formula.constant.to_string());
    for (by, what) in square.into_iter().chain(linear).filter(|(by, _)| *by != 0.0) {
        whole = Some(match whole {
            None => times(by, what),
            Some(whole) if by < 0.0 => format!("(- {whole} {})", times(-by, what)),
            Some(whole) => format!("(+ {whole} {})", times(by, what)),
        });
    }
    whole.unwrap_or_else(|| "0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_counts_words_as_published() {
        let term = "(Affine Trans (Vec3 0 (* 17 i) 6.25) (Cube (Vec3 12 12 6.5) true))";
        assert!((cost(term) - 11.003_018).abs() < 1e-5, "{}", cost(term));
        assert_eq!(cost("(Repeat 3 Empty)"), 0.99 + 1.000_001 + 1.0);
    }
}
