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

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::super::sample::block;
    use super::*;
    use crate::mesh_io::{Format, parse};

    #[test]
    fn reads_back_with_every_digit() {
        let size = DVec3::new(1.0 / 3.0, 0.1, 1e-5);
        let (mesh, other) = (block(size), block(DVec3::ONE));
        let parts = [MeshPart { name: "first part", mesh: &mesh }, MeshPart { name: "b", mesh: &other }];
        let text = text(&parts);
        assert!(text.contains("o first_part\n") && text.contains("o b\n"));
        let both = parse(text.as_bytes(), Format::Obj).unwrap();
        assert!(both.positions.contains(&size));
        assert!((both.volume() - (1.0 + mesh.volume())).abs() < 1e-15);
    }
}
