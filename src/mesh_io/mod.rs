//! Meshes from files: STL (binary and ASCII) and OBJ.
//!
//! Purpose: [`read`] takes a file, [`parse`] bytes; both give an indexed [`Mesh`] without faces and edges.
//! Invariants: total on hostile bytes: every answer is a mesh whose indices are in range and whose
//! coordinates are finite, or an error that says where the file breaks its format; memory stays
//! proportional to the length of the file.
//! What a file cannot mean is refused; what it means against the conventions is mended aloud ([`outward`]).
//! Absent: repair of holes, units (files are taken in millimetres).

mod creases;
mod obj;
mod stl;

pub use creases::crease_length;

use std::path::Path;

use glam::DVec3;
use rustc_hash::FxHashMap;

use crate::diagnostics::{Diagnostic, registry::io};
use crate::geom::mesh::Mesh;
use crate::model::GeometryError;
use crate::text::Span;

/// The largest mesh file that is read, bytes (2 GiB).
pub const FILE_LIMIT: u64 = 2 << 30;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// STL, binary or ASCII by its content.
    Stl,
    /// Wavefront OBJ.
    Obj,
}

impl Format {
    /// The format of a file name's ending.
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?;
        match () {
            () if ending.eq_ignore_ascii_case("stl") => Some(Format::Stl),
            () if ending.eq_ignore_ascii_case("obj") => Some(Format::Obj),
            () => None,
        }
    }
}

/// Reads a mesh file; the format is that of its ending.
pub fn read(path: &Path) -> Result<Mesh, Box<Diagnostic>> {
    let refused = |name, reason: String| {
        Box::new(Diagnostic::new(name, Span::default(), format!("`{}` cannot be read: {reason}", path.display())))
    };
    let Some(format) = Format::of(path) else {
        return Err(refused(io::FORMAT, "mesh files end in `.stl` or `.obj`".to_owned()));
    };
    let metadata = std::fs::metadata(path).map_err(|error| refused(io::READ, error.to_string()))?;
    if metadata.len() > FILE_LIMIT {
        let reason = format!("it has {} bytes; the limit is {FILE_LIMIT}", metadata.len());
        return Err(refused(io::READ, reason));
    }
    let bytes = std::fs::read(path).map_err(|error| refused(io::READ, error.to_string()))?;
    parse(&bytes, format).map_err(|error| refused(error.name, error.message))
}

/// The mesh in `bytes`.
pub fn parse(bytes: &[u8], format: Format) -> Result<Mesh, GeometryError> {
    let mesh = match format {
        Format::Stl => stl::parse(bytes)?,
        Format::Obj => obj::parse(bytes)?,
    };
    if mesh.triangles.is_empty() {
        return Err(malformed("the file holds no triangle"));
    }
    Ok(mesh)
}

/// Turns a closed mesh that faces inward inside out, and says so.
pub fn outward(mesh: &mut Mesh, path: &Path) -> Option<Diagnostic> {
    if mesh.volume() >= 0.0 || mesh.gap().is_some() {
        return None;
    }
    for [_, b, c] in &mut mesh.triangles {
        std::mem::swap(b, c);
    }
    let message = format!(
        "the triangles of `{}` face inward, so that the mesh is inside out; it is taken turned, with its volume of {} mm³ inside",
        path.display(),
        mesh.volume()
    );
    Some(Diagnostic::new(io::INSIDE_OUT, Span::default(), message))
}

/// Why a mesh encloses no volume, if it does not: volumes and IoU are not measured then.
pub fn open(mesh: &Mesh, path: &Path) -> Option<Diagnostic> {
    let leak = mesh.gap()?;
    let message = format!("`{}` encloses no volume and has no IoU: {leak}", path.display());
    Some(Diagnostic::new(io::OPEN_MESH, Span::default(), message))
}

/// What a mesh that encloses some volume more than once or inside out, mm³, is compared as; `None` for one that does not.
pub fn tangled(volume: f64, path: &Path) -> Option<Diagnostic> {
    let message = || {
        format!(
            "`{}` crosses itself: {volume} mm³ are enclosed more than once or inside out, and count as often as they are",
            path.display()
        )
    };
    (volume > 0.0).then(|| Diagnostic::new(io::TANGLED_MESH, Span::default(), message()))
}

/// The bytes of a text without the one byte order mark (UTF-8) that some programs put before it.
fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

fn malformed(message: impl Into<String>) -> GeometryError {
    GeometryError::new(io::MALFORMED, message)
}

/// A mesh in the making; corners at bit-equal places become one vertex.
#[derive(Default)]
struct Weld {
    mesh: Mesh,
    known: FxHashMap<[u64; 3], u32>,
}

impl Weld {
    /// The index of a place; `None` when it is not finite or there are too many.
    fn vertex(&mut self, point: DVec3) -> Option<u32> {
        if !point.is_finite() {
            return None;
        }
        let point = point + DVec3::ZERO;
        let next = u32::try_from(self.mesh.positions.len()).ok()?;
        let index = *self.known.entry(point.to_array().map(f64::to_bits)).or_insert(next);
        if index == next {
            self.mesh.positions.push(point);
        }
        Some(index)
    }

    /// Adds a triangle, unless two of its corners are one vertex.
    fn triangle(&mut self, corners: [u32; 3]) {
        let [a, b, c] = corners;
        if a != b && b != c && c != a {
            self.mesh.triangles.push(corners);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ASCII: &str = "solid corner\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n   vertex 1e0 0 0\n   \
                         vertex 0 1 0\n  endloop\n endfacet\nendsolid corner\n";

    #[test]
    fn reads_ascii_stl() {
        let mesh = parse(ASCII.as_bytes(), Format::Stl).unwrap();
        assert_eq!((mesh.positions.len(), mesh.triangles.as_slice()), (3, [[0, 1, 2]].as_slice()));
        assert_eq!(parse(ASCII.to_uppercase().as_bytes(), Format::Stl).unwrap(), mesh);
    }

    #[test]
    fn reads_polygons_and_backward_references_of_obj() {
        let text = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvn 0 0 1\nf 1/1/1 2//1 3 -1\n";
        let mesh = parse(text.as_bytes(), Format::Obj).unwrap();
        assert_eq!(mesh.triangles, [[0, 1, 2], [0, 2, 3]]);
        assert_eq!(mesh.area(), 1.0);
    }

    #[test]
    fn one_byte_order_mark_is_no_part_of_the_text() {
        let obj = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
        for (text, format) in [(obj, Format::Obj), (ASCII, Format::Stl)] {
            let marked = format!("\u{feff}{text}");
            assert_eq!(parse(marked.as_bytes(), format).unwrap(), parse(text.as_bytes(), format).unwrap());
        }
    }

    #[test]
    fn a_line_of_obj_goes_on_after_a_backslash_and_a_comment_does_not() {
        let plain = "# C:\\models\\\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\n";
        let mesh = parse(plain.as_bytes(), Format::Obj).unwrap();
        assert_eq!(mesh.triangles, [[0, 1, 2]]);
        let broken = plain.replace("v 1 0 0", "v 1 \\\r\n 0 \\\n0 # right").replace("f 1 2 3", "f 1\\\n 2 3");
        assert_eq!(parse(broken.as_bytes(), Format::Obj).unwrap(), mesh);
        let error = parse("v 0 0 0\nv 1 \\\n 0 \\\n".as_bytes(), Format::Obj).unwrap_err();
        assert!(error.message.contains("line 2: a vertex has three"), "{}", error.message);
    }

    /// A binary STL of a tetrahedron with one vertex at each axis, its faces `turned` inward or not.
    fn tetrahedron(announced: u32, turned: bool, tail: usize) -> Vec<u8> {
        let places = [[0f32, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let mut bytes = vec![0; 80];
        bytes.extend(announced.to_le_bytes());
        for [a, b, c] in [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3usize]] {
            bytes.extend([0; 12]);
            let corners = if turned { [a, c, b] } else { [a, b, c] };
            corners.iter().flat_map(|corner| places[*corner]).for_each(|number| bytes.extend(number.to_le_bytes()));
            bytes.extend([0; 2]);
        }
        bytes.extend(vec![0; tail]);
        bytes
    }

    #[test]
    fn a_count_of_triangles_that_contradicts_the_file_is_refused_with_both_numbers() {
        for (announced, tail) in [(3, 0), (5, 0), (2, 7), (4, 50)] {
            let error = parse(&tetrahedron(announced, false, tail), Format::Stl).unwrap_err();
            let there = format!("enough for {} triangles", 4 + tail / 50);
            assert!(error.message.contains(&format!("announces {announced} triangles")), "{}", error.message);
            assert!(error.message.contains(&there), "{}", error.message);
        }
        // A tail too short for a triangle hides none.
        assert!(parse(&tetrahedron(4, false, 49), Format::Stl).unwrap().is_watertight());
    }

    #[test]
    fn a_mesh_that_is_inside_out_is_turned_and_said_to_be() {
        let mut right = parse(&tetrahedron(4, false, 0), Format::Stl).unwrap();
        assert_eq!(outward(&mut right, Path::new("t.stl")), None);
        let mut turned = parse(&tetrahedron(4, true, 0), Format::Stl).unwrap();
        assert!(turned.volume() < 0.0);
        let warning = outward(&mut turned, Path::new("t.stl")).unwrap();
        assert_eq!(warning.name, io::INSIDE_OUT);
        assert!(!warning.is_error() && warning.message.contains("`t.stl` face inward"), "{}", warning.message);
        assert!(turned.is_watertight() && (turned.volume() - 1.0 / 6.0).abs() < 1e-15);
        // What is open has no inside.
        turned.triangles.pop();
        for [_, b, c] in &mut turned.triangles {
            std::mem::swap(b, c);
        }
        assert_eq!(outward(&mut turned, Path::new("t.stl")), None);
    }

    #[test]
    fn says_where_a_file_breaks_its_format() {
        let broken = [
            ("v 0 0\n", Format::Obj, "line 1: a vertex has three coordinates"),
            ("v 0 0 0\nf 1 2 3\n", Format::Obj, "line 2: a face names a vertex that is not there"),
            ("v 0 0 0\nf 0 1 1\n", Format::Obj, "line 2: a face names a vertex that is not there"),
            ("v 0 0 nan\n", Format::Obj, "line 1: a coordinate is not finite"),
            ("", Format::Obj, "the file holds no triangle"),
            ("solid\nvertex 0 x 0\n", Format::Stl, "line 2: a coordinate is not a number"),
            ("solid\nnoise\n", Format::Stl, "line 2: expected `facet`"),
            ("", Format::Stl, "this file has 0 bytes"),
        ];
        for (text, format, message) in broken {
            let error = parse(text.as_bytes(), format).unwrap_err();
            assert_eq!(error.name, io::MALFORMED);
            assert!(error.message.contains(message), "{text:?}: {}", error.message);
        }
        let mut truncated = vec![0; 100];
        truncated[80] = 7;
        let error = parse(&truncated, Format::Stl).unwrap_err();
        assert!(error.message.contains("7 triangles, which take 434 bytes"), "{}", error.message);
        let mut infinite = vec![0; 134];
        infinite[80] = 1;
        infinite[84 + 12..84 + 16].copy_from_slice(&f32::INFINITY.to_le_bytes());
        assert!(parse(&infinite, Format::Stl).unwrap_err().message.contains("triangle 1"));
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_sound_mesh_or_an_error(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            text in "(solid\n)?([vf]( -?[0-9]{1,3}(\\.[0-9])?(/1)?){0,5}\n|facet|endloop\n|vertex 1 2 3\n){0,30}",
            obj in any::<bool>(),
        ) {
            let format = if obj { Format::Obj } else { Format::Stl };
            for bytes in [&bytes, text.as_bytes()] {
                if let Ok(mesh) = parse(bytes, format) {
                    prop_assert!(mesh.triangles.iter().all(|&t| mesh.corners(t).is_some()));
                    prop_assert!(mesh.positions.iter().all(|p| p.is_finite()));
                }
            }
        }
    }
}
