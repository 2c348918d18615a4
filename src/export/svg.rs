//! SVG: loops, faces and sketches at true size, arcs as arcs.

use std::fmt::Write;

use glam::DVec2;

use super::outline::{Figure, Stroke, bounds, figures};
use super::threemf::escape;
use super::{Drawing, part_color};
use crate::model::GeometryError;

/// The drawings as one SVG document: one user unit is a millimetre, +Y of the sketch is up.
pub fn document(drawings: &[Drawing]) -> Result<String, GeometryError> {
    let mut parts = Vec::with_capacity(drawings.len());
    for drawing in drawings {
        parts.push(figures(drawing, "SVG")?);
    }
    let all: Vec<Figure> = parts.iter().flatten().cloned().collect();
    let (min, max) = bounds(&all).unwrap_or((DVec2::ZERO, DVec2::ZERO));
    let margin = ((max - min).max_element() * 0.03).max(1e-3);
    let (low, size) = (DVec2::new(min.x, -max.y) - margin, max - min + 2.0 * margin);
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}mm" height="{h}mm" viewBox="{} {} {w} {h}">"#,
        low.x + 0.0,
        low.y + 0.0,
        w = size.x,
        h = size.y,
    );
    let width = size.max_element() / 400.0;
    let _ = writeln!(
        out,
        r##"<g stroke="#22262B" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round" fill-rule="evenodd">"##
    );
    for (number, (drawing, figures)) in drawings.iter().zip(&parts).enumerate() {
        let [r, g, b] = part_color(number);
        let _ = writeln!(out, "<g><title>{}</title>", escape(drawing.name));
        for figure in figures {
            let fill = if figure.filled { format!("#{r:02X}{g:02X}{b:02X}") } else { "none".to_owned() };
            let _ = writeln!(out, r#"<path fill="{fill}" d="{}"/>"#, path(figure));
        }
        out.push_str("</g>\n");
    }
    out.push_str("</g>\n</svg>\n");
    Ok(out)
}

fn path(figure: &Figure) -> String {
    let mut d = String::new();
    for outline in &figure.loops {
        let mut at = None;
        for stroke in outline {
            let (start, end) = match stroke {
                Stroke::Line(start, end) | Stroke::Arc { start, end, .. } => (*start, *end),
                Stroke::Circle { center, radius } => (*center + DVec2::X * *radius, *center + DVec2::X * *radius),
            };
            if at.is_none() {
                let _ = write!(d, "M{}", place(start));
            }
            match stroke {
                Stroke::Line(..) => {
                    let _ = write!(d, "L{}", place(end));
                }
                Stroke::Arc { arc, .. } => {
                    let (radius, large) = (arc.radius, u8::from(arc.sweep.abs() > 180.0));
                    // The picture's y axis points down, which turns counter-clockwise into sweep flag 0.
                    let flag = u8::from(arc.sweep < 0.0);
                    let _ = write!(d, "A{radius} {radius} 0 {large} {flag} {}", place(end));
                }
                Stroke::Circle { center, radius } => {
                    let far = *center - DVec2::X * *radius;
                    let _ = write!(d, "A{radius} {radius} 0 1 0 {}", place(far));
                    let _ = write!(d, "A{radius} {radius} 0 1 0 {}", place(end));
                }
            }
            at = Some(end);
        }
        if figure.closed() && at.is_some() {
            d.push('Z');
        }
    }
    d
}

fn place(point: DVec2) -> String {
    format!("{} {}", point.x + 0.0, 0.0 - point.y)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{curve, slot};
    use super::*;
    use crate::model::{CurveKind, Loop, Shape};

    #[test]
    fn a_slot_is_drawn_with_true_arcs_at_true_size() {
        let shape = Shape::Face(slot(false));
        let svg = document(&[Drawing { name: "a<b", shape: &shape }]).unwrap();
        let xml = roxmltree::Document::parse(&svg).unwrap();
        let path = xml.descendants().find(|node| node.tag_name().name() == "path").unwrap();
        let d = path.attribute("d").unwrap();
        assert!(d.starts_with("M-20 10L20 10A10 10 0 0 0 20 -10L-20 -10A10 10 0 0 0 -20 10Z"), "{d}");
        assert_eq!(d.matches('A').count(), 4);
        // 60 wide, and 3 % of that on either side.
        assert_eq!(xml.root_element().attribute("width"), Some("63.6mm"));
        assert_eq!(xml.root_element().attribute("viewBox"), Some("-31.8 -11.8 63.6 23.6"));
    }

    #[test]
    fn the_box_of_an_arc_holds_its_bulge() {
        let p = DVec2::new;
        let arc = curve(CurveKind::Arc { start: p(0.0, -1.0), mid: p(1.0, 0.0), end: p(0.0, 1.0) });
        let chord = curve(CurveKind::Line { start: p(0.0, 1.0), end: p(0.0, -1.0) });
        for curves in [[arc, chord], [chord.reversed(), arc.reversed()]] {
            let shape = Shape::Loop(Loop { curves: curves.into() });
            let figures = figures(&Drawing { name: "", shape: &shape }, "SVG").unwrap();
            assert_eq!(bounds(&figures), Some((p(0.0, -1.0), p(1.0, 1.0))));
        }
    }
}
