//! Parts of no family: random outlines with openings, bosses and pockets side by side.
//!
//! A part is dimensioned as a person would place things on a plate: a body with a safe rectangle inside, the rectangle
//! divided into cells, one feature a cell. What is drawn is what kinds, how many and how large.

use super::build::*;
use crate::corpus::plan::{BinaryOp, Expr, Face, Flat, Outline, Point, Segment};
use crate::model::Level;

/// Draws a plan of a level.
pub fn sampled(b: &mut Builder, level: Level) {
    match level {
        Level::L => {
            b.part("outline", "A closed outline.");
            let outline = match b.draw.below(4) {
                0 => blank(b).outline,
                1 => bulged(b),
                _ => stairs(b),
            };
            b.flat(Flat::Loop(outline));
        }
        Level::F => {
            b.part("sheet", "A sheet with openings.");
            let face = pierced(b);
            b.flat(Flat::Face(face));
        }
        Level::S => {
            b.part("cutouts", "Shapes side by side on a plane.");
            row_of_shapes(b);
        }
        Level::SE if b.draw.chance(0.25) => turned_profile(b),
        Level::SE => {
            b.part("plate", "A plate with openings.");
            let face = pierced(b);
            let thick = b.length("thickness", "Thickness.", 2.0, 25.0);
            b.add("body", "The plate.", extrude(xy(0.0), face, thick));
        }
        Level::MSE => block(b),
    }
}

/// An outline about the origin and the rectangle inside it that features may use.
struct Blank {
    outline: Outline,
    width: Expr,
    depth: Expr,
}

fn blank(b: &mut Builder) -> Blank {
    let kind = b.draw.below(8);
    if kind < 2 {
        let radius = b.length("radius", "Radius around the middle.", 15.0, 100.0);
        let outline = if kind == 0 {
            circle(0.0, 0.0, &radius)
        } else {
            let sides = b.draw.one(&[5.0, 6.0, 8.0]).unwrap_or(6.0);
            regular(0.0, 0.0, &radius, sides)
        };
        // The square inside a circle, with room to spare; a pentagon is as narrow as 0.8 of its circle.
        let (width, depth) = (&radius * 1.04, &radius * 1.04);
        return Blank { outline, width, depth };
    }
    let width = b.length("width", "Length along x.", 30.0, 200.0);
    let depth = b.length("depth", "Length along y.", &width * 0.3, &width);
    let (x, y) = (&width / 2.0, &depth / 2.0);
    let outline = match kind {
        2 => rect(&width, &depth),
        3 => rounded(&width, &depth, b.length("corner_r", "Radius of the corners.", &depth * 0.05, &depth * 0.2)),
        4 => {
            let cut = b.length("corner_cut", "How much the corners are cut.", &depth * 0.05, &depth * 0.2);
            polygon([
                at(-&x + &cut, -&y),
                at(&x - &cut, -&y),
                at(&x, -&y + &cut),
                at(&x, &y - &cut),
                at(&x - &cut, &y),
                at(-&x + &cut, &y),
                at(-&x, &y - &cut),
                at(-&x, -&y + &cut),
            ])
        }
        5 => {
            let bulge = b.length("bulge", "How far the round end stands out.", &depth * 0.1, &depth * 0.5);
            path(at(-&x, -&y), [line(&x, -&y), arc(at(&x + &bulge, 0.0), at(&x, &y)), line(-&x, &y), line(-&x, -&y)])
        }
        6 => {
            let notch = b.length("notch_w", "Width of the notches in both ends.", &depth * 0.15, &depth * 0.4);
            let deep = b.length("notch_l", "Depth of the notches.", &width * 0.03, &width * 0.08);
            let n = &notch / 2.0;
            polygon([
                at(-&x, -&y),
                at(&x, -&y),
                at(&x, -&n),
                at(&x - &deep, -&n),
                at(&x - &deep, &n),
                at(&x, &n),
                at(&x, &y),
                at(-&x, &y),
                at(-&x, &n),
                at(-&x + &deep, &n),
                at(-&x + &deep, -&n),
                at(-&x, -&n),
            ])
        }
        _ => {
            let ear = b.length("ear_l", "How far the ears stand out.", &depth * 0.1, &depth * 0.4);
            let wide = b.length("ear_w", "Width of the ears.", &depth * 0.2, &depth * 0.6);
            let e = &wide / 2.0;
            polygon([
                at(-&x, -&y),
                at(&x, -&y),
                at(&x, -&e),
                at(&x + &ear, -&e),
                at(&x + &ear, &e),
                at(&x, &e),
                at(&x, &y),
                at(-&x, &y),
                at(-&x, &e),
                at(-&x - &ear, &e),
                at(-&x - &ear, -&e),
                at(-&x, -&e),
            ])
        }
    };
    Blank { outline, width: &width * 0.8, depth: &depth * 0.8 }
}

/// A rectangle some of whose sides are arcs.
fn bulged(b: &mut Builder) -> Outline {
    let width = b.length("width", "Distance of the corners along x.", 30.0, 200.0);
    let depth = b.length("depth", "Distance of the corners along y.", &width * 0.3, &width);
    let (x, y) = (&width / 2.0, &depth / 2.0);
    let bulge = |b: &mut Builder, name: &str, side: &str| {
        let doc = format!("How far the {side} side stands out.");
        b.draw.chance(0.7).then(|| b.length(&format!("bulge_{name}"), &doc, &depth * 0.05, &depth * 0.45))
    };
    let sides =
        [("s", "lower"), ("e", "right"), ("n", "upper"), ("w", "left")].map(|(name, side)| bulge(b, name, side));
    let [south, east, north, west] = sides;
    let side = |bulge: Option<Expr>, via: &dyn Fn(Expr) -> Point, to: Point| match bulge {
        Some(bulge) => arc(via(bulge), to),
        None => Segment::Line { to },
    };
    path(
        at(-&x, -&y),
        [
            side(south, &|bulge| at(0.0, -&y - bulge), at(&x, -&y)),
            side(east, &|bulge| at(&x + bulge, 0.0), at(&x, &y)),
            side(north, &|bulge| at(0.0, &y + bulge), at(-&x, &y)),
            side(west, &|bulge| at(-&x - bulge, 0.0), at(-&x, -&y)),
        ],
    )
}

/// A flight of steps, each with its own run and rise.
fn stairs(b: &mut Builder) -> Outline {
    let first = b.length("run_1", "Run of the first step.", 5.0, 60.0);
    let rise = b.length("rise_1", "Rise of the first step.", &first * 0.3, &first * 2.0);
    let mut corners = vec![[first.clone(), rise.clone()]];
    for step in 2..=b.draw.whole(2, 4) {
        let name = |what: &str| format!("{what}_{step}");
        let run = b.length(&name("run"), &format!("Run of step {step}."), &first * 0.3, &first * 2.0);
        let up = b.length(&name("rise"), &format!("Rise of step {step}."), &first * 0.2, &first * 1.5);
        let [x, y] = corners[corners.len() - 1].clone();
        corners.push([b.value(&name("x"), x + run), b.value(&name("y"), y + up)]);
    }
    // Along the floor, and down the steps from the last one.
    let [end, _] = corners[corners.len() - 1].clone();
    let mut points = vec![at(0.0, 0.0), at(end, 0.0)];
    for index in (0..corners.len()).rev() {
        let [x, y] = &corners[index];
        points.push(at(x, y));
        points.push(if index == 0 { at(0.0, y) } else { at(&corners[index - 1][0], y) });
    }
    Outline::Polygon { points }
}

/// A shape that fits a cell about a point, with its own parameter.
fn shape(b: &mut Builder, name: &str, what: &str, x: &Expr, y: Expr, cell: [&Expr; 2]) -> Outline {
    let [w, h] = cell;
    let least = if b.now(w) < b.now(h) { w } else { h };
    let size = |b: &mut Builder, suffix: &str, doc: &str, of: &Expr, low, high| {
        b.length(&format!("{name}_{suffix}"), &format!("{doc} of the {what}."), scaled(of, low), scaled(of, high))
    };
    match b.draw.below(5) {
        0 | 1 => {
            let d = size(b, "d", "Diameter", least, 0.3, 0.8);
            circle(x, y, d / 2.0)
        }
        2 => {
            let (a, c) = (size(b, "w", "Width", w, 0.3, 0.8), size(b, "h", "Height", h, 0.3, 0.8));
            rect_at(x, y, a, c)
        }
        3 => {
            let l = size(b, "l", "Length between the centres", w, 0.15, 0.4);
            let d = size(b, "w", "Width", least, 0.15, 0.4);
            slot(at(x - &l / 2.0, y.clone()), at(x + &l / 2.0, y), d)
        }
        _ => {
            let r = size(b, "r", "Radius", least, 0.15, 0.4);
            let sides = b.draw.one(&[3.0, 4.0, 6.0]).unwrap_or(6.0);
            regular(x, y, r, sides)
        }
    }
}

/// The middle of column `index` of `count` over a width about the origin.
fn column(width: &Expr, index: usize, count: usize) -> Expr {
    let share = (index as f64 + 0.5) / count as f64 - 0.5;
    match share {
        0.0 => Expr::ZERO,
        _ if share < 0.0 => -scaled(width, -share),
        _ => scaled(width, share),
    }
}

/// `expr * factor`, with the factors of a product in one.
fn scaled(expr: &Expr, factor: f64) -> Expr {
    match expr {
        Expr::Binary(BinaryOp::Multiply, inner, by) => match **by {
            Expr::Number(by) => &**inner * ((by * factor * 1e4).round() / 1e4),
            _ => expr * factor,
        },
        _ => expr * factor,
    }
}

/// A blank with openings: a pattern, or one a cell.
fn pierced(b: &mut Builder) -> Face {
    let Blank { outline, width, depth } = blank(b);
    if b.draw.chance(0.35) {
        let (columns, rows) =
            (b.count("columns", "Openings along x.", 2, 5), b.count("rows", "Openings along y.", 1, 4));
        let (dx, dy) = (b.value("dx", &width / &columns), b.value("dy", &depth / &rows));
        // A cell at the largest counts of the ranges.
        let (w, h) = (scaled(&width, 0.2), scaled(&depth, 0.25));
        let opening = shape(b, "opening", "openings", &Expr::ZERO, Expr::ZERO, [&w, &h]);
        return outline.hole(opening.grid(columns, rows, dx, dy));
    }
    let count = b.draw.whole(1, 4);
    let cell = scaled(&width, 1.0 / count as f64);
    let mut face = outline.face();
    for index in 0..count {
        let name = format!("opening_{}", index + 1);
        let x = column(&width, index, count);
        face = face.hole(shape(b, &name, ORDINALS[index.min(3)], &x, Expr::ZERO, [&cell, &depth]));
    }
    face
}

const ORDINALS: [&str; 4] = ["first opening", "second opening", "third opening", "fourth opening"];

fn row_of_shapes(b: &mut Builder) {
    let pitch = b.length("pitch", "Distance of the shapes.", 10.0, 60.0);
    let height = &pitch * 1.5;
    let count = b.draw.whole(2, 5);
    let faces: Vec<_> = (0..count)
        .flat_map(|index| {
            let x = if index == 0 { Expr::ZERO } else { &pitch * index as f64 };
            let ring = b.draw.chance(0.4);
            let name = format!("shape_{}", index + 1);
            let outline = shape(b, &name, "shape", &x, Expr::ZERO, [&pitch, &height]);
            match &outline {
                Outline::Circle { center, radius } if ring => {
                    let inner = circle(&center[0], &center[1], radius * 0.5);
                    outline.hole(inner).faces()
                }
                _ => outline.faces(),
            }
        })
        .collect();
    let mut sheet = sketch(xy(0.0), [] as [Outline; 0]);
    sheet.faces = faces;
    b.flat(Flat::Sketch(sheet));
}

fn turned_profile(b: &mut Builder) {
    b.part("turning", "A turned part with steps.");
    let foot = b.length("foot_d", "Diameter of the first step.", 12.0, 100.0);
    let foot_h = b.length("foot_h", "Height of the first step.", &foot * 0.1, &foot * 0.6);
    let neck = b.length("neck_d", "Diameter of the second step.", &foot * 0.4, &foot * 0.85);
    let neck_h = b.length("neck_h", "Height of the second step.", &foot * 0.2, &foot);
    let bore = b.length("bore_d", "Bore.", &foot * 0.1, &foot * 0.3);
    let (r, s, t) = (&bore / 2.0, &foot / 2.0, &neck / 2.0);
    let top = b.value("top", &foot_h + &neck_h);
    let profile = if b.draw.chance(0.5) {
        polygon([at(&r, 0.0), at(&s, 0.0), at(&s, &foot_h), at(&t, &foot_h), at(&t, &top), at(&r, &top)])
    } else {
        polygon([at(&r, 0.0), at(&s, 0.0), at(&s, &foot_h), at(&t, &top), at(&r, &top)])
    };
    b.add("profile", "The turned profile.", turned(profile));
}

/// A body with one feature a cell on its top, and perhaps a bore across.
fn block(b: &mut Builder) {
    b.part("machined_block", "A block with features side by side.");
    let Blank { outline, width, depth } = blank(b);
    let height = b.length("height", "Height of the block.", 8.0, 40.0);
    b.add("block", "The block.", extrude(xy(0.0), outline, &height));
    let count = b.draw.whole(1, 4);
    let cell = scaled(&width, 1.0 / count as f64);
    for index in 0..count {
        let x = column(&width, index, count);
        let number = index + 1;
        match b.draw.below(3) {
            0 => {
                let name = format!("hole_{number}");
                let outline = shape(b, &name, "opening", &x, Expr::ZERO, [&cell, &depth]);
                b.cut(&format!("opening_{number}"), "An opening through all.", extrude(xy(0.0), outline, &height));
            }
            1 => {
                let name = format!("pocket_{number}");
                let deep = b.length(&format!("{name}_depth"), "Depth of the pocket.", &height * 0.2, &height * 0.7);
                let outline = shape(b, &name, "pocket", &x, Expr::ZERO, [&cell, &depth]);
                b.cut(&name, "A pocket from above.", extrude(xy(&height - &deep), outline, &deep));
            }
            _ => {
                let name = format!("boss_{number}");
                let rise = b.length(&format!("{name}_rise"), "Height of the boss.", &height * 0.2, &height * 1.5);
                let outline = shape(b, &name, "boss", &x, Expr::ZERO, [&cell, &depth]);
                b.add(&name, "A boss on the top.", extrude(xy(&height), outline, &rise));
            }
        }
    }
}
