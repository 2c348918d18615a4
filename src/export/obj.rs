//! Wavefront OBJ.

use std::fmt::Write;

use super::MeshPart;

/// The parts as objects of one OBJ text, millimetres, full precision.
pub fn text(parts: &[MeshPart]) -> String {
    let mut out = String::from("# recad, millimetres\n");
    let mut first = 1;
    for part in parts {
        // Writing into a string cannot fail.
        let _ = writeln!(out, "o {}", one_word(part.name));
        for p in &part.mesh.positions {
            let _ = writeln!(out, "v {} {} {}", p.x + 0.0, p.y + 0.0, p.z + 0.0);
        }
        for &[a, b, c] in &part.mesh.triangles {
            let _ = writeln!(out, "f {} {} {}", u64::from(a) + first, u64::from(b) + first, u64::from(c) + first);
        }
        first += part.mesh.positions.len() as u64;
    }
    out
}

fn one_word(name: &str) -> String {
    name.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect()
}
