//! DXF R12 (`AC1009`): loops, faces and sketches as LINE, ARC and CIRCLE, a layer for each part.
//!
//! R12 is the version every reader knows; it needs no handles, no objects and no fonts.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};

use super::Drawing;
use super::outline::{Figure, Stroke, bounds, figures};
use crate::model::GeometryError;

/// The drawings as one DXF text, millimetres.
pub fn text(drawings: &[Drawing]) -> Result<String, GeometryError> {
    let mut parts = Vec::with_capacity(drawings.len());
    for drawing in drawings {
        parts.push(figures(drawing, "DXF")?);
    }
    let layers = layers(drawings);
    let mut out = Groups(String::new());
    header(&mut out, &parts);
    tables(&mut out, &layers);
    out.put(0, "SECTION").put(2, "ENTITIES");
    for (layer, figures) in layers.iter().zip(&parts) {
        for stroke in figures.iter().flat_map(|figure| figure.loops.iter().flatten()) {
            entity(&mut out, layer, stroke);
        }
    }
    out.put(0, "ENDSEC").put(0, "EOF");
    Ok(out.0)
}

/// A DXF text is a list of pairs: a group code and its value, a line each.
struct Groups(String);

impl Groups {
    fn put(&mut self, code: u16, value: impl Display) -> &mut Self {
        // Writing into a string cannot fail.
        let _ = write!(self.0, "{code:>3}\n{value}\n");
        self
    }

    /// Reals always carry a point.
    fn real(&mut self, code: u16, value: f64) -> &mut Self {
        let text = (value + 0.0).to_string();
        if text.contains('.') { self.put(code, text) } else { self.put(code, text + ".0") }
    }
}

fn header(out: &mut Groups, parts: &[Vec<Figure>]) {
    out.put(0, "SECTION").put(2, "HEADER");
    out.put(9, "$ACADVER").put(1, "AC1009");
    // Not known to R12 itself, but read by the programs of today: millimetres, metric.
    out.put(9, "$INSUNITS").put(70, 4);
    out.put(9, "$MEASUREMENT").put(70, 1);
    let all: Vec<Figure> = parts.iter().flatten().cloned().collect();
    if let Some((min, max)) = bounds(&all) {
        for (name, corner) in [("$EXTMIN", min), ("$EXTMAX", max)] {
            out.put(9, name).real(10, corner.x).real(20, corner.y).real(30, 0.0);
        }
    }
    out.put(0, "ENDSEC");
}

fn tables(out: &mut Groups, layers: &[String]) {
    out.put(0, "SECTION").put(2, "TABLES");
    out.put(0, "TABLE").put(2, "LTYPE").put(70, 1);
    out.put(0, "LTYPE").put(2, "CONTINUOUS").put(70, 0).put(3, "Solid line").put(72, 65).put(73, 0).real(40, 0.0);
    out.put(0, "ENDTAB");
    out.put(0, "TABLE").put(2, "LAYER").put(70, layers.len() + 1);
    for (number, layer) in std::iter::once("0").chain(layers.iter().map(String::as_str)).enumerate() {
        // Colour 7 is black or white, whichever the background is not.
        let color = if number <= 1 { 7 } else { (number - 2) % 6 + 1 };
        out.put(0, "LAYER").put(2, layer).put(70, 0).put(62, color).put(6, "CONTINUOUS");
    }
    out.put(0, "ENDTAB").put(0, "ENDSEC");
}

fn entity(out: &mut Groups, layer: &str, stroke: &Stroke) {
    match *stroke {
        Stroke::Line(start, end) => {
            out.put(0, "LINE").put(8, layer);
            out.real(10, start.x).real(20, start.y).real(30, 0.0);
            out.real(11, end.x).real(21, end.y).real(31, 0.0);
        }
        Stroke::Circle { center, radius } => {
            out.put(0, "CIRCLE").put(8, layer);
            out.real(10, center.x).real(20, center.y).real(30, 0.0).real(40, radius);
        }
        Stroke::Arc { arc, .. } => {
            // DXF arcs run counter-clockwise.
            let (from, to) = (arc.start_angle, arc.start_angle + arc.sweep);
            let (from, to) = if arc.sweep < 0.0 { (to, from) } else { (from, to) };
            out.put(0, "ARC").put(8, layer);
            out.real(10, arc.center.x).real(20, arc.center.y).real(30, 0.0).real(40, arc.radius);
            out.real(50, from.rem_euclid(360.0)).real(51, to.rem_euclid(360.0));
        }
    }
}

/// Layer names of R12: capital letters, digits, `-` and `_`, at most 31, all different.
fn layers(drawings: &[Drawing]) -> Vec<String> {
    let mut used = BTreeSet::from(["0".to_owned()]);
    let mut names = Vec::with_capacity(drawings.len());
    for drawing in drawings {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let base: String =
            drawing.name.chars().map(|c| if allowed(c) { c.to_ascii_uppercase() } else { '_' }).take(24).collect();
        let base = if base.is_empty() { "PART".to_owned() } else { base };
        let mut name = base.clone();
        let mut number = 2;
        while !used.insert(name.clone()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::sample::slot;
    use super::*;
    use crate::model::Shape;

    /// Kind, layer and reals by group code.
    type Entity = (String, String, Vec<(u16, f64)>);

    fn entities(text: &str) -> Vec<Entity> {
        let lines: Vec<&str> = text.lines().collect();
        let pairs = lines.chunks(2).map(|pair| (pair[0].trim().parse::<u16>().unwrap(), pair[1]));
        let mut found: Vec<Entity> = Vec::new();
        for (code, value) in pairs.skip_while(|pair| *pair != (2, "ENTITIES")).skip(1) {
            match (code, found.last_mut()) {
                (0, _) => found.push((value.to_owned(), String::new(), Vec::new())),
                (8, Some(last)) => last.1 = value.to_owned(),
                (_, Some(last)) => last.2.push((code, value.parse().unwrap())),
                _ => {}
            }
        }
        found
    }

    #[test]
    fn arcs_run_counter_clockwise_whatever_the_direction_of_the_loop() {
        for backward in [false, true] {
            let shape = Shape::Face(slot(backward));
            let found = entities(&text(&[Drawing { name: "slot", shape: &shape }]).unwrap());
            let kinds = |kind: &str| found.iter().filter(|entity| entity.0 == kind).count();
            assert_eq!([kinds("LINE"), kinds("ARC"), kinds("CIRCLE"), kinds("ENDSEC")], [2, 2, 1, 1]);
            let right = found.iter().find(|entity| entity.0 == "ARC" && entity.2[0].1 > 0.0).unwrap();
            assert_eq!(right.2, [(10, 20.0), (20, 0.0), (30, 0.0), (40, 10.0), (50, 270.0), (51, 90.0)]);
        }
    }

    #[test]
    fn every_part_has_a_layer_of_its_own() {
        let shape = Shape::Face(slot(false));
        let drawing = |name| Drawing { name, shape: &shape };
        let names = layers(&[drawing("ä b"), drawing("__B"), drawing("_ b"), drawing(""), drawing("0")]);
        assert_eq!(names, ["__B", "__B-2", "__B-3", "PART", "0-2"]);
    }
}
